"""A bill in a real browser: tick, preview, submit, reject, approve, post, undo; the wrong person pressing; every
refusal of an undo with its way out; and a connection that is lost in the middle."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.connections.connection import ConsentPurpose
from domain.ledger.locking import Locking
from tests.bot.office import whole_bot
from tests.bot.vouchers.acting import submits
from tests.bot.vouchers.office import Office
from tests.databases import Databases
from tests.journeys.browsing import agree, complete, message, say, shot
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def begun(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """28 January."""
    begun.begin()
    yield begun
    begun.settle()


def test_from_the_ticks_to_the_undo(office: Office, opened: Visit) -> None:
    anna, clara = opened("anna"), opened("clara")
    submit_the_bill(anna)
    card = message(anna, "Waits for approval")
    press_as_the_wrong_person(anna, card)
    reject(clara)
    submit_again(anna)
    approve(clara)
    [bill] = office.documents()
    assert (bill["DocNumber"], str(bill["TotalAmt"])) == ("INV-7781", "14833.36")
    undo_in_the_window(clara)
    assert office.documents() == []


def test_a_bill_that_is_paid_or_closed_stays_and_says_what_to_do(office: Office, opened: Visit) -> None:
    bill, clara = posted(office), opened("clara")
    office.acts("pay-bill", bill=bill, amount="1000")
    undo_is_refused(clara, "Bill INV-7781 is paid in part: 1,000.00 of 14,833.36. Correct it by a purchase adjustment")
    office.acts("pay-bill", bill=bill)
    undo_is_refused(clara, "Bill INV-7781 is paid. Correct it by a purchase adjustment in an open month.")
    Locking(office.tieout.store, office.tieout.clock.now).lock("main", "2025-01", by="U0CLARA")
    ask_to_undo(clara)
    expect(clara.get_by_role("dialog").last).to_contain_text("cannot be undone")
    shot(clara, "voucher-7-month-closed")
    assert len(office.documents()) == 1


def test_a_bill_with_a_credit_stays_and_is_corrected_instead(office: Office, opened: Visit) -> None:
    bill, clara, anna = posted(office), opened("clara"), opened("anna")
    vendor = {"VendorRef": office.documents()[0]["VendorRef"]}
    line = {"Amount": 50, "DetailType": "AccountBasedExpenseLineDetail"}
    line["AccountBasedExpenseLineDetail"] = office.documents()[0]["Line"][0]["AccountBasedExpenseLineDetail"]
    office.control("load", kind="VendorCredit", objects=[{**vendor, "Line": [line], "DocNumber": "VC-1"}])
    [credit] = office.documents("VendorCredit")
    office.acts("apply-credit", credit=credit["Id"], to=bill)
    undo_is_refused(clara, "Bill INV-7781 has a credit applied in QuickBooks. Correct it by a purchase adjustment")
    message(anna, "Posted as Bill INV-7781").get_by_role("button", name="Open").click()
    anna.get_by_role("dialog", name="V-1").get_by_role("button", name="Correct it").click()
    expect(anna.get_by_role("dialog").last).to_contain_text("Correction")
    shot(anna, "voucher-8-correct-it")


def test_a_draft_outlives_the_connection(office: Office, opened: Visit) -> None:
    anna = opened("anna")
    fill_the_ledger(anna)
    office.control("revoke")
    clara = office.workspace.person("clara", timeout=20)
    clara.types("/accounting test", in_="#accounting")
    clara.sees("QuickBooks no longer lets Tieout in", in_="#accounting")
    anna.get_by_role("dialog", name="Enter vendor bill").get_by_role("button", name="Close").last.click()
    office.connect(purpose=ConsentPurpose.RECONNECT)
    complete(anna, "/post", "/post-voucher")
    window = anna.get_by_role("dialog", name="Enter vendor bill")
    window.locator("[data-action-id='vouchers.draft']").click()
    anna.get_by_role("option", name="RecycleCo · 14,833.36").click()
    expect(window).to_contain_text("Ticked 4 · 14,780.00 · bill 14,833.36 · difference 53.36")
    expect(window.get_by_role("checkbox", name="W-102 · material")).to_be_checked()
    shot(anna, "voucher-9-offered-back")


def posted(office: Office) -> str:
    """V-1 is approved and in QuickBooks; its id there."""
    anna, clara = (office.workspace.person(name, timeout=20) for name in ("anna", "clara"))
    clara.presses("Approve and post", on=submits(anna))
    clara.sees("Posted as Bill INV-7781", in_="#accounting")
    office.settle()
    return str(office.documents()[0]["Id"])


def ask_to_undo(page: Page) -> None:
    message(page, "Posted as Bill INV-7781").get_by_role("button", name="Undo").click()
    asked = page.get_by_role("dialog", name="Undo V-1")
    asked.get_by_label("Why it is undone").fill("The vendor sent it twice.")
    asked.get_by_role("button", name="Undo").click()


def undo_is_refused(page: Page, words: str) -> None:
    """The voucher is posted as before, and says why and what to do."""
    ask_to_undo(page)
    expect(message(page, "Posted as Bill INV-7781")).to_contain_text(words)


def submit_the_bill(page: Page) -> None:
    window = fill_the_ledger(page)
    window.get_by_role("button", name="Next: the bill").click()
    bill = page.get_by_role("dialog", name="The bill")
    bill.get_by_label("Bill number").fill("INV-7781")
    bill.get_by_label("Vendor's invoice date").fill("2025-01-28")
    bill.get_by_role("button", name="Preview").click()
    preview_and_submit(page, "voucher-2-preview")


def fill_the_ledger(page: Page) -> Locator:
    complete(page, "/post", "/post-voucher")
    window = page.get_by_role("dialog", name="Enter vendor bill")
    vendor = window.locator("[data-action-id='vouchers.vendor']")
    vendor.click()
    vendor.press_sequentially("recy")
    page.get_by_role("option", name="RecycleCo").click()
    window.get_by_label("Amount of the bill").fill("14,833.36")
    for line in ("W-101 · material", "W-102 · material", "W-103 · material", "W-101 · PA-1"):
        window.get_by_role("checkbox", name=line).check()
    window.get_by_role("button", name="Recalculate").click()
    expect(window).to_contain_text("Ticked 4 · 14,780.00 · bill 14,833.36 · difference 53.36")
    shot(page, "voucher-1-ledger")
    return window


def preview_and_submit(page: Page, picture: str) -> None:
    preview = page.get_by_role("dialog", name="Preview")
    expect(preview).to_contain_text("will hold Bill INV-7781 of 14,833.36")
    shot(page, picture)
    preview.get_by_role("button", name="Submit").click()
    submitted = page.get_by_role("dialog", name="V-1")
    expect(submitted).to_contain_text("Waits for approval")
    submitted.get_by_role("button", name="Close").last.click()


def press_as_the_wrong_person(page: Page, card: Locator) -> None:
    card.get_by_role("button", name="Approve and post").click()
    agree(page, "Approve and post")
    expect(message(page, "You prepared V-1, so someone else must decide on it.")).to_be_visible()


def reject(page: Page) -> None:
    message(page, "Waits for approval").get_by_role("button", name="Reject").click()
    asked = page.get_by_role("dialog", name="Reject V-1")
    asked.get_by_label("Why it is rejected").fill("Where is the paper?")
    asked.get_by_role("button", name="Reject").click()
    expect(message(page, "Draft")).to_be_visible()


def submit_again(page: Page) -> None:
    say(page, "/vouchers V-1")
    window = page.get_by_role("dialog", name="V-1")
    expect(window).to_contain_text("Where is the paper?")
    window.get_by_role("button", name="Go on with it").click()
    page.get_by_role("dialog", name="Enter vendor bill").get_by_role("button", name="Next: the bill").click()
    page.get_by_role("dialog", name="The bill").get_by_role("button", name="Preview").click()
    preview_and_submit(page, "voucher-3-again")


def approve(page: Page) -> None:
    message(page, "Waits for approval").get_by_role("button", name="Approve and post").click()
    shot(page, "voucher-4-confirm")
    agree(page, "Approve and post")
    expect(message(page, "Posted as Bill INV-7781")).to_be_visible()
    shot(page, "voucher-5-posted")


def undo_in_the_window(page: Page) -> None:
    message(page, "Posted as Bill INV-7781").get_by_role("button", name="Open").click()
    window = page.get_by_role("dialog", name="V-1")
    expect(window).to_contain_text("unpaid")
    window.get_by_role("button", name="Undo").click()
    asked = page.get_by_role("dialog", name="Undo V-1")
    asked.get_by_label("Why it is undone").fill("The vendor sent it twice.")
    asked.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("dialog", name="V-1")).to_contain_text("Undone")
    shot(page, "voucher-6-undone")
