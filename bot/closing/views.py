"""The one message of a month's close: every step with its light, its owner and what it waits for, and its button."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, escape, mention
from domain.closing.close_view import CloseView, StepState, StepView
from domain.closing.due import Due
from domain.closing.month_end import Reopening, ReopeningState, Step
from domain.ledger.period import PeriodState, in_words
from domain.money import shown

LEFT, LATE, LOCK, UNLOCK, REPORT = "closing.left", "closing.late", "closing.lock", "closing.unlock", "closing.report"
ENTRY, TRY_AGAIN, WITHDRAW, PROVE = "closing.entry", "closing.try_again", "closing.withdraw", "closing.prove"
CASH, INVENTORY, READ_DATE, SIGN = "closing.cash", "closing.inventory", "closing.read_date", "closing.sign"
OWNERS, PACKET, REOPEN, CONFIRM = "closing.owners", "closing.packet", "closing.reopen", "closing.confirm"
DROP, GO, BEGIN = "closing.drop", "closing.go", "closing.begin"
LIGHTS: Final = {
    StepState.DONE: ":white_check_mark:",
    StepState.OPEN: ":large_blue_circle:",
    StepState.WAITING: ":white_circle:",
    StepState.RUNNING: ":hourglass_flowing_sand:",
    StepState.FAILED: ":red_circle:",
}
STATES: Final = {
    PeriodState.OPEN: ":unlock: Open",
    PeriodState.LOCKED: ":lock: Locked",
    PeriodState.CLOSED: ":lock: Closed and signed",
    PeriodState.REOPENED: ":unlock: Open again",
}
Words = tuple[str, list[Block]]
HELP: Final = "\n".join(
    (
        "*/close-period* closes a month, step by step, in one message in the channel:",
        "• `/close-period`: the month that is to be closed next",
        "• `/close-period 2025-01` or `/close-period January`: that month",
        "• `/close-period west 2025-01`: of another department",
        "• `/close-period report 2025-01`: only its Closing Adjustments report, as XLSX and PDF",
        "Anyone of the team prepares. A controller locks, approves an entry that somebody else proposed, and signs. "
        "Reopening a closed month takes two controllers and a reason.",
    )
)


@dataclass(frozen=True)
class Card:
    """Everything the message shows. `lights` are the proofs, `inventory` whether stock is valued."""

    view: CloseView
    due: Due
    lights: Sequence[tuple[str, bool]]
    inventory: bool


def value(department: str, month: str, more: str = "") -> str:
    """What a button carries."""
    return f"{month}|{more}|{department}"


def read_value(text: str) -> tuple[str, str, str]:
    """Department, month, and what more the button showed."""
    month, more, department = text.split("|", 2)
    return department, month, more


def message(card: Card) -> Words:
    """The close as it stands."""
    view = card.view
    title = f"Close of {in_words(view.month)}, {view.department}"
    head = [blocks.header(title), blocks.section(f"*{STATES[view.state]}*{_time(card)}\n{_next(view)}")]
    steps = [
        blocks.section(_step(card, number, one), accessory=_press(view, one))
        for number, one in enumerate(view.steps, start=1)
    ]
    text = f"{title}: {STATES[view.state].split(' ', 1)[1].lower()}. {_next(view, plain=True)}"
    return text, [*head, *_unowned(view), *_reopening(view), *steps, blocks.actions(*_more(card), block_id="more")]


def reopened(asked: Reopening) -> Words:
    """The alarm: a closed month takes writes again."""
    month, of = in_words(asked.month), escape(asked.department)
    said = (
        f":rotating_light: *{month} of {of} is open again.* {mention(asked.asked_by)} asked for it and "
        f"{mention(asked.confirmed_by)} confirmed it.\n>{escape(asked.reason)}\n"
        f"Its closing entry is reversed, and months after it are to be proved again. "
        f"`/close-period {of} {asked.month}` closes it anew."
    )
    return f"{month} of {asked.department} is open again", [blocks.section(said)]


def asks_second(asked: Reopening) -> Words:
    """For the thread: somebody wants the month open again."""
    month = in_words(asked.month)
    said = f":unlock: {mention(asked.asked_by)} asks to reopen {month}. Another controller confirms it above."
    return f"Reopening of {month} asked for", [blocks.section(f"{said}\n>{escape(asked.reason)}")]


def home_month(card: Card, link: str) -> list[Block]:
    """A department's month on Home: its steps as lights with their owners, its proofs, the days left."""
    view = card.view
    done = sum(one.state is StepState.DONE for one in view.steps)
    head = (
        f":calendar: *{in_words(view.month)}* · {STATES[view.state]} · {done} of {len(view.steps)} steps{_time(card)}"
    )
    name = f"the close of {in_words(view.month)}, {view.department}"
    if link:
        press = blocks.button("Go to the close", GO, url=link, label=f"Go to {name}")
    else:
        press = blocks.button("Begin the close", BEGIN, value=value(view.department, view.month), label=f"Begin {name}")
    if not card.due.ended:
        begins = f"{head}\nIt can be closed when it is over."
        return [blocks.section(begins)]
    steps = "\n".join(f"{LIGHTS[one.state]} {one.step}{_whose(one)}" for one in view.steps)
    said = [blocks.section(f"{head}\n{_next(view)}", accessory=press), blocks.context(steps)]
    return [*said, *([blocks.context(f"Proofs  {_proofs(card.lights)}")] if card.lights else [])]


