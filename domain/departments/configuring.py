"""Choosing how a department works, and telling the rest of the house what was chosen (S0-07, S0-14, H-05, 2.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from holidays import list_supported_countries
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from domain.accounts.account import AccountClass, ChartRow, Uses, chart
from domain.audit import in_turn, record
from domain.clock import Now
from domain.departments.department_settings import AMOUNTS, LINES, NAMES, ApprovalsIn, DepartmentSettings
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import JournalEntry, Route
from domain.money import MOST, shown
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.limits import Rules

RANGES: Final = {
    "tolerance_percent": (0, 100, "A percentage is from 0 to 100."),
    "short_pay_percent_tenths": (0, 1000, "A percentage is from 0 to 100."),
    "old_after_days": (1, 999, "Days are from 1 to 999."),
    "quiet_from": (0, 23, "An hour is from 0 to 23."),
    "quiet_until": (0, 23, "An hour is from 0 to 23."),
    **dict.fromkeys(AMOUNTS, (0, MOST, "The amount is zero or more.")),
}
MOST_RANGES, MOST_DAYS, MOST_LINES, MOST_TEXT = 6, 9999, 8, 600
COSTS: Final = (AccountClass.PURCHASES, AccountClass.EXPENSES)


@dataclass(frozen=True)
class Configuration:
    """The settings, whether the AR module is chosen for good, and the accounts that variances may go to."""

    settings: DepartmentSettings
    settled: bool
    costs: Sequence[ChartRow]


@dataclass(frozen=True)
class Departments:
    """The settings of every department. Roles are the caller's to check; `zone` is where the books are."""

    store: Store
    now: Now
    zone: str

    def settings(self, department: str) -> DepartmentSettings:
        """What a department decided, or the defaults."""
        with self.store.reading() as session:
            return settings_of(session, department)

    def look(self, department: str) -> Configuration:
        """The settings with what a person needs to know to change them."""
        with self.store.reading() as session:
            costs = [row for row in chart(session, department) if row.cls in COSTS]
            return Configuration(settings_of(session, department), is_settled(session, department), costs)

    def rules(self, department: str) -> Rules:
        """Its settings for vouchers."""
        chosen = self.settings(department)
        values = {one.name: getattr(chosen, one.name) for one in fields(Rules) if one.name != "zone"}
        return Rules(**values, zone=self.zone)

    def uses(self, department: str) -> Uses:
        """What it uses of Tieout: that decides which accounts it needs, and of which type."""
        chosen = self.settings(department)
        return Uses(chosen.ar_on, chosen.uses_tax, chosen.uses_inventory, chosen.uses_netting)

    def bills_may_stay(self, department: str) -> bool:
        """Whether a worksheet may leave INVOICE although bills were posted for it (E4)."""
        return self.settings(department).bills_may_stay

    def buckets(self, department: str) -> tuple[int, ...]:
        """The days late at which each range of its aging ends, the first those not late at all."""
        return (0, *aging_limits(self.settings(department).aging_days))

    def asked_directly(self, department: str) -> bool:
        """Whether approvals are asked for in direct messages."""
        return self.settings(department).approvals_in is ApprovalsIn.DIRECT

    def configure(self, department: str, changes: Mapping[str, Any], *, by: str, version: int) -> DepartmentSettings:
        """Change settings, by field; `version` is that of the settings the person saw.

        Each changed field is audited with what it was before. Raises Problem at the field that cannot be so; the AR
        module can be switched only until the first posting.
        """
        try:
            with self.store.writing() as session:
                return self._configure(session, department, changes, by, version)
        except IntegrityError:  # two people chose for the first time at once
            raise _changed_meanwhile(self.settings(department)) from None

    def _configure(
        self, session: Session, department: str, changes: Mapping[str, Any], by: str, version: int
    ) -> DepartmentSettings:
        here = session.get(DepartmentSettings, department, with_for_update=True)
        here = here or DepartmentSettings(department=department)
        if here.version != version:
            raise _changed_meanwhile(here)
        before = {name: getattr(here, name) for name in NAMES}
        changed = {name: value for name, value in changes.items() if before[name] != value}
        if not changed:
            return here
        if "ar_on" in changed:
            _require_nothing_posted(session, department)
        for problem in _wrong_with(session, department, before | changed):
            raise problem
        for name, value in changed.items():
            setattr(here, name, value)
        here.version, here.changed_at, here.changed_by = version + 1, self.now(), by
        session.add(here)
        detail = "; ".join(
            f"{NAMES[name]}: {_said(name, before[name])} → {_said(name, changed[name])}" for name in changed
        )
        subject = f"department:{department}"
        record(session, at=here.changed_at, by=by, act="settings changed", subject=subject, detail=detail)
        return here


