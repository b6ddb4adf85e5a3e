"""Whose yes counts, whatever it is about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from domain.approvals.approval import Delegation
from domain.approvals.delegating import Delegating
from domain.approvals.powers import Powers, Yes, check_undoer
from domain.problems import NotAllowed, Problem
from domain.role import Role
from domain.store import Store
from domain.vouchers.limits import Rules

AT = datetime(2025, 1, 28, 12, tzinfo=UTC)
BY_ANNA = frozenset({"anna"})


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.writing() as made:
        yield made


def powers(**roles: set[Role]) -> Powers:
    return Powers(lambda: AT, lambda _: Rules(), lambda person: roles.get(person, set()))


def yes(amount: int) -> Yes:
    return Yes("CR-1", "receipt:x", 1, "f", "main", BY_ANNA, amount)


@pytest.mark.parametrize("roles", [{Role.CONTROLLER}, {Role.APPROVER, Role.CLERK}, set(Role)])
def test_who_prepared_it_never_approves_or_undoes_it(session: Session, roles: set[Role]) -> None:
    own = frozenset({"anna", "bo"})
    for person in own:
        with pytest.raises(NotAllowed, match="someone else"):
            powers(anna=roles, bo=roles).check(session, "V-1", "main", own, 100, person)
        with pytest.raises(NotAllowed, match="someone else"):
            check_undoer("V-1", own, person, roles)


@pytest.mark.parametrize("amount", [10_000_00, -10_000_00])
def test_an_approver_approves_up_to_a_limit(session: Session, amount: int) -> None:
    team = powers(cara={Role.APPROVER}, bo={Role.CONTROLLER})
    assert team.check(session, "V-1", "main", BY_ANNA, amount, "cara") == ""
    beyond = amount + (1 if amount > 0 else -1)
    with pytest.raises(NotAllowed, match=r"V-1 is of 10,000\.01, and an approver approves up to"):
        team.check(session, "V-1", "main", BY_ANNA, beyond, "cara")
    assert team.may(session, "V-1", "main", BY_ANNA, beyond, "bo")


@pytest.mark.parametrize("roles", [set(), {Role.CLERK}, {Role.VIEWER, Role.AUDITOR}])
def test_others_approve_nothing(session: Session, roles: set[Role]) -> None:
    with pytest.raises(NotAllowed):
        powers(dan=roles).check(session, "V-1", "main", BY_ANNA, 1, "dan")


def test_above_a_second_limit_it_takes_two(session: Session) -> None:
    team = powers(bo={Role.CONTROLLER}, dee={Role.CONTROLLER})
    assert [team.people_needed("main", amount) for amount in (50_000_00, 50_000_01, -50_000_01)] == [1, 2, 2]
    assert team.approve(session, yes(50_000_01), "bo") == (False, "")
    with pytest.raises(Problem, match="approved CR-1 already"):
        team.approve(session, yes(50_000_01), "bo")
    assert team.approve(session, yes(50_000_01), "dee") == (True, "")


def test_a_delegate_acts_for_another_who_did_not_prepare_it(session: Session) -> None:
    team = powers(anna={Role.CONTROLLER}, bo={Role.CONTROLLER}, cara={Role.APPROVER})
    session.add(Delegation(department="main", giver="anna", taker="cara", until=date(2025, 1, 28), at=AT))
    assert not team.may(session, "CR-1", "main", BY_ANNA, 20_000_00, "cara")
    session.add(Delegation(department="main", giver="bo", taker="cara", until=date(2025, 1, 28), at=AT))
    session.flush()
    assert team.approve(session, yes(20_000_00), "cara") == (True, "bo")


def test_nobody_lends_what_they_have_not(store: Store) -> None:
    lending = Delegating(store, powers(bo={Role.CONTROLLER}, anna={Role.CLERK}))
    with pytest.raises(NotAllowed, match="to lend"):
        lending.delegate("main", "cara", date(2025, 1, 30), by="anna")
    with pytest.raises(Problem, match="has not passed"):
        lending.delegate("main", "cara", date(2025, 1, 27), by="bo")
    assert lending.delegate("main", "cara", date(2025, 1, 30), by="bo").taker == "cara"
