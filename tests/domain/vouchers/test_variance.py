"""How a bill is shared over what it settles: the vectors of the worked January, and rules that always hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vouchers.variance import Selected, recognition_date, within_tolerance, work_out
from domain.vouchers.voucher import LineKind

JAN_28 = date(2025, 1, 28)
ACCRUAL, ADJUSTMENT = LineKind.ACCRUAL, LineKind.ADJUSTMENT


def accrual(n: int, amount: int, on: date | None = date(2025, 1, 5), account: str = "5010") -> Selected:
    return Selected(f"a{n}", ACCRUAL, account, amount, on, f"W-{n}")


def adjustment(n: int, amount: int, on: date | None = date(2025, 1, 5)) -> Selected:
    return Selected(f"p{n}", ADJUSTMENT, "5140", amount, on, f"W-{n}")


V1 = [accrual(1, 800000), accrual(2, 500000), accrual(3, 200000), adjustment(1, -22000)]


@pytest.mark.january
def test_v1_is_shared_over_its_accruals_and_leaves_the_agreed_adjustment_alone() -> None:
    working = work_out(1483336, V1, JAN_28)
    assert working.variance == 5336
    assert [share.variance for share in working.shares] == [2846, 1779, 711, 0]
    assert [share.billed for share in working.shares] == [802846, 501779, 200711, -22000]


@pytest.mark.january
def test_v2_is_shared_with_the_same_sign_turned() -> None:
    working = work_out(118000, [accrual(1, 90000), accrual(3, 33333)], JAN_28)
    assert [share.variance for share in working.shares] == [-3892, -1441]


@pytest.mark.parametrize(
    ("variance", "weights", "shares"),
    [
        (5335, [800000, 500000, 200000], [2846, 1778, 711]),
        (1, [1, 1, 1], [1, 0, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [4, 3]),
        (10, [0, 3], [0, 10]),
    ],
)
def test_cents_go_to_the_largest_remainders(variance: int, weights: list[int], shares: list[int]) -> None:
    working = work_out(sum(weights) + variance, [accrual(n, weight) for n, weight in enumerate(weights)], JAN_28)
    assert [share.variance for share in working.shares] == shares


def test_with_adjustments_alone_they_bear_the_difference() -> None:
    working = work_out(-15010, [adjustment(1, -10000), adjustment(2, -5000)], JAN_28)
    assert [share.variance for share in working.shares] == [-7, -3]


def test_the_preview_shows_both_sides_of_every_account() -> None:
    working = work_out(1483336, V1, JAN_28)
    seen = {side.account: (side.debit, side.credit) for side in working.accounts}
    assert seen["2100"] == (0, 1483336)
    assert seen["5010"] == (5336, 0)
    assert seen["5140"] == (0, 22000)
    assert seen["2110"] == (802846 + 501779 + 200711 + 22000, 2846 + 1779 + 711 + 22000)
    assert working.profit == {"2025-01": -5336 + 22000}


def test_a_variance_reaches_profit_not_before_its_worksheet() -> None:
    early = work_out(72000, [accrual(1, 70000, on=date(2025, 2, 3))], date(2025, 1, 30))
    assert early.profit == {"2025-02": -2000}
    staged = work_out(72000, [accrual(1, 70000, on=None)], date(2025, 1, 30))
    assert staged.profit == {"": -2000}
    assert recognition_date(date(2025, 2, 10), date(2025, 1, 5)) == date(2025, 2, 10)


@pytest.mark.parametrize(
    ("variance", "agreed", "fine"),
    [
        (5336, 1478000, True),
        (4000, 60000, False),
        (2500, 100, True),
        (2501, 100, False),
        (-29560, 1478000, True),
        (29561, 1478000, False),
    ],
)
def test_tolerance_is_the_larger_of_a_percentage_and_an_amount(variance: int, agreed: int, fine: bool) -> None:
    assert within_tolerance(variance, agreed) is fine


AMOUNTS = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20)


@given(AMOUNTS, st.lists(st.booleans(), min_size=20, max_size=20), st.integers(-(10**10), 10**10))
def test_the_shares_always_add_up_to_the_bill(amounts: list[int], kinds: list[bool], bill: int) -> None:
    items = [
        accrual(n, abs(a)) if k else adjustment(n, a) for n, (a, k) in enumerate(zip(amounts, kinds, strict=False))
    ]
    working = work_out(bill, items, JAN_28)
    assert sum(share.billed for share in working.shares) == bill
    assert sum(side.debit - side.credit for side in working.accounts) == 0
    opposite = work_out(2 * working.selected - bill, items, JAN_28)
    assert [share.variance for share in opposite.shares] == [-share.variance for share in working.shares]


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.data())
def test_a_credit_smaller_than_the_accruals_flips_none(amounts: list[int], data: st.DataObject) -> None:
    variance = data.draw(st.integers(-sum(amounts), sum(amounts)))
    working = work_out(sum(amounts) + variance, [accrual(n, a) for n, a in enumerate(amounts)], JAN_28)
    assert all(share.billed >= 0 for share in working.shares)


@given(
    st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=6),
    st.lists(st.integers(-(10**6), 10**6), max_size=3),
    st.integers(-(10**6), 10**6),
)
def test_one_account_for_variances_moves_no_profit(amounts: list[int], agreed: list[int], variance: int) -> None:
    """What each accrual's own account would bear is on the one account instead; adjustments stay where they are."""
    items = [accrual(n, amount, account=f"50{n}0") for n, amount in enumerate(amounts)]
    items += [adjustment(n, amount) for n, amount in enumerate(agreed)]
    bill = sum(item.amount for item in items) + variance
    own, one = work_out(bill, items, JAN_28), work_out(bill, items, JAN_28, "5110")
    assert (one.profit, one.shares) == (own.profit, own.shares)
    net = {side.account: side.debit - side.credit for side in one.accounts}
    assert net.get("5110", 0) == variance
    assert sum(net.values()) == 0
    assert set(net) <= {"2100", "2110", "5110", "5140"}
