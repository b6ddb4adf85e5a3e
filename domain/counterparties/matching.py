"""Near matches between company names: found fast among thousands, scored the same every time, explained in words.

Nothing here links anything: a score below 100 only puts two names side by side for a person to decide (S1-10, S3-09).
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from rapidfuzz import fuzz, process

from domain.counterparties.likeness import Likeness, compare
from domain.counterparties.spelling import Spelling, spell

DEFAULT_CUTOFF = 70.0
CHECKSUM = 0xFFFFFFFF << 32
SHORTLIST = 12  # names compared in full for each query
BLOCK = 800  # names looked at for each query, those sharing the rarest words first


@dataclass(frozen=True)
class Candidate:
    """A name that may be meant: `score` is 100 only for the same name, `reason` says what differs."""

    id: str
    name: str
    score: float
    reason: str


class MatchIndex:
    """Names to look among, arranged once so that a query meets only those that share a word with it."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """`entries` are pairs of id and name; up to some ten thousand are expected."""
        self.ids: list[str] = []
        self.spellings: list[Spelling] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for id, name in entries:
            self._add(id, spell(name))
        self._respelt = _Respelt(list(self._by_word))
        self._sorted = [_sorted_core(spelling) for spelling in self.spellings]

    def _add(self, id: str, spelling: Spelling) -> None:
        place = len(self.ids)
        self.ids.append(id)
        self.spellings.append(spelling)
        self._by_key[spelling.key].append(place)
        for word in _blocking_words(spelling):
            self._by_word[word].append(place)

    def shortlist(self, spelling: Spelling) -> list[int]:
        """The places of the names worth comparing in full."""
        places = self._sharing_words(spelling)
        choices = [self._sorted[place] for place in places]
        best = process.extract(_sorted_core(spelling), choices, scorer=fuzz.ratio, limit=SHORTLIST)
        return sorted({places[at] for _, _, at in best}.union(self._by_key.get(spelling.key, ())))

    def _sharing_words(self, spelling: Spelling) -> list[int]:
        words = {known for word in _blocking_words(spelling) for known in self._known_like(word)}
        found: set[int] = set()
        for word in sorted(words, key=lambda known: (len(self._by_word[known]), known)):
            found.update(self._by_word[word])
            if len(found) >= BLOCK:
                break
        return sorted(found)

    def _known_like(self, word: str) -> Iterator[str]:
        for variant in (word, *_one_letter_less(word)):
            if variant in self._by_word:
                yield variant
            yield from self._respelt.words(variant)


class _Respelt:
    """Which words become a given one by losing a letter.

    Pairs of a checksum and a word's place, sorted in one array: a dictionary of them takes twenty times the room. Two
    texts with the same checksum only bring a word that is then not found to be alike.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        pairs = (_checksum(less) | at for at, word in enumerate(words) for less in _one_letter_less(word))
        self._pairs = array("Q", sorted(pairs))

    def words(self, less: str) -> Iterator[str]:
        """The words that lose one letter to become this."""
        wanted = _checksum(less)
        for at in range(bisect_left(self._pairs, wanted), len(self._pairs)):
            if self._pairs[at] & CHECKSUM != wanted:
                return
            yield self._words[self._pairs[at] & ~CHECKSUM]


def near_matches(name: str, index: MatchIndex, limit: int = 5, cutoff: float = DEFAULT_CUTOFF) -> list[Candidate]:
    """The names most like this one, best first, at least `cutoff` (0-100) alike; the same answer every time."""
    spelling = spell(name)
    found = [
        _candidate(index, place, likeness)
        for place in index.shortlist(spelling)
        if (likeness := compare(spelling, index.spellings[place])).score >= cutoff
    ]
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.name, candidate.id))[:limit]


def _candidate(index: MatchIndex, place: int, likeness: Likeness) -> Candidate:
    return Candidate(index.ids[place], index.spellings[place].name, likeness.score, likeness.reason)


def _checksum(text: str) -> int:
    return crc32(text.encode()) << 32


def _sorted_core(spelling: Spelling) -> str:
    return " ".join(sorted(spelling.core))


def _blocking_words(spelling: Spelling) -> set[str]:
    """Its words, and the whole name written together: that finds `Recycle Co` for `RecycleCo`."""
    return {*spelling.core, "".join(spelling.plain), "".join(spelling.core)} - {""}


def _one_letter_less(word: str) -> list[str]:
    """Each way to drop one letter: two words that share one are at most two typing errors apart."""
    if not 4 <= len(word) <= 20:
        return []
    return sorted({word[:at] + word[at + 1 :] for at in range(len(word))})
