"""Submit, withdraw, reject and approve vouchers; the last approval that is needed posts (2.3)."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from domain.approvals.powers import Powers, Yes
from domain.audit import in_turn, record
from domain.clock import Now
from domain.problems import NotAllowed, Problem
from domain.role import Role
from domain.store import Store
from domain.vouchers.claims import claim, lock_things, release
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.preview import Preview, preview
from domain.vouchers.voucher import (
    LIVE,
    Voucher,
    VoucherState,
    lines_of_voucher,
    next_number,
    voucher_to_change,
)
from domain.worksheets.worksheet import AccrualState

LOOK_AGAIN: Final = "Look at it again."


class ContentChanged(Problem):
    """What an approver pressed on is no longer what would be posted; `voucher` is as it is now."""

    def __init__(self, voucher: Voucher) -> None:
        super().__init__(f"{voucher.name} has changed since this was shown.", next_step=LOOK_AGAIN)
        self.voucher = voucher


@dataclass(frozen=True)
class Approving:
    """The acts that decide on a voucher, each one transaction. `rules` gives a department's settings and `roles` a
    person's roles. An act that is refused changes nothing but the audit trail."""

    store: Store
    posting: Posting
    now: Now
    rules: Callable[[str], Rules]
    roles: Callable[[str], Collection[Role]]

    @property
    def powers(self) -> Powers:
        """Whose yes counts."""
        return Powers(self.now, self.rules, self.roles)

    def submit(self, voucher_id: str, *, by: str) -> Voucher:
        """Ask for approval; in the fast lane it is posted at once. A second press finds the first one's result."""
        try:
            with self._deciding("submit", voucher_id, by) as (session, voucher):
                if voucher.state is not VoucherState.DRAFTED:
                    return _only(voucher, by == voucher.submitted_by)
                rules = self.rules(voucher.department)
                lock_things(session, voucher)
                seen = preview(session, voucher, rules, self.now())
                _require_ready(seen)
                self._submit(session, seen, by)
                if voucher.fast_lane:
                    self.posting.begin(session, seen, by=by)
                return voucher
        except IntegrityError:
            raise Problem(
                "Another voucher took this bill number a moment ago.", field="bill_number", next_step=LOOK_AGAIN
            ) from None

    def withdraw(self, voucher_id: str, *, by: str) -> Voucher:
        """A preparer takes a submitted voucher back to change it, or a failed one out of the journal."""
        with self._deciding("withdraw", voucher_id, by) as (session, voucher):
            if by not in voucher.prepared_by:
                raise NotAllowed("Who prepared a voucher withdraws it.", next_step="Reject it instead, with a reason.")
            if voucher.state is VoucherState.SUBMITTED:
                self._back_to_draft(session, voucher, "voucher withdrawn", by)
                return voucher
        return self.posting.give_up(voucher_id, by=by)

    def reject(self, voucher_id: str, reason: str, *, by: str) -> Voucher:
        """Send a submitted voucher back to its preparer, with the reason."""
        with self._deciding("reject", voucher_id, by) as (session, voucher):
            self.powers.check_rejecter(session, voucher.department, voucher.prepared_by, by)
            if not reason.strip():
                raise Problem("Say why it is rejected.", field="reason")
            _require_submitted(voucher)
            self._back_to_draft(session, voucher, "voucher rejected", by, reason.strip())
            return voucher

    def ask(self, voucher_id: str, question: str, *, by: str) -> Voucher:
        """Ask about a submitted voucher; it stays where it is."""
        with self._deciding("ask", voucher_id, by) as (session, voucher):
            _require_submitted(voucher)
            self.posting.wrote(session, voucher, "question asked", by=by, detail=question.strip())
            return voucher

    def approve(self, voucher_id: str, fingerprint: str, *, by: str) -> Voucher:
        """Say yes to the content that was shown; the last yes that is needed posts it. Raises ContentChanged, after
        the voucher was brought up to date, when accruals, mapping, dates or amount are not what was shown."""
        changed: ContentChanged | None = None
        with self._deciding("approve", voucher_id, by) as (session, voucher):
            _require_submitted(voucher)
            yes = _yes(voucher)
            self.powers.check(session, yes.what, yes.department, yes.prepared_by, yes.amount, by)
            lock_things(session, voucher)
            seen = preview(session, voucher, self.rules(voucher.department), self.now())
            if seen.fingerprint != fingerprint or seen.fingerprint != voucher.fingerprint:
                changed = self._changed(session, seen, by)
            else:
                self._approve(session, seen, by)
        if changed:
            raise changed
        return voucher

    def may_approve(self, voucher: Voucher, by: str) -> bool:
        """Whether this person's yes would count, by their own roles or by those lent to them."""
        return bool(self.approvable([voucher], by))

    def approvable(self, vouchers: Sequence[Voucher], by: str) -> list[Voucher]:
        """Those of some vouchers on which this person's yes would count."""
        with self.store.reading() as session:
            return [voucher for voucher in vouchers if self._counts(session, voucher, by)]

    def deciders(self, voucher: Voucher, people: Sequence[str]) -> list[str]:
        """Those of some people, and of those whom an authority was lent, whose yes would count."""
        with self.store.reading() as session:
            asked = dict.fromkeys([*people, *self.powers.takers(session, voucher.department)])
            return [one for one in asked if self._counts(session, voucher, one)]

    @contextmanager
    def _deciding(self, act: str, voucher_id: str, by: str) -> Iterator[tuple[Session, Voucher]]:
        """A voucher to decide on. What is refused is in the audit trail, and nowhere else."""
        try:
            with self.store.writing() as session:
                yield session, voucher_to_change(session, voucher_id)
        except Problem as refused:
            with self.store.writing() as session:
                detail = f"{act}: {refused.words()}"
                record(
                    session, at=self.now(), by=by, act="press refused", subject=f"voucher:{voucher_id}", detail=detail
                )
            raise

    def _submit(self, session: Session, seen: Preview, by: str) -> None:
        voucher = seen.voucher
        voucher.number = voucher.number or next_number(session, voucher.department)
        voucher.state, voucher.submitted_by, voucher.submitted_at = VoucherState.SUBMITTED, by, self.now()
        voucher.fingerprint = seen.fingerprint
        _write_amounts(session, seen)
        claim(session, voucher, AccrualState.TICKED)
        session.flush()
        voucher.fast_lane = self._may_pass_fast(session, seen)
        self.posting.wrote(session, voucher, "voucher submitted", by=by)

    def _approve(self, session: Session, seen: Preview, by: str) -> None:
        _require_ready(seen)
        last, acting_for = self.powers.approve(session, _yes(seen.voucher), by)
        self.posting.wrote(session, seen.voucher, "voucher approved", by=by, detail=acting_for and f"for {acting_for}")
        if last:
            self.posting.begin(session, seen, by=by)

    def _changed(self, session: Session, seen: Preview, by: str) -> ContentChanged:
        """Bring a submitted voucher up to date, so that what is shown next is what would be posted."""
        voucher = seen.voucher
        if voucher.fingerprint != seen.fingerprint:
            voucher.fingerprint, voucher.revision = seen.fingerprint, voucher.revision + 1
            _write_amounts(session, seen)
        self.posting.wrote(session, voucher, "approval refused", by=by, detail="The content had changed.")
        return ContentChanged(voucher)

    def _back_to_draft(self, session: Session, voucher: Voucher, act: str, by: str, detail: str = "") -> None:
        lock_things(session, voucher)
        release(session, voucher)
        voucher.state, voucher.revision = VoucherState.DRAFTED, voucher.revision + 1
        self.posting.wrote(session, voucher, act, by=by, detail=detail)

    def _counts(self, session: Session, voucher: Voucher, by: str) -> bool:
        yes = _yes(voucher)
        return self.powers.may(session, yes.what, yes.department, yes.prepared_by, yes.amount, by)

    def _may_pass_fast(self, session: Session, seen: Preview) -> bool:
        """Small, within tolerance, and not the last of many small ones for one vendor on one day."""
        voucher, rules = seen.voucher, self.rules(seen.voucher.department)
        if not rules.fast_lane or seen.asks or abs(voucher.amount or 0) > rules.fast_lane_voucher:
            return False
        in_turn(session, f"fast-lane:{voucher.department}:{voucher.vendor_id}")
        today = select(func.coalesce(func.sum(func.abs(Voucher.amount)), 0)).where(
            Voucher.department == voucher.department,
            Voucher.vendor_id == voucher.vendor_id,
            col(Voucher.fast_lane),
            col(Voucher.state).in_(LIVE),
            col(Voucher.submitted_at) >= self._midnight(rules),
            Voucher.id != voucher.id,
        )
        return int(session.exec(today).one()) + abs(voucher.amount or 0) <= rules.fast_lane_vendor_day

    def _midnight(self, rules: Rules) -> datetime:
        local = self.now().astimezone(ZoneInfo(rules.zone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(self.now().tzinfo)


def _yes(voucher: Voucher) -> Yes:
    """What is approved of a voucher."""
    return Yes(
        what=voucher.name,
        subject=f"voucher:{voucher.id}",
        revision=voucher.revision,
        fingerprint=voucher.fingerprint,
        department=voucher.department,
        prepared_by=voucher.prepared_by,
        amount=voucher.amount or 0,
    )


def _require_ready(seen: Preview) -> None:
    if seen.stops:
        raise seen.stops[0]
    if missing := seen.needs_reason:
        raise Problem(seen.asks[missing[0]], field=missing[0])


def _require_submitted(voucher: Voucher) -> None:
    if voucher.state is not VoucherState.SUBMITTED:
        raise Problem(f"{voucher.name} is {voucher.state}, so there is nothing to decide.")


def _only(voucher: Voucher, again: bool) -> Voucher:
    """A second press of the same button by the same person is answered by what the first one did."""
    if not again:
        raise Problem(f"{voucher.name} is {voucher.state} already.")
    return voucher


def _write_amounts(session: Session, seen: Preview) -> None:
    """The lines as they were seen: agreed amount, account, and share of the variance."""
    assert seen.working is not None
    seen.voucher.variance_account = seen.working.variance_account
    shares = {share.of.id: share for share in seen.working.shares}
    for line in lines_of_voucher(session, seen.voucher.id):
        share = shares[line.item_id]
        line.accrued, line.variance, line.account = share.of.amount, share.variance, share.of.account
