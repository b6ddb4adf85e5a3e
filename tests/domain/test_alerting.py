"""An alert is told once for each level, and closes itself when the matter is healed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.clock import wall_now
from domain.connections.alert import Matter
from domain.connections.alerting import SHOW, Alerting
from domain.engine import Engine
from domain.store import Store

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEY = "token-expiring:c1:2026-03-15"


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def clock() -> list[datetime]:
    """What time it is, in its first place."""
    return [AT]


@pytest.fixture
def alerting(store: Store, shown: list[str], clock: list[datetime]) -> Iterator[Alerting]:
    engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
    engine.start({SHOW: shown.append})
    yield Alerting(store, engine, lambda: clock[0])
    engine.stop()


def open_at(alerting: Alerting, level: str) -> bool:
    with alerting.store.writing() as session:
        return alerting.open(session, Matter.TOKEN_EXPIRING, "c1", key=KEY, level=level)


def test_each_level_is_told_once(alerting: Alerting, shown: list[str]) -> None:
    assert [open_at(alerting, level) for level in ("14d", "14d", "7d", "7d")] == [True, False, True, False]
    alerting.engine.settle()
    assert shown == [KEY, KEY]


def test_a_healed_matter_is_told_once_more_and_opens_again_if_worse(alerting: Alerting, shown: list[str]) -> None:
    open_at(alerting, "14d")
    with alerting.store.writing() as session:
        assert alerting.close(session, "c1", Matter.CONNECTION_LOST) == 0
        assert alerting.close(session, "c1", Matter.TOKEN_EXPIRING) == 1
    assert alerting.still_open() == []
    found = alerting.find(KEY)
    assert found is not None and found.closed_at == AT
    assert not open_at(alerting, "14d")
    assert open_at(alerting, "7d")
    alerting.engine.settle()
    assert len(shown) == 3


def test_where_a_message_stands_is_remembered(alerting: Alerting) -> None:
    open_at(alerting, "14d")
    found = alerting.find(KEY)
    assert found is not None
    alerting.shown(found, "C1/123.4")
    assert [alert.place for alert in alerting.still_open()] == ["C1/123.4"]


def test_a_message_that_does_not_say_how_things_stand_is_tried_again_each_hour(
    alerting: Alerting, shown: list[str], clock: list[datetime]
) -> None:
    open_at(alerting, "14d")
    found = alerting.find(KEY)
    assert found is not None
    alerting.shown(found, "C1/123.4")
    open_at(alerting, "7d")
    alerting.engine.settle()
    for minutes in (10, 31, 40, 95):
        clock[0] = AT + timedelta(minutes=minutes)
        alerting.show_again()
        alerting.engine.settle()
    assert len(shown) == 2 + 2
    alerting.shown(found, "C1/123.4")
    assert alerting.find(KEY) != found, "an older state was told, so it is still to be told"
    newest = alerting.find(KEY)
    assert newest is not None and newest.untold_since is not None
    alerting.shown(newest, "C1/123.4")
    clock[0] = AT + timedelta(days=1)
    alerting.show_again()
    alerting.engine.settle()
    assert len(shown) == 4


def test_what_healed_before_it_was_posted_is_never_told(
    alerting: Alerting, shown: list[str], clock: list[datetime]
) -> None:
    open_at(alerting, "14d")
    with alerting.store.writing() as session:
        alerting.close(session, "c1", Matter.TOKEN_EXPIRING)
    alerting.engine.settle()
    before = len(shown)
    clock[0] = AT + timedelta(days=1)
    alerting.show_again()
    alerting.engine.settle()
    assert len(shown) == before
