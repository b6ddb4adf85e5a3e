"""A department's connection to a company in an accounting system, and the consent by which a person makes it."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, col, select

from domain.problems import Problem
from domain.table import Table, one_of

MAIN = "main"
CONSENT_LASTS = timedelta(minutes=10)
WARN_DAYS = (14, 7, 3, 1)
_REALM = re.compile(r"[0-9]{1,32}")
TRY_AGAIN = "Start again with a new link."


class System(StrEnum):
    """The accounting systems Tieout can post to."""

    QUICKBOOKS = "quickbooks"


class ConnectionState(StrEnum):
    """`connected` works; `lost` needs a person to reconnect; `disconnected` was ended by a person and is history."""

    CONNECTED = "connected"
    LOST = "lost"
    DISCONNECTED = "disconnected"


class ConsentPurpose(StrEnum):
    """What the person at the consent page is after."""

    CONNECT = "connect"
    RECONNECT = "reconnect"


class Connection(Table, table=True):
    """One company file. Tokens are sealed; `version` grows with every new pair; moments are in UTC.

    `refresh_expires_at` rolls on with every refresh, `hard_expires_at` never does: then only consent helps. A process
    that is refreshing leaves its mark in `claimed_by` and `claimed_at` (real time), so that no other does.
    `asked_in` is where the person asked for it, opaque to the domain; `test_due_at` is when it is tested next;
    `account_numbers` whether the books number their accounts, None until they were asked. `address` is where customers
    write to, in lines, as the company gave it when it was connected last.
    """

    __tablename__ = "connection"
    __table_args__ = (
        sa.Index(
            "uq_connection_live_department",
            "department",
            unique=True,
            sqlite_where=sa.text("state <> 'disconnected'"),
            postgresql_where=sa.text("state <> 'disconnected'"),
        ),
    )

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(default=MAIN, max_length=64)
    system: System = Field(default=System.QUICKBOOKS, sa_type=one_of(System))
    realm: str = Field(max_length=32, index=True)
    company_name: str = Field(max_length=200)
    address: str = ""
    environment: str = Field(max_length=20)
    state: ConnectionState = Field(default=ConnectionState.CONNECTED, sa_type=one_of(ConnectionState))
    access_token: str = Field(sa_type=sa.Text, repr=False)
    refresh_token: str = Field(sa_type=sa.Text, repr=False)
    obtained_at: datetime
    access_expires_at: datetime
    refresh_expires_at: datetime
    hard_expires_at: datetime | None = None
    version: int = 1
    claimed_by: str | None = Field(default=None, max_length=36)
    claimed_at: datetime | None = None
    connected_by: str = Field(max_length=64)
    connected_at: datetime
    asked_in: str = Field(default="", max_length=64)
    test_due_at: datetime | None = None
    account_numbers: bool | None = None
    last_success_at: datetime | None = None
    lost_at: datetime | None = None
    lost_reason: str | None = None


class ConsentState(Table, table=True):
    """One trip to the consent page: bound to the person who asked for it, good for ten minutes, used once.

    `channel` and `view` are where it was asked for and the window that shows the link, opaque to the domain.
    """

    __tablename__ = "consent_state"

    state: str = Field(primary_key=True, max_length=64)
    department: str = Field(max_length=64)
    person: str = Field(max_length=64)
    channel: str = Field(default="", max_length=64)
    view: str = Field(default="", max_length=64)
    purpose: ConsentPurpose = Field(sa_type=one_of(ConsentPurpose))
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class ExpiryWarning(NamedTuple):
    """That a connection will end: sent once per `key`. `days` are calendar days left; `final` is the hard expiry."""

    key: str
    days: int
    on: date
    final: bool


def own_connection(session: Session, department: str, *, to_change: bool = False) -> Connection | None:
    """The live connection a department has for itself, locked if it is to be changed."""
    live = Connection.state != ConnectionState.DISCONNECTED
    query = select(Connection).where(Connection.department == department, live)
    return session.exec(query.with_for_update() if to_change else query).first()


def connection_of(session: Session, department: str) -> Connection | None:
    """The live connection a department posts through: its own, or main's when it has none (S0-14)."""
    return own_connection(session, department) or own_connection(session, MAIN)


