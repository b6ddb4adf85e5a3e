"""What a portion of an import writes, and what taking it back removes; the caller's transaction holds either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.audit import record
from domain.clock import NewId
from domain.counterparties.counterparty import Counterparty, new_counterparty
from domain.counterparties.details import TradeRole
from domain.counterparties.names import exact_key
from domain.imports.import_batch import ImportBatch, ImportRow, Outcome, details_of, outcome_for
from domain.imports.import_preview import by_key, known_from


@dataclass(frozen=True)
class ImportChanges:
    """The changes one person makes to one batch at one moment."""

    session: Session
    batch: ImportBatch
    at: datetime
    by: str

    def bring_in(self, rows: Sequence[ImportRow], new_id: NewId) -> None:
        """Make the rows' counterparties and add roles, judging each name afresh: much can happen after a preview."""
        found = by_key(self.session, self.batch.department, [exact_key(row.name) for row in rows])
        for row in rows:
            key, roles = exact_key(row.name), details_of(row.cells).roles
            existing = found.get(key)
            outcome, reason = outcome_for(roles, known_from(self.batch.id, *existing) if existing else None)
            if outcome != row.outcome:
                row.outcome, row.reason = outcome, reason
                row.counterparty_id = existing[0].id if existing else new_id()
            if existing is None:
                found[key] = (self._make(row), True)
            elif outcome == Outcome.ROLE:
                self._add_role(row, existing[0])

    def take_back(self, rows: Sequence[ImportRow], held: Mapping[str, frozenset[TradeRole]]) -> None:
        """Remove what the rows brought; a row that brought nothing is passed over.

        `held` are the roles in which counterparties are linked or used: these came in after the undo was allowed, and
        what they hold stays and is shown again.
        """
        ids = [row.counterparty_id for row in rows]
        query = select(Counterparty).where(col(Counterparty.id).in_(ids))
        parties = {party.id: party for party in self.session.exec(query)}
        for row in rows:
            party, roles = parties.get(row.counterparty_id or ""), held.get(row.counterparty_id or "", frozenset())
            if party and row.added_role and row.added_role not in roles:
                self._remove_role(row, party, row.added_role)
            if party and row.outcome == Outcome.NEW and party.import_batch == self.batch.id:
                self._remove(row, party, keep=bool(roles))

    def _remove(self, row: ImportRow, party: Counterparty, *, keep: bool) -> None:
        if keep:
            party.import_batch = None
            self._audit(row, "keep counterparty")
        else:
            self.session.delete(party)

    def _make(self, row: ImportRow) -> Counterparty:
        made = new_counterparty(
            details_of(row.cells),
            id=str(row.counterparty_id),
            department=self.batch.department,
            at=self.at,
            by=self.by,
            import_batch=self.batch.id,
        )
        self.session.add(made)
        return made

    def _add_role(self, row: ImportRow, counterparty: Counterparty) -> None:
        (row.added_role,) = details_of(row.cells).roles - counterparty.roles
        row.counterparty_id = counterparty.id
        counterparty.roles = counterparty.roles | {row.added_role}
        counterparty.version += 1
        self._audit(row, f"add role {row.added_role}")

    def _remove_role(self, row: ImportRow, party: Counterparty, role: TradeRole) -> None:
        party.roles = party.roles - {role}
        party.version += 1
        row.added_role = None
        self._audit(row, f"remove role {role}")

    def _audit(self, row: ImportRow, act: str) -> None:
        detail = f"{row.name}, import of {self.batch.file_name}, line {row.line}"
        subject = f"counterparty:{row.counterparty_id}"
        record(self.session, at=self.at, by=self.by, act=act, subject=subject, detail=detail)
