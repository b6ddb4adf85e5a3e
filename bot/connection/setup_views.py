"""The list of steps of setting up: what is done, what comes next, and the button for it (S0-01, S0-02)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from bot import blocks
from bot.blocks import Block, count, escape, moment
from bot.connection.alert_views import Words
from bot.connection.views import CONNECT, RECONNECT, SETUP_AGAIN, SETUP_SYNC
from bot.counterparties.views import IMPORT
from domain.connections.connection import ConnectionState
from domain.connections.setup import NUMBERS_OFF, Setup, Step
from domain.role import Act, Role, may

TASKS: Final = {
    Step.COUNTERPARTIES: "Import counterparties",
    Step.CONNECTION: "Connect QuickBooks",
    Step.ACCOUNT_NUMBERS: "Switch on account numbers in QuickBooks",
    Step.SYNC: "Sync counterparties with QuickBooks",
}
NEEDS: Final = {
    Step.COUNTERPARTIES: Act.PREPARE,
    Step.CONNECTION: Act.CONTROL,
    Step.ACCOUNT_NUMBERS: Act.LOOK,
    Step.SYNC: Act.PREPARE,
}
DONE, NEXT, OPEN = ":white_check_mark: Done:", ":arrow_right: Next:", ":white_circle: Later:"
ASKING: Final = "Asking QuickBooks…"


def in_short(setup: Setup) -> str:
    """`Setup: 2 of 4`, and what comes next."""
    then = f"Next: {TASKS[setup.next]}." if setup.next else "Nothing is left to do."
    return f"Setup: {setup.done} of {len(Step)}. {then}"


def setup_message(
    setup: Setup,
    roles: Collection[Role],
    at: datetime,
    *,
    named: bool,
    asked: str = "",
    advice: Sequence[str] = (),
) -> Words:
    """The one message of a department's setup. `asked` is what is known of the question to the books: that it is under
    way, or why they did not answer; `advice` is what should be set right there before anything is posted.
    """
    of = f" of {setup.status.department}" if named else ""
    steps = [
        blocks.section(_line(setup, step, number, asked), accessory=_button(setup, step, roles))
        for number, step in enumerate(Step, 1)
    ]
    value = setup.status.department
    again = blocks.button("Refresh", SETUP_AGAIN, value=value, label=f"Refresh the setup of {value}")
    head = blocks.header(f"Setup{of}: {setup.done} of {len(Step)} steps done")
    updated = blocks.context(f"Updated {moment(at, style='{time}')}")
    return escape(in_short(setup)), [head, *steps, *_advice(advice), blocks.actions(again), updated]


def _advice(advice: Sequence[str]) -> list[Block]:
    if not advice:
        return []
    said = "\n".join(f"• {escape(each)}" for each in advice)
    return [blocks.section(f":bulb: *Before the first posting:*\n{said}")]


def setup_broke(words: str) -> Words:
    """That the list could not be made."""
    text = f"The steps of setting up could not be listed: {escape(words)}"
    return text, [blocks.section(f":warning: {text}")]


def _line(setup: Setup, step: Step, number: int, asked: str) -> str:
    mark = DONE if setup.is_done(step) else NEXT if step is setup.next else OPEN
    return f"{mark} *{number}. {TASKS[step]}*\n{_facts(setup, step, asked)}"


def _facts(setup: Setup, step: Step, asked: str) -> str:
    match step:
        case Step.COUNTERPARTIES:
            return _counterparties(setup)
        case Step.CONNECTION:
            return _connection(setup)
        case Step.ACCOUNT_NUMBERS:
            return _account_numbers(setup, asked)
        case Step.SYNC:
            return _sync(setup)


def _counterparties(setup: Setup) -> str:
    if not setup.counterparties:
        return "None yet. Import a file, or create them one by one with `/counterparty new`."
    return f"{count(setup.counterparties, 'active counterparty', 'active counterparties')}."


def _connection(setup: Setup) -> str:
    connection = setup.status.connection
    if connection is None:
        return "Not yet. A controller connects it with `/accounting connect`."
    company = escape(connection.company_name)
    if connection.state is ConnectionState.LOST:
        return f"The connection to {company} is lost. A controller reconnects it with `/accounting reconnect`."
    whose = "Main's company " if setup.status.shared else ""
    return f"{whose}{company} · {moment(connection.connected_at)}"


def _account_numbers(setup: Setup, asked: str) -> str:
    if not setup.is_done(Step.CONNECTION):
        return "QuickBooks tells once it is connected."
    if setup.account_numbers is None or asked:
        return escape(asked or "QuickBooks was not asked yet. Press Refresh.")
    return (
        "They are switched on." if setup.account_numbers else f"{NUMBERS_OFF.sentence} {escape(NUMBERS_OFF.next_step)}"
    )


def _sync(setup: Setup) -> str:
    if not setup.status.connection or not setup.counterparties:
        return "`/sync-counterparties` shows a plan before it writes anything."
    linked = f"{setup.linked:,} of {count(setup.counterparties, 'counterparty', 'counterparties')} linked."
    left = setup.counterparties - setup.linked
    return f"{linked} {left:,} left alone so far." if left and setup.finished else linked


def _button(setup: Setup, step: Step, roles: Collection[Role]) -> Block | None:
    """For the step that comes next and those that are done; a step further on waits for its turn."""
    next_one = step is setup.next
    if not may(roles, NEEDS[step]) or not (next_one or setup.is_done(step)):
        return None
    style, value = "primary" if next_one else None, setup.status.department
    match step:
        case Step.COUNTERPARTIES:
            return blocks.button("Import counterparties", IMPORT, value=value, style=style)
        case Step.CONNECTION:
            return _connect_button(setup, style)
        case Step.ACCOUNT_NUMBERS:
            return None
        case Step.SYNC:
            return blocks.button("Sync counterparties", SETUP_SYNC, value=value, style=style)


def _connect_button(setup: Setup, style: str | None) -> Block | None:
    connection, value = setup.status.connection, setup.status.department
    if connection is None:
        return blocks.button("Connect QuickBooks", CONNECT, value=value, style=style)
    own = not setup.status.shared and connection.state is ConnectionState.LOST
    return blocks.button("Reconnect", RECONNECT, value=value, style=style) if own else None
