"""The pictures of the README, of the demo and of stories in a browser: `python -m tests.journeys.pictures`."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.browsing import RESULTS, chromium, go, message, open_page, visit
from tests.journeys.office import COMPANY, EXAMPLE, PATIENCE, ROOT, Office, office_in

DOCS: Final = ROOT / "docs"
MORNING: Final = "2026-01-30T14:30:00Z"
STORIES: Final = ("test_vouchers_in_a_browser.py", "test_closing_in_a_browser.py")
SHOTS: Final = {"voucher": "voucher-2-preview", "close": "close-6-ready-to-sign"}


def main() -> None:
    """Play the first sync, and take a picture where the README shows one."""
    expect.set_options(timeout=PATIENCE * 1000)
    DOCS.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, office_in(Path(folder)) as office, sync_playwright() as playwright:
        office.begin()
        office.workspace.turn_clock(now=MORNING)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        take_pictures(office, browser)
        browser.close()
    stories = [str(Path(__file__).parent / story) for story in STORIES]
    subprocess.run([sys.executable, "-m", "pytest", "-q", *stories], cwd=ROOT, check=True)
    for name, shot in SHOTS.items():
        shutil.copy(RESULTS / f"{shot}.png", DOCS / f"{name}.png")


def take_pictures(office: Office, browser: Browser) -> None:
    """Plan, near matches, Home, QuickBooks: in the order they come to be."""
    clara, anna = office.person("clara"), office.person("anna")
    office.connects(clara)
    office.imports(anna, str(EXAMPLE))
    office.plan(anna)
    anna.opens_home()
    anna.opens_home("messages")
    page = visit(browser, office.workspace, "anna")
    plan = message(page, "Nothing has been written yet")
    expect(plan).to_be_visible()
    take(page, "plan")
    plan.get_by_role("button", name="Decide 8 matches").click()
    window = page.get_by_role("dialog", name="Near matches")
    expect(window).to_contain_text("8 matches to decide")
    take(page, "near-matches")
    window.get_by_role("button", name="Close").last.click()
    go(page, "Tieout")
    expect(page.get_by_test_id("home")).to_contain_text("Waiting for you")
    take(page, "home")
    plan_again = anna.sees("Nothing has been written yet", in_="#accounting")
    anna.presses("Confirm: link 7, create 114", on=plan_again)
    anna.sees("Synced with", in_="#accounting")
    books = open_page(browser, f"{office.books}/books/{COMPANY}/customers")
    expect(books.get_by_role("cell", name="Beacon Containerboard", exact=True)).to_be_visible()
    take(books, "quickbooks")


def take(page: Page, name: str) -> None:
    """A picture without a pointer or a cursor."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=DOCS / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