def live_connections(session: Session) -> list[Connection]:
    """Every connection a person has not ended, in a steady order."""
    query = select(Connection).where(Connection.state != ConnectionState.DISCONNECTED)
    return list(session.exec(query.order_by(col(Connection.department))))


def warnings_due(connection: Connection, now: datetime, zone: str) -> list[ExpiryWarning]:
    """What to warn of now: 14, 7, 3 and 1 days before the grant lapses for want of use, or ends for good (S1-03).

    After a pause only the nearest threshold is due, so that nobody gets four messages at once.
    """
    if connection.state is not ConnectionState.CONNECTED:
        return []
    ends = [(connection.refresh_expires_at, False)]
    if connection.hard_expires_at:
        ends.append((connection.hard_expires_at, True))
    return [due for at, final in ends if (due := _warning(connection.id, at, final, now, zone))]


def _warning(connection_id: str, ends_at: datetime, final: bool, now: datetime, zone: str) -> ExpiryWarning | None:
    local = ZoneInfo(zone)
    ends_on = ends_at.astimezone(local).date()
    days = (ends_on - now.astimezone(local).date()).days
    passed = [threshold for threshold in WARN_DAYS if days <= threshold]
    if not passed or ends_at <= now:
        return None
    subject = "token-end" if final else "token-expiry"
    return ExpiryWarning(f"{subject}:{connection_id}:{ends_on.isoformat()}:{min(passed)}d", days, ends_on, final)


def token_ages(connection: Connection, now: datetime) -> list[str]:
    """How old the credentials are and how long they last, in words for a status page (S0-20)."""
    ages = [
        f"access renewed {spell(now - connection.obtained_at)} ago, {_until(connection.access_expires_at, now)}",
        f"consent {_until(connection.refresh_expires_at, now)} if unused",
    ]
    if connection.hard_expires_at:
        ages.append(f"consent {_until(connection.hard_expires_at, now)} in any case")
    return ages


def _until(moment: datetime, now: datetime) -> str:
    return f"lasts another {spell(moment - now)}" if moment > now else f"expired {spell(now - moment)} ago"


def spell(length: timedelta) -> str:
    """A length of time in its one largest unit: `3 days`, `1 hour`, `20 minutes`, `less than a minute`."""
    seconds = max(int(length.total_seconds()), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}" if count == 1 else f"{count:,} {unit}s"
    return "less than a minute"


def check_consent(code: str, realm: str, error: str) -> None:
    """Refuse what the browser brought back unless it is consent for a company (S3-03)."""
    if error == "access_denied":
        raise Problem(
            "QuickBooks was not connected, because consent was not given.",
            next_step="The person who connects must be an administrator of the company in QuickBooks.",
        )
    if error or not code or not _REALM.fullmatch(realm):
        raise Problem("QuickBooks did not say which company may be used.", next_step=TRY_AGAIN)


def check_same_company(connection: Connection, purpose: ConsentPurpose, realm: str, name: str) -> None:
    """A live connection is renewed for its own company only (S3-02); to change company, disconnect first (S0-15)."""
    if purpose is ConsentPurpose.CONNECT:
        raise already_connected(connection.company_name)
    if connection.realm != realm:
        raise Problem(
            f"You chose {name} ({realm}), but this connection belongs to "
            f"{connection.company_name} ({connection.realm}).",
            next_step=f"Reconnect and choose {connection.company_name}, or disconnect first.",
        )


def already_connected(company_name: str) -> Problem:
    """Why a connected department cannot be connected again."""
    return Problem(f"QuickBooks is connected to {company_name} already.", next_step="Disconnect it first.")
