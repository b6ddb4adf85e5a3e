"""Where the message of a close stands: posted by one of all who try, and by another when that one never came back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.clock import new_id
from domain.closing.noting import Noting
from domain.closing.placing import Placing
from tests.domain.closing.books import LightDesk, light_desk

CHANNEL = "C0ACCOUNTING"


@pytest.fixture
def desk(database_url: str) -> Iterator[LightDesk]:
    with light_desk(database_url) as made:
        yield made


def process(desk: LightDesk, later: timedelta = timedelta()) -> Placing:
    """One of several processes, at its own moment."""
    return Placing(desk.store, Noting(desk.engine, lambda: desk.january.now() + later, new_id))  # type: ignore[arg-type]


def test_the_message_is_posted_by_one_and_stands_there_from_then_on(desk: LightDesk) -> None:
    one, other = process(desk), process(desk)
    assert one.begin("main", "2025-01", CHANNEL) == {}
    assert one.claim("main", "2025-01") == CHANNEL and other.claim("main", "2025-01") == ""
    assert other.begin("main", "2025-01", CHANNEL).get("in") == CHANNEL, "asked for again while it is being posted"
    assert other.claim("main", "2025-01") == "", "typed twice it is posted once"
    one.stands("main", "2025-01", {"channel": CHANNEL, "ts": "1.0"})
    assert process(desk, timedelta(minutes=5)).claim("main", "2025-01") == "", "it stands already"
    assert other.begin("main", "2025-01", "C0ELSEWHERE") == {"channel": CHANNEL, "ts": "1.0"}


def test_whoever_took_it_and_died_is_not_waited_for(desk: LightDesk) -> None:
    one = process(desk)
    one.begin("main", "2025-01", CHANNEL)
    assert one.claim("main", "2025-01") == CHANNEL
    assert process(desk, timedelta(seconds=59)).claim("main", "2025-01") == ""
    assert process(desk, timedelta(seconds=61)).claim("main", "2025-01") == CHANNEL


def test_a_message_that_could_not_be_posted_is_anybodys_again(desk: LightDesk) -> None:
    one = process(desk)
    one.begin("main", "2025-01", CHANNEL)
    assert one.claim("main", "2025-01") == CHANNEL
    one.release("main", "2025-01")
    assert process(desk).claim("main", "2025-01") == CHANNEL
