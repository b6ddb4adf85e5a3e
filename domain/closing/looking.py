"""Looking at a month's close: the facts it rests on, read at one moment."""

from dataclasses import dataclass, replace

from domain.closing.close_view import CloseView, Facts, view
from domain.closing.closing import current_entries
from domain.closing.closing_entry import entries_of
from domain.closing.leftovers import late_bills, leftovers
from domain.closing.month_end import evidence_of, month_end, owners_of, reopenings_of
from domain.closing.noting import checked
from domain.closing.packet_parts import Proofs
from domain.closing.reopening import ON_ITS_WAY
from domain.closing.signing import others_open
from domain.closing.working_out import work_out
from domain.departments.configuring import settings_of
from domain.ledger.period import PeriodState, state_of
from domain.store import Store


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
