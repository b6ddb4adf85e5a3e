"""What `/accounting` answers: how each department is connected, the windows to connect and disconnect, the help."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape, moment
from bot.words import command_words
from domain.connections.connecting import Status
from domain.connections.connection import Connection, ConnectionState, ConsentPurpose
from domain.problems import Problem

CONNECT, RECONNECT, DISCONNECT = "connection.connect", "connection.reconnect", "connection.disconnect"
CONSENT, TEST, DEPARTMENT = "connection.consent", "connection.test", "connection.department"
RENEW = "connection.renew"
SETUP, SETUP_AGAIN, SETUP_SYNC = "connection.setup", "connection.setup_again", "connection.setup_sync"
WORDS: Final = ("status", "setup", "connect", "reconnect", "disconnect", "test", "help")
WITH_WORDS: Final = ("audit",)
SYSTEM: Final = "QuickBooks Online"
STATES: Final = {
    ConnectionState.CONNECTED: ":white_check_mark: Connected",
    ConnectionState.LOST: ":red_circle: Connection lost",
    ConnectionState.DISCONNECTED: ":white_circle: Disconnected",
}


def read_command(text: str, departments: Sequence[str], more: Sequence[str] = ()) -> tuple[str, str]:
    """The sub-command (`status` for none) and the department named with it, or `""`. Raises Problem for a slip.

    `more` are sub-commands of other features; those of `WITH_WORDS` take any words instead of a department.
    """
    words = command_words(text).replace('"', "").split(" ", 1)
    word, rest = words[0].lower() or "status", words[1] if len(words) > 1 else ""
    if word == "help" and rest.casefold() in more:
        word, rest = rest.casefold(), ""
    if word not in (*WORDS, *more):
        near = get_close_matches(word, (*WORDS, *more), n=1)
        hint = f"Did you mean /accounting {' '.join([near[0], *words[1:]])}?" if near else "Try /accounting help."
        raise Problem(f"I do not know /accounting {word}.", next_step=hint)
    if word in WITH_WORDS:
        return word, rest
    return word, _department(rest, departments) if rest and word != "help" else ""


def _department(name: str, departments: Sequence[str]) -> str:
    by_name = {department.casefold(): department for department in departments}
    if found := by_name.get(name.casefold()):
        return found
    near = get_close_matches(name.casefold(), by_name, n=1)
    hint = f"Did you mean {by_name[near[0]]}?" if near else f"There is: {', '.join(departments)}."
    raise Problem(f"There is no department {name}.", next_step=hint)


def help_text(support: str) -> str:
    """All of `/accounting`, and whom to ask."""
    return (
        "*/accounting* connects Tieout with QuickBooks and shows how the connection is.\n"
        "• `/accounting` or `/accounting status`: company, environment, age of the credentials\n"
        "• `/accounting setup`: the steps of setting up, and what is left of them\n"
        "• `/accounting connect`: a link to QuickBooks, where an administrator of the company gives consent\n"
        "• `/accounting reconnect`: a new consent for the same company; work that waits goes on by itself\n"
        "• `/accounting test`: asks QuickBooks whether reading and writing are allowed, and writes nothing\n"
        "• `/accounting disconnect`: ends the connection; history is kept\n"
        "• `/accounting accounts`: our chart of accounts, and which accounts of QuickBooks stand behind it\n"
        "• `/accounting terms`: payment terms, and which terms of QuickBooks stand behind them\n"
        "• `/accounting opening`: what was open at go-live, by file, compared with QuickBooks before it comes in\n"
        "• `/accounting settings`: how the department works, such as its limits and whether receivables are kept here\n"
        "• `/accounting delegate`: lend your authority to approve to somebody until a day, and take it back\n"
        "• `/accounting override`: let a voucher or a worksheet through that is dated before go-live\n"
        "• `/accounting drift`: what people changed in QuickBooks that is not settled yet\n"
        "• `/accounting reminders`: of what you and the channel are reminded, and where you live\n"
        "• `/accounting audit`: who did what and when; words, a name or a number behind it find what concerns them\n"
        "• `/accounting help flow`: a picture of which work people do, and which goes by itself\n"
        "With several departments, name one: `/accounting connect sales`. "
        f"Connecting and disconnecting need the role controller.\nStuck? Ask {escape(support)}."
    )


def status(statuses: Sequence[Status], *, controls: bool) -> tuple[str, list[Block]]:
    """How every department is connected; a controller sees what can be done about it."""
    shown: list[Block] = []
    for one in statuses:
        shown += [*connection_blocks(one, named=len(statuses) > 1), *_status_buttons(one, controls)]
    text = "; ".join(_in_short(one) for one in statuses)
    return text, shown


def connection_blocks(status: Status, *, named: bool) -> list[Block]:
    """One department's connection in words (S0-20)."""
    head = f"*{escape(status.department)}*: " if named else ""
    connection = status.connection
    if connection is None:
        said = f"{head}:white_circle: Not connected to an accounting system."
        return [blocks.section(f"{said}\nA controller connects it with `/accounting connect`.")]
    last = moment(connection.last_success_at) if connection.last_success_at else "never"
    facts = [
        (
            "Accounting system",
            f"{SYSTEM}{'' if connection.environment == 'production' else f' ({connection.environment})'}",
        ),
        ("Company", escape(connection.company_name)),
        ("Realm", connection.realm),
        ("Last answered", last),
        ("Connected by", f"<@{connection.connected_by}> {moment(connection.connected_at)}"),
    ]
    made = [blocks.section(f"{head}{STATES[connection.state]} to *{escape(connection.company_name)}*")]
    if status.shared:
        made = [blocks.section(f"{head}{STATES[connection.state]}. {shared(status)}")]
    if connection.state is ConnectionState.LOST:
        since = f" since {moment(connection.lost_at)}" if connection.lost_at else ""
        made.append(blocks.section(f"Work waits{since}: {escape(connection.lost_reason or '')}"))
    return [*made, blocks.fields(facts), blocks.context("Credentials: " + " · ".join(status.ages))]


