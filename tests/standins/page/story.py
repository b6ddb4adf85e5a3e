"""What people do on the page, in words."""

from playwright.sync_api import Locator, Page, expect


def say(page: Page, text: str) -> None:
    """Type into the composer and send."""
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")


def message(page: Page, text: str) -> Locator:
    """The newest message with this text in the conversation."""
    return page.get_by_test_id("messages").get_by_test_id("message").filter(has_text=text).last


def go(page: Page, name: str) -> None:
    """Choose a conversation in the left column."""
    page.get_by_role("navigation").get_by_role("link", name=name).click()


def act_as(page: Page, name: str) -> None:
    """Become somebody else."""
    page.get_by_role("button", name="Acting as").click()
    page.get_by_role("menuitemradio", name=name).click()
    expect(page.get_by_role("button", name=f"Acting as {name}")).to_be_visible()


def open_bill(page: Page) -> Locator:
    """Open the bill's modal by its command."""
    say(page, "/bill ")
    dialog = page.get_by_role("dialog", name="Enter a bill")
    expect(dialog).to_be_visible()
    return dialog


def choose(dialog: Locator, label: str, typed: str, option: str) -> None:
    """Type into a select and click an option."""
    dialog.get_by_role("combobox", name=label).click()
    dialog.get_by_role("combobox", name=label).press_sequentially(typed)
    dialog.page.get_by_role("option", name=option).click()


DROP = """async ([name, content]) => {
  const files = new DataTransfer();
  files.items.add(new File([content], name, { type: "text/csv" }));
  return files;
}"""


def drop_file(target: Locator, name: str, content: str) -> None:
    """Drag a file from the desktop onto something."""
    files = target.page.evaluate_handle(DROP, [name, content])
    for event in ("dragenter", "dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": files})
