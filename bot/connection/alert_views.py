"""What the channel and people are told of connections: alerts, that one was made or ended, what a test found."""

from collections.abc import Sequence
from datetime import date

from bot import blocks
from bot.blocks import Block, count, escape, moment
from bot.connection.views import RECONNECT, TEST
from domain.connections.alert import Alert, Matter
from domain.connections.connection import Connection, ConnectionState

Words = tuple[str, list[Block]]

NO_LONGER = "QuickBooks no longer lets Tieout in."


def alert_message(alert: Alert, connection: Connection) -> Words:
    """An alert's one message: what, how bad, since when, what to do; or how it ended."""
    if alert.closed_at:
        return _closed(alert, connection)
    text, what, bad, button = _open(alert, connection)
    said = [
        blocks.section(f"{what}\n{bad}"),
        blocks.context(f"Since {moment(alert.opened_at)} · realm {connection.realm} · {connection.environment}"),
        *([blocks.context(escape(alert.detail))] if alert.matter == Matter.CONNECTION_LOST and alert.detail else []),
        blocks.actions(button),
    ]
    return text, [blocks.header(_plain(text)), *said]


def _open(alert: Alert, connection: Connection) -> tuple[str, str, str, Block]:
    company = escape(connection.company_name)
    value = connection.department
    reconnect = blocks.button("Reconnect", RECONNECT, value=value, style="primary", label=f"Reconnect {value}")
    if alert.matter == Matter.CONNECTION_LOST:
        what = f":red_circle: {NO_LONGER}"
        bad = "Nothing is lost: work for this company waits, and goes on by itself once a controller reconnects."
        return f"The QuickBooks connection to {company} is lost", what, bad, reconnect
    if alert.matter == Matter.TOKEN_EXPIRING:
        return (*_expiring(alert, company), reconnect)
    what = f":warning: The test of the connection fails: {escape(alert.detail)}"
    bad = "It is tested again every hour. If QuickBooks itself works, `/accounting reconnect` mends most of this."
    again = blocks.button("Test again", TEST, value=value, label=f"Test the connection of {value} again")
    return f"The QuickBooks connection to {company} has a problem", what, bad, again


def _expiring(alert: Alert, company: str) -> tuple[str, str, str]:
    day = date.fromisoformat(alert.key.rsplit(":", 1)[-1])
    ends = f"{day.day} {day:%B %Y}"
    days = count(int(alert.level.removesuffix("d")), "day")
    why = (
        "QuickBooks asks for consent again from time to time; nothing else renews it."
        if alert.detail == "final"
        else "It renews itself with use, but has not been used for long."
    )
    what = f":hourglass_flowing_sand: The consent ends on *{ends}*, within {days}. {why}"
    bad = "After that nothing can be posted until a controller reconnects. Reconnecting now takes a minute."
    return f"The QuickBooks consent for {company} ends on {ends}", what, bad


def _closed(alert: Alert, connection: Connection) -> Words:
    company = escape(connection.company_name)
    if connection.state is ConnectionState.DISCONNECTED:
        text = f"The QuickBooks connection to {company} was ended"
    elif connection.state is ConnectionState.LOST:
        text = f"The QuickBooks connection to {company} is lost by now; see the newer message"
    else:
        text = f"Healed: the QuickBooks connection to {company} works"
    since = f"{moment(alert.opened_at)} to {moment(alert.closed_at or alert.opened_at)}"
    return text, [blocks.section(f":white_check_mark: {text}."), blocks.context(since)]


def announcement(connection: Connection, ended_by: str = "") -> Words:
    """That a connection was made, made again, or ended, and who did it (S0-16)."""
    company = escape(connection.company_name)
    department = f"Department {escape(connection.department)}"
    facts = blocks.context(f"{department} · realm {connection.realm} · {connection.environment}")
    if connection.state is ConnectionState.DISCONNECTED:
        text = f"Disconnected from {company}"
        by = f" By <@{ended_by}>." if ended_by else ""
        return text, [blocks.section(f":white_circle: *{text}.*{by} What was posted stays; history is kept."), facts]
    again = " again" if connection.version > 1 else ""
    text = f"Connected to {company}{again}"
    who = f"By <@{connection.connected_by}>, {moment(connection.connected_at)}."
    step = "" if again else "\nNext: `/accounting setup` shows what is left to do."
    return text, [blocks.section(f":white_check_mark: *{text}.* {who}{step}"), facts]


def elsewhere(channel: str) -> Block:
    """Why a message comes privately that was meant for a channel."""
    return blocks.context(f"I cannot write in <#{channel}>. Invite me there with `/invite @tieout`.")


def welcome(connection: Connection, amount: int, links: Sequence[str]) -> Words:
    """Where someone's interrupted work stands after a reconnect (S0-19)."""
    company = escape(connection.company_name)
    work = count(amount, "interrupted sync goes", "interrupted syncs go")
    text = f"QuickBooks is connected to {company} again; your {work} on"
    there = "\n".join(f"<{link}|Back to where you were>" for link in links)
    return text, [blocks.section(f":arrow_forward: {text}.\n{there}".rstrip())]


def testing(connection: Connection) -> Words:
    """While a test runs."""
    text = f"Testing the connection to {escape(connection.company_name)}…"
    return text, [blocks.section(f":hourglass_flowing_sand: {text}")]


def tested(connection: Connection, findings: Sequence[str], hints: Sequence[str] = ()) -> Words:
    """What a test found; hints do not make it fail."""
    company = escape(connection.company_name)
    advice = [blocks.context(*(f":bulb: {escape(hint)}" for hint in hints))] if hints else []
    if not findings:
        text = f"The connection to {company} works: reading and writing are allowed"
        return text, [blocks.section(f":white_check_mark: {text}."), *advice]
    text = f"The connection to {company} does not work"
    found = "\n".join(f"• {escape(finding)}" for finding in findings)
    button = blocks.button("Reconnect", RECONNECT, value=connection.department)
    return text, [blocks.section(f":warning: *{text}:*\n{found}"), *advice, blocks.actions(button)]


def renewed(connection: Connection, why_not: str) -> Words:
    """That the tokens are new, or why not."""
    company = escape(connection.company_name)
    if why_not:
        text = f"The tokens of {company} were not renewed: {escape(why_not)}"
        return text, [blocks.section(f":warning: {text}")]
    text = f"The tokens of {company} are renewed"
    return text, [blocks.section(f":white_check_mark: {text}. `/accounting status` shows how long they last.")]


def test_broke(connection: Connection, words: str) -> Words:
    """That a test did not come to its end."""
    text = f"The connection to {escape(connection.company_name)} was not tested: {escape(words)}"
    return text, [blocks.section(f":warning: {text}")]


def _plain(text: str) -> str:
    """An escaped text for a place that shows plain text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
