"""What is saved comes back whole: a stand-in that starts again goes on where it stopped."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from standins.clock import Clock
from standins.quickbooks import operations, snapshot, wire
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.options import REALM, Options
from standins.quickbooks.world import ACCOUNTING, ANSWERS_KEPT, World
from tests.standins.quickbooks.conftest import cost

NOON = datetime(2026, 3, 31, 20, tzinfo=UTC)
Moments = list[datetime]


@pytest.fixture
def now() -> Moments:
    return [NOON]


@pytest.fixture
def world(now: Moments) -> World:
    return World(Options(), Clock(lambda: now[0]))


def again(world: World, file: Path) -> World:
    """A stand-in started anew from what this one saved."""
    snapshot.save(world, file)
    later = World(Options(company="empty"), world.clock)
    snapshot.load(later, file)
    return later


def test_every_object_comes_back_as_it_was_and_in_its_order(world: World, tmp_path: Path) -> None:
    before, after = world.companies[REALM], again(world, tmp_path / "s.json").companies[REALM]
    for kind in ENTITIES:
        assert wire.write(after.in_order(kind)) == wire.write(before.in_order(kind)), kind


def test_no_id_and_no_number_comes_twice(world: World, tmp_path: Path) -> None:
    """The last bill and the last invoice were deleted before the stand-in stopped."""
    company = world.companies[REALM]
    bill = company.create("Bill", {"VendorRef": {"value": "56"}, "Line": [cost(1)]})
    company.delete("Bill", {"Id": bill["Id"], "SyncToken": "0"})
    id, number = company.new_id("Bill"), company.next_number("sales")
    after = again(world, tmp_path / "s.json").companies[REALM]
    assert (after.new_id("Bill"), after.next_number("sales")) == (id, number)
    assert after.stones == company.stones


def test_changes_can_still_be_asked_for_since_a_moment(world: World, now: Moments, tmp_path: Path) -> None:
    now[0] += timedelta(hours=1)
    company = world.companies[REALM]
    term = company.create("Term", {"Name": "Net 7", "DueDays": 7})
    after = again(world, tmp_path / "s.json").companies[REALM]
    assert [one["Id"] for one in after.changed_since("Term", now[0])] == [term["Id"]]


def test_tokens_answers_and_assumptions_stay_in_force(world: World, now: Moments, tmp_path: Path) -> None:
    grant = world.grants.issue(REALM, ACCOUNTING)
    token = world.grants.access(grant)
    world.remember(REALM, "r", b"{}")
    world.assumptions.throttle_capitals = True
    after = again(world, tmp_path / "s.json")
    held = after.grants.grant_of(token)
    assert held is not None
    assert (held.realm, held.value) == (REALM, grant.value)
    assert after.answers == {(REALM, "r"): b"{}"}
    assert after.companies[REALM].assumptions.throttle_capitals is True
    now[0] += timedelta(hours=1)
    assert after.grants.grant_of(token) is None


def test_the_books_still_balance(world: World, tmp_path: Path) -> None:
    before, after = world.companies[REALM], again(world, tmp_path / "s.json").companies[REALM]
    bill = after.create("Bill", {"VendorRef": {"value": "56"}, "Line": [cost("10.50")]})
    operations.delete(after, ENTITIES["Bill"], {"Id": bill["Id"], "SyncToken": "0"})
    for kind in ("Account", "Vendor", "Customer"):
        assert wire.write(after.all(kind)) == wire.write(before.all(kind))


def test_what_is_remembered_does_not_grow_for_ever(world: World, now: Moments) -> None:
    grant = world.grants.issue(REALM, ACCOUNTING)
    for n in range(ANSWERS_KEPT + 10):
        world.remember(REALM, str(n), b"{}")
    assert len(world.answers) == ANSWERS_KEPT
    assert (REALM, "9") not in world.answers
    for _ in range(100):
        now[0] += timedelta(hours=1)
        world.grants.access(grant)
    assert len(world.grants.tokens()) == 1
