"""A closing date that a person sets in QuickBooks reaches the closes that wait for it, without anybody asking."""

from collections.abc import Iterator

import pytest

from domain.clock import new_id
from domain.closing.closing_dates import ClosingDates
from domain.closing.month_end import Step, month_end
from domain.closing.noting import SHOW, Noting
from tests.domain.closing.books import ANNA, LightDesk, light_desk
from tests.domain.closing.desk import Talking
from tests.domain.closing.test_acts import MONTH, sweeps
from tests.domain.january import REALM, day


@pytest.fixture
def desk(database_url: str) -> Iterator[LightDesk]:
    """January in two departments of one company, and nothing of it closed."""
    with light_desk(database_url) as made:
        desk = LightDesk(made.january, engine=Talking())
        sweeps(desk, day(5))
        sweeps(desk, day(6), "east")
        yield desk


def notes(desk: LightDesk, on: int | None, month: int = 1) -> list[str]:
    """The watch reads the closing date; the closes that moved on."""
    noting = Noting(desk.engine, desk.january.now, new_id)  # type: ignore[arg-type]
    return ClosingDates(desk.store, noting).note(REALM, day(on).replace(month=month) if on else None)


def stands(desk: LightDesk, department: str) -> str:
    return str(desk.looking.look(department, MONTH).step(Step.CLOSING_DATE).state)


def test_every_close_that_waits_moves_on_and_back_with_the_date(desk: LightDesk) -> None:
    assert notes(desk, 31) == [], "nothing waits for it yet"
    desk.closes(MONTH)
    desk.closes(MONTH, "east")
    desk.works()
    assert stands(desk, "main") == stands(desk, "east") == "open"
    assert notes(desk, 31) == [f"east:{MONTH}", f"main:{MONTH}"]
    assert stands(desk, "main") == stands(desk, "east") == "done"
    assert told(desk)[-2:] == [(SHOW, f"east:{MONTH}"), (SHOW, f"main:{MONTH}")]
    assert notes(desk, 31) == [], "it is told once"
    notes(desk, 30)
    assert stands(desk, "main") == "open" and "30 January 2025" in waits_for(desk)
    notes(desk, None)
    assert stands(desk, "main") == "open"


def test_what_could_not_be_read_is_forgotten_once_it_can(desk: LightDesk) -> None:
    desk.closes(MONTH)
    desk.closes(MONTH, "east")
    notes(desk, 31)
    desk.books.away = True
    desk.signing.ask_closing_date("main", MONTH)
    desk.works()
    with desk.store.reading() as session:
        assert month_end(session, "main", MONTH).closing_trouble
    assert notes(desk, 31) == [f"main:{MONTH}"]
    assert stands(desk, "main") == "done"


def test_a_signed_month_keeps_the_date_it_was_signed_by(desk: LightDesk) -> None:
    desk.closes(MONTH)
    desk.closes(MONTH, "east")
    desk.signs(MONTH, day(31))
    assert notes(desk, 10) == [f"east:{MONTH}"]
    with desk.store.reading() as session:
        assert month_end(session, "main", MONTH).closing_date == day(31)


def test_another_company_is_none_of_its_business(desk: LightDesk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    desk.posts_entry(MONTH)
    noting = Noting(desk.engine, desk.january.now, new_id)  # type: ignore[arg-type]
    assert ClosingDates(desk.store, noting).note("another", day(31)) == []


def told(desk: LightDesk) -> list[tuple[str, str]]:
    """What was to be told to people."""
    assert isinstance(desk.engine, Talking)
    return desk.engine.told


def waits_for(desk: LightDesk) -> str:
    return desk.looking.look("main", MONTH).step(Step.CLOSING_DATE).waits_for
