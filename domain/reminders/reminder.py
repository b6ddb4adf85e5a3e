"""Reminders as they are kept: one row for each matter and audience, and what each audience wants to hear."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from domain.reminders.matter import Facts, Kind
from domain.table import Table, one_of


class ReminderState(StrEnum):
    """`snoozed` comes back, `muted` only when its audience wants its kind again, `healed` never."""

    OPEN = "open"
    SNOOZED = "snoozed"
    MUTED = "muted"
    HEALED = "healed"


class Reminder(Table, table=True):
    """A matter and one of its audiences: the channel, or a person by id.

    `version` grows with every change, `promised` is the one whose telling was promised last, at `promised_at`, and
    `told` the one the message shows. `place` is where the message stands, opaque to the domain; empty before it is
    posted, and after a snooze, when it is posted anew.
    """

    __tablename__ = "reminder"
    __table_args__ = (sa.Index("ix_reminder_department_state", "department", "state"),)

    key: str = Field(primary_key=True, max_length=128)
    audience: str = Field(primary_key=True, max_length=64)
    kind: Kind = Field(sa_type=one_of(Kind))
    department: str = Field(max_length=64)
    subject: str = Field(max_length=100)
    state: ReminderState = Field(default=ReminderState.OPEN, sa_type=one_of(ReminderState))
    facts: dict[str, Any] = Field(sa_type=sa.JSON)
    version: int = 1
    promised: int = 0
    told: int = 0
    place: str = ""
    opened_at: datetime
    promised_at: datetime | None = None
    snoozed_until: datetime | None = None
    changed_by: str = Field(default="", max_length=64)
    healed_at: datetime | None = None

    @property
    def name(self) -> str:
        """What its workflow and its buttons call it."""
        return f"{self.key}@{self.audience}"

    @property
    def known(self) -> Facts:
        """What its message tells."""
        return Facts.of(self.facts)


class ReminderChoice(Table, table=True):
    """What an audience wants: the kinds it does not want to hear of, and for a person where they live.

    `zone` is empty where the department's time zone is theirs as well; `muted` are kinds with spaces between.
    """

    __tablename__ = "reminder_choice"

    audience: str = Field(primary_key=True, max_length=64)
    zone: str = Field(default="", max_length=64)
    muted: str = Field(default="", max_length=200)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds it does not want to hear of."""
        return frozenset(Kind(one) for one in self.muted.split())


def reminder_of(session: Session, name: str, *, to_change: bool = False) -> Reminder | None:
    """The reminder that a workflow or a button names."""
    key, _, audience = name.rpartition("@")
    return session.get(Reminder, (key, audience), with_for_update=to_change or None, populate_existing=True)


def choices(session: Session) -> dict[str, ReminderChoice]:
    """What everybody chose, by audience."""
    return {one.audience: one for one in session.exec(select(ReminderChoice))}


def choice_of(session: Session, audience: str) -> ReminderChoice:
    """What an audience chose, or that it wants everything."""
    return session.get(ReminderChoice, audience, populate_existing=True) or ReminderChoice(audience=audience)
