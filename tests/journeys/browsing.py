"""What people do in the browser, in words, and the pictures that are kept of it."""

import shutil
from typing import Final

from playwright.sync_api import Browser, Locator, Page, expect

from standins.slack.workspace import Workspace
from tests.journeys.office import PATIENCE, ROOT

RESULTS: Final = ROOT / "test-results"


def chromium() -> str | None:
    """Where the system's Chromium is; None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def open_page(browser: Browser, address: str) -> Page:
    """A browser of one's own at an address."""
    own = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id="America/New_York")
    page = own.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(address)
    return page


def visit(browser: Browser, workspace: Workspace, who: str, where: str = "C0ACCOUNTING") -> Page:
    """The Slack page as somebody, in a conversation."""
    page = open_page(browser, f"{workspace.url}/?as={who}#{where}")
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    """Keep a picture in test-results/."""
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png")


def say(page: Page, text: str) -> None:
    """Type into the composer and send."""
    composer = page.get_by_test_id("composer")
    composer.fill(text)
    composer.press("Enter")


def complete(page: Page, begins: str, command: str, rest: str = "") -> None:
    """Begin a command, let the composer complete it, and send it."""
    composer = page.get_by_test_id("composer")
    composer.press_sequentially(begins)
    expect(page.get_by_role("listbox", name="Commands").get_by_role("option").first).to_contain_text(command)
    composer.press("Tab")
    expect(composer).to_have_value(f"{command} ")
    composer.press_sequentially(rest)
    composer.press("Enter")


def message(page: Page, text: str) -> Locator:
    """The newest message with this text in the conversation."""
    return page.get_by_test_id("messages").get_by_test_id("message").filter(has_text=text).last


def go(page: Page, name: str) -> None:
    """Choose a conversation in the left column."""
    page.get_by_role("navigation").get_by_role("link", name=name).click()


def agree(page: Page, verb: str) -> None:
    """Say yes in the confirm dialog."""
    page.get_by_test_id("confirm").get_by_role("button", name=verb).click()


DROP: Final = """async ([name, content]) => {
  const files = new DataTransfer();
  files.items.add(new File([content], name, { type: "text/csv" }));
  return files;
}"""


def drop_file(target: Locator, name: str, content: str) -> None:
    """Drag a file from the desktop onto something."""
    files = target.page.evaluate_handle(DROP, [name, content])
    for event in ("dragenter", "dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": files})
