"""Whatever a person types stays a value inside a query."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.books import queries
from domain.problems import BooksRefused

PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs")))


@given(PRINTABLE)
def test_a_value_ends_only_at_its_own_quote(value: str) -> None:
    literal = queries.quoted(value)
    inside = re.fullmatch(r"'((?:[^'\\]|\\['\\])*)'", literal, re.DOTALL)
    assert inside
    assert re.sub(r"\\(.)", r"\1", inside[1], flags=re.DOTALL) == value


@pytest.mark.parametrize("value", ["tab\there", "new\nline", "nul\0", "\x7f"])
def test_control_characters_are_refused(value: str) -> None:
    with pytest.raises(BooksRefused):
        queries.quoted(value)


def test_a_search_for_nothing_is_our_mistake_and_never_sent() -> None:
    with pytest.raises(ValueError, match="everything"):
        queries.one_of("DisplayName", [])


def test_a_page_has_an_order_a_start_and_a_size() -> None:
    condition = queries.since(datetime(2026, 1, 15, 9, 30, tzinfo=UTC))
    assert queries.page("Vendor", condition, 1001) == (
        "SELECT * FROM Vendor WHERE MetaData.LastUpdatedTime >= '2026-01-15T09:30:00+00:00' "
        "ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000"
    )
