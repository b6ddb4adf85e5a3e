"""The journeys of the README in a real browser: connect, import, decide, sync; lose the connection; be refused."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from standins.slack.person import Person
from tests.journeys.browsing import agree, complete, drop_file, go, message, say, shot
from tests.journeys.conftest import Visit
from tests.journeys.office import EXAMPLE, Office, file_of

pytestmark = pytest.mark.journey

NEEDED = "You need a role in Tieout"
MILLS = [f"Mill number {n:03}" for n in range(70)]


def test_from_connect_to_the_first_sync_as_the_readme_tells_it(office: Office, visit: Visit) -> None:
    clara, anna = visit("clara"), visit("anna")
    complete(clara, "/acc", "/accounting", "connect")
    consent_in_a_new_tab(clara, "connected")
    expect(message(clara, "Connected to Sandpiper Landscaping")).to_contain_text("Next: /")
    shot(clara, "1-connected")

    bring_in_the_example(anna)
    go(anna, "accounting")
    complete(anna, "/sync", "/sync-counterparties")
    plan = message(anna, "Nothing has been written yet")
    expect(plan.get_by_role("row", name="Create in QuickBooks")).to_contain_text("43")
    shot(anna, "1-plan")
    plan.get_by_role("button", name="Decide 8 matches").click()
    window = anna.get_by_role("dialog", name="Near matches")
    window.get_by_role("button", name="Accept Abbott's Bird Sanctuary").click()
    expect(window).to_contain_text("7 matches to decide")
    window.get_by_role("button", name="Close").last.click()

    confirm = plan.get_by_role("button", name="Confirm: link 8, create 114")
    confirm.click()
    shot(anna, "1-confirm")
    expect(anna.get_by_test_id("confirm")).to_contain_text("7 undecided matches will be left for next time.")
    agree(anna, "Link 8, create 114")
    expect(message(anna, "Syncing with Sandpiper Landscaping")).to_contain_text(re.compile(r"\d+ of 122"))
    shot(anna, "1-progress")
    done = message(anna, "Synced with Sandpiper Landscaping")
    expect(done.get_by_role("row", name="Created in QuickBooks")).to_contain_text("114")
    done.get_by_test_id("thread-line").click()
    thread = anna.get_by_role("complementary", name="Thread")
    with anna.expect_download() as download:
        thread.get_by_test_id("file").get_by_role("link").click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("created as") == 114
    shot(anna, "1-results")
    thread.get_by_role("button", name="Close thread").click()
    look_into_quickbooks(anna, office)

    say(anna, "/sync-counterparties")
    left = message(anna, "Nothing has been written yet")
    expect(left.get_by_role("row", name="Near match: you decide")).to_be_visible()
    expect(left.get_by_role("button", name=re.compile("^Confirm"))).to_have_count(0)
    shot(anna, "1-again")


def test_near_matches_are_decided_in_the_window(office: Office, clara: Person, anna: Person, visit: Visit) -> None:
    office.connects(clara)
    office.imports(anna, str(EXAMPLE))
    office.plan(anna)
    page = visit("anna")
    message(page, "Nothing has been written yet").get_by_role("button", name="Decide 8 matches").click()
    window = page.get_by_role("dialog", name="Near matches")
    expect(window).to_contain_text("1–4 of 8")
    shot(page, "2-near-matches")
    window.get_by_role("button", name="Next ▶").click()
    expect(window).to_contain_text("5–8 of 8")
    shot(page, "2-near-matches-next")
    pick(window, "Ocean View Road 0969", "dyl", "Dylan Sorenson")
    expect(window).to_contain_text("7 matches to decide")
    window.get_by_role("button", name="◀ Previous").click()
    window.get_by_role("button", name="Create Jeffs Jalopies").click()
    expect(window).to_contain_text("6 matches to decide")
    window.get_by_role("button", name="Leave Mehlman and Daughters alone").click()
    expect(window).to_contain_text("5 matches to decide")
    window.get_by_role("button", name="Accept all 95 and over").click()
    expect(window).not_to_contain_text("5 matches to decide")
    shot(page, "2-near-matches-left")
    window.get_by_role("button", name="Close").last.click()
    plan = message(page, "Nothing has been written yet")
    expect(plan.get_by_role("row", name="Link: matched by one of us")).to_be_visible()
    shot(page, "2-plan-decided")


def test_the_connection_is_lost_and_mended_while_work_waits(
    office: Office, clara: Person, anna: Person, visit: Visit
) -> None:
    office.connects(clara)
    office.imports(anna, "mills.csv", file_of(*MILLS))
    office.plan(anna)
    theirs, hers = visit("anna"), visit("clara")
    inside = theirs.context.new_page()
    inside.goto(f"{office.books}/books/9130350000000001/settings")
    inside.on("dialog", lambda dialog: dialog.accept())
    inside.get_by_role("button", name="Disconnect").click()
    expect(inside.get_by_text("No app is connected.")).to_be_visible()
    message(theirs, "Nothing has been written yet").get_by_role("button", name="Confirm: link 0, create 70").click()
    agree(theirs, "Link 0, create 70")
    expect(message(theirs, "waits: ")).to_contain_text("It goes on by itself once QuickBooks is connected again")
    alert = message(hers, "QuickBooks no longer lets Tieout in")
    expect(alert).to_have_count(1)
    shot(hers, "3-lost")
    alert.get_by_role("button", name="Reconnect").click()
    consent_in_a_new_tab(hers, "reconnected")
    expect(message(theirs, "Synced with Sandpiper Landscaping")).to_contain_text("70")
    expect(message(hers, "Healed: ")).to_be_visible()
    shot(hers, "3-healed")
    go(theirs, "Tieout")
    theirs.get_by_role("tab", name="Messages").click()
    expect(message(theirs, "your 1 interrupted sync goes on")).to_be_visible()
    shot(theirs, "3-told")


def test_an_outsider_learns_nothing_but_that_a_role_is_needed(building: Office, visit: Visit) -> None:
    building.begin(TIEOUT_CHANNEL="C0GENERAL")
    office, clara = building, building.person("clara")
    office.connects(clara)
    office.imports(office.person("anna"), "two.csv", file_of("Ahlstrom", "Billerud"))
    clara.types("/sync-counterparties", in_="#general")
    otto = visit("otto", "C0GENERAL")
    plan = message(otto, "Nothing has been written yet")
    plan.get_by_role("button", name="See every row").click()
    expect(message(otto, NEEDED)).to_contain_text("Only visible to you")
    shot(otto, "4-refused")
    go(otto, "sales")
    say(otto, "/accounting ")
    expect(message(otto, NEEDED)).to_contain_text("Only visible to you")
    go(otto, "Tieout")
    expect(otto.get_by_test_id("home")).to_contain_text(NEEDED)
    expect(otto.get_by_test_id("home").get_by_role("button")).to_have_count(0)
    shot(otto, "4-home")


def test_a_file_with_bad_rows_is_imported_once_and_undone(office: Office, visit: Visit) -> None:
    page = visit("anna")
    bring_in_the_example(page)
    imported = message(page, "Imported counterparties.csv")
    imported.get_by_role("button", name="Show rows left out").click()
    window = page.get_by_role("dialog", name="Rows left out")
    expect(window).to_contain_text("is not an e-mail address")
    shot(page, "5-left-out")
    window.get_by_role("button", name="Close").last.click()
    drop_file(page.get_by_test_id("composer"), "counterparties.csv", EXAMPLE.read_text(encoding="utf-8"))
    page.get_by_test_id("composer").press("Enter")
    again = message(page, "counterparties.csv was not imported")
    expect(again).to_be_visible()
    shot(page, "5-again")
    again.get_by_role("button", name="Undo import").click()
    agree(page, "Undo import")
    expect(message(page, "was undone")).to_be_visible()
    shot(page, "5-undone")


def consent_in_a_new_tab(page: Page, name: str) -> None:
    """From the window with the link over QuickBooks' page to the bot's, and back."""
    window = page.get_by_role("dialog")
    expect(window).to_contain_text("Open QuickBooks, choose")
    shot(page, f"{name}-link")
    with page.context.expect_page() as opened:
        window.get_by_role("link", name="Open QuickBooks").or_(
            window.get_by_role("button", name="Open QuickBooks")
        ).click()
    tab = opened.value
    tab.get_by_label("Sandpiper Landscaping").check()
    shot(tab, f"{name}-consent")
    tab.get_by_role("button", name="Allow").click()
    expect(tab.get_by_role("heading", name="Connected to Sandpiper Landscaping")).to_be_visible()
    shot(tab, f"{name}-back")
    tab.close()
    window.get_by_role("button", name="Close").last.click()


def bring_in_the_example(page: Page) -> None:
    """Drop the file on the conversation with Tieout, look at the preview, import."""
    go(page, "Tieout")
    page.get_by_role("tab", name="Messages").click()
    drop_file(page.get_by_test_id("composer"), "counterparties.csv", EXAMPLE.read_text(encoding="utf-8"))
    page.get_by_test_id("composer").press("Enter")
    preview = message(page, "Nothing has been imported yet")
    expect(preview.get_by_role("row", name="Bayside Bales")).to_contain_text("Say whether it is a customer")
    shot(page, "preview")
    preview.get_by_role("button", name="Import 117 rows").click()
    agree(page, "Import 117 rows")
    expect(message(page, "Imported counterparties.csv")).to_contain_text("115 new, 2 roles added")
    shot(page, "imported")


def look_into_quickbooks(page: Page, office: Office) -> None:
    """What was created is there for everyone to see."""
    tab = page.context.new_page()
    tab.goto(office.books)
    for kind, name in (("Customers", "Beacon Containerboard"), ("Vendors", "Wasatch Metals Recovery")):
        tab.get_by_role("link", name=kind).click()
        expect(tab.get_by_role("cell", name=name, exact=True)).to_be_visible()
        shot(tab, f"1-quickbooks-{kind.lower()}")
    tab.close()


def pick(window: Locator, name: str, typed: str, option: str) -> None:
    """Search QuickBooks in the card of a counterparty and choose what is found."""
    words = window.get_by_text(name, exact=True)
    search = words.locator("xpath=following::*[@data-action-id='sync.find'][1]")
    search.click()
    search.press_sequentially(typed)
    window.page.get_by_role("option", name=option).click()
