"""January is closed in a real browser, from the command to the signature, as Clara and Bo see it."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.clock import new_id
from domain.vouchers.voucher import LineKind, Voucher, VoucherLine
from domain.worksheets.trade import TradeKind
from tests.bot.closing.office import Office, closing_office
from tests.databases import Databases
from tests.journeys.browsing import drop_file, go, message, say, shot
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with closing_office(databases) as made:
        made.begin()
        yield made


def test_from_the_command_to_the_signature(office: Office, opened: Visit) -> None:
    a_bill_comes_late(office)
    clara, bo = opened("clara", tall=True), opened("bo", tall=True)
    say(clara, "/close-period January 2025")
    expect(card(clara)).to_contain_text("Next: Late bills")
    shot(clara, "close-1-begun")
    decide_on_the_late_bill(clara)
    lock(clara)
    propose(clara)
    approve(bo)
    hand_over_evidence(clara)
    prove(clara)
    set_the_closing_date(office, clara)
    sign(clara)
    go(clara, "Tieout")
    expect(clara.get_by_test_id("home")).to_contain_text("steps")
    shot(clara, "close-9-home")


def a_bill_comes_late(office: Office) -> None:
    """OceanX bills W-102's freight on 31 January; Anna has drafted it, dated 1 February."""
    january = office.desk.january
    accrual = january.accrual("W-102", TradeKind.OCEAN_FREIGHT)
    voucher = Voucher(
        id=new_id(),
        department="main",
        vendor_id=january.parties["OceanX"],
        bill_number="OX-88",
        invoice_date=date(2025, 1, 31),
        posting_date=date(2025, 2, 1),
        amount=1_240_00,
        created_at=january.now(),
        changed_at=january.now(),
        created_by="U0ANNA",
        preparers="U0ANNA",
    )
    line = VoucherLine(
        voucher_id=voucher.id,
        item_id=accrual.id,
        kind=LineKind.ACCRUAL,
        worksheet_id=accrual.worksheet_id,
        account=accrual.account,
    )
    with office.tieout.store.writing() as session:
        session.add_all([voucher, line])


def decide_on_the_late_bill(page: Page) -> None:
    press(page, "Decide")
    window = page.get_by_role("dialog", name="Late bills")
    expect(window).to_contain_text("OceanX")
    window.locator("[data-action-id='value']").first.click()
    shot(page, "close-2-late-bill")
    page.get_by_role("option", name="1 February 2025").click()
    window.get_by_role("button", name="Decided").click()
    expect(card(page)).to_contain_text("Next: Lock the month")


def lock(page: Page) -> None:
    press(page, "Lock")
    window = page.get_by_role("dialog", name="Lock the month")
    expect(window).to_contain_text("a voucher")
    shot(page, "close-3-lock")
    window.get_by_role("button", name="Lock", exact=True).click()
    expect(card(page)).to_contain_text("Next: Closing Adjustments report")


def propose(page: Page) -> None:
    press(page, "Report")
    press(page, "Preview")
    window = page.get_by_role("dialog", name="Preview of the entry")
    expect(window).to_contain_text("41,176.69")
    shot(page, "close-4-preview")
    window.get_by_role("button", name="Propose").click()
    expect(card(page)).to_contain_text("TO-2025-01 of 41,176.69")


def approve(page: Page) -> None:
    press(page, "Look and approve")
    window = page.get_by_role("dialog", name="Approve the entry")
    expect(window).to_contain_text("Proposed by")
    shot(page, "close-5-approve")
    window.get_by_role("button", name="Approve and post").click()
    expect(card(page)).to_contain_text("Run them; each must be green.")


def hand_over_evidence(page: Page) -> None:
    press(page, "Hand over the report")
    window = page.get_by_role("dialog", name="Cash reconciled")
    drop_file(window.locator(".drop-zone"), "bank.csv", "reconciled,to the cent")
    expect(window).to_contain_text("bank.csv")
    window.get_by_role("button", name="Hand over").click()
    expect(card(page)).to_contain_text("Cash reconciled, @Clara Osei")


def prove(page: Page) -> None:
    press(page, "Run the proofs")
    expect(card(page)).to_contain_text("R8")


def set_the_closing_date(office: Office, page: Page) -> None:
    office.closes_books("2025-01-31")
    press(page, "Read it now")
    expect(card(page)).to_contain_text("Next: Sign")
    shot(page, "close-6-ready-to-sign")


def sign(page: Page) -> None:
    press(page, "Sign")
    window = page.get_by_role("dialog", name="Sign the month")
    expect(window).to_contain_text("all green")
    shot(page, "close-7-sign")
    window.get_by_role("button", name="Sign", exact=True).click()
    expect(card(page)).to_contain_text("Every step is done.")
    expect(card(page)).to_contain_text("5 replies")
    shot(page, "close-8-signed")


def press(page: Page, text: str) -> None:
    """A button of the message, by what is written on it."""
    card(page).get_by_text(text, exact=True).click()


def card(page: Page) -> Locator:
    """The message of the close."""
    return message(page, "Close of January 2025")
