"""What refuses an undo, each in its own words and with a way out; and documents that QuickBooks' people touched."""

import pytest

from domain.ledger.locking import Locking
from domain.ledger.period import PeriodClosed
from domain.problems import NotAllowed, Problem
from domain.vouchers.limits import Rules
from domain.vouchers.voucher import VoucherState
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, CARA, Desk


@pytest.fixture
def bill(desk: Desk) -> str:
    """V-1 posted on 28 January; its id in QuickBooks."""
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    desk.posts("V-1")
    return str(desk.documents()[0]["Id"])


def refused(desk: Desk, code: str, words: str, name: str = "V-1") -> None:
    before = desk.journal()
    assert desk.undoes(name).state is VoucherState.POSTED, "it is posted as before"
    delivery = desk.delivery(desk.ids[name])
    assert delivery.refusal_code == code
    assert words in delivery.refusal
    assert desk.journal() == before


def test_a_month_locked_here_refuses_before_anything_is_asked(desk: Desk, bill: str) -> None:
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by=BO)
    asked = len(desk.site.asked("/bill"))
    with pytest.raises(PeriodClosed, match="cannot be undone") as closed:
        desk.undoing.undo(desk.ids["V-1"], "wrong", by=BO)
    assert closed.value.next_step == "Correct it by a purchase adjustment from 1 February 2025 on."
    assert desk.voucher(desk.ids["V-1"]).state is VoucherState.POSTED
    assert len(desk.site.asked("/bill")) == asked


def test_books_closed_in_quickbooks_refuse(desk: Desk, bill: str) -> None:
    desk.site.control("acts/closing-date", date="2025-01-31")
    refused(desk, "period_closed", "The books are closed in QuickBooks through 31 January 2025.")


def test_a_bill_paid_in_part_refuses(desk: Desk, bill: str) -> None:
    desk.person("pay-bill", bill=bill, amount="1000")
    refused(desk, "part_paid", "Bill INV-7781 is paid in part: 1,000.00 of 14,833.36.")


def test_a_paid_bill_refuses(desk: Desk, bill: str) -> None:
    desk.person("pay-bill", bill=bill)
    refused(desk, "paid", "Bill INV-7781 is paid.")


def test_an_applied_credit_refuses_on_both_sides(desk: Desk, bill: str) -> None:
    desk.posts("V-2")
    desk.posts("V-3")
    [freight] = [one["Id"] for one in desk.documents() if one["DocNumber"] == "FT-55"]
    [credit] = [one["Id"] for one in desk.documents("VendorCredit")]
    desk.person("apply-credit", credit=credit, to=freight)
    refused(desk, "credit_applied", "Bill FT-55 has a credit applied", "V-2")
    refused(desk, "credit_applied", "Credit FT-CR-9 has a credit applied", "V-3")


def test_one_changed_in_quickbooks_is_shown_before_it_goes(desk: Desk, bill: str) -> None:
    desk.person("edit", kind="Bill", id=bill, fields={"TxnDate": "2025-01-29"})
    refused(desk, "changed", "It is of 14,833.36 now, dated 29 January 2025.")
    outdated = desk.delivery(desk.ids["V-1"]).checked
    desk.person("edit", kind="Bill", id=bill, fields={"TxnDate": "2025-01-30"})
    assert desk.undoes("V-1", accepted=outdated).state is VoucherState.POSTED
    seen = desk.delivery(desk.ids["V-1"]).checked
    assert desk.undoes("V-1", accepted=seen).state is VoucherState.UNDONE
    assert '"2025-01-30"' in desk.delivery(desk.ids["V-1"]).content
    assert desk.documents() == []


def test_one_deleted_in_quickbooks_is_recorded_as_undone(desk: Desk, bill: str) -> None:
    desk.person("delete", kind="Bill", id=bill)
    refused(desk, "gone", "no longer in QuickBooks")
    calls = len(desk.site.asked("operation=delete"))
    assert desk.undoes("V-1", accepted="gone").state is VoucherState.UNDONE
    assert len(desk.site.asked("operation=delete")) == calls


def test_zeroed_by_setting_it_stays_at_nothing(desk: Desk, bill: str) -> None:
    desk.rules = Rules(zero_removed=True)
    assert desk.undoes("V-1").state is VoucherState.UNDONE
    [left] = desk.documents()
    assert (left["DocNumber"], float(left["TotalAmt"])) == ("INV-7781-X", 0)


def test_only_an_approver_who_did_not_prepare_it_undoes_it(desk: Desk, bill: str) -> None:
    for person in (ANNA, "nobody"):
        with pytest.raises(NotAllowed):
            desk.undoing.undo(desk.ids["V-1"], "wrong", by=person)
    with pytest.raises(Problem, match="Say why"):
        desk.undoing.undo(desk.ids["V-1"], " ", by=CARA)
    desk.undoing.undo(desk.ids["V-1"], "wrong", by=CARA)
    desk.undoing.undo(desk.ids["V-1"], "wrong", by=BO)
    desk.engine.settle()
    with pytest.raises(Problem, match="undone, so it cannot be undone"):
        desk.undoing.undo(desk.ids["V-1"], "wrong", by=BO)
    assert desk.voucher(desk.ids["V-1"]).state is VoucherState.UNDONE


def test_the_correction_after_the_close_is_a_credit_of_february(desk: Desk, bill: str) -> None:
    january = desk.journal(day(31))
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by=BO)
    way_out = desk.undoing.corrections(desk.ids["V-1"])[0]
    assert (way_out.worksheet, way_out.account, way_out.memo) == ("W-101", "5010", "Correction of V-1 INV-7781")
    form = AdjustmentForm(AdjustmentSide.PURCHASE, way_out.account, -100_00, way_out.vendor_id)
    adjustment = desk.january.adjusting.stage(way_out.worksheet_id, form, by=ANNA).id
    draft = desk.vouching.open_draft("main", by=ANNA).id
    desk.vouching.choose_vendor(draft, way_out.vendor_id, by=ANNA)
    desk.vouching.tick(draft, [adjustment], by=ANNA)
    desk.sets(draft, number="RC-CR-1", amount=-100_00, posting_date=day(5, 2))
    desk.approving.submit(draft, by=ANNA)
    desk.approves(draft)
    desk.engine.settle()
    assert desk.journal(day(31)) == january
    february = desk.journal(day(5, 2))
    assert february["5010"] - january["5010"] == -100_00
    assert february["2110"] == january["2110"]
    assert [str(one["TotalAmt"]) for one in desk.documents("VendorCredit")] == ["100.00"]


def test_a_file_still_on_its_way_arrives_although_an_undo_was_tried(desk: Desk) -> None:
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    draft = desk.drafts("V-1")
    desk.vouching.attach(draft, "bill.pdf", "application/pdf", b"%PDF-1.4", by=ANNA)
    desk.approving.submit(draft, by=ANNA)
    desk.site.trouble("503", route={"path": "upload"})
    desk.approves(draft)
    desk.engine.settle()
    desk.person("pay-bill", bill=desk.delivery(draft).books_id)
    refused(desk, "paid", "is paid")
    assert [one["FileName"] for one in desk.documents("Attachable")] == ["bill.pdf"]
