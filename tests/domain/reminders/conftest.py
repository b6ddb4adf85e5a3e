"""What the tests of reminders may ask for."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.domain.january import LAST
from tests.domain.reminders.desk import ReminderDesk, reminder_desk


@pytest.fixture(scope="session")
def begun(databases: Databases) -> Iterator[str]:
    """A database in which the department has just gone live."""
    with databases.new() as url:
        with reminder_desk(url):
            pass
        yield url


@pytest.fixture(scope="session")
def january(databases: Databases) -> Iterator[str]:
    """A database in which January has happened."""
    with databases.new() as url:
        with reminder_desk(url, plays=LAST):
            pass
        yield url


@pytest.fixture
def desk(databases: Databases, begun: str) -> Iterator[ReminderDesk]:
    """Reminders of a department that has just gone live."""
    with databases.opened(begun) as store:
        yield ReminderDesk(store)


@pytest.fixture
def busy(databases: Databases, january: str) -> Iterator[ReminderDesk]:
    """Reminders of a department after its January."""
    with databases.opened(january) as store:
        yield ReminderDesk(store)
