"""What is typed behind `/close-period`: a department, a month, `report` or `reopen`, in any order."""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from bot.words import command_words
from domain.ledger.period import in_words, month_of
from domain.problems import Problem

MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
YEAR: Final = re.compile(r"\d{4}")
NAMES: Final = [calendar.month_name[n].casefold() for n in range(1, 13)]
WORDS: Final = ("report", "help")


@dataclass(frozen=True)
class Wanted:
    """A month of a department, and whether only its report is asked for."""

    department: str
    month: str
    report: bool


def read(text: str, departments: Sequence[str], today: date, next_one: Callable[[str], str]) -> Wanted:
    """What was typed; `next_one` is the month of a department that is to be closed next. Problem for a slip."""
    department, month, year, report = departments[0], "", 0, False
    for word in command_words(text).replace("`", "").split():
        plain = word.casefold().strip(",")
        named = next((name for name in departments if name.casefold() == plain), None)
        if named:
            department = named
        elif plain == "report":
            report = True
        elif found := MONTH.fullmatch(plain):
            month = f"{found[1]}-{int(found[2]):02}"
        elif YEAR.fullmatch(plain):
            year = int(plain)
        elif number := _named(plain):
            month = f"{_year(number, today)}-{number:02}"
        else:
            raise _unknown(word, departments, today)
    month = f"{year}{month[4:]}" if year and month else month
    month = month or next_one(department)
    if month > month_of(today):
        raise Problem(f"{in_words(month)} has not begun yet.", next_step="Close a month that has ended.")
    return Wanted(department, month, report)


def _named(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for anything else."""
    if len(word) < 3:
        return 0
    return next((n for n, name in enumerate(NAMES, start=1) if name.startswith(word)), 0)


def _year(number: int, today: date) -> int:
    """A month by name alone is the latest one of that name."""
    return today.year if number <= today.month else today.year - 1


def _unknown(word: str, departments: Sequence[str], today: date) -> Problem:
    near = get_close_matches(word.casefold(), [*WORDS, *NAMES, *(d.casefold() for d in departments)], n=1)
    said = near[0].capitalize() if near and near[0] in NAMES else near[0] if near else ""
    hint = f"Did you mean /close-period {said}?" if said else f"Write it like /close-period {month_of(today)}."
    return Problem(f"I did not understand “{word[:60]}”.", next_step=hint)
