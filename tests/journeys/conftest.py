"""One open office for all stories; every story begins on a first day. And a browser for those that need one."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.bot.office import Office as Offices
from tests.databases import Databases
from tests.journeys import browsing
from tests.journeys.office import PATIENCE, Office, office_in

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def building(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Office]:
    """The programs, shared by the stories; a story with settings of its own lets its first day begin itself."""
    with office_in(tmp_path_factory.mktemp("office"), databases) as office:
        yield office


@pytest.fixture
def office(building: Office) -> Office:
    """A first day."""
    building.begin()
    return building


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.person("anna")


@pytest.fixture
def clara(office: Office) -> Person:
    """The controller."""
    return office.person("clara")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without it the stories are skipped, but fail where CI=true."""
    chromium = browsing.chromium()
    if chromium is None:
        missing = "no browser: chromium is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, building: Office) -> Iterator[Visit]:
    """Open the Slack page of the programs as somebody, somewhere."""
    yield from visiting(browser, building.workspace)


@pytest.fixture
def opened(browser: Browser, office: Offices) -> Iterator[Visit]:
    """Open the Slack page of a bot in this process as somebody, somewhere."""
    yield from visiting(browser, office.workspace)
    office.settle()


def visiting(browser: Browser, workspace: Workspace) -> Iterator[Visit]:
    """Whatever the browser complains of fails the story."""
    expect.set_options(timeout=PATIENCE * 1000)
    pages: list[Page] = []
    complaints: list[str] = []

    def open_page(who: str = "anna", where: str = "C0ACCOUNTING", *, tall: bool = False) -> Page:
        page = browsing.visit(browser, workspace, who, where)
        if tall:
            page.set_viewport_size({"width": 1280, "height": 1200})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert not complaints
