"""Filling modals: selects, errors, the stack, files; nothing typed is ever lost."""

import re

from playwright.sync_api import Page, expect

from standins.slack.workspace import Workspace
from tests.standins.page.conftest import Visit
from tests.standins.page.story import choose, drop_file, go, message, open_bill


def test_a_bill_is_filled_with_every_kind_of_field_and_saved(page: Page) -> None:
    dialog = open_bill(page)
    choose(dialog, "Vendor", "acme", "Acme Yarns")
    dialog.get_by_label("Amount").fill("950.10")
    choose(dialog, "Terms", "60", "Net 60")
    choose(dialog, "Tags", "fr", "Freight")
    choose(dialog, "Tags", "sto", "Storage")
    dialog.get_by_label("Bill date").fill("2026-01-31")
    dialog.get_by_role("radio", name="Credit").check()
    dialog.get_by_role("checkbox", name="Mail").check()
    dialog.get_by_label("Memo").fill("Two pallets")
    drop_file(dialog.get_by_text("or drop them here"), "bill.csv", "a,b\n")
    expect(dialog.get_by_role("listitem")).to_contain_text("bill.csv")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    go(page, "Desk")
    page.get_by_role("tab", name="Messages").click()
    saved = (
        "Saved: Acme Yarns | Net 60 | Credit | Freight | Storage | Mail | 950.10 | 2026-01-31 | Two pallets | bill.csv"
    )
    expect(message(page, saved)).to_be_visible()


def test_errors_stand_at_their_fields_and_take_the_focus(page: Page) -> None:
    dialog = open_bill(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_count(2)
    vendor = dialog.get_by_role("combobox", name="Vendor")
    expect(vendor).to_be_focused()
    expect(vendor).to_have_accessible_description("Please complete this required field.")
    choose(dialog, "Vendor", "acme", "Acme Mills")
    amount = dialog.get_by_label("Amount")
    amount.fill("2000")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Above your limit of 1,000.")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("2000")
    expect(vendor).to_have_value("Acme Mills")


def test_a_select_is_searched_by_the_app_and_shows_text_as_text(page: Page) -> None:
    dialog = open_bill(page)
    vendor = dialog.get_by_role("combobox", name="Vendor")
    vendor.click()
    expect(dialog.get_by_text("Type 2 more characters")).to_be_visible()
    vendor.press_sequentially("gmbh")
    expect(dialog.get_by_role("option")).to_have_text("Bolt & Nut <GmbH>")
    vendor.fill("nobody")
    expect(dialog.get_by_text("No results")).to_be_visible()
    vendor.press("Escape")
    expect(dialog.get_by_role("option")).to_have_count(0)
    expect(dialog).to_be_visible()


def test_a_chip_is_taken_away(page: Page) -> None:
    dialog = open_bill(page)
    choose(dialog, "Tags", "", "Freight")
    choose(dialog, "Tags", "", "Duty")
    dialog.get_by_role("button", name="Remove Freight").click()
    expect(dialog.get_by_role("button", name=re.compile("^Remove"))).to_have_accessible_name("Remove Duty")
    dialog.get_by_role("combobox", name="Tags").press("Backspace")
    expect(dialog.get_by_role("button", name=re.compile("^Remove"))).to_have_count(0)


def test_an_update_from_the_app_keeps_what_is_typed_and_where(page: Page) -> None:
    dialog = open_bill(page)
    memo = dialog.get_by_label("Memo")
    memo.press_sequentially("Two pal")
    choose(dialog, "Period", "nov", "November")
    expect(dialog).to_contain_text("Open until November 30")
    expect(memo).to_have_value("Two pal")
    dialog.get_by_role("button", name="Preview").click()
    memo.press("End")
    memo.press_sequentially("lets")
    expect(dialog).to_contain_text("Memo is Two pal")
    expect(memo).to_have_value("Two pallets")
    expect(memo).to_be_focused()


def test_what_somebody_else_fills_shows_here(page: Page, workspace: Workspace) -> None:
    dialog = open_bill(page)
    anna = workspace.person("anna")
    anna.fills(Memo="From the other window", Terms="Net 30")
    anna.attaches("Paper", "bill.pdf", b"%PDF")
    expect(dialog.get_by_label("Memo")).to_have_value("From the other window")
    expect(dialog.get_by_role("combobox", name="Terms")).to_have_value("Net 30")
    expect(dialog.get_by_role("listitem")).to_contain_text("bill.pdf")


def test_a_second_view_lies_on_the_first_and_goes_back(page: Page) -> None:
    dialog = open_bill(page)
    dialog.get_by_label("Memo").fill("Keep me")
    dialog.get_by_role("button", name="Split").click()
    above = page.get_by_role("dialog", name="Split the bill")
    expect(above.get_by_label("Share")).to_be_focused()
    above.get_by_role("button", name="Back").click()
    expect(dialog.get_by_label("Memo")).to_have_value("Keep me")
    dialog.get_by_role("button", name="Split").click()
    above.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_wrong_file_is_refused_at_the_field(page: Page) -> None:
    dialog = open_bill(page)
    dialog.get_by_label("Paper").set_input_files({"name": "run.exe", "mimeType": "x/y", "buffer": b"x"})
    expect(dialog.get_by_role("alert")).to_have_text("run.exe is not one of csv, pdf.")
    dialog.get_by_label("Paper").set_input_files({"name": "bill.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    dialog.get_by_role("button", name="Remove bill.pdf").click()
    expect(dialog.get_by_role("listitem")).to_have_count(0)


def test_a_modal_opened_elsewhere_appears_and_another_person_does_not_see_it(
    page: Page, visit: Visit, workspace: Workspace
) -> None:
    bo = visit("bo")
    workspace.person("anna").types("/bill", in_="#accounting")
    expect(page.get_by_role("dialog", name="Enter a bill")).to_be_visible()
    expect(bo.get_by_role("dialog")).to_have_count(0)
