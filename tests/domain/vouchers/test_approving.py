"""Submitting and deciding: who may, on what exactly, and what happens to a press that comes too late."""

from datetime import timedelta

import pytest
from sqlmodel import select

from domain.approvals.delegating import Delegating
from domain.audit import AuditLine
from domain.ledger.locking import Locking
from domain.ledger.period import PeriodClosed
from domain.problems import NotAllowed, Problem
from domain.vouchers.approving import ContentChanged
from domain.vouchers.limits import Rules
from domain.vouchers.voucher import VoucherState
from domain.vouchers.vouching import Bill
from domain.worksheets.worksheet import AccrualState
from tests.domain.january import INLAND, MATERIAL, OCEAN, day
from tests.domain.vouchers.desk import ANNA, BO, CARA, Desk

SUBMITTED, DRAFTED, POSTING = VoucherState.SUBMITTED, VoucherState.DRAFTED, VoucherState.POSTING


@pytest.fixture(autouse=True)
def january(desk: Desk) -> None:
    """Worksheets are invoiced; no bill has come."""
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)


def refusals(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [line.detail for line in session.exec(select(AuditLine).where(AuditLine.act == "press refused"))]


def test_a_submitted_voucher_keeps_its_accruals_from_others(desk: Desk) -> None:
    other = desk.drafts("V-1", number="INV-1")
    desk.submits("V-1")
    accrual = desk.january.accrual("W-101", MATERIAL)
    assert (accrual.state, accrual.voucher_id) == (AccrualState.TICKED, desk.ids["V-1"])
    with pytest.raises(Problem, match="W-101 material is on another voucher already"):
        desk.approving.submit(other, by=ANNA)
    with pytest.raises(Problem, match="not open any more"):
        desk.vouching.tick(other, [accrual.id], by=ANNA)


def test_the_same_number_stops_and_a_look_alike_asks_why(desk: Desk) -> None:
    desk.submits("V-2")
    again = desk.vouching.open_draft("main", by=ANNA).id
    desk.vouching.choose_vendor(again, desk.january.parties["FastTruck"], by=ANNA)
    desk.vouching.tick(again, [desk.january.accrual("W-104", INLAND).id], by=ANNA)
    desk.sets(again, number="ft-55", amount=700_00, posting_date=day(30))
    with pytest.raises(
        Problem, match=r"Bill FT-55 of this vendor is on V-1 \(1,180\.00, submitted\) already"
    ) as stopped:
        desk.approving.submit(again, by=ANNA)
    assert stopped.value.field == "bill_number"
    desk.sets(again, number="FT 055", amount=700_00, posting_date=day(30))
    with pytest.raises(Problem, match="why is this another one") as asked:
        desk.approving.submit(again, by=ANNA)
    assert asked.value.field == "number_reason"
    desk.sets(again, number="FT 055", amount=700_00, posting_date=day(30), number_reason="Their February book.")
    assert desk.approving.submit(again, by=ANNA).state is SUBMITTED


def test_a_variance_beyond_tolerance_asks_why(desk: Desk) -> None:
    draft = desk.drafts("V-2", variance_reason="")
    with pytest.raises(Problem, match=r"differs by -53\.33") as asked:
        desk.approving.submit(draft, by=ANNA)
    assert asked.value.field == "variance_reason"


def test_whoever_may_not_decide_learns_why_and_leaves_a_line(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    for person, words in ((ANNA, "someone else"), (CARA, "approves up to 10,000.00"), ("nobody", "decide on")):
        with pytest.raises(NotAllowed, match=words):
            desk.approves(v1, by=person)
    assert desk.voucher(v1).state is SUBMITTED
    assert len(refusals(desk)) == 3
    assert desk.journal() == desk.journal(day(27))


def test_everyone_who_changed_the_draft_prepared_it(desk: Desk) -> None:
    draft = desk.drafts("V-1")
    desk.vouching.set_bill(draft, Bill("INV-7781", 14_833_36, posting_date=day(28)), by=BO)
    desk.approving.submit(draft, by=ANNA)
    with pytest.raises(NotAllowed, match="someone else"):
        desk.approves(draft)
    desk.approves(draft, by="dee")
    assert desk.voucher(draft).state is POSTING


def test_above_the_second_limit_it_takes_two_people(desk: Desk) -> None:
    desk.rules = Rules(two_people_above=10_000_00)
    v1 = desk.submits("V-1")
    assert desk.approves(v1).state is SUBMITTED
    with pytest.raises(Problem, match="approved V-1 already"):
        desk.approves(v1)
    assert desk.approves(v1, by="dee").state is POSTING


def test_a_button_is_bound_to_what_it_showed(desk: Desk) -> None:
    early = desk.submits("V-4")
    shown = desk.voucher(early).fingerprint
    desk.january.invoices("W-104")
    with pytest.raises(ContentChanged, match="changed since this was shown"):
        desk.approving.approve(early, shown, by=CARA)
    assert desk.voucher(early).state is SUBMITTED
    with pytest.raises(ContentChanged):
        desk.approving.approve(early, shown, by=CARA)
    assert desk.approves(early, by=CARA).state is POSTING


def test_a_month_locked_meanwhile_refuses(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by=BO)
    with pytest.raises(PeriodClosed, match="cannot be posted on 28 January 2025"):
        desk.approves(v1)
    assert desk.voucher(v1).state is SUBMITTED


def test_rejected_or_withdrawn_it_is_a_draft_again_and_its_accruals_are_free(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    with pytest.raises(Problem, match="Say why"):
        desk.approving.reject(v1, "", by=BO)
    assert desk.approving.reject(v1, "Wrong month.", by=BO).state is DRAFTED
    assert desk.january.accrual("W-101", MATERIAL).voucher_id is None
    assert desk.approving.submit(v1, by=ANNA).number == 1
    with pytest.raises(NotAllowed):
        desk.approving.withdraw(v1, by=BO)
    assert desk.approving.withdraw(v1, by=ANNA).state is DRAFTED
    assert desk.approving.submit(v1, by=ANNA).state is SUBMITTED
    assert desk.approving.submit(v1, by=ANNA).state is SUBMITTED, "a second press finds the first's result"


def test_a_delegate_acts_for_another_until_the_day(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    Delegating(desk.store, desk.approving.powers).delegate("main", CARA, day(28), by=BO)
    assert desk.approves(v1, by=CARA).state is POSTING
    desk.january.moment += timedelta(days=3)
    v2 = desk.submits("V-2", amount=12_000_00, variance_reason="A storm.")
    with pytest.raises(NotAllowed, match="approves up to"):
        desk.approves(v2, by=CARA)


def test_the_fast_lane_takes_small_vouchers_up_to_a_limit_a_day(desk: Desk) -> None:
    desk.rules = Rules(fast_lane=True, fast_lane_vendor_day=700_00)
    draft = desk.drafts("V-5", amount=300_00)
    assert desk.approving.submit(draft, by=ANNA).state is POSTING
    beyond = desk.submits("V-1")
    assert desk.voucher(beyond).state is SUBMITTED, "too large"
    desk.rules = Rules()
    assert desk.voucher(desk.submits("V-3")).state is SUBMITTED, "off by default"


def test_the_list_names_what_it_means_and_says_what_it_does_not_know(desk: Desk) -> None:
    draft = desk.vouching.open_draft("main", by=ANNA).id
    desk.vouching.choose_vendor(draft, desk.january.parties["RecycleCo"], by=ANNA)
    pasted = desk.vouching.paste(draft, "W-101 8,000.00\nw-102 material\nW-103\nW-999\nW-101 7.00", by=ANNA)
    assert [item.amount for item in pasted.ticked] == [8000_00, 5000_00, 2000_00]
    assert pasted.unknown == ["W-999", "W-101 7.00"]
    desk.sets(draft, amount=14_780_00)
    found, items = desk.vouching.propose(draft)
    assert found.unique
    assert sorted(item.what for item in items) == ["PA-1", "material", "material", "material"]
    desk.vouching.choose_vendor(draft, desk.january.parties["OceanX"], by=ANNA)
    assert desk.vouching.preview(draft).items == ()
    desk.vouching.tick_page(draft, [], [desk.january.accrual("W-102", OCEAN).id], by=ANNA)