def shared(status: Status) -> str:
    """That a department without a connection of its own posts through main's (S0-14)."""
    company = escape(status.connection.company_name) if status.connection else ""
    name = escape(status.department)
    return f"{name} has no connection of its own and posts to main's company *{company}*."


def status_buttons(status: Status) -> list[Block]:
    """What a controller can do about a connection."""
    connection, value = status.connection, status.department
    label = f"for {status.department}"
    if connection is None:
        return [blocks.button("Connect QuickBooks", CONNECT, value=value, style="primary", label=f"Connect {label}")]
    test = blocks.button("Test", TEST, value=value, label=f"Test the connection {label}")
    if status.shared:
        return [test]
    renew = blocks.button("Refresh tokens", RENEW, value=value, label=f"Refresh the tokens {label}")
    lost = connection.state is ConnectionState.LOST
    style = "primary" if lost else None
    again = blocks.button("Reconnect", RECONNECT, value=value, style=style, label=f"Reconnect {label}")
    return [again, renew, test] if lost else [test, renew, again]


def _status_buttons(status: Status, controls: bool) -> list[Block]:
    return [blocks.actions(*status_buttons(status))] if controls else []


def _in_short(status: Status) -> str:
    connection = status.connection
    if connection is None:
        return f"{escape(status.department)}: not connected"
    word = "connection lost" if connection.state is ConnectionState.LOST else "connected"
    whose = "main's company " if status.shared else ""
    return f"{escape(status.department)}: {word} to {whose}{escape(connection.company_name)}"


def choose_window(purpose: ConsentPurpose, departments: Sequence[str]) -> View:
    """Which department is meant."""
    options = [blocks.option(name, name) for name in departments]
    menu = blocks.select(DEPARTMENT, "Choose a department", options)
    ask = blocks.section("Which department is this for?", accessory=menu)
    return blocks.modal(_title(purpose), [ask], metadata=purpose.value)


def consent_window(url: str, purpose: ConsentPurpose, status: Status, news_channel: str) -> View:
    """The link to the consent page. It belongs to the person who asked for it."""
    company = status.connection.company_name if status.connection and not status.shared else ""
    choose = f"choose *{escape(company)}*" if company and purpose is ConsentPurpose.RECONNECT else "choose the company"
    said = [
        blocks.section(f"Accounting system: *{SYSTEM}*\nDepartment: *{escape(status.department)}*"),
        blocks.section(f"Open QuickBooks, {choose}, and allow Tieout to keep its books. Then come back here."),
        blocks.actions(blocks.button("Open QuickBooks", CONSENT, url=url, style="primary")),
        blocks.context(
            "You must be an administrator of the company in QuickBooks.",
            "The link is yours alone, works once, and lasts ten minutes.",
            *([f"<#{news_channel}> hears when it is done."] if news_channel else []),
        ),
    ]
    return blocks.modal(_title(purpose), said)


def consented_window(connection: Connection) -> View:
    """What the window with the link says once consent was given."""
    said = f":white_check_mark: *Connected to {escape(connection.company_name)}*, {moment(connection.connected_at)}."
    next_step = "`/accounting setup` shows what is left to do."
    return blocks.modal("QuickBooks connected", [blocks.section(said), blocks.context(next_step)], close="Done")


def _title(purpose: ConsentPurpose) -> str:
    return "Reconnect QuickBooks" if purpose is ConsentPurpose.RECONNECT else "Connect QuickBooks"


def disconnect_window(connection: Connection) -> View:
    """Asks for the company's name, so that nobody ends a connection by a slip."""
    name = connection.company_name
    warned = (
        f"This ends the connection of *{escape(connection.department)}* to *{escape(name)}* "
        f"(realm {connection.realm}).\nWhat was posted stays in QuickBooks, and history stays here. "
        "Work that waits goes on when the same company is connected again."
    )
    typed = blocks.field("confirmation", f"Type the company's name: {name}", blocks.text_input())
    return blocks.modal(
        "Disconnect QuickBooks",
        [blocks.section(warned), typed],
        callback_id=DISCONNECT,
        submit="Disconnect",
        close="Keep it",
        metadata=connection.department,
    )


def read_disconnect(view: View) -> tuple[str, str]:
    """The department and the name that was typed."""
    return view["private_metadata"], blocks.typed(view["state"], "confirmation")


def disconnected_window(ended: Connection, at: datetime, left: Status) -> View:
    """What became of it, and where the department posts with what is `left`."""
    said = [f":white_check_mark: Disconnected from *{escape(ended.company_name)}*, {moment(at)}."]
    if left.shared:
        said.append(f":warning: From now on {shared(left)}")
    again = blocks.context("`/accounting connect` connects again.")
    return blocks.modal("Disconnected", [*(blocks.section(each) for each in said), again])
