"""A sale in a real browser, billed and paid: with the AR module off in QuickBooks, with it on by receipts kept here."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.office import whole_bot
from tests.bot.receipts.office import has_accounts, posted
from tests.bot.sales.office import Office
from tests.databases import Databases
from tests.journeys.browsing import agree, complete, message, say, shot
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


def test_with_receivables_in_quickbooks_an_invoice_is_edited_until_it_is_paid(office: Office, opened: Visit) -> None:
    office.begin(ar_on=False)
    anna = opened("anna")
    make_invoice(anna, "W-101")
    card = message(anna, "See it in QuickBooks")
    expect(card).to_be_visible()
    shot(anna, "sale-1-in-quickbooks")
    sell(anna, "W-101", "11,000")
    sell(anna, "W-101", "11,500")
    expect(card).to_contain_text("Invoice W-101 · 11,500.00")
    office.settle()
    [invoice] = office.documents("Invoice")
    assert (invoice["DocNumber"], str(invoice["TotalAmt"]), invoice["SyncToken"]) == ("W-101", "11500.00", "2")
    office.acts("receive-payment", invoice=invoice["Id"], amount="11500.00")
    card.get_by_role("button", name="Ask whether Invoice W-101 is paid").click()
    expect(card).to_contain_text("in QuickBooks as W-101, paid")
    sell(anna, "W-101", "11,000")
    expect(card).to_contain_text("Invoice W-101 is paid. Record a sales adjustment instead.")
    expect(card).to_contain_text("Invoice W-101 · 11,500.00")
    card.scroll_into_view_if_needed()
    shot(anna, "sale-2-paid")
    card.get_by_role("button", name="Open worksheet W-101").click()
    window = anna.get_by_role("dialog", name="Worksheet")
    window.get_by_role("button", name="Sales adjustment").click()
    expect(anna.get_by_role("dialog", name="Sales adjustment")).to_be_visible()
    shot(anna, "sale-3-adjustment-offered")
    close(anna.get_by_role("dialog"))
    take_out(anna, "W-101")
    office.settle()
    window = open_worksheet(anna, "W-101")
    expect(window).to_contain_text("W-101 · INVOICE")
    expect(window).to_contain_text("Invoice W-101 is paid")
    shot(anna, "sale-4-stays")
    assert [str(one["TotalAmt"]) for one in office.documents("Invoice")] == ["11500.00"]


def test_with_receivables_here_a_payment_is_entered_approved_used_and_undone(office: Office, opened: Visit) -> None:
    office.begin(ar_on=True)
    has_accounts(office)
    anna, clara = opened("anna"), opened("clara")
    for number in ("W-101", "W-105"):
        make_invoice(anna, number)
    read_the_paper(anna)
    enter_the_payment(anna)
    approve(anna, clara)
    office.settle()
    [entry] = office.documents("JournalEntry")
    assert (entry["DocNumber"], entry["TxnDate"]) == ("CR-1", "2025-01-27")
    assert [amount for _, amount in posted(entry)] == ["13247.00", "20.00", "233.00", "12000.00", "800.00", "700.00"]
    apply_the_rest(anna)
    return_the_rest(anna, clara)
    undo_in_order(clara)
    office.settle()
    held = {one["DocNumber"]: one["TxnDate"] for one in office.documents("JournalEntry")}
    assert held["CR-1-U"] == "2025-01-31" and len(held) == 6


def open_worksheet(page: Page, number: str) -> Locator:
    shown = page.get_by_test_id("messages").get_by_test_id("message").filter(has_text=f"Worksheet {number} ·")
    answers = shown.filter(has_text="Only visible to you")
    before = answers.count()
    say(page, f"/worksheet {number}")
    expect(answers).to_have_count(before + 1)  # the list moves as it comes: a click before that may miss
    answers.last.get_by_role("button", name="Open").click()
    window = page.get_by_role("dialog", name="Worksheet")
    expect(window).to_contain_text(number)
    return window


def close(window: Locator) -> None:
    window.get_by_role("button", name="Close").last.click()


def make_invoice(page: Page, number: str) -> None:
    open_worksheet(page, number).get_by_role("button", name="Make it INVOICE").click()
    page.get_by_role("dialog", name="Make it INVOICE").get_by_role("button", name="Make it INVOICE").click()
    window = page.get_by_role("dialog", name="Worksheet")
    expect(window).to_contain_text(f"{number} · INVOICE")
    close(window)


def sell(page: Page, number: str, amount: str) -> None:
    """The sale of a worksheet is changed in its window."""
    window = open_worksheet(page, number)
    window.get_by_role("button", name="Change").first.click()
    asked = page.get_by_role("dialog").last
    asked.get_by_label("Amount, net of tax").fill(amount)
    asked.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog", name="Worksheet")).to_contain_text(f"{number} · INVOICE")
    close(page.get_by_role("dialog", name="Worksheet"))


def take_out(page: Page, number: str) -> None:
    window = open_worksheet(page, number)
    window.get_by_role("button", name="Take out of INVOICE").click()
    agree(page, "Take out")
    expect(window).to_contain_text("being taken out of QuickBooks")
    close(window)


def read_the_paper(page: Page) -> None:
    card = message(page, "Worksheet W-101 · Acme Mills")
    card.get_by_test_id("thread-line").click()
    expect(page.get_by_role("complementary", name="Thread")).to_contain_text("invoice-W-101.pdf")
    shot(page, "sale-5-paper-in-the-thread")


def enter_the_payment(page: Page) -> None:
    complete(page, "/rec", "/receipt")
    window = page.get_by_role("dialog", name="Customer's payment")
    customer = window.locator("[data-action-id='receipts.customer']")
    customer.click()
    customer.press_sequentially("acme")
    page.get_by_role("option", name="Acme Mills").click()
    window.get_by_label("Payment number").fill("4711")
    window.get_by_label("Payment date").fill("2025-01-27")
    window.get_by_label("Deposited to").click()
    page.get_by_role("option", name="1000 Checking").click()
    window.get_by_label("Cash").fill("13,247.00")
    window.get_by_label("Applied to W-101").fill("12,000.00")
    window.get_by_label("Applied to W-105").fill("800.00")
    window.get_by_role("button", name="Recalculate").click()
    expect(window).to_contain_text("447.00 still goes nowhere")
    shot(page, "receipt-1-does-not-close")
    window.get_by_label("Bank fee").fill("20.00")
    window.get_by_label("Discount in it, W-101").fill("233.00")
    window.get_by_label("Unapplied rest").fill("700.00")
    window.get_by_role("button", name="Recalculate").click()
    expect(window).to_contain_text("It closes.")
    shot(page, "receipt-2-closes")
    window.get_by_role("button", name="Submit").click()
    submitted = page.get_by_role("dialog", name="CR-1")
    expect(submitted).to_contain_text("Waits for approval")
    shot(page, "receipt-3-submitted")
    close(submitted)


def approve(anna: Page, clara: Page) -> None:
    message(anna, "Waits for approval").get_by_role("button", name="Approve and post").click()
    agree(anna, "Approve and post")
    expect(message(anna, "You prepared CR-1, so someone else must decide on it.")).to_be_visible()
    message(clara, "Waits for approval").get_by_role("button", name="Approve and post").click()
    agree(clara, "Approve and post")
    expect(message(clara, "Posted as journal entry CR-1")).to_be_visible()
    shot(clara, "receipt-4-posted")


def open_receipt(page: Page) -> Locator:
    say(page, "/receipt CR-1")
    window = page.get_by_role("dialog", name="CR-1", exact=True)
    expect(window).to_be_visible()
    return window


def apply_the_rest(page: Page) -> None:
    open_receipt(page).get_by_role("button", name="Apply unapplied cash").click()
    asked = page.get_by_role("dialog", name="Apply unapplied cash")
    asked.get_by_label("Applied on").fill("2025-01-30")
    asked.get_by_label("W-105").fill("200.00")
    shot(page, "receipt-5-apply")
    asked.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("dialog", name="CR-1")).to_contain_text("Posted as journal entry CR-1-A1")


def return_the_rest(anna: Page, clara: Page) -> None:
    window = anna.get_by_role("dialog", name="CR-1")
    window.get_by_role("button", name="Return unapplied cash").click()
    asked = anna.get_by_role("dialog", name="Return unapplied cash")
    expect(asked.get_by_label("Amount")).to_have_value("500.00")
    asked.get_by_label("Returned on").fill("2025-01-30")
    asked.get_by_label("Paid from").click()
    anna.get_by_role("option", name="1000 Checking").click()
    asked.get_by_label("Why it is returned").fill("They asked for it.")
    asked.get_by_role("button", name="Submit").click()
    expect(window).to_contain_text("Unapplied cash returned")
    message(clara, "Unapplied cash returned").get_by_role("button", name="Approve and post").click()
    agree(clara, "Approve and post")
    expect(window).to_contain_text("Posted as journal entry CR-1-R1")
    shot(anna, "receipt-6-used")
    close(window)


def undo_in_order(page: Page) -> None:
    """What was used is undone first; each undo has a date of its own."""
    window = open_receipt(page)
    ask_to_undo(page, 0, "CR-1")
    expect(page.get_by_role("dialog").last).to_contain_text("Undo CR-1-R1 first")
    shot(page, "receipt-7-used-cash-first")
    for title in ("That did not work", "Undo CR-1"):
        close(page.get_by_role("dialog", name=title))
    for place, name in ((2, "CR-1-R1"), (1, "CR-1-A1"), (0, "CR-1")):
        ask_to_undo(page, place, name)
        expect(window).to_contain_text(f"Posted as journal entry {name}-U")
    shot(page, "receipt-8-undone")


def ask_to_undo(page: Page, place: int, name: str) -> None:
    page.get_by_role("dialog", name="CR-1", exact=True).get_by_role("button", name="Undo").nth(place).click()
    asked = page.get_by_role("dialog", name=f"Undo {name}", exact=True)
    asked.get_by_label("Undone on").fill("2025-01-31")
    asked.get_by_label("Why it is undone").fill("The bank took it back.")
    asked.get_by_role("button", name="Undo").click()
