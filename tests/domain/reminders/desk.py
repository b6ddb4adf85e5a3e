"""January on a store, reminders over it, and a chat that counts what was said to whom and when."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from domain.approvals.powers import Powers
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.period import Period, PeriodState
from domain.reminders.choosing import Choosing
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminder import Reminder, ReminderState
from domain.reminders.reminding import Reminding
from domain.role import Role
from domain.store import Store
from domain.vouchers.limits import Rules
from domain.vouchers.voucher import Voucher, VoucherState
from tests.domain.january import REALM, January

ANNA, BO, CLARA, OTTO = "anna", "bo", "clara", "otto"
ROLES = {ANNA: {Role.CLERK}, BO: {Role.APPROVER}, CLARA: {Role.CONTROLLER}}
ZONE = "America/New_York"


@dataclass(frozen=True)
class Said:
    """A message that was posted: what it said at first."""

    at: datetime
    audience: str
    kind: Kind
    key: str

    @property
    def local(self) -> str:
        return f"{self.at.astimezone(ZoneInfo(ZONE)):%m-%d %H:%M}"


@dataclass
class Chat:
    """An engine within the test: each key is carried out once, by posting or updating the reminder's message."""

    keys: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    updates: list[tuple[str, ReminderState]] = field(default_factory=list)
    away: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def enqueue(self, _session: Session, _workflow: str, subject: str, *, key: str, partition: str) -> None:
        with self.lock:
            if key not in self.keys:
                self.keys.add(key)
                self.waiting.append(subject)

    def delivers(self, reminding: Reminding) -> None:
        """What waits is told; while the chat is away it gives up, as a workflow does in the end."""
        while self.waiting:
            name = self.waiting.pop(0)
            row = reminding.find(name)
            if self.away or row is None:
                continue
            if row.place:
                self.updates.append((row.name, row.state))
            else:
                self.said.append(Said(reminding.now(), row.audience, row.kind, row.key))
            reminding.shown(name, row.version, row.place or f"C/{len(self.said)}")


@dataclass
class ReminderDesk:
    """Reminders of `main`, whose clock the test turns. `channel` tells whether there is one."""

    store: Store
    channel: bool = True
    moment: datetime = datetime(2025, 1, 6, 15, tzinfo=UTC)
    chat: Chat = field(default_factory=Chat)
    holders: Callable[[Role], Sequence[str]] = lambda role: [who for who, roles in ROLES.items() if role in roles]

    def __post_init__(self) -> None:
        self.reminding = self.process()
        self.choosing = Choosing(self.reminding, self.roles)

    def process(self) -> Reminding:
        """One of several processes on the same store."""
        powers = Powers(self.now, lambda _: Rules(zone=ZONE), self.roles)
        return Reminding(
            self.store,
            self.chat,
            self.now,
            ZONE,
            ["main"],
            self.channel,
            lambda role: self.holders(role),
            powers,  # type: ignore[arg-type]
        )

    def now(self) -> datetime:
        return self.moment

    def roles(self, person: str) -> set[Role]:
        return ROLES.get(person, set())

    def turns(self, at: datetime | str) -> None:
        """The clock is turned; a text is local: `02-03 09:00`."""
        if isinstance(at, str):
            at = datetime.strptime(f"2025-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        self.moment = at

    def ticks(self, at: datetime | str | None = None) -> list[Said]:
        """The scheduler looks, and the chat delivers; answers what was said."""
        if at:
            self.turns(at)
        before = len(self.chat.said)
        self.reminding.remind()
        self.chat.delivers(self.reminding)
        return self.chat.said[before:]

    def settings(self, **values: object) -> None:
        with self.store.writing() as session:
            session.merge(DepartmentSettings(department="main", **values))

    def month(self, month: str, state: PeriodState) -> None:
        """A month becomes something now."""
        period = Period(department="main", month=month, state=state, changed_at=self.moment, changed_by=CLARA)
        with self.store.writing() as session:
            session.merge(period)

    def submits(self, number: int, amount: int, *, by: str = ANNA) -> str:
        """A voucher waits for approval since now."""
        voucher = Voucher(
            id=f"v{number}",
            department="main",
            number=number,
            realm=REALM,
            state=VoucherState.SUBMITTED,
            amount=amount,
            preparers=by,
            created_by=by,
            created_at=self.moment,
            changed_at=self.moment,
            submitted_by=by,
            submitted_at=self.moment,
        )
        with self.store.writing() as session:
            session.add(voucher)
        return voucher.id

    def decides(self, id: str, state: VoucherState = VoucherState.POSTED) -> None:
        with self.store.writing() as session:
            session.get_one(Voucher, id).state = state

    def reminder(self, kind: Kind, audience: str = CHANNEL) -> Reminder:
        """The newest of a kind."""
        with self.store.reading() as session:
            query = select(Reminder).where(Reminder.kind == kind, Reminder.audience == audience)
            return sorted(session.exec(query), key=lambda row: row.opened_at)[-1]

    def only(self, *kinds: Kind) -> None:
        """Everybody wants to hear of these alone."""
        for audience in (CHANNEL, ANNA, BO, CLARA):
            by = CLARA if audience == CHANNEL else audience
            self.choosing.choose(audience, set(Kind) - set(kinds), by=by)


@contextmanager
def reminder_desk(url: str, *, plays: date = date(2024, 12, 31), channel: bool = True) -> Iterator[ReminderDesk]:
    """A department that went live on 1 January, with what happened up to a day."""
    store = Store(url)
    January(store).plays(plays)
    yield ReminderDesk(store, channel)
    store.close()
