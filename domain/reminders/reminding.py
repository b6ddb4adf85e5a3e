"""Reminders brought in line with what is due: each told once with any number of processes, healed when it is over.

Everything is worked out from what is stored, so looking twice, late or in several processes tells nobody twice.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.approvals.powers import Powers
from domain.audit import in_turn
from domain.clock import Now
from domain.connections.alerting import CHAT
from domain.departments.configuring import settings_of
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine
from domain.reminders.calendar import Calendar
from domain.reminders.digest import digests
from domain.reminders.due import Desk, due
from domain.reminders.matter import Kind, Matter
from domain.reminders.reminder import Reminder, ReminderChoice, ReminderState, choices, reminder_of
from domain.role import Role
from domain.store import Store

REMIND: Final = "remind"
PATIENCE: Final = timedelta(minutes=30)
Changes = dict[str, Any]


@dataclass(frozen=True)
class Reminding:
    """`zone` is where the books are, `holders` answers who has a role, `powers` whose yes counts.

    `channel` tells whether there is one to write in. While nobody is known to have a role, nothing is looked at.
    """

    store: Store
    engine: Engine
    now: Now
    zone: str
    departments: Sequence[str]
    channel: bool
    holders: Callable[[Role], Sequence[str]]
    powers: Powers

    def remind(self) -> None:
        """Look at every department, tell what is new, heal what is over."""
        if not self.holders(Role.CONTROLLER):  # Slack has been silent: who is who comes back with it
            return
        for department in self.departments:
            with self.store.reading() as session:
                news = any(self._work(session, department))
            if news:
                with self.store.writing() as session:
                    self._bring_in_line(session, department)
        self.show_again()

    def promise(self, session: Session, row: Reminder, at: datetime, again: str = "") -> None:
        """Promise that a reminder's message will say how it stands."""
        row.promised, row.promised_at = row.version, at
        session.add(row)
        session.flush()
        self.engine.enqueue(session, REMIND, row.name, key=f"{REMIND}:{row.name}:{row.version}{again}", partition=CHAT)

    def changed(self, session: Session, row: Reminder, changes: Changes) -> None:
        """Keep changes; the message says so at once, unless it is on its way already, or nothing is posted yet."""
        for name, value in changes.items():
            setattr(row, name, value)
        row.version += 1
        session.add(row)
        if row.place and row.told == row.promised:
            self.promise(session, row, self.now())

    def find(self, name: str) -> Reminder | None:
        """The reminder with a name."""
        with self.store.reading() as session:
            return reminder_of(session, name)

    def open_for(self, audiences: Collection[str]) -> list[Reminder]:
        """What these audiences are reminded of now, neither put off nor settled: each matter once, the oldest first.
        Without the digests, which only tell."""
        query = select(Reminder).where(
            col(Reminder.department).in_(self.departments),
            col(Reminder.audience).in_(audiences),
            Reminder.state == ReminderState.OPEN,
            Reminder.kind != Kind.DIGEST,
        )
        with self.store.reading() as session:
            rows = session.exec(query.order_by(col(Reminder.opened_at), col(Reminder.key))).all()
        return list({row.subject: row for row in reversed(rows)}.values())[::-1]

    def shown(self, name: str, version: int, place: str) -> None:
        """Remember where a reminder's message stands, and that it shows a version."""
        with self.store.writing() as session:
            row = reminder_of(session, name, to_change=True)
            if row:
                row.told, row.promised, row.place = version, max(version, row.promised), place

    def show_again(self) -> None:
        """A reminder that could not be told gets another try each hour."""
        at = self.now()
        late = select(Reminder).where(
            col(Reminder.told) < col(Reminder.promised), col(Reminder.promised_at) < at - PATIENCE
        )
        with self.store.reading() as session:
            if not session.exec(late.limit(1)).first():
                return
        with self.store.writing() as session:
            for row in session.exec(late.order_by(col(Reminder.key), col(Reminder.audience)).with_for_update()).all():
                self.promise(session, row, at, f":{at:%Y-%m-%dT%H}")

    def calendar_of(self, settings: DepartmentSettings, choice: ReminderChoice | None = None) -> Calendar:
        """The calendar of an audience: the department's holidays and quiet hours, where they live."""
        zone = (choice.zone if choice else "") or self.zone
        return Calendar(zone, settings.holidays, settings.quiet_from, settings.quiet_until)

    def _bring_in_line(self, session: Session, department: str) -> None:
        in_turn(session, f"reminders:{department}")
        for row, changes in self._work(session, department, to_change=True):
            if changes:
                for name, value in changes.items():
                    setattr(row, name, value)
                row.version += 1 if row.promised else 0
            session.add(row)
            if self._is_to_tell(session, row):
                self.promise(session, row, self.now())

    def _work(self, session: Session, department: str, to_change: bool = False) -> Iterator[tuple[Reminder, Changes]]:
        """Each reminder that is new or not as it should be, with what changes; or which can be told by now."""
        at, chosen, rows = self.now(), choices(session), self._rows(session, department, to_change)
        live = {(row.subject, row.audience): row for row in rows.values() if row.state is not ReminderState.HEALED}
        for matter in self._due(session, department, set(rows)):
            row = live.pop((matter.subject, matter.audience), None) or rows.get((matter.key, matter.audience))
            muted = matter.kind in _muted(chosen, matter.audience)
            if row is None and not muted:
                yield _new(matter, at), {}
            elif row and ((changes := _changes(row, matter, muted, at)) or self._is_to_tell(session, row)):
                yield row, changes
        for row in live.values():
            if row.kind is not Kind.DIGEST:
                yield row, {"state": ReminderState.HEALED, "healed_at": at}
        for row in rows.values():
            if (row.state is ReminderState.HEALED or row.kind is Kind.DIGEST) and self._is_to_tell(session, row):
                yield row, {}

    def _due(self, session: Session, department: str, known: set[tuple[str, str]]) -> list[Matter]:
        """What is due; a digest only before there is one."""
        desk = self._desk(settings_of(session, department))
        return [*due(session, desk), *digests(session, desk, known)]

    def _desk(self, settings: DepartmentSettings) -> Desk:
        controllers = list(self.holders(Role.CONTROLLER))
        return Desk(
            department=settings.department,
            at=self.now(),
            calendar=self.calendar_of(settings),
            old_after_days=settings.old_after_days,
            owner=settings.owner,
            controllers=controllers,
            deciders=[*self.holders(Role.APPROVER), *controllers],
            channel=self.channel,
            powers=self.powers,
        )

    def _rows(self, session: Session, department: str, to_change: bool) -> Mapping[tuple[str, str], Reminder]:
        """What is not over, or not told to its end, or so young that its key may come again."""
        recent = self.now() - timedelta(days=8)
        wanted = (col(Reminder.state) != ReminderState.HEALED) | (col(Reminder.opened_at) > recent)
        wanted |= (col(Reminder.version) != col(Reminder.promised)) & (col(Reminder.place) != "")
        query = select(Reminder).where(Reminder.department == department, wanted)
        query = query.order_by(col(Reminder.key), col(Reminder.audience))
        found = session.exec(query.with_for_update() if to_change else query).all()
        return {(row.key, row.audience): row for row in found}

    def _is_to_tell(self, session: Session, row: Reminder) -> bool:
        """What stands somewhere is brought up to date at any hour, silently; what is new waits until people work."""
        if row.version == row.promised or row.told != row.promised:
            return False
        if row.place:
            return True
        calendar = self.calendar_of(settings_of(session, row.department), choices(session).get(row.audience))
        return row.state is ReminderState.OPEN and calendar.may_speak(self.now())


def _new(matter: Matter, at: datetime) -> Reminder:
    return Reminder(
        key=matter.key,
        audience=matter.audience,
        kind=matter.kind,
        department=matter.department,
        subject=matter.subject,
        facts=matter.facts.kept(),
        opened_at=at,
    )


def _changes(row: Reminder, matter: Matter, muted: bool, at: datetime) -> Changes:
    """What must change of a reminder whose matter is due."""
    wanted: Changes = {"facts": matter.facts.kept()}
    if row.state is ReminderState.HEALED and muted:
        return {}
    if row.state is ReminderState.HEALED:
        wanted |= {"state": ReminderState.OPEN, "healed_at": None}
    elif muted:
        wanted |= {"state": ReminderState.MUTED}
    elif row.state is ReminderState.MUTED or _is_awake(row, at):
        wanted |= {"state": ReminderState.OPEN, "snoozed_until": None, "place": ""}
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _is_awake(row: Reminder, at: datetime) -> bool:
    return row.state is ReminderState.SNOOZED and row.snoozed_until is not None and row.snoozed_until <= at


def _muted(chosen: Mapping[str, ReminderChoice], audience: str) -> frozenset[Kind]:
    return chosen[audience].kinds if audience in chosen else frozenset()
