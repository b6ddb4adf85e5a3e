"""No mouse: everything can be reached, filled and left with the keyboard, and says what it is."""

from playwright.sync_api import Page, expect

from tests.standins.page.story import message, open_bill, say


def test_a_bill_is_entered_with_the_keyboard_alone(page: Page) -> None:
    keys = page.keyboard
    keys.type("/bill")
    keys.press("Enter")
    dialog = page.get_by_role("dialog", name="Enter a bill")
    expect(dialog.get_by_role("combobox", name="Vendor")).to_be_focused()
    keys.type("acme")
    expect(dialog.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(dialog.get_by_role("combobox", name="Vendor")).to_have_value("Acme Yarns")
    keys.press("Tab")
    expect(dialog.get_by_label("Amount")).to_be_focused()
    keys.type("12.50")
    keys.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_be_focused()


def test_the_focus_stays_in_the_dialog_and_escape_closes_it(page: Page) -> None:
    dialog = open_bill(page)
    expect(dialog).to_have_attribute("aria-modal", "true")
    dialog.get_by_role("button", name="Save").focus()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_shortcuts_and_people_are_menus(page: Page) -> None:
    page.get_by_role("button", name="Shortcuts").press("Enter")
    expect(page.get_by_role("menuitem", name="New bill")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Enter a bill")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    switcher = page.get_by_role("button", name="Acting as Anna Berg")
    switcher.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(switcher).to_be_focused()


def test_the_parts_of_the_page_say_what_they_are(page: Page) -> None:
    say(page, "/close October")
    expect(message(page, "Close October")).to_be_visible()
    for role, name in [("navigation", "Channels and direct messages"), ("log", "Messages in accounting")]:
        expect(page.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]  # the roles are literals
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.get_by_role("combobox", name="Message #accounting")).to_be_visible()
    expect(page.get_by_text("Local workspace - not Slack")).to_be_visible()
    unnamed = page.get_by_role("button").evaluate_all(
        "all => all.filter(one => !one.textContent.trim() && !one.ariaLabel)"
    )
    assert unnamed == []
