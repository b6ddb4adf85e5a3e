"""Bill numbers that look alike, and who may approve what."""

from datetime import UTC, datetime

import pytest

from domain.problems import NotAllowed
from domain.role import Role
from domain.vouchers.bill_number import alike_key, set_number
from domain.vouchers.limits import Rules, check_approver, check_undoer
from domain.vouchers.voucher import Voucher

AT = datetime(2025, 1, 28, tzinfo=UTC)


def voucher(amount: int, *prepared_by: str) -> Voucher:
    made = Voucher(id="v", department="main", created_by="anna", created_at=AT, changed_at=AT, amount=amount, number=1)
    made.preparers = " ".join(prepared_by)
    return made


def test_numbers_look_alike_without_case_marks_and_leading_zeros() -> None:
    assert alike_key("INV-7781") == alike_key("inv 07781") == alike_key("ＩＮＶ７７８１") == "inv7781"
    assert alike_key("INV-7781") != alike_key("INV-7781-2")
    assert alike_key("A-0") == alike_key("a000")
    assert alike_key("--") == ""


def test_a_number_is_the_same_however_it_is_spaced() -> None:
    one, other = voucher(1), voucher(1)
    set_number(one, " INV  7781")
    set_number(other, "inv 7781")
    assert one.bill_number == "INV 7781"
    assert one.bill_key == other.bill_key


@pytest.mark.parametrize("roles", [{Role.CONTROLLER}, {Role.APPROVER, Role.CLERK}, set(Role)])
def test_who_prepared_it_never_approves_or_undoes_it(roles: set[Role]) -> None:
    own = voucher(100, "anna", "bo")
    for person in ("anna", "bo"):
        with pytest.raises(NotAllowed, match="someone else"):
            check_approver(own, person, roles, Rules())
        with pytest.raises(NotAllowed, match="someone else"):
            check_undoer(own, person, roles)


@pytest.mark.parametrize("amount", [10_000_00, -10_000_00])
def test_an_approver_approves_up_to_a_limit(amount: int) -> None:
    check_approver(voucher(amount, "anna"), "cara", {Role.APPROVER}, Rules())
    beyond = voucher(amount + (1 if amount > 0 else -1), "anna")
    with pytest.raises(NotAllowed, match="approves up to"):
        check_approver(beyond, "cara", {Role.APPROVER}, Rules())
    check_approver(beyond, "bo", {Role.CONTROLLER}, Rules())


@pytest.mark.parametrize("roles", [set(), {Role.CLERK}, {Role.VIEWER, Role.AUDITOR}])
def test_others_approve_nothing(roles: set[Role]) -> None:
    with pytest.raises(NotAllowed):
        check_approver(voucher(1, "anna"), "dan", roles, Rules())


def test_above_a_second_limit_it_takes_two() -> None:
    rules = Rules()
    assert [rules.people_needed(amount) for amount in (50_000_00, 50_000_01, -50_000_01)] == [1, 2, 2]
