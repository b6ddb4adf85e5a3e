"""Mapping a whole chart at once: what the books have under the same number or name, and what they have to be given."""

from dataclasses import dataclass

from domain.accounts.account import ChartRow, KnownAccount
from domain.accounts.expected import CONTROLS, expected
from domain.accounts.mapping import Mapping
from domain.books.documents import BooksAccount
from domain.counterparties.names import exact_key
from domain.problems import Problem


@dataclass(frozen=True)
class Alike:
    """Of our accounts behind which nothing stands, one that the books have: its number or name is the same."""

    row: ChartRow
    account: KnownAccount


@dataclass(frozen=True)
class Filling:
    """What can be done for all accounts at once. One of the books that would break the model is left alone."""

    mapping: Mapping

    def alike(self, department: str) -> list[Alike]:
        """What `map_alike` would map."""
        chart = self.mapping.look(department)
        free = [one.row for one in chart.rows if one.mapped is None and one.later is None]
        return [Alike(row, account) for row in free if (account := self._counterpart(department, row))]

    def map_alike(self, department: str, *, by: str) -> tuple[list[Alike], list[str]]:
        """Map them, each in a transaction of its own; answers those that are mapped, and why others are not."""
        done, refused = [], []
        for one in self.alike(department):
            try:
                self.mapping.map(department, one.row.number, one.account.books_id, by=by)
                done.append(one)
            except Problem as problem:
                refused.append(f"{one.row.number} {one.row.name}: {problem.sentence}")
        return done, refused

    def missing(self, department: str) -> list[ChartRow]:
        """What is needed, has nothing behind it, and would be created: nothing of the books is the same."""
        chart = self.mapping.look(department)
        if chart.known is None:
            return []
        return [
            one.row
            for one in chart.rows
            if one.required and one.mapped is None and one.later is None and not self._counterpart(department, one.row)
        ]

    def _counterpart(self, department: str, row: ChartRow) -> KnownAccount | None:
        """The one active account of the books that is the same and fits; several are for a person to choose from.

        Where the books keep a single account of payables (or, with the AR module off, of receivables), it is that one
        by any name: a second would split what is owed.
        """
        ar = self.mapping.uses(department).ar
        wanted = expected(row.cls, ar=ar)
        if any(kind.type in CONTROLS for kind in wanted):
            all_found = self.mapping.search(department, "", row.number)
            fitting = [one for one in all_found if any(kind.fits(one.type, one.subtype) for kind in wanted)]
            if len(fitting) == 1:
                return fitting[0]
        found = self.mapping.search(department, row.number, row.number) + self.mapping.search(department, row.name)
        same = {
            one.books_id: one
            for one in found
            if is_same(one, row) and any(kind.fits(one.type, one.subtype) for kind in wanted)
        }
        return next(iter(same.values())) if len(same) == 1 else None


def is_same(account: KnownAccount | BooksAccount, row: ChartRow) -> bool:
    """Whether an active account of the books is meant by one of ours: by number, or without numbers by name."""
    if not account.active:
        return False
    return account.number == row.number if account.number else exact_key(account.name) == exact_key(row.name)
