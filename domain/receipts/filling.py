"""Filling in what many invoices are paid without typing each: the oldest first, or as a list says."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.money import parse_amount
from domain.problems import Problem
from domain.receipts.receivables import Receivable

SEPARATORS: Final = " \t,;:"


@dataclass(frozen=True)
class Filled:
    """Cents by the key of each invoice that was filled in, and the lines of a list that name none or several."""

    pays: dict[str, int] = field(default_factory=dict)
    unknown: Sequence[str] = ()


def oldest_first(
    owed: Iterable[Receivable], cents: int, on: date | None, *, besides: Collection[str], most: int
) -> Filled:
    """Cents over invoices in their order, each as far as it can be paid on a day, until nothing is left of them; those
    that are filled in already, `besides`, stay as they are, and no more than `most` are filled in."""
    pays: dict[str, int] = {}
    for one in owed:
        part = 0 if one.key in besides or (on and one.on > on) else min(cents, payable(one, on))
        if part > 0 and len(pays) < most:
            pays[one.key] = part
            cents -= part
    return Filled(pays)


def as_listed(owed: Sequence[Receivable], text: str, on: date | None) -> Filled:
    """What a list names: on each line an invoice, with the amount behind it or, without one, all that is open of it."""
    pays: dict[str, int] = {}
    unknown = []
    for line in dict.fromkeys(" ".join(line.split()) for line in text.splitlines()):
        named, amount = _named(owed, line) if line else (None, None)
        if named and (cents := payable(named, on) if amount is None else amount) > 0:
            pays[named.key] = cents
        elif line:
            unknown.append(line)
    return Filled(pays, unknown)


def payable(one: Receivable, on: date | None) -> int:
    """What can be applied to an invoice on a day, in cents."""
    return one.open_from(on) if on else one.open


def _named(owed: Sequence[Receivable], line: str) -> tuple[Receivable | None, int | None]:
    """The one invoice that a line begins with, by the longest number that fits, and the amount behind it."""
    said = line.casefold()
    fits = [one for one in owed if (said + " ").startswith(one.number.casefold()) and _ends(said, len(one.number))]
    longest = max((len(one.number) for one in fits), default=0)
    named = [one for one in fits if len(one.number) == longest]
    rest = line[longest:].strip(SEPARATORS)
    if len(named) != 1:
        return None, None
    try:
        return named[0], parse_amount(rest) if rest else None
    except Problem:
        return None, None


def _ends(said: str, length: int) -> bool:
    """Whether a number of this length is all of a line, or is followed by a separator."""
    return len(said) == length or said[length] in SEPARATORS
