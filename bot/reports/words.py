"""What is typed behind `/report`: a report, a department or customer, and days, in any usual spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from bot.words import command_words
from domain.accounts.term import month_end
from domain.ledger.period import first_day
from domain.problems import Problem
from domain.reports.reporting import NAMES, ON_A_DAY, STATEMENT

MONTH: Final = re.compile(r"\d{4}-\d{2}")
CLAUSE: Final = re.compile(r"\b(as of|known at|from|since|for|to)\s+(today|\d{4}-\d{2}(?:-\d{2})?)\b", re.IGNORECASE)
BARE: Final = re.compile(r" (\d{4}-\d{2}(?:-\d{2})?)$")
ALIASES: Final = {
    "invoices": "open invoices",
    "unapplied": "unapplied cash",
    "payables": "open payables",
    "sales": "sales journal",
    "sales tax": "tax",
    "tax liability": "tax",
    "worksheet profit": "gross profit by worksheet",
    "gross profit": "gross profit by worksheet",
    "profit": "gross profit by worksheet",
    "gp": "gross profit by worksheet",
    "matching": "bill matching",
    "variance": "variance by vendor",
    "receipts ledger": "receipts",
    **{f"{short} {by}": f"gross profit by {by.removeprefix('by ')}" for short in ("gp", "profit", "gross profit")
       for what in ("worksheet", "rep", "customer", "vendor", "commodity") for by in (what, f"by {what}")},
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A report by name with its days; `rest` is what was said besides, such as a customer's name."""

    name: str
    department: str
    as_of: date
    since: date | None = None
    known_at: datetime | None = None
    rest: str = ""


def read(text: str, departments: Sequence[str], today: date, zone: str) -> Wanted:
    """What was asked for. Raises Problem with what was meant, perhaps, where it is not understood."""
    typed = command_words(text).strip("`")
    days = {what.lower(): said.lower() for what, said in CLAUSE.findall(typed)}
    plain = " ".join(CLAUSE.sub(" ", typed).split())
    if bare := BARE.search(plain):
        days.setdefault("for" if MONTH.fullmatch(bare[1]) else "as of", bare[1])
        plain = plain[: bare.start()]
    name, rest = _named(plain)
    department = next((one for one in departments if one.casefold() == rest.casefold().split(" ")[0]), None)
    if department and rest:
        rest = " ".join(rest.split()[1:])
    if rest and name != STATEMENT:
        raise Problem(f"I did not understand “{rest[:60]}”.", next_step="Look: /report help.")
    wanted = Wanted(name, department or departments[0], today, rest=rest)
    if month := days.get("for"):
        first = _day(month, today)
        wanted = replace(wanted, since=first, as_of=month_end(first))
    if end := days.get("as of") or days.get("to"):
        wanted = replace(wanted, as_of=_last(end, today))
    if begin := days.get("from") or days.get("since"):
        wanted = replace(wanted, since=_day(begin, today))
    known = days.get("known at")
    wanted = replace(wanted, known_at=end_of(_last(known, today), zone)) if known else wanted
    return replace(wanted, since=None) if name in ON_A_DAY else wanted


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day where the books are, in UTC."""
    after = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return after.astimezone(UTC) - timedelta(microseconds=1)


def _named(typed: str) -> tuple[str, str]:
    """The report that the text begins with, by the longest of its names, and what follows."""
    plain = typed.casefold()
    known = {name: name for name in NAMES} | ALIASES
    for name in sorted(known, key=len, reverse=True):
        if plain == name or plain.startswith(f"{name} "):
            return known[name], typed[len(name) :].strip()
    near = get_close_matches(plain, known, n=1)
    if near:
        raise Problem(f"Did you mean /report {near[0]}?")
    raise Problem(f"There is no report “{typed[:60]}”.", next_step="Look: /report help.")


def _day(text: str, today: date) -> date:
    """A day, or the first of a month."""
    if text == "today":
        return today
    if MONTH.fullmatch(text):
        return first_day(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem(f"“{text}” is not a day.", next_step="Write it like 2025-01-31.") from None


def _last(text: str, today: date) -> date:
    """A day, or the last of a month."""
    day = _day(text, today)
    return month_end(day) if MONTH.fullmatch(text) else day
