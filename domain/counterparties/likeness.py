"""How alike two spelt names are, from 0 to 100, and what differs, in words a person can check at a glance."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from rapidfuzz.distance import Levenshtein

from domain.counterparties.spelling import ABBREVIATIONS, Spelling, Words, counts

SAME = 100.0
NEVER_SAME = 99.0

# Words that say little about which company it is weigh less.
LITTLE = {"the", "of", "and", "de", "la", "le", "du", "des", "der", "die", "das", "for", "a", "an"}
TRADE = {
    "paper", "metals", "recycling", "fiber", "trading", "group", "international", "industries", "company", "services",
    "products", "packaging", "materials", "holdings", "enterprises", "solutions", "national", "american", "usa",
    "resources", "supply", "scrap", "waste", "global", "systems", "technologies", "management", "transport", "mills",
    "incorporated", "limited", "corporation", "manufacturing", "brothers", "sons", "associates", "north", "south",
    "east", "west", "logistics", "environmental", "steel", "plastics", "iron", "commodities",
}  # fmt: skip
SHORT_FORMS = {ABBREVIATIONS[short]: short.capitalize() for short in ("inc", "ltd", "corp", "co")}
LEAST_ALIKE = 0.7  # two words less alike than this are two different words


@dataclass(frozen=True)
class Likeness:
    """`score` is 100 only when the names are the same; `reason` names every difference."""

    score: float
    reason: str


@dataclass(frozen=True)
class _Difference:
    cost: float
    words: str


@dataclass(frozen=True)
class _Alignment:
    """Which words of two names stand for each other: the misspelt pairs, and what each has alone."""

    misspelt: tuple[tuple[str, str, float], ...]
    only_left: Words
    only_right: Words
    shared: Words


def compare(left: Spelling, right: Spelling) -> Likeness:
    """The likeness of two names, the same in both directions."""
    if left.key == right.key:
        return Likeness(SAME, "same name")
    if left.plain and _together(left.plain) == _together(right.plain):
        base, differences = SAME, list(_in_writing(left, right))
    elif _together(left.core) == _together(right.core) and left.core:
        base, differences = SAME, [*_in_abbreviations(left, right), *_in_spacing(left, right), *_in_form(left, right)]
    else:
        aligned = _align(left.core, right.core)
        base = 100 * _shared_weight(aligned)
        differences = [
            *_in_order(left, right, aligned),
            *_in_words(aligned),
            *_in_abbreviations(left, right),
            *_in_form(left, right),
        ]
    differences += _in_numbers(left, right)
    score = base - sum(difference.cost for difference in differences)
    reason = "; ".join(dict.fromkeys(difference.words for difference in differences))
    return Likeness(round(min(NEVER_SAME, max(0.0, score)), 1), reason or "written differently")


def _together(words: Words) -> str:
    return "".join(words)


def _in_writing(left: Spelling, right: Spelling) -> Iterator[_Difference]:
    if left.bare_key == right.bare_key:
        yield _Difference(1, "only accents differ")
    elif left.plain == right.plain:
        yield _Difference(2, "only punctuation or accents differ")
    else:
        yield _Difference(3, "only spacing differs")


def _in_spacing(left: Spelling, right: Spelling) -> Iterator[_Difference]:
    if left.core != right.core:
        yield _Difference(3, "spacing differs")


def _in_abbreviations(left: Spelling, right: Spelling) -> Iterator[_Difference]:
    """Words short in one name and long in the other; those of the legal form included (`Ltd` = `Limited`)."""
    for word in sorted(set(left.plain).difference(right.plain)):
        for other in sorted(set(right.plain).difference(left.plain)):
            if ABBREVIATIONS.get(word, word) == ABBREVIATIONS.get(other, other):
                short, long = sorted((word, other), key=lambda each: (len(each), each))
                yield _Difference(3, f"abbreviation {short.capitalize()} = {long.capitalize()}")


def _in_form(left: Spelling, right: Spelling) -> Iterator[_Difference]:
    if left.form == right.form:
        return
    forms = sorted(_shown(form) for form in (left.form, right.form) if form)
    if len(forms) == 1:
        yield _Difference(4, f"only one has the legal form {forms[0]}")
    else:
        yield _Difference(7, f"differs in the legal form ({' / '.join(forms)})")


def _shown(form: Words) -> str:
    return " ".join(SHORT_FORMS.get(word, word.upper()) for word in form)


def _in_order(left: Spelling, right: Spelling, aligned: _Alignment) -> Iterator[_Difference]:
    if not aligned.only_left and not aligned.only_right and not aligned.misspelt and left.core != right.core:
        yield _Difference(4, "same words in another order")


def _in_words(aligned: _Alignment) -> Iterator[_Difference]:
    letters = sum(Levenshtein.distance(ours, theirs) for ours, theirs, _ in aligned.misspelt)
    if letters:
        pairs = ", ".join(" / ".join(sorted(pair[:2])) for pair in aligned.misspelt)
        yield _Difference(2, f"{'one letter differs' if letters == 1 else f'{letters} letters differ'} ({pairs})")
    lone = sorted(filter(None, (_without_numbers(aligned.only_left), _without_numbers(aligned.only_right))))
    if len(lone) == 1:
        yield _Difference(0, f"only one has \u201c{lone[0]}\u201d")
    elif lone:
        yield _Difference(8, f"\u201c{lone[0]}\u201d against \u201c{lone[1]}\u201d")


def _without_numbers(words: Words) -> str:
    return " ".join(word for word in words if not counts(word))


def _in_numbers(left: Spelling, right: Spelling) -> Iterator[_Difference]:
    """Plant 2 is not Plant 3, however alike the rest: the score falls below any sensible cutoff."""
    if left.numbers == right.numbers:
        return
    shown = sorted(" ".join(numbers) for numbers in (left.numbers, right.numbers) if numbers)
    if len(shown) == 1:
        yield _Difference(15, f"only one has the number {shown[0]}")
    else:
        yield _Difference(45, f"numbers differ ({' / '.join(shown)})")


def _shared_weight(aligned: _Alignment) -> float:
    """The share of both names' weight that stands in both; a name wholly inside a longer one counts 0.74 at least."""
    paired = 2 * fsum(map(_weight, aligned.shared))
    paired += fsum((_weight(ours) + _weight(theirs)) * alike for ours, theirs, alike in aligned.misspelt)
    total = 2 * fsum(map(_weight, aligned.shared)) + fsum(map(_weight, (*aligned.only_left, *aligned.only_right)))
    total += fsum(_weight(ours) + _weight(theirs) for ours, theirs, _ in aligned.misspelt)
    share = paired / total if total else 0.0
    inside = not (aligned.only_left and aligned.only_right) and not aligned.misspelt
    return max(share, 0.74) if inside and any(_weight(word) == 1 for word in aligned.shared) else share


