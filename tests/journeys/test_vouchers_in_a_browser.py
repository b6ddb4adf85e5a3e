"""A bill in a real browser: tick, preview, submit, reject, approve, post, undo; and the wrong person pressing."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bot.office import whole_bot
from tests.bot.vouchers.office import Office
from tests.journeys.browsing import agree, complete, message, open_page, say, shot

pytestmark = pytest.mark.journey
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with whole_bot(tmp_path_factory.mktemp("vouchers")) as made:
        yield Office(made.tieout, made.workspace, made.quickbooks, made.hands)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """28 January."""
    begun.begin()
    yield begun
    begun.settle()


@pytest.fixture
def opened(browser: Browser, office: Office) -> Iterator[Open]:
    """Open the Slack page as somebody; whatever the browser complains of fails the story."""
    expect.set_options(timeout=20_000)
    pages: list[Page] = []
    complaints: list[str] = []

    def open_as(who: str) -> Page:
        page = open_page(browser, f"{office.workspace.api_url.removesuffix('/api/')}/?as={who}#C0ACCOUNTING")
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield open_as
    for page in pages:
        page.context.close()
    assert not complaints


def test_from_the_ticks_to_the_undo(office: Office, opened: Open) -> None:
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


def submit_the_bill(page: Page) -> None:
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
    window.get_by_role("button", name="Next: the bill").click()
    bill = page.get_by_role("dialog", name="The bill")
    bill.get_by_label("Bill number").fill("INV-7781")
    bill.get_by_label("Vendor's invoice date").fill("2025-01-28")
    bill.get_by_role("button", name="Preview").click()
    preview_and_submit(page, "voucher-2-preview")


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
