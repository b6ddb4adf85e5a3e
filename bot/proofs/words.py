"""What is typed behind `/tie-out`: a department and a day or a month, in any order."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.words import command_words
from domain.ledger.period import first_day, last_day
from domain.problems import Problem

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH: Final = re.compile(r"\d{4}-\d{2}")


def read(text: str, departments: Sequence[str], today: date) -> tuple[str, date]:
    """The department and the day; a month means its last day, or today while it lasts. Problem otherwise."""
    department, on = departments[0], today
    for word in command_words(text).replace("`", "").split():
        named = next((name for name in departments if name.casefold() == word.casefold()), None)
        day = _day(word.casefold(), today)
        if named:
            department = named
        elif day:
            on = day
        else:
            raise Problem(f"I did not understand “{word[:60]}”.", field="as_of", next_step="Look: /tie-out help.")
    return department, on


def _day(word: str, today: date) -> date | None:
    if word in ("today", "now"):
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if MONTH.fullmatch(word):
        end = last_day(f"{first_day(word):%Y-%m}")
        return today if f"{today:%Y-%m}" == word else end
    if not DAY.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise Problem(f"“{word}” is not a day.", field="as_of", next_step="Write it like 2025-01-31.") from None
