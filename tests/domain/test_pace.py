"""Requests leave no faster than QuickBooks allows, whoever sends them."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import delete

from domain.connections.pace import Pace, PaceRow
from domain.store import Store
from tests.databases import Databases
from tests.domain.books.parts import START, Hands

GAP, BATCH_GAP = 0.125, 1.54


def standing_still(store: Store) -> Pace:
    """A pace whose time does not pass while it waits: each wait then shows the slot that was taken."""
    return Pace(store, lambda: START, lambda _seconds: None)


def test_the_first_goes_at_once_and_the_next_a_slot_later(store: Store) -> None:
    pace = standing_still(store)
    assert [pace.take("r1") for _ in range(4)] == [0, GAP, 2 * GAP, 3 * GAP]


def test_each_realm_has_its_own_pace(store: Store) -> None:
    pace = standing_still(store)
    assert [pace.take("r1"), pace.take("r2")] == [0, 0]


def test_a_batch_waits_for_its_own_slot_too(store: Store) -> None:
    pace = standing_still(store)
    assert [pace.take("r1", batch=True) for _ in range(3)] == [0, BATCH_GAP, 2 * BATCH_GAP]
    assert pace.take("r1") == 3 * GAP


def test_unused_time_is_not_saved_up(store: Store) -> None:
    hands = Hands()
    pace = Pace(store, hands.now, hands.sleep)
    pace.take("r1")
    hands.turn(hours=1)
    assert [pace.take("r1"), pace.take("r1")] == [0, GAP]
    assert hands.slept == [GAP]


def test_a_machine_whose_clock_is_set_back_waits_a_minute_at_most(store: Store) -> None:
    hands = Hands()
    Pace(store, hands.now, hands.sleep).take("r1")
    hands.turn(hours=-5)
    assert Pace(store, hands.now, hands.sleep).take("r1") == 60


def take_some(url: str, count: int) -> list[float]:
    store = Store(url)
    pace = standing_still(store)
    with ThreadPoolExecutor(4) as pool:
        waits = list(pool.map(lambda _: pace.take("r1"), range(count)))
    store.close()
    return waits


def test_no_slot_is_given_twice_to_threads_and_processes(store: Store) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        waits = pool.starmap(take_some, [(store.url, 40)] * 2, chunksize=1)
    assert sorted(wait for each in waits for wait in each) == [number * GAP for number in range(80)]


@pytest.fixture(scope="module")
def one_store(databases: Databases) -> Iterator[Store]:
    with databases.opened() as made:
        yield made


@settings(max_examples=30, deadline=None)
@given(pauses=st.lists(st.integers(0, 400), min_size=1, max_size=40))
def test_never_more_than_eight_start_within_a_second(one_store: Store, pauses: list[int]) -> None:
    with one_store.writing() as session:
        session.exec(delete(PaceRow))
    hands = Hands()
    pace = Pace(one_store, hands.now, hands.sleep)
    starts = []
    for milliseconds in pauses:
        hands.turn(milliseconds=milliseconds)
        pace.take("r1")
        starts.append(hands.now())
    for first, ninth in zip(starts, starts[8:], strict=False):
        assert ninth - first >= timedelta(seconds=1)
