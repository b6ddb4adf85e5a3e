"""A browser before the page, and a small bot behind it; each test starts from the seed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt.adapter.socket_mode import SocketModeHandler

from standins.slack.manifest import read_manifest
from standins.slack.options import Options
from standins.slack.running import running
from standins.slack.workspace import Workspace
from tests.standins.page.desk import bot

CHROMIUM = Path("/usr/bin/chromium")
HERE = Path(__file__).parent

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser: {CHROMIUM} is missing")
        pytest.skip(f"no browser: {CHROMIUM} is missing")
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def connected() -> Iterator[Workspace]:
    manifest = read_manifest(HERE / "manifest.yml")
    with running(Options(manifest, ack_seconds=2.0)) as workspace:
        handler = SocketModeHandler(bot(workspace.api_url), "xapp-standin", ping_interval=1, receive_buffer_size=65536)
        handler.connect()
        workspace.is_connected()
        yield workspace
        handler.close()


@pytest.fixture
def workspace(connected: Workspace) -> Workspace:
    connected.settles()
    connected.do("clock", freeze=False)
    connected.do("reset")
    return connected


@pytest.fixture
def visit(browser: Browser, workspace: Workspace) -> Iterator[Visit]:
    """Open the page as somebody, somewhere; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    pages: list[Page] = []

    def open_page(who: str = "anna", where: str = "C0ACCOUNTING") -> Page:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{workspace.url}/?as={who}#{where}")
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    workspace.settles()
    assert not complaints


@pytest.fixture
def page(visit: Visit) -> Page:
    """Anna in #accounting."""
    return visit()
