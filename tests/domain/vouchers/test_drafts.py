"""Drafts: dates and terms by themselves, and previews that only look."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from domain.accounts.term import TermBase, TermDetails, TermSide
from domain.accounts.terming import Terming
from domain.audit import AuditLine
from domain.ledger.locking import Locking
from domain.vouchers.inquiring import Inquiring, Wanted
from domain.vouchers.payables import Filter, Show, page, totals
from domain.vouchers.voucher import VoucherState
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, Desk


def test_the_posting_date_is_the_first_open_day_and_the_due_date_follows_the_term(desk: Desk) -> None:
    desk.january.plays(day(12), posts=lambda _: None, undoes=lambda _: None)
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by=BO)
    terms = Terming(desk.store, desk.engine, desk.january.now, desk.january.new_id)
    net30 = TermDetails("Net 30", TermSide.AP, TermBase.VENDOR_INVOICE, days=30)
    terms.create("main", net30, by=BO)
    draft = desk.drafts("V-1", posting_date=None)
    voucher = desk.voucher(draft)
    assert (voucher.posting_date, voucher.due_date) == (date(2025, 2, 1), date(2025, 2, 27))
    assert "The term Net 30 is not in QuickBooks yet." in [stop.sentence for stop in desk.vouching.preview(draft).stops]


def test_the_vendors_terms_hold_unless_the_bill_names_others_and_their_discount_is_told(desk: Desk) -> None:
    """S1-17; the days count from the vendor's invoice date."""
    desk.january.plays(day(12), posts=lambda _: None, undoes=lambda _: None)
    terms = Terming(desk.store, desk.engine, desk.january.now, desk.january.new_id)
    early = TermDetails("Early", TermSide.AP, TermBase.VENDOR_INVOICE, days=30, discount_percent=Decimal("2"))
    terms.create("main", replace(early, discount_days=10), by=BO)
    own, other = desk.drafts("V-6"), desk.drafts("V-5", term="Early")
    assert [desk.voucher(one).term for one in (own, other)] == ["Net 30", "Early"]
    assert desk.vouching.preview(own).discount == ""
    assert desk.vouching.preview(other).discount == "2% until 25 Jan 2025"
    look = Inquiring(desk.store, desk.approving, desk.approving.rules, lambda *_: "")
    found = look.find(Wanted("main", state=VoucherState.DRAFTED), 0, 9)
    assert found.discounts == {own: "", other: "2% until 25 Jan 2025"}


def test_the_trail_tells_each_fact_of_a_bill_before_and_after(desk: Desk) -> None:
    desk.january.plays(day(28), posts=lambda _: None, undoes=lambda _: None)
    draft = desk.drafts("V-2", variance_reason="A storm.")
    desk.sets(draft, number="FT-55", amount=1_200_00, posting_date=day(31), variance_reason="Two storms.")
    with desk.store.reading() as session:
        last = session.exec(select(AuditLine).order_by(col(AuditLine.id).desc()).limit(1)).one()
    assert last.act == "voucher changed"
    assert "amount 1,180.00 → 1,200.00" in last.detail
    assert "posting date 2025-01-29 → 2025-01-31" in last.detail
    assert "why the bill differs A storm. → Two storms." in last.detail


def test_an_empty_draft_says_all_that_is_missing(desk: Desk) -> None:
    draft = desk.vouching.open_draft("main", by=ANNA, id="made-with-the-window").id
    assert desk.vouching.open_draft("main", by=BO, id=draft).created_by == ANNA
    said = {stop.sentence for stop in desk.vouching.preview(draft).stops}
    assert said == {
        "No vendor is chosen.",
        "The amount of the bill is missing.",
        "The posting date is missing.",
        "Nothing is ticked.",
    }


def test_the_ledger_filters_by_the_state_of_worksheets(desk: Desk) -> None:
    desk.january.plays(day(12), posts=lambda _: None, undoes=lambda _: None)
    vendor = desk.january.parties["FastTruck"]
    with desk.store.reading() as session:
        shown = {show: [item.worksheet for item in page(session, Filter("main", vendor, show))] for show in Show}
        everything = totals(session, Filter("main", vendor))
        found = page(session, Filter("main", vendor, text="w-103 pa"))
    assert shown == {
        Show.ALL: ["W-099", "W-101", "W-103", "W-103", "W-104"],
        Show.INVOICED: ["W-099", "W-101"],
        Show.APPROVED: [],
        Show.RECEIVED: [],
    }
    assert (everything.count, everything.amount) == (5, 600_00 + 900_00 + 333_33 + 700_00 - 150_00)
    assert [(item.what, item.amount) for item in found] == [("PA-3", -150_00)]
