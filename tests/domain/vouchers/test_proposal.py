"""Proposing the accruals a bill is made of."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.vouchers.proposal import propose

START = datetime(2025, 1, 28, tzinfo=UTC)


class Hours:
    """Real time that moves by a step at each look."""

    def __init__(self, step: timedelta = timedelta()) -> None:
        self.at, self.step = START, step

    def __call__(self) -> datetime:
        self.at += self.step
        return self.at


def test_the_one_set_is_found() -> None:
    found = propose([800000, 120000, 500000, 200000, -22000], 1478000, Hours())
    assert (found.chosen, found.unique, found.gave_up) == ((0, 2, 3, 4), True, False)


def test_a_second_set_is_admitted() -> None:
    found = propose([30000, 30000, 10000], 40000, Hours())
    assert found.chosen in ((0, 2), (1, 2))
    assert not found.unique


def test_no_set_is_no_proposal() -> None:
    assert propose([30000, 10000], 25000, Hours()).chosen == ()


def test_it_gives_up_in_time_and_says_so() -> None:
    even = [2 * (3**n % 100_003) for n in range(60)]
    found = propose(even, 1_000_001, Hours(timedelta(seconds=1)))
    assert found.gave_up
    assert not found.unique


def test_more_than_it_looks_at_is_never_unique() -> None:
    found = propose([-7, *(100 * (n + 1) for n in range(61))], 100, Hours())
    assert found.chosen == (1,)
    assert found.gave_up


def test_one_line_or_two_are_found_among_five_hundred() -> None:
    amounts = [50025 + 700 * n for n in range(500)]
    assert propose(amounts, amounts[470], Hours()).chosen == (470,)
    two = propose(amounts, amounts[498] + amounts[499], Hours())
    assert (two.chosen, two.unique, two.gave_up) == ((498, 499), False, True)


def test_all_of_a_long_list_is_found() -> None:
    amounts = [50025 + 700 * n for n in range(500)]
    assert propose(amounts, sum(amounts), Hours(timedelta(seconds=1))).chosen == tuple(range(500))


def test_what_is_larger_than_the_bill_is_not_looked_at() -> None:
    found = propose([100 * (n + 1) for n in range(500)], 100, Hours())
    assert (found.chosen, found.unique, found.gave_up) == ((0,), True, False)


@given(st.lists(st.integers(-50, 50), max_size=9), st.integers(-100, 100))
def test_it_says_what_trying_everything_says(amounts: list[int], target: int) -> None:
    places = [n for n, amount in enumerate(amounts) if amount]
    fitting = [
        some
        for size in range(1, len(places) + 1)
        for some in combinations(places, size)
        if sum(amounts[n] for n in some) == target
    ]
    found = propose(amounts, target, Hours())
    assert bool(found.chosen) is bool(fitting)
    assert found.unique is (len(fitting) == 1)
    assert not found.chosen or found.chosen in fitting
