"""What people say to a reminder: later, or no more of this kind; and what each audience wants to hear."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import available_timezones

from sqlmodel import Session

from domain.audit import record
from domain.departments.configuring import settings_of
from domain.problems import NotAllowed, Problem
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminder import Reminder, ReminderChoice, ReminderState, choice_of, reminder_of
from domain.reminders.reminding import Reminding
from domain.role import Act, Role, require


class Later(StrEnum):
    """How long a reminder is put off: it comes back in the morning of the first business day from then on."""

    DAY = "1 day"
    DAYS = "3 days"
    WEEK = "next week"

    def after(self, today: date) -> date:
        """The day on which it comes back at the earliest."""
        if self is Later.WEEK:
            return today + timedelta(days=7 - today.weekday())
        return today + timedelta(days=1 if self is Later.DAY else 3)


@dataclass(frozen=True)
class Choosing:
    """The acts of people, each one transaction and audited. `roles` answers what a person is."""

    reminding: Reminding
    roles: Callable[[str], Collection[Role]]

    def snooze(self, name: str, later: Later, *, by: str) -> Reminder:
        """Put a reminder off. One of the channel is put off for everybody, by somebody who works on a close."""
        with self.reminding.store.writing() as session:
            row = self._mine(session, name, Act.CLOSE, by)
            calendar = self.reminding.calendar_of(
                settings_of(session, row.department), choice_of(session, row.audience)
            )
            until = calendar.morning(later.after(calendar.today(self.reminding.now())))
            changes = {"state": ReminderState.SNOOZED, "snoozed_until": until, "changed_by": by}
            self.reminding.changed(session, row, changes)
            self._wrote(session, "reminder snoozed", f"reminder:{row.key}", f"for {row.audience}, {later}", by)
            return row

    def mute(self, name: str, *, by: str) -> Reminder:
        """No more of this kind for its audience. Only a controller silences the channel."""
        with self.reminding.store.writing() as session:
            row = self._mine(session, name, Act.CONFIGURE, by)
            chosen = choice_of(session, row.audience)
            self._choose(session, row.audience, chosen.kinds | {row.kind}, chosen.zone, by)
            self.reminding.changed(session, row, {"state": ReminderState.MUTED, "changed_by": by})
            return row

    def look(self, audience: str) -> ReminderChoice:
        """What an audience chose."""
        with self.reminding.store.reading() as session:
            return choice_of(session, audience)

    def choose(self, audience: str, muted: Collection[Kind], zone: str = "", *, by: str) -> ReminderChoice:
        """Choose what is heard, and for a person where they live; a Problem for a time zone that there is not."""
        zone = zone.strip()
        if zone and zone not in available_timezones():
            raise Problem(f"“{zone}” is not a time zone.", field="zone", next_step="Write it like Europe/Berlin.")
        _require(audience, Act.CONFIGURE, self.roles(by), by)
        with self.reminding.store.writing() as session:
            return self._choose(session, audience, frozenset(muted), zone, by)

    def _choose(self, session: Session, audience: str, muted: frozenset[Kind], zone: str, by: str) -> ReminderChoice:
        before = choice_of(session, audience)
        kept = ReminderChoice(audience=audience, zone=zone, muted=" ".join(sorted(muted)))
        if (before.zone, before.kinds) != (kept.zone, kept.kinds):
            detail = f"muted: {_said(before)} → {_said(kept)}; zone: {before.zone or 'ours'} → {zone or 'ours'}"
            kept = session.merge(kept)
            self._wrote(session, "reminders chosen", f"reminders:{audience}", detail, by)
        return kept

    def _mine(self, session: Session, name: str, act: Act, by: str) -> Reminder:
        row = reminder_of(session, name, to_change=True)
        if row is None:
            raise Problem("There is no such reminder any more.")
        _require(row.audience, act, self.roles(by), by)
        if row.state is ReminderState.HEALED:
            raise Problem("That is settled already.")
        return row

    def _wrote(self, session: Session, act: str, subject: str, detail: str, by: str) -> None:
        record(session, at=self.reminding.now(), by=by, act=act, subject=subject, detail=detail)


def _require(audience: str, act: Act, roles: Collection[Role], by: str) -> None:
    if audience == CHANNEL:
        require(roles, act)
    elif by != audience:
        raise NotAllowed("This reminder is somebody else's.", next_step="Yours are chosen by /accounting reminders.")


def _said(chosen: ReminderChoice) -> str:
    return chosen.muted or "nothing"
