"""A month's close as people see it: each step, how it stands, whose it is and what it waits for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.closing.closing_entry import ClosingEntry, EntryState
from domain.closing.leftovers import LateBill, drafted_inside
from domain.closing.month_end import CashEvidence, MonthEnd, Reopening, Step
from domain.ledger.period import PeriodState, in_words, last_day
from domain.money import shown
from domain.problems import Problem


class StepState(StrEnum):
    """`open` can be done now, `waiting` waits for another step, `running` for QuickBooks, `failed` for a person."""

    DONE = "done"
    OPEN = "open"
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True)
class StepView:
    """One step; `owner` is empty when nobody owns it, `waits_for` says in words what is missing."""

    step: Step
    state: StepState
    owner: str
    waits_for: str = ""
    done_by: str = ""


@dataclass(frozen=True)
class Facts:
    """What a close rests on. `entries` are the parts of this round's entry, `others` departments that must post first.
    `reversal` are the parts of what takes the entry back while the month is being reopened.

    `green` is None while the proofs do not matter yet. `stops` stand in the way of the entry.
    """

    department: str
    month: str
    state: PeriodState
    owner: str
    owners: Mapping[Step, str]
    kept: MonthEnd
    left: Sequence[Problem]
    late: Sequence[LateBill]
    stops: Sequence[Problem]
    entries: Sequence[ClosingEntry]
    evidence: CashEvidence | None
    green: bool | None
    others: Sequence[str]
    reopening: Reopening | None
    reversal: Sequence[ClosingEntry] = ()


@dataclass(frozen=True)
class CloseView:
    """The whole of it. `fingerprint` and `total` (cents) are of the entry that is proposed or posted, if any; it can be
    withdrawn while nothing of it is in the books or on its way there.

    `trouble` says why QuickBooks did not take the reversal of a month that is being reopened.
    """

    department: str
    month: str
    state: PeriodState
    steps: Sequence[StepView]
    late: Sequence[LateBill]
    reopening: Reopening | None
    fingerprint: str
    total: int
    numbers: Sequence[str]
    withdrawable: bool
    trouble: str

    @property
    def next_step(self) -> StepView | None:
        """The first step that somebody can do now, or must mend."""
        return next((one for one in self.steps if one.state in (StepState.FAILED, StepState.OPEN)), None)

    def step(self, step: Step) -> StepView:
        """One of the steps."""
        return next(one for one in self.steps if one.step is step)


def view(facts: Facts) -> CloseView:
    """How a close stands."""
    steps = [_step(facts, step) for step in Step]
    entries = facts.entries
    return CloseView(
        department=facts.department,
        month=facts.month,
        state=facts.state,
        steps=steps,
        late=facts.late,
        reopening=facts.reopening,
        fingerprint=entries[0].fingerprint if entries else "",
        total=sum(entry.total for entry in entries),
        numbers=[entry.number for entry in entries],
        withdrawable=bool(entries) and all(one.state in (EntryState.PROPOSED, EntryState.FAILED) for one in entries),
        trouble=_refusals(facts.reversal),
    )


def _step(facts: Facts, step: Step) -> StepView:
    state, waits_for, done_by = _HOW[step](facts)
    return StepView(step, state, facts.owners.get(step, facts.owner), waits_for, done_by)


How = tuple[StepState, str, str]


def _done(by: str = "") -> How:
    return StepState.DONE, "", by


def _open(words: str = "") -> How:
    return StepState.OPEN, words, ""


def _waits(words: str) -> How:
    return StepState.WAITING, words, ""


def _locked(facts: Facts) -> bool:
    return facts.state in (PeriodState.LOCKED, PeriodState.CLOSED)


def _posted(facts: Facts) -> bool:
    return bool(facts.entries) and all(entry.state is EntryState.POSTED for entry in facts.entries)


def _approved(facts: Facts) -> bool:
    return bool(facts.entries) and all(entry.approved_by for entry in facts.entries)


def _leftovers(facts: Facts) -> How:
    if not facts.left:
        return _done()
    more = f" And {len(facts.left) - 1} more." if len(facts.left) > 1 else ""
    return _open(facts.left[0].words() + more)


def _late_bills(facts: Facts) -> How:
    if _locked(facts) or not facts.late:
        return _done(facts.kept.bills_seen_by)
    if not facts.kept.bills_seen_by:
        count = len(facts.late)
        return _open(f"{count} bill{'s' if count > 1 else ''} not posted yet: {in_words(facts.month)} or later?")
    inside = len(drafted_inside(facts.late))
    if not inside:
        return _done(facts.kept.bills_seen_by)
    is_dated = "bill is" if inside == 1 else "bills are"
    return _open(
        f"{inside} {is_dated} dated in {in_words(facts.month)} and not submitted: after the lock it is too late."
    )


def _lock(facts: Facts) -> How:
    if _locked(facts):
        return _done()
    return _waits("Everything dated in the month is finished first.") if facts.left else _open()


def _report(facts: Facts) -> How:
    if not _locked(facts):
        return _waits("The month is locked first; until then the report may change.")
    return _done() if facts.entries else _open("Look at it before the entry is proposed.")


def _propose(facts: Facts) -> How:
    if facts.entries:
        return _done(facts.entries[0].proposed_by)
    if not _locked(facts):
        return _waits("The month is locked first.")
    return (StepState.FAILED, facts.stops[0].words(), "") if facts.stops else _open()


def _approve(facts: Facts) -> How:
    if _approved(facts):
        return _done(facts.entries[0].approved_by)
    return _open("A controller who did not propose it.") if facts.entries else _waits("The entry is proposed first.")


def _post(facts: Facts) -> How:
    if _posted(facts):
        return _done()
    if refusals := _refusals(facts.entries):
        return StepState.FAILED, refusals, ""
    if not _approved(facts):
        return _waits("The entry is approved first.")
    return StepState.RUNNING, f"QuickBooks takes {shown(sum(entry.total for entry in facts.entries))}.", ""


def _refusals(entries: Sequence[ClosingEntry]) -> str:
    """What QuickBooks did not take and why, and of an entry in parts what it has already; empty if it took all."""
    refused = [f"{one.number}: {one.refusal}" for one in entries if one.state is EntryState.FAILED]
    there = [one.number for one in entries if one.state is EntryState.POSTED]
    have = f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} in QuickBooks already."
    return "\n".join([*refused, *([have] if there else [])]) if refused else ""


def _proofs(facts: Facts) -> How:
    if not _posted(facts):
        return _waits("The entry is posted first.")
    if facts.green:
        return _done()
    if facts.others:
        return _waits(f"They prove the whole company: {', '.join(facts.others)} must post first.")
    return _open("Run them; each must be green.")


def _cash(facts: Facts) -> How:
    return _done(facts.evidence.by) if facts.evidence else _open("A person reconciles and hands over the report.")


def _closing_date(facts: Facts) -> How:
    end = last_day(facts.month)
    if not _posted(facts):
        return _waits("The entry is posted first.")
    if facts.others:
        return _waits(f"One closing date serves the whole company: {', '.join(facts.others)} must post first.")
    if facts.kept.closing_date and facts.kept.closing_date >= end:
        return _done()
    if facts.kept.closing_trouble:
        return StepState.FAILED, facts.kept.closing_trouble, ""
    words = f"Set it to {end:%-d %B %Y} in QuickBooks; it is read every few minutes."
    return _open(f"{words} {_read(facts.kept.closing_date)}".strip())


def _read(closing: date | None) -> str:
    return f"It was {closing:%-d %B %Y} when last read." if closing else ""


def _sign(facts: Facts) -> How:
    if facts.state is PeriodState.CLOSED:
        return _done(facts.kept.signed_by)
    before = [step for step in Step if step is not Step.SIGN and _HOW[step](facts)[0] is not StepState.DONE]
    return _waits(f"“{before[0]}” comes first.") if before else _open("A controller signs.")


_HOW = {
    Step.LEFTOVERS: _leftovers,
    Step.LATE_BILLS: _late_bills,
    Step.LOCK: _lock,
    Step.REPORT: _report,
    Step.PROPOSE: _propose,
    Step.APPROVE: _approve,
    Step.POST: _post,
    Step.PROOFS: _proofs,
    Step.CASH: _cash,
    Step.CLOSING_DATE: _closing_date,
    Step.SIGN: _sign,
}
