"""The app's own tabs: Home with buttons and fields, and Messages."""

from playwright.sync_api import Page, expect

from standins.slack.workspace import Workspace
from tests.standins.page.story import go


def test_home_is_published_pressed_and_searched(page: Page) -> None:
    go(page, "Desk")
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Welcome")
    home.get_by_role("button", name="Refresh").click()
    expect(home).to_contain_text("Fresh")
    find = home.get_by_label("Find a vendor")
    find.press_sequentially("acme")
    find.press("Enter")
    expect(home).to_contain_text("Looking for acme")
    expect(find).to_have_value("acme")
    expect(find).to_be_focused()


def test_home_changes_live_without_losing_what_is_typed(page: Page, workspace: Workspace) -> None:
    go(page, "Desk")
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Welcome")
    home.get_by_label("Find a vendor").press_sequentially("bo")
    anna = workspace.person("anna")
    anna.opens_home()
    anna.presses("Refresh")
    expect(home).to_contain_text("Fresh")
    home.get_by_label("Find a vendor").press_sequentially("lt")
    expect(home.get_by_label("Find a vendor")).to_have_value("bolt")


def test_the_tabs_are_walked_with_arrows_and_the_address_remembers(page: Page) -> None:
    go(page, "Desk")
    page.get_by_role("tab", name="Home").press("ArrowRight")
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("composer")).to_be_visible()
    page.get_by_role("tab", name="Home").click()
    page.reload()
    expect(page.get_by_test_id("home")).to_contain_text("Welcome")