def _time(card: Card) -> str:
    due, view = card.due, card.view
    if view.state is PeriodState.CLOSED:
        return ""
    if not due.ended:
        return " · the month is not over yet"
    if due.late:
        return f" · :warning: {blocks.count(due.late, 'business day')} late, it was due on {due.on:%-d %B %Y}"
    return f" · {blocks.count(due.left, 'business day')} left, due on {due.on:%-d %B %Y}"


def _unowned(view: CloseView) -> list[Block]:
    """How many steps are nobody's."""
    left = sum(one.state is not StepState.DONE and not one.owner for one in view.steps)
    if not left:
        return []
    verb, whom = ("has", "one") if left == 1 else ("have", "them")
    return [blocks.context(f"{blocks.count(left, 'step')} {verb} no owner yet: “Who does what” names {whom}.")]


def _next(view: CloseView, *, plain: bool = False) -> str:
    one = view.next_step
    if one is None:
        running = any(step.state is StepState.RUNNING for step in view.steps)
        return "QuickBooks is at work." if running else "Every step is done."
    return f"Next: {one.step}{'' if plain else _whose(one)}."


def _whose(one: StepView) -> str:
    if one.state is StepState.DONE:
        return f", {mention(one.done_by)}" if one.done_by else ""
    return f", {mention(one.owner)}" if one.owner else ""


def _step(card: Card, number: int, one: StepView) -> str:
    who = _whose(one)
    said = f"{LIGHTS[one.state]} *{number}. {one.step}*{who}"
    if one.waits_for:
        said += f" · _{escape(one.waits_for)}_" if one.state is StepState.WAITING else f"\n{escape(one.waits_for)}"
    return f"{said}{_facts(card, one)}"


def _facts(card: Card, one: StepView) -> str:
    view = card.view
    if one.step is Step.PROPOSE and view.numbers:
        return f"\n{escape(', '.join(view.numbers))} of {shown(view.total)}"
    if one.step is Step.PROOFS and card.lights:
        return f"\n{_proofs(card.lights)}"
    return ""


def _proofs(lights: Sequence[tuple[str, bool]]) -> str:
    return "  ".join(f"{':large_green_circle:' if ok else ':red_circle:'} {code}" for code, ok in lights)


