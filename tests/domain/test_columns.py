"""Cells of a file as dates."""

from datetime import date

import pytest

from domain.imports.columns import as_date
from domain.problems import Problem


@pytest.mark.parametrize(
    ("text", "day"),
    [("", None), ("2025-01-31", date(2025, 1, 31)), ("2025-01-31 14:30:00", date(2025, 1, 31))],
)
def test_a_date_may_have_a_time_behind_it(text: str, day: date | None) -> None:
    assert as_date(text) == day


@pytest.mark.parametrize("text", ["2025-01-31x", "2025-01-310", "2025-02-30", "31.01.2025", "1/2/2025"])
def test_what_is_no_date_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="is not a date"):
        as_date(text)
