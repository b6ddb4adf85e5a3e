"""Why a proof is red: QuickBooks' lines on the account against our documents, one by one (S2-43, accounting 3.8).

Every finding names a document and carries its part of the difference, in the proof's own sign; they add up to it. What
no document explains is said to be unexplained, never left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.books.balance_reports import LedgerLine
from domain.books.documents import Document, DocumentKind
from domain.money import shown
from domain.proofs.claims import Claim
from domain.proofs.proof import Finding, Why

TYPES: Final = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "Vendor Credit",
    DocumentKind.JOURNAL_ENTRY: "Journal Entry",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "Credit Memo",
}
KINDS: Final = {name: kind for kind, name in TYPES.items()}
MOST_LOOKED_UP: Final = 200
Key = tuple[str, str]  # QuickBooks' word for the type, its id


@dataclass(frozen=True)
class OurDocument:
    """One of our documents as the books should hold it: what it puts on the claim's accounts by day, debit positive.

    `type` is the books' word for what it is and `books_id` empty while nothing was confirmed; `tax` is what it carries.
    One that is `leaving` is being removed.
    """

    subject: str
    type: str
    books_id: str
    number: str
    total: int
    amounts: Mapping[date, int] = field(default_factory=dict)
    tax: int = 0
    leaving: bool = False

    @property
    def key(self) -> Key:
        """What the books know it by."""
        return self.type, self.books_id

    @property
    def name(self) -> str:
        """`Bill INV-7781`."""
        return f"{self.type} {self.number}".strip()

    def within(self, claim: Claim, as_of: date) -> int:
        """Its amount in the claim's window."""
        return sum(amount for on, amount in self.amounts.items() if _is_within(claim, on, as_of))


@dataclass(frozen=True)
class Explaining:
    """One red proof, what the books have on its accounts in the window, and our documents.

    `look` reads one document from the books: None when it is gone. `before` is what the books hold beyond us at the
    end of the day before our first, debit positive.
    """

    claim: Claim
    as_of: date
    lines: Sequence[LedgerLine]
    documents: Sequence[OurDocument]
    look: Callable[[DocumentKind, str], Document | None]
    before: Callable[[], int] = lambda: 0

    def findings(self, difference: int) -> tuple[Finding, ...]:
        """What adds up to the difference; the largest first, and what stays unexplained last."""
        known = {document.key: document for document in self.documents if document.books_id}
        found = [*self._standing(known), *self._missing(known)]
        found = sorted((one for one in found if one.amount), key=lambda one: (-abs(one.amount), one.words))
        if left := difference - sum(one.amount for one in found):
            found += self._left(left)
        return tuple(found)

    def _standing(self, known: Mapping[Key, OurDocument]) -> Iterable[Finding]:
        """What the books have on the accounts: ours as they should be or not, and others'."""
        for key, lines in _by_document(self.lines).items():
            amount = self.claim.sign * sum(line.amount for line in lines)
            if key in known:
                yield from self._compared(known[key], lines, amount)
            elif arrived := self._arrived(lines[0]):
                yield Finding(Why.ON_THE_WAY, f"{arrived.name} has arrived, unconfirmed", amount, arrived.subject)
            elif not self.claim.only_ours:
                yield Finding(Why.KEYED, _told(lines[0]), amount)

    def _compared(self, ours: OurDocument, lines: Sequence[LedgerLine], amount: int) -> Iterable[Finding]:
        meant = self.claim.sign * ours.within(self.claim, self.as_of)
        gap, line = amount - meant, lines[0]
        if not gap:
            return
        if not meant and any(self.claim.sign * one == amount for one in ours.amounts.values()):
            yield self._moved(ours, line.on, gap)
        elif abs(gap) == 1:
            yield Finding(Why.ROUNDING, f"{ours.name}: a cent apart", gap, ours.subject)
        elif ours.tax and abs(gap) == abs(ours.tax):
            yield Finding(Why.TAX, f"{ours.name}: its tax of {shown(ours.tax)} is elsewhere", gap, ours.subject)
        else:
            words = f"{ours.name}: was {shown(meant)}, is {shown(amount)}{_changed(line)}"
            yield Finding(Why.EDITED, words, gap, ours.subject)

    def _missing(self, known: Mapping[Key, OurDocument]) -> Iterable[Finding]:
        """Our documents that the books should have on these accounts, and have not."""
        there = _by_document(self.lines)
        gone = [one for key, one in known.items() if key not in there and one.within(self.claim, self.as_of)]
        for ours in gone[:MOST_LOOKED_UP]:
            gap = -self.claim.sign * ours.within(self.claim, self.as_of)
            found = self.look(KINDS[ours.type], ours.books_id) if ours.type in KINDS else None
            if ours.leaving:
                yield Finding(Why.ON_THE_WAY, f"{ours.name} is being removed", gap, ours.subject)
            elif found is None:
                words = f"{ours.name} is gone; it was {shown(ours.total)}"
                yield Finding(Why.DELETED, words, gap, ours.subject)
            elif not _is_within(self.claim, found.on, self.as_of):
                yield self._moved(ours, found.on, gap)
            elif not found.total:
                words = f"{ours.name} is at zero; it was {shown(ours.total)}"
                yield Finding(Why.EDITED, words, gap, ours.subject)
            else:
                words = f"{ours.name} stands on another account"
                yield Finding(Why.ELSEWHERE, words, gap, ours.subject)

    def _moved(self, ours: OurDocument, on: date, gap: int) -> Finding:
        meant = max(ours.amounts)
        words = f"{ours.name} is dated {on:%-d %B %Y} there, {meant:%-d %B %Y} here"
        return Finding(Why.MOVED, words, gap, ours.subject)

    def _arrived(self, line: LedgerLine) -> OurDocument | None:
        """The document on the way that this is, told by our key in its note."""
        waiting = {one.subject: one for one in self.documents if not one.books_id}
        if not waiting or line.type not in KINDS:
            return None
        found = self.look(KINDS[line.type], line.id)
        return waiting.get(found.key) if found else None

    def _left(self, left: int) -> list[Finding]:
        early = self.claim.sign * self.before() if self.claim.since is None and not self.claim.only_ours else 0
        found = [Finding(Why.BEFORE, "The balance at go-live is not what it was", early)] if early else []
        if left != early:
            found.append(Finding(Why.UNEXPLAINED, "No document explains this", left - early))
        return found


def _is_within(claim: Claim, on: date, as_of: date) -> bool:
    return on <= as_of and (claim.since is None or on >= claim.since)


def _by_document(lines: Iterable[LedgerLine]) -> dict[Key, list[LedgerLine]]:
    found: dict[Key, list[LedgerLine]] = {}
    for line in lines:
        found.setdefault((line.type, line.id), []).append(line)
    return found


def _told(line: LedgerLine) -> str:
    """`Journal Entry 7 of 20 January 2025, Rail Co, by Sandy Cole`."""
    parts = [f"{line.type} {line.number}".strip() + f" of {line.on:%-d %B %Y}", line.party]
    parts += [f"by {line.made_by}" if line.made_by else ""]
    return ", ".join(filter(None, parts))


def _changed(line: LedgerLine) -> str:
    when = f" on {line.changed_at[:10]}" if line.changed_at else ""
    return f", changed by {line.changed_by}{when}" if line.changed_by else ""
