"""What the books have of suspects on our accounts: their general ledger, read once for each day they are dated on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from domain.books.balance_reports import LedgerBooks, LedgerLine
from domain.books.changes import KINDS
from domain.connections.connection import Connection
from domain.departments.configuring import settings_of
from domain.drift.effect import Accounts
from domain.drift.judging import Judged, Verdict, expected_of
from domain.proofs.explaining import TYPES
from domain.store import Store


@dataclass(frozen=True)
class Seen:
    """A suspect with what the books have on our accounts of it, and who did it, as far as they say."""

    judged: Judged
    lines: Sequence[LedgerLine] = ()

    @property
    def who(self) -> str:
        """By the books' own name for them."""
        named = next((line.changed_by or line.made_by for line in self.lines if line.changed_by or line.made_by), "")
        return named or (f"user {self.judged.change.by}" if self.judged.change.by else "")


@dataclass(frozen=True)
class Seeing:
    """`ledgers` opens the books of a department."""

    store: Store
    ledgers: Callable[[str], LedgerBooks]

    def seen(self, connection: Connection, judged: Iterable[Judged]) -> list[Seen]:
        """The suspects among what was judged, in their order; one that is gone has nothing in the books."""
        suspects = [one for one in judged if one.verdict is Verdict.SUSPECT]
        asked: dict[tuple[str, date], set[str]] = {}
        for one in suspects:
            if day := _day(connection, one):
                asked.setdefault(day, set()).update(self._accounts(connection, one, *day))
        lines = {day: self._lines(*day, accounts) for day, accounts in asked.items()}
        return [Seen(one, _of(one, lines.get(_day(connection, one) or ("", date.min), {}))) for one in suspects]

    def _accounts(self, connection: Connection, judged: Judged, department: str, on: date) -> set[str]:
        """The accounts of the books it may be on: ours, those it names, and those it should be on."""
        with self.store.reading() as session:
            accounts = accounts_of(session, department, connection.realm, on)
            ours = expected_of(session, judged, accounts, connection.realm)
        return {*accounts.all, *judged.change.accounts, *(id for id, _ in ours)} - {""}

    def _lines(self, department: str, on: date, accounts: set[str]) -> dict[str, list[LedgerLine]]:
        """By document."""
        found: dict[str, list[LedgerLine]] = {}
        for line in self.ledgers(department).general_ledger(sorted(accounts), on, on):
            found.setdefault(line.id, []).append(line)
        return found


def accounts_of(session: Session, department: str, realm: str, on: date) -> Accounts:
    """The accounts behind a department's on a day."""
    return Accounts.of(session, department, realm, on, ar_on=settings_of(session, department).ar_on)


def _day(connection: Connection, judged: Judged) -> tuple[str, date] | None:
    """Whose books show it on which day."""
    if judged.change.deleted or judged.change.on is None:
        return None
    return judged.delivery.department if judged.delivery else connection.department, judged.change.on


def _of(judged: Judged, lines: Mapping[str, Sequence[LedgerLine]]) -> list[LedgerLine]:
    change = judged.change
    mine = TYPES[KINDS[change.entity]] if change.entity in KINDS else ""
    return [one for one in lines.get(change.id, ()) if mine in ("", one.type)]
