"""Money is shared out to the last cent, read as people write it, and written so that it can be read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import MOST, allocate, parse_amount, percent, shown
from domain.problems import Problem

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)
CENTS = st.integers(-(10**10), 10**10)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (5336, [800000, 500000, 200000], [2846, 1779, 711]),
        (-5333, [90000, 33333], [-3892, -1441]),
        (5335, [800000, 500000, 200000], [2846, 1778, 711]),
        (1, [1, 1, 1], [1, 0, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [4, 3]),
        (10, [0, 3], [0, 10]),
        (10, [-5, 5], [5, 5]),
    ],
)
def test_the_vectors_of_the_variance_rule(total: int, weights: list[int], shares: list[int]) -> None:
    assert allocate(total, weights) == shares


@given(CENTS, WEIGHTS)
def test_shares_add_up_and_a_negative_total_is_the_mirror_image(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    assert allocate(-total, weights) == [-share for share in shares]


@given(CENTS, WEIGHTS)
def test_a_share_is_less_than_a_cent_from_exact(total: int, weights: list[int]) -> None:
    sizes = weights if any(weights) else [1] * len(weights)
    for share, size in zip(allocate(total, weights), sizes, strict=True):
        assert abs(share * sum(sizes) - total * size) < sum(sizes)


@given(WEIGHTS, st.data())
def test_a_variance_no_larger_than_the_accruals_turns_none_of_them_round(
    weights: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(-sum(weights), sum(weights)))
    if any(weights):
        assert all(size + share >= 0 for size, share in zip(weights, allocate(total, weights), strict=True))


def test_nothing_can_be_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="nothing to share among"):
        allocate(1, [])


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.56", 123456),
        ("1234.5", 123450),
        ("$ 5", 500),
        ("-$5.00", -500),
        ("$-5.00", -500),
        ("(1.00)", -100),
        ("($1,000)", -100000),
        ("−3.07", -307),
        (" .5 ", 50),
        ("7.", 700),
        ("12 USD", 1200),
        ("0", 0),
    ],
)
def test_amounts_as_people_write_them(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text", ["", "abc", "1.234", "1,23", "1.234,56", "--1", "(-1)", "-$-1", "1e5", "NaN", "½", "٣", "1,2345", "$", "."]
)
def test_what_is_no_amount_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Problem) as refused:
        parse_amount(text, field="bill")
    assert refused.value.field == "bill"
    assert "1,234.56" in refused.value.words()


def test_an_amount_beyond_what_quickbooks_keeps_is_refused() -> None:
    assert parse_amount("99,999,999,999.99") == MOST
    with pytest.raises(Problem, match="more than QuickBooks can keep"):
        parse_amount("100,000,000,000.00")


@given(st.integers(-MOST, MOST))
def test_what_is_shown_is_read_again(cents: int) -> None:
    assert parse_amount(shown(cents)) == cents


def test_percentages_are_rounded_to_a_tenth() -> None:
    assert [percent(519997, 2260333), percent(-1, 8), percent(1, 0)] == ["23.0%", "-12.5%", "n/a"]