BUTTONS: Final[dict[Step, tuple[str, str]]] = {
    Step.LEFTOVERS: ("What is left", LEFT),
    Step.LATE_BILLS: ("Decide", LATE),
    Step.LOCK: ("Lock", LOCK),
    Step.REPORT: ("Report", REPORT),
    Step.PROPOSE: ("Preview", ENTRY),
    Step.APPROVE: ("Look and approve", ENTRY),
    Step.POST: ("Try again", TRY_AGAIN),
    Step.PROOFS: ("Run the proofs", PROVE),
    Step.CASH: ("Hand over the report", CASH),
    Step.CLOSING_DATE: ("Read it now", READ_DATE),
    Step.SIGN: ("Sign", SIGN),
}
ALWAYS: Final = (Step.REPORT,)
LOOKS: Final = {StepState.WAITING: "Preview as it stands", StepState.DONE: "Look at it"}


def _press(view: CloseView, one: StepView) -> Block | None:
    """The button of a step that somebody can do; a done step keeps the ones that only show or may be done again."""
    text, action = BUTTONS[one.step]
    again = one.step in (Step.PROOFS, Step.CASH, Step.CLOSING_DATE) and view.state is PeriodState.LOCKED
    shows = one.step in ALWAYS or (one.step is Step.PROPOSE and view.state is not PeriodState.CLOSED)
    can = one.state in (StepState.OPEN, StepState.FAILED) or (one.state is StepState.DONE and again)
    if (not can and not shows) or (one.step is Step.POST and one.state is not StepState.FAILED):
        return None
    if one.step is Step.PROPOSE and one.state in LOOKS:
        text = LOOKS[one.state]
    following = view.next_step is not None and view.next_step.step is one.step
    label = f"{text}: {one.step}, {in_words(view.month)}"
    value_ = value(view.department, view.month)
    return blocks.button(text, action, value=value_, style="primary" if following else None, label=label)


def _more(card: Card) -> list[Block]:
    """What belongs to no one step."""
    view = card.view
    posting = view.step(Step.POST)
    made = [_button(view, "Who does what", OWNERS)]
    if card.inventory and view.state is not PeriodState.CLOSED:
        made.append(_button(view, "Inventory value", INVENTORY))
    if view.state is PeriodState.LOCKED and view.withdrawable:
        asks = blocks.asks("Withdraw the entry?", "Nothing of it is in QuickBooks.", "Withdraw")
        made.append(_button(view, "Withdraw the entry", WITHDRAW, confirm=asks))
    if view.state is PeriodState.LOCKED and posting.state is StepState.WAITING:
        made.append(_button(view, "Unlock", UNLOCK))
    if view.state is PeriodState.CLOSED:
        made.append(_button(view, "Packet", PACKET))
    if view.reopening is None and (view.state is PeriodState.CLOSED or posting.state is StepState.DONE):
        made.append(_button(view, "Reopen", REOPEN, style="danger"))
    return made


def _reopening(view: CloseView) -> list[Block]:
    asked = view.reopening
    if asked is None:
        return []
    said = f":rotating_light: {mention(asked.asked_by)} asks to reopen {in_words(view.month)}.\n>{escape(asked.reason)}"
    if asked.state is ReopeningState.ASKED:
        question = blocks.asks(
            f"Reopen {in_words(view.month)}?",
            "Its closing entry is reversed in QuickBooks, and the month takes writes again. The channel hears of it.",
            "Reopen",
            danger=True,
        )
        confirm = _button(view, "Confirm", CONFIRM, more=asked.id, style="danger", confirm=question)
        return [blocks.section(said), blocks.actions(confirm, _button(view, "Drop it", DROP, more=asked.id))]
    state = f":hourglass_flowing_sand: QuickBooks takes the reversal; {mention(asked.confirmed_by)} confirmed it."
    if not view.trouble:
        return [blocks.section(f"{said}\n{state}")]
    again = _button(view, "Try again", f"{TRY_AGAIN}.reversal", style="primary")
    trouble = f"{said}\n:red_circle: QuickBooks did not take the reversal: {escape(view.trouble)}"
    return [blocks.section(trouble), blocks.actions(again)]


def _button(view: CloseView, text: str, action: str, *, more: str = "", **how: Any) -> Block:
    label = f"{text}: {in_words(view.month)}, {view.department}"
    return blocks.button(text, action, value=value(view.department, view.month, more), label=label, **how)