def settings_of(session: Session, department: str) -> DepartmentSettings:
    """What a department decided, or the defaults, within a transaction."""
    return session.get(DepartmentSettings, department) or DepartmentSettings(department=department)


def aging_limits(text: str) -> list[int]:
    """`30, 60, 90` as numbers; none when there is something else among them."""
    parts = text.replace(",", " ").split()
    return [int(one) for one in parts] if all(one.isascii() and one.isdecimal() for one in parts) else []


def is_settled(session: Session, department: str) -> bool:
    """Whether anything was posted here, or receivables were brought in at go-live, so that the AR module cannot be
    switched any more: it decided where they are kept."""
    own = select(JournalEntry.seq).where(
        JournalEntry.department == department, col(JournalEntry.route) != Route.OBSERVED
    )
    opened = select(OpeningReceivable.id).where(OpeningReceivable.department == department)
    return any(session.exec(query.limit(1)).first() is not None for query in (own, opened))


def _require_nothing_posted(session: Session, department: str) -> None:
    in_turn(session, f"journal:{department}")
    if is_settled(session, department):
        raise Problem(
            "The AR module is chosen before the first posting, and before the opening brings in receivables; switching "
            "later is a migration at a month boundary.",
            field="ar_on",
        )


def _wrong_with(session: Session, department: str, chosen: Mapping[str, Any]) -> Iterator[Problem]:
    for name, (least, most, words) in RANGES.items():
        if not least <= chosen[name] <= most:
            yield Problem(words, field=name)
    if chosen["fast_lane"] and chosen["fast_lane_voucher"] > chosen["fast_lane_vendor_day"]:
        yield Problem("A day's limit is at least that of one voucher.", field="fast_lane_vendor_day")
    if not _has_calendar(chosen["holidays"]):
        yield Problem(
            f"There is no calendar for “{chosen['holidays']}”.",
            field="holidays",
            next_step="Write a country like US, or a state like US-CA.",
        )
    for name in LINES:
        if len(chosen[name]) > MOST_TEXT or len(chosen[name].splitlines()) > MOST_LINES:
            yield Problem(f"At most {MOST_LINES} lines and {MOST_TEXT} characters.", field=name)
    days = aging_limits(chosen["aging_days"])
    if not days or sorted(set(days)) != days or days[0] < 1 or days[-1] > MOST_DAYS or len(days) > MOST_RANGES:
        words = f"Up to {MOST_RANGES} numbers of days, each larger than the one before."
        yield Problem(words, field="aging_days", next_step="Usual is 30, 60, 90.")
    if account := chosen["variance_account"]:
        row = next((row for row in chart(session, department) if row.number == account), None)
        if row is None or row.cls not in COSTS:
            words = f"{account} is not an account of purchases or expenses."
            yield Problem(words, field="variance_account", next_step="Usual is 5110.")


@cache
def _calendars() -> Mapping[str, Sequence[str]]:
    """By country, its states and provinces."""
    return list_supported_countries()


def _has_calendar(place: str) -> bool:
    """Whether the holidays of a place are known: `US`, `US-CA`, or none."""
    country, dash, part = place.partition("-")
    known = _calendars()
    return not place or (country in known and (part in known[country] if dash else True))


def _changed_meanwhile(here: DepartmentSettings) -> Problem:
    return Problem(
        "The settings were changed while you had them open.", by=here.changed_by, next_step="Open them again."
    )


def _said(name: str, value: Any) -> str:
    if name in LINES:
        return " / ".join(str(value).splitlines()) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    return shown(value) if name in AMOUNTS else str(value) or "none"
