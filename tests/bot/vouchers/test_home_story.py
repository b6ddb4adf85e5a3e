"""Home says which vouchers wait for whom, and opens them."""

from standins.slack.person import Person
from tests.bot.vouchers.acting import opens_ledger, submits
from tests.bot.vouchers.conftest import Office


def test_what_waits_for_approval_is_opened_from_home(office: Office, anna: Person, clara: Person) -> None:
    submits(anna)
    anna.opens_home()
    assert "To approve" not in anna.reads(anna.sees_home("Waiting for you"))
    clara.opens_home()
    clara.sees_home("For you to approve: 1")
    clara.sees_home("V-1 · RecycleCo · Bill INV-7781 · 14,833.36")
    clara.presses("Open", near="V-1")
    clara.sees_modal("Waits for approval")
    clara.presses("Approve and post")
    clara.sees_modal("Posted as Bill INV-7781")


def test_a_bill_is_entered_and_vouchers_are_listed_from_home(office: Office, anna: Person) -> None:
    anna.opens_home()
    anna.presses("Enter a vendor's bill")
    anna.sees_modal("Vendor")
    anna.closes_everything()
    anna.presses("Vouchers")
    anna.sees_modal("0 vouchers")


def test_what_cannot_be_sent_is_queued_and_said(office: Office, anna: Person, clara: Person) -> None:
    office.fails("503")
    clara.presses("Approve and post", on=submits(anna))
    clara.sees("Waiting:", in_="#accounting")
    clara.opens_home()
    clara.sees_home("1 voucher waits for QuickBooks")
    assert office.documents() == []


def test_a_rejected_voucher_and_a_draft_wait_for_who_prepared_them(office: Office, anna: Person, clara: Person) -> None:
    clara.presses("Reject", on=submits(anna))
    clara.submits({"Why it is rejected": "Where is the paper?"})
    office.settle()
    opens_ledger(anna, "OceanX")
    anna.closes_everything()
    anna.opens_home()
    said = anna.reads(anna.sees_home("Your drafts: 2"))
    assert "Rejected by @clara: Where is the paper?" in said
    assert "a draft · OceanX" in said
    anna.presses("Go on with it", near="V-1")
    anna.sees_modal("Ticked 4")
    clara.opens_home()
    assert "Your drafts" not in clara.reads(clara.sees_home("Waiting for you"))


def test_what_is_too_large_for_an_approver_does_not_wait_for_them(office: Office, anna: Person, bo: Person) -> None:
    submits(anna)
    bo.opens_home()
    assert "to approve" not in bo.reads(bo.sees_home("Waiting for you"))


def test_what_quickbooks_refused_is_opened_and_tried_again_from_home(
    office: Office, anna: Person, clara: Person
) -> None:
    card = submits(anna)
    office.control("acts/closing-date", date="2025-12-31")
    clara.presses("Approve and post", on=card)
    clara.sees("QuickBooks did not take it", in_="#accounting")
    anna.opens_home()
    anna.sees_home("QuickBooks did not take: 1")
    anna.presses("Open", near="V-1")
    anna.sees_modal("Try again")


def test_what_waits_for_the_connection_stands_in_order(office: Office, anna: Person, clara: Person, bo: Person) -> None:
    submits(anna, "W-101 · material", number="INV-1", amount="8000")
    submits(anna, "W-102 · ocean", vendor="OceanX", number="INV-2", amount="1200")
    office.control("revoke")
    for number in ("INV-2", "INV-1"):
        clara.presses("Approve and post", on=clara.sees(f"Bill {number}", in_="#accounting"))
        office.settle()
    bo.opens_home()
    said = bo.reads(bo.sees_home("2 vouchers wait, in this order, for QuickBooks"))
    assert said.index("V-2 · OceanX") < said.index("V-1 · RecycleCo")
