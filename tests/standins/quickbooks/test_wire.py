"""JSON as QuickBooks writes it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standins.quickbooks import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals("-1e9", "1e9", places=2),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("amount", "text"), [("85.00", "85.00"), ("0.00", "0"), ("-0.10", "-0.10"), ("1E+3", "1000"), ("0.1", "0.1")]
)
def test_amounts_keep_their_places_and_zero_is_plain(amount: str, text: str) -> None:
    assert wire.write(Decimal(amount)) == text


@given(JSON)
def test_what_is_written_is_read_the_same(value: object) -> None:
    assert wire.read(wire.write(value)) == value


def test_a_fraction_is_read_exactly() -> None:
    assert wire.read("0.1") + wire.read("0.2") == Decimal("0.3")
