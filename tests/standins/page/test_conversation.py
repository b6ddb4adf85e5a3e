"""Talking: messages, commands, threads, files, people; everything live."""

import re

from playwright.sync_api import Page, expect

from standins.slack.workspace import Workspace
from tests.standins.page.conftest import Visit
from tests.standins.page.story import act_as, drop_file, go, message, say


def test_a_command_is_completed_from_the_manifest_and_runs(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/cl")
    commands = page.get_by_role("listbox", name="Commands")
    expect(commands.get_by_role("option")).to_contain_text(["/close"])
    composer.press("Tab")
    expect(composer).to_have_value("/close ")
    expect(page.get_by_text("/close [month]")).to_be_visible()
    composer.press_sequentially("October")
    composer.press("Enter")
    expect(message(page, "Close October")).to_contain_text("12,500.00")
    expect(composer).to_have_value("")


def test_the_arrows_move_through_the_commands_and_escape_leaves_them(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/bill")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options).to_have_count(2)
    composer.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    composer.press("Escape")
    expect(page.get_by_role("listbox", name="Commands")).to_be_hidden()
    expect(composer).to_have_value("/bill")


def test_amounts_in_a_table_stand_to_the_right(page: Page) -> None:
    say(page, "/close October")
    amount = message(page, "ACC-1").get_by_role("cell", name="12,500.00")
    expect(amount).to_have_css("text-align", "right")


def test_a_whisper_is_only_for_one_and_gone_after_a_reload(page: Page, visit: Visit) -> None:
    bo = visit("bo")
    say(page, "/secret")
    whisper = message(page, "It is between us")
    expect(whisper).to_contain_text("Only visible to you")
    expect(message(bo, "between us")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("accounting")
    expect(message(page, "between us")).to_have_count(0)


def test_a_command_nobody_answers_says_so(page: Page) -> None:
    say(page, "/silent")
    expect(page.get_by_role("alert").filter(has_text="/silent")).to_contain_text("operation_timeout")


def test_a_confirmed_press_changes_the_message_in_place(page: Page) -> None:
    say(page, "/close October")
    button = message(page, "Close October").get_by_role("button", name="Post 2 vouchers")
    button.click()
    dialog = page.get_by_role("alertdialog", name="Post 2?")
    expect(dialog).to_contain_text("This posts 12,810.55.")
    dialog.get_by_role("button", name="No").click()
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    dialog.get_by_role("button", name="Post").click()
    posted = message(page, "Posted by")
    expect(posted).to_contain_text("@Anna Berg on Dec 31, 2025 7:00 PM")
    expect(posted.get_by_role("button", name="Post 2 vouchers")).to_have_count(0)


def test_times_are_in_the_readers_own_zone(page: Page, visit: Visit, workspace: Workspace) -> None:
    workspace.do("message", user="anna", channel="#general", text="Cut-off moved")
    workspace.turn_clock(advance=0)
    berlin, york = (visit(who, "C0GENERAL") for who in ("otto", "anna"))
    times = [message(each, "Cut-off").locator("time").first.inner_text() for each in (berlin, york)]
    assert times[0] != times[1]


def test_an_overflow_is_a_menu(page: Page) -> None:
    say(page, "/close October")
    message(page, "Close October").get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="History").press("ArrowDown")
    page.keyboard.press("Enter")
    expect(message(page, "You chose Help.")).to_be_visible()


def test_messages_of_others_arrive_live_and_the_unread_stand_out(page: Page, visit: Visit) -> None:
    bo = visit("bo", "C0GENERAL")
    say(bo, "The freight bill is in :tada:")
    line = page.get_by_role("navigation").get_by_role("link", name="general")
    expect(line).to_have_accessible_name(re.compile("1 unread"))
    go(page, "general")
    expect(message(page, "The freight bill is in 🎉")).to_be_visible()
    expect(line).not_to_have_accessible_name(re.compile("unread"))


def test_a_thread_opens_beside_and_counts_its_replies(page: Page) -> None:
    say(page, "Who has the October statement?")
    asked = message(page, "October statement")
    asked.hover()
    asked.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    thread.get_by_test_id("thread-composer").fill("I have it")
    thread.get_by_test_id("thread-composer").press("Enter")
    expect(thread.get_by_test_id("message").filter(has_text="I have it")).to_be_visible()
    expect(asked.get_by_test_id("thread-line")).to_contain_text("1 reply")
    expect(message(page, "I have it")).to_have_count(0)
    thread.get_by_role("button", name="Close thread").click()
    asked.get_by_test_id("thread-line").click()
    expect(thread.get_by_test_id("message")).to_have_count(2)


def test_a_dropped_file_waits_in_the_composer_and_is_shared(page: Page) -> None:
    drop_file(page.get_by_test_id("composer"), "customers.csv", "name\nAcme\n")
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("customers.csv")
    page.get_by_test_id("composer").press("Enter")
    card = page.get_by_test_id("file").filter(has_text="customers.csv")
    expect(card).to_contain_text("CSV · 10 B")
    expect(message(page, "Got customers.csv")).to_be_visible()
    with page.expect_download() as download:
        card.get_by_role("link").click()
    assert download.value.path().read_text() == "name\nAcme\n"


def test_a_message_has_the_apps_shortcuts_in_its_menu(page: Page) -> None:
    say(page, "Invoice 17 is paid")
    said = message(page, "Invoice 17")
    said.hover()
    said.get_by_role("button", name="More message actions").click()
    page.get_by_role("menuitem", name="File this").click()
    expect(message(page, "Filed: Invoice 17 is paid")).to_contain_text("Only visible to you")


def test_an_outsider_sees_neither_private_channels_nor_what_was_said_there(page: Page) -> None:
    say(page, "Salaries are posted")
    act_as(page, "Otto Outsider")
    expect(page.get_by_role("navigation").get_by_role("link", name="sales")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="accounting")).to_have_count(0)
    expect(page.get_by_text("Salaries are posted")).to_have_count(0)
    assert "as=otto" in page.url


def test_what_is_typed_stays_while_messages_arrive_and_when_one_comes_back(page: Page, visit: Visit) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("Half a sent")
    say(visit("bo"), "Quick question")
    expect(message(page, "Quick question")).to_be_visible()
    expect(composer).to_be_focused()
    composer.press_sequentially("ence")
    go(page, "general")
    go(page, "accounting")
    expect(composer).to_have_value("Half a sentence")


def test_hostile_text_is_only_text(page: Page) -> None:
    evil = "<img src=x onerror=alert(1)> <javascript:alert(1)|click> [x](javascript:alert(1)) *<b>bold</b>*"
    say(page, evil)
    said = message(page, "<img src=x onerror=alert(1)>")
    expect(said).to_contain_text("<javascript:alert(1)|click>")
    expect(said.locator("img, script, a")).to_have_count(0)


def test_the_clock_shows_only_when_it_is_turned(page: Page, workspace: Workspace) -> None:
    expect(page.get_by_test_id("clock")).to_have_count(0)
    workspace.turn_clock(now="2027-01-31T15:00:00Z")
    expect(page.get_by_test_id("clock")).to_contain_text("Sun, Jan 31, 2027, 10:00 AM")
    say(page, "A new year")
    expect(page.get_by_role("separator", name="Today")).to_be_visible()
