"""The App Home: what waits for me, how the connection is, when it was synced, and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape, moment
from bot.connection.setup_views import in_short
from bot.connection.views import SETUP, connection_blocks, status_buttons
from bot.counterparties.views import IMPORT, NEW
from bot.people import Person
from bot.receipts.entry_views import NEW as NEW_RECEIPT
from bot.sync.views import REVIEW, ROWS
from bot.vouchers.ledger_views import NEW as NEW_BILL
from bot.vouchers.list_views import SHOW as VOUCHERS
from domain.connections.alert import Alert, Matter
from domain.connections.connecting import Status
from domain.connections.connection import ConnectionState
from domain.connections.setup import Setup
from domain.role import Act, may
from domain.syncs.sync import RowState, RunState, SyncRun
from domain.syncs.syncing import Tally

REFRESH, SYNC = "home.refresh", "home.sync"
BLOCKS_LIMIT: Final = 100
WAITING_LIMIT: Final = 45
ALERTS: Final = {
    Matter.CONNECTION_LOST: ":red_circle: The connection to {company} is lost since {since}.",
    Matter.TOKEN_EXPIRING: ":hourglass_flowing_sand: The consent for {company} ends soon; known since {since}.",
    Matter.CONNECTION_FAILING: ":warning: The connection to {company} has a problem since {since}.",
}
STATES: Final = {
    RunState.READING: "is reading QuickBooks",
    RunState.PLANNED: "waits for someone to confirm its plan",
    RunState.RUNNING: "is at work",
    RunState.WAITING: "waits for QuickBooks",
    RunState.DONE: "is done",
    RunState.CANCELLED: "was cancelled",
    RunState.FAILED: "stopped",
}


@dataclass(frozen=True)
class Situation:
    """One department as Home shows it: its connection, what alarms about it, its last sync, with its counts while it
    waits to be confirmed, how far it is set up, and the lines of its month.
    """

    status: Status
    alerts: Sequence[Alert]
    run: SyncRun | None
    tally: Tally | None
    setup: Setup
    month: Sequence[Block] = ()


def home(
    person: Person,
    situations: Sequence[Situation],
    at: datetime,
    more: Sequence[Block] = (),
    *,
    first: bool,
    channel: str,
) -> View:
    """Everything for someone with a role; `more` are the lines of vouchers that wait."""
    named = len(situations) > 1
    top = [*(greeting(channel) if first else []), *_waiting(person, situations, more)]
    end = [blocks.divider(), blocks.actions(*_shortcuts(person), blocks.button("Refresh", REFRESH)), _updated(at)]
    parts = [_department(person, one, named) for one in situations]
    return blocks.home([*top, *_fitting(parts, BLOCKS_LIMIT - len(top) - len(end)), *end])


def _department(person: Person, one: Situation, named: bool) -> list[Block]:
    shown = [blocks.divider(), *_connection(person, one.status, named)]
    return [*shown, *_setup(person, one), *one.month, *_last_sync(one), *_buttons(person, one)]


def _connection(person: Person, status: Status, named: bool) -> list[Block]:
    """A connection that works is one line, with the age of its consent for who looks after it; else all of it."""
    connection = status.connection
    if connection is None or connection.state is not ConnectionState.CONNECTED:
        return connection_blocks(status, named=named)
    company = escape(connection.company_name)
    head = f"*{escape(status.department)}*: " if named else ""
    said = [blocks.section(f"{head}:white_check_mark: Posts to *{company}*{', as main does' if status.shared else ''}")]
    if may(person.roles, Act.CONTROL) and not status.shared:
        said.append(blocks.context(" · ".join([*status.ages, "`/accounting status` tells more"])))
    return said


def _fitting(parts: Sequence[list[Block]], room: int) -> list[Block]:
    """The departments Slack has room for, and where the others are to be found."""
    shown: list[Block] = []
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if len(shown) + len(part) + (0 if last else 1) > room:
            more = count(len(parts) - number, "more department")
            return [*shown, blocks.context(f"And {more}: `/accounting status` followed by its name shows it.")]
        shown += part
    return shown


def _setup(person: Person, one: Situation) -> list[Block]:
    """How far setting up is, until it is done."""
    if one.setup.next is None or not may(person.roles, Act.PREPARE):
        return []
    name = one.status.department
    steps = blocks.button("Show the steps", SETUP, value=name, label=f"Show the steps of setting up {name}")
    return [blocks.section(f":checkered_flag: *{in_short(one.setup)}*", accessory=steps)]


def outsider() -> View:
    """For someone without a role: only that one is needed."""
    return blocks.home([blocks.section("You need a role in Tieout for this. Ask whoever looks after Tieout for one.")])


def greeting(channel: str) -> list[Block]:
    """Shown the first time someone opens Home."""
    where = f" News of connections goes to <#{channel}>." if channel else ""
    said = (
        "I keep your shipments, bills, receipts and months in step with QuickBooks, and write nothing there that "
        f"nobody confirmed.{where}\nBegin with `/accounting setup`. Then: `/counterparty`, `/worksheet`, "
        "`/post-voucher`, `/receipt`, `/report`, `/tie-out`, `/close-period`."
    )
    return [blocks.header("Welcome to Tieout"), blocks.section(said), blocks.divider()]


def _waiting(person: Person, situations: Sequence[Situation], more: Sequence[Block]) -> list[Block]:
    """What waits for this person comes first, the most pressing of it when there is very much."""
    alarms = [line for one in situations for line in _alarms(one)]
    lines = [*alarms, *more, *(line for one in situations for line in _decisions(person, one))][:WAITING_LIMIT]
    if not lines:
        lines = [blocks.section(":white_check_mark: Nothing waits for you.")]
    return [blocks.header("Waiting for you"), *lines]


def _alarms(one: Situation) -> list[Block]:
    company = escape(one.status.connection.company_name) if one.status.connection else ""
    return [
        blocks.section(ALERTS[Matter(alert.matter)].format(company=company, since=moment(alert.opened_at)))
        for alert in one.alerts
    ]


def _decisions(person: Person, one: Situation) -> list[Block]:
    if not one.run or not one.tally or not may(person.roles, Act.PREPARE):
        return []
    ready, near = one.tally.of(state=RowState.READY), one.tally.of(state=RowState.DECIDE)
    what = f"{count(ready, 'change')} to confirm, {count(near, 'match', 'matches')} to decide"
    said = f":clipboard: The plan for {escape(one.run.company_name)}: {what}."
    said += " Its message has the button to confirm." if ready else ""
    decide = [blocks.button(f"Decide {count(near, 'match', 'matches')}", REVIEW, value=one.run.id, style="primary")]
    rows = blocks.button("See every row", ROWS, value=one.run.id)
    return [blocks.section(said), blocks.actions(*(decide if near else []), rows)]


def _last_sync(one: Situation) -> list[Block]:
    if one.status.connection is None:
        return []
    if one.run is None:
        return [blocks.context("Not synced yet. `/sync-counterparties` shows what a sync would do.")]
    last = one.run.finished_at or one.run.planned_at or one.run.started_at
    who = f"by <@{one.run.started_by}>"
    return [blocks.context(f"The last sync, {who}, {STATES[one.run.state]} ({moment(last)}).")]


def _buttons(person: Person, one: Situation) -> list[Block]:
    made = []
    if one.status.connection and may(person.roles, Act.PREPARE):
        label = f"Sync counterparties of {one.status.department}"
        made.append(blocks.button("Sync counterparties", SYNC, value=one.status.department, label=label))
    if may(person.roles, Act.CONTROL):
        made += status_buttons(one.status)
    return [blocks.actions(*made)] if made else []


def _shortcuts(person: Person) -> list[Block]:
    bills = [blocks.button("Enter a vendor's bill", NEW_BILL)] if may(person.roles, Act.ENTER) else []
    bills += [blocks.button("Receive a payment", NEW_RECEIPT)] if bills else []
    made = [*bills, blocks.button("Vouchers", VOUCHERS)]
    if may(person.roles, Act.PREPARE):
        made += [blocks.button("New counterparty", NEW), blocks.button("Import counterparties", IMPORT)]
    return made


def _updated(at: datetime) -> Block:
    return blocks.context(f"Updated {moment(at, style='{time}')}")