def _weight(word: str) -> float:
    return 0.2 if word in LITTLE else 0.5 if word in TRADE else 1.0


def _align(left: Words, right: Words) -> _Alignment:
    ours, theirs = list(left), list(right)
    shared = [word for word in left if _took(theirs, word)]
    for word in shared:
        ours.remove(word)
    misspelt = []
    for alike, first, second, word, other in sorted(_alike_pairs(ours, theirs)):
        if word in ours and other in theirs:
            ours.remove(word)
            theirs.remove(other)
            misspelt.append((first, second, -alike))
    return _Alignment(tuple(misspelt), tuple(ours), tuple(theirs), tuple(shared))


def _took(words: list[str], word: str) -> bool:
    if word not in words:
        return False
    words.remove(word)
    return True


def _alike_pairs(ours: list[str], theirs: list[str]) -> Iterator[tuple[float, str, str, str, str]]:
    """Pairs of like words, the likest first when sorted, in an order that does not depend on the direction."""
    for word in ours:
        for other in theirs:
            alike = _word_likeness(word, other)
            if alike >= LEAST_ALIKE:
                yield -alike, min(word, other), max(word, other), word, other


def _word_likeness(word: str, other: str) -> float:
    if counts(word) or counts(other):
        return 0.0
    short, long = sorted((word, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return max(0.8, len(short) / len(long))
    return Levenshtein.normalized_similarity(word, other, score_cutoff=LEAST_ALIKE)
