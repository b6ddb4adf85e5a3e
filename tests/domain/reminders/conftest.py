"""What the tests of reminders may ask for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.store import Store
from tests.domain.january import LAST
from tests.domain.reminders.desk import ReminderDesk, reminder_desk


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the department has just gone live."""
    path = tmp_path_factory.mktemp("begun") / "tieout.db"
    with reminder_desk(f"sqlite:///{path}"):
        return path


@pytest.fixture(scope="session")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which January has happened."""
    path = tmp_path_factory.mktemp("january") / "tieout.db"
    with reminder_desk(f"sqlite:///{path}", plays=LAST):
        return path


@pytest.fixture
def desk(begun: Path, tmp_path: Path) -> Iterator[ReminderDesk]:
    """Reminders of a department that has just gone live."""
    yield from _desk(begun, tmp_path)


@pytest.fixture
def busy(january: Path, tmp_path: Path) -> Iterator[ReminderDesk]:
    """Reminders of a department after its January."""
    yield from _desk(january, tmp_path)


def _desk(prepared: Path, folder: Path) -> Iterator[ReminderDesk]:
    store = Store(f"sqlite:///{shutil.copy(prepared, folder / 'tieout.db')}")
    yield ReminderDesk(store)
    store.close()
