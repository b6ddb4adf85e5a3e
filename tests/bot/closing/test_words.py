"""What is typed behind `/close-period`."""

from datetime import date

import pytest

from bot.closing.words import Wanted, read
from domain.problems import Problem

TODAY = date(2025, 2, 4)


def wanted(text: str) -> Wanted:
    return read(text, ["main", "west"], TODAY, {"main": "2025-01", "west": "2024-12"}.__getitem__)


@pytest.mark.parametrize(
    ("text", "department", "month"),
    [
        ("", "main", "2025-01"),
        ("west", "west", "2024-12"),
        ("2024-11", "main", "2024-11"),
        ("2024-9 West", "west", "2024-09"),
        ("January", "main", "2025-01"),
        ("dec", "main", "2024-12"),
        ("march 2024", "main", "2024-03"),
    ],
)
def test_a_month_and_a_department_in_any_order(text: str, department: str, month: str) -> None:
    assert wanted(text) == Wanted(department, month, report=False)


def test_only_the_report() -> None:
    assert wanted("report west 2024-12") == Wanted("west", "2024-12", report=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("januray", "Did you mean /close-period January?"),
        ("wets", "Did you mean /close-period west?"),
        ("?!", "Write it like /close-period 2025-02."),
        ("2025-13", "is not a month"),
        ("2025-03", "March 2025 has not begun yet."),
    ],
)
def test_a_slip_is_met_with_what_was_meant(text: str, said: str) -> None:
    with pytest.raises(Problem) as slip:
        wanted(text)
    assert said in slip.value.words()
