"""Looking at a month's close: the facts it rests on, read at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.accounts.account import all_mapped, chart
from domain.closing.close_view import CloseView, Facts, view
from domain.closing.closing import current_entries
from domain.closing.closing_entry import ClosingEntry, EntryState, entries_of
from domain.closing.leftovers import late_bills, leftovers
from domain.closing.month_end import evidence_of, month_end, owners_of, reopenings_of
from domain.closing.noting import checked
from domain.closing.packet_parts import Proofs
from domain.closing.reopening import ON_ITS_WAY
from domain.closing.signing import others_open
from domain.closing.working_out import WorkedOut, work_out
from domain.departments.configuring import settings_of
from domain.ledger.period import PeriodState, last_day, state_of
from domain.store import Store


@dataclass(frozen=True)
class EntryLook:
    """The entry as it would be now, and as it was `proposed` or decided. `names` are of our accounts, `books` of those
    behind them, both by our number."""

    worked: WorkedOut
    proposed: Sequence[ClosingEntry]
    names: Mapping[str, str]
    books: Mapping[str, str]

    @property
    def waits(self) -> bool:
        """Whether it is proposed and nobody has approved it."""
        return any(entry.state is EntryState.PROPOSED for entry in self.proposed)

    @property
    def stale(self) -> bool:
        """Whether what was proposed is not what it would be now."""
        return self.waits and self.proposed[0].fingerprint != self.worked.fingerprint


@dataclass(frozen=True)
class Looking:
    """Reads only."""

    store: Store
    proofs: Proofs

    def look(self, department: str, month: str) -> CloseView:
        """How the close of a month such as `2025-01` stands now."""
        return view(self.facts(department, checked(month)))

    def facts(self, department: str, month: str) -> Facts:
        """What it rests on."""
        with self.store.reading() as session:
            state, kept = state_of(session, department, month), month_end(session, department, month)
            shut = state in (PeriodState.LOCKED, PeriodState.CLOSED)
            entries = current_entries(session, department, month)
            asked = [one for one in reopenings_of(session, department, month) if one.state in ON_ITS_WAY]
            facts = Facts(
                department=department,
                month=month,
                state=state,
                owner=settings_of(session, department).owner,
                owners=owners_of(session, department, month),
                kept=kept,
                left=[] if shut else leftovers(session, department, month),
                late=[] if shut else late_bills(session, department, month),
                stops=work_out(session, department, month).stops if shut and not entries else (),
                entries=entries,
                evidence=evidence_of(session, kept),
                green=None,
                others=others_open(session, department, month),
                reopening=asked[-1] if asked else None,
                reversal=[one for one in entries_of(session, department, month) if one.round > kept.round],
            )
        return replace(facts, green=self.proofs.green(department, month)) if facts.entries else facts

    def entry(self, department: str, month: str) -> EntryLook:
        """A month's entry with the names of its accounts."""
        month = checked(month)
        with self.store.reading() as session:
            worked = work_out(session, department, month)
            realm = worked.connection.realm if worked.connection else ""
            mapped = all_mapped(session, department, realm, last_day(month))
            return EntryLook(
                worked=worked,
                proposed=current_entries(session, department, month),
                names={row.number: row.name for row in chart(session, department)},
                books={number: one.books_name for number, one in mapped.items()},
            )
