"""A connection knows when it will end, says its age in words, and is one per department."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from domain.connections.connection import (
    Connection,
    ConnectionState,
    connection_of,
    live_connections,
    own_connection,
    spell,
    token_ages,
    warnings_due,
)
from domain.store import Store
from domain.vault import Vault
from tests.domain.books.parts import START, VAULT_KEY, connected

VAULT = Vault(VAULT_KEY)
ZONE = "America/New_York"


def ending(at: datetime, **columns: Any) -> Connection:
    return Connection(id="c1", state=ConnectionState.CONNECTED, refresh_expires_at=at, **columns)


def days_before(days: int, **columns: Any) -> list[tuple[str, int]]:
    due = warnings_due(ending(START, **columns), START - timedelta(days=days), ZONE)
    return [(warning.key, warning.days) for warning in due]


def test_warnings_come_fourteen_seven_three_and_one_day_before() -> None:
    assert days_before(15) == []
    assert days_before(14) == [("token-expiry:c1:2026-01-15:14d", 14)]
    assert days_before(8) == [("token-expiry:c1:2026-01-15:14d", 8)]
    assert days_before(7) == [("token-expiry:c1:2026-01-15:7d", 7)]
    assert days_before(2) == [("token-expiry:c1:2026-01-15:3d", 2)]
    assert days_before(1) == [("token-expiry:c1:2026-01-15:1d", 1)]
    assert days_before(0) == []


def test_days_are_counted_in_the_business_time_zone() -> None:
    ends = datetime.fromisoformat("2026-01-15T03:00:00+00:00")
    (due,) = warnings_due(ending(ends), ends - timedelta(days=1), ZONE)
    assert due.key == "token-expiry:c1:2026-01-14:1d"


def test_the_end_for_good_is_warned_of_by_itself() -> None:
    due = warnings_due(ending(START + timedelta(days=90), hard_expires_at=START + timedelta(days=3)), START, ZONE)
    assert [(warning.key, warning.final) for warning in due] == [("token-end:c1:2026-01-18:3d", True)]


@pytest.mark.parametrize("state", [ConnectionState.LOST, ConnectionState.DISCONNECTED])
def test_nothing_is_warned_of_when_the_connection_does_not_work(state: ConnectionState) -> None:
    connection = ending(START + timedelta(days=1))
    connection.state = state
    assert warnings_due(connection, START, ZONE) == []


@given(st.lists(st.integers(0, 40 * 24), min_size=1, max_size=60))
def test_however_seldom_anyone_looks_each_warning_has_one_key_and_urgency_grows(hours: list[int]) -> None:
    keys = []
    for hour in sorted(hours):
        now = START - timedelta(days=40) + timedelta(hours=hour)
        keys += [warning.key for warning in warnings_due(ending(START), now, ZONE)]
    told = [int(key.rsplit(":", 1)[1][:-1]) for key in dict.fromkeys(keys)]
    assert len(told) == len(set(told))
    assert told == sorted(told, reverse=True)


def test_a_department_without_its_own_uses_mains(store: Store) -> None:
    connected(store, VAULT)
    connected(store, VAULT, id="c2", department="paper", realm="2")
    with store.reading() as session:
        found = {department: connection_of(session, department) for department in ("main", "paper", "metal")}
        assert {department: one and one.id for department, one in found.items()} == {
            "main": "c1",
            "paper": "c2",
            "metal": "c1",
        }
        assert own_connection(session, "metal") is None
        assert [one.id for one in live_connections(session)] == ["c1", "c2"]


def test_a_department_has_one_live_connection_and_any_number_of_past_ones(store: Store) -> None:
    connected(store, VAULT, id="past", state=ConnectionState.DISCONNECTED)
    connected(store, VAULT, id="older", state=ConnectionState.DISCONNECTED)
    connected(store, VAULT)
    with pytest.raises(IntegrityError):
        connected(store, VAULT, id="second", state=ConnectionState.LOST)


def test_ages_are_told_in_words(store: Store) -> None:
    connection = connected(store, VAULT, hard_expires_at=START + timedelta(days=1825))
    assert token_ages(connection, START + timedelta(minutes=61)) == [
        "access renewed 1 hour ago, expired 1 minute ago",
        "consent lasts another 99 days if unused",
        "consent lasts another 1,824 days in any case",
    ]


@pytest.mark.parametrize(
    ("length", "words"),
    [({"seconds": 59}, "less than a minute"), ({"minutes": 59}, "59 minutes"), ({"hours": 1}, "1 hour"),
     ({"hours": 47}, "1 day"), ({"days": -1}, "less than a minute")],
)  # fmt: skip
def test_a_length_is_spelled_in_its_largest_unit(length: dict[str, int], words: str) -> None:
    assert spell(timedelta(**length)) == words


def test_tokens_do_not_show_when_a_connection_is_printed(store: Store) -> None:
    connection = connected(store, VAULT)
    assert connection.access_token not in repr(connection)
    assert connection.refresh_token not in repr(connection)
