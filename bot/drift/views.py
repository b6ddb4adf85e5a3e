"""What is shown of a change made in QuickBooks: one message, the list of `/accounting drift`, and the window of Ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape
from bot.proofs.views import OPENS
from domain.drift.finding import WAITING, Drift, DriftState, Effect, What
from domain.drift.watching_books import MOST_TOLD
from domain.money import shown

RESTORE, ADOPT, ASK, ASKED, SHOW = "drift.restore", "drift.adopt", "drift.ask", "drift.asked", "drift.show"
MOST_ROWS: Final = 30
MOST_EFFECTS: Final = 20
MOST_IN_LIST: Final = 40
WIDE: Final = 700
Words = tuple[str, list[Block]]
STANDS: Final = {
    DriftState.RESTORING: (":hourglass_flowing_sand: It is being restored", ""),
    DriftState.RESTORED: (":white_check_mark: Restored", "QuickBooks says again what Tieout holds"),
    DriftState.ADOPTED: (":white_check_mark: Adopted", "Tieout holds now what QuickBooks says"),
    DriftState.HEALED: (":white_check_mark: Put right by hand", ""),
}
BY_PEOPLE: Final = (DriftState.RESTORING, DriftState.RESTORED, DriftState.ADOPTED)
PROOFS: Final = {
    "R1": "receivables",
    "R2": "open payables",
    "R3": "Accrued Sales",
    "R4": "unapplied cash",
    "R5": "sales tax",
    "R6": "gross profit",
    "R7": "unpaid vouchers",
}


def title(drift: Drift) -> str:
    """`Someone changed Bill INV-7781 in QuickBooks`."""
    who = drift.who or "Someone"
    match drift.what:
        case What.EDITED:
            return f"{who} changed {drift.name} in QuickBooks"
        case What.DELETED:
            return f"{who} deleted {drift.name} in QuickBooks"
        case What.FOREIGN:
            return f"{who} keyed {drift.name} on our accounts in QuickBooks"
        case _:
            return "The closing date in QuickBooks was moved back"


@dataclass(frozen=True)
class Beside:
    """What leads on from a finding: the document's `page` in QuickBooks, and the window of what it stands for here."""

    page: str = ""
    opening: tuple[str, str] | None = None


def message(drift: Drift, beside: Beside = Beside()) -> Words:
    """The finding as it stands, with what can be done about it."""
    mark = ":white_check_mark:" if drift.settled else ":rotating_light:"
    opens = None
    if beside.opening:
        kind, id = beside.opening
        opens = blocks.button(f"Open {kind}", OPENS[kind], value=id, label=f"Open the {kind} of {drift.name}")
    there = f" · <{beside.page}|{escape(drift.name)}>" if beside.page else ""
    said = [blocks.section(f"{mark} *{escape(title(drift))}*\n{_when(drift)}{there}", accessory=opens)]
    said += _table(drift)
    if told := _effects(drift.moved):
        said.append(blocks.section(f"*{'What it did' if drift.settled else 'What it does'}*\n{told}"))
    said += [blocks.section(_proofs(drift))] if drift.proofs or drift.proved or drift.closed else []
    if drift.what is What.CLOSING_DATE and not drift.settled:
        said.append(
            blocks.section("Have it moved in QuickBooks to cover what was signed; this message closes itself then.")
        )
    if drift.words and not drift.settled:
        said.append(blocks.section(f":warning: It could not be restored. {escape(drift.words[:1500])}"))
    if drift.state in WAITING:
        said.append(blocks.actions(*_buttons(drift)))
        said += [blocks.context(f"asked by {blocks.mention(drift.asked_by)}, in the thread")] if drift.asked_by else []
    else:
        said.append(blocks.section(_stands(drift)))
    return title(drift), said


def many(department: str, count: int) -> Words:
    """More was changed at once than has a message each."""
    text = f"{count:,} changes in QuickBooks were found for {department} at once"
    where = f"The first {MOST_TOLD} have a message here; `/accounting drift` lists the others, too."
    said = f":rotating_light: *{escape(text)}*\n{where}"
    return text, [blocks.section(said)]


def question(drift: Drift, owner: str) -> Words:
    """What is asked in the thread: of whoever owns the close, where somebody does."""
    to = f"{blocks.mention(owner)} " if owner and owner != drift.asked_by else ""
    text = f"{to}{blocks.mention(drift.asked_by)} asks: {escape(drift.question)}"
    return f"A question about {drift.name}", [blocks.section(text)]


def ask_window(drift: Drift) -> View:
    """Where the question is written."""
    what = blocks.field("question", "What do you want to know?", blocks.text_input(multiline=True, limit=1000))
    head = blocks.section(escape(title(drift)))
    return blocks.modal("Ask", [head, what], callback_id=ASKED, submit="Ask", close="Cancel", metadata=drift.id)


def read_asked(view: View) -> tuple[str, str]:
    """The finding, and the question."""
    return view["private_metadata"], blocks.typed(view["state"], "question")


def listing(department: str, found: Sequence[Drift], total: int) -> Words:
    """The newest findings that need somebody, of a `total`."""
    if not found:
        text = f"QuickBooks holds what Tieout holds for {department}: nothing was changed there that is not settled."
        return text, [blocks.section(f":large_green_circle: {escape(text)}")]
    head = f"{blocks.count(total, 'change')} in QuickBooks to settle for {department}"
    said = [blocks.section(f":rotating_light: *{escape(head)}*")]
    for drift in found[:MOST_IN_LIST]:
        press = blocks.button("Show", SHOW, value=drift.id, label=f"Show {drift.name}")
        line = f"*{escape(title(drift))}*\n{_when(drift)}{_breaks(drift)}"
        said.append(blocks.section(line, accessory=press))
    left = total - min(len(found), MOST_IN_LIST)
    said += [blocks.context(f"and {left:,} more: what is settled makes room for them here")] if left > 0 else []
    return head, said


def _when(drift: Drift) -> str:
    changed = f"changed {blocks.moment(drift.changed_at)}, " if drift.changed_at else ""
    return f"{escape(drift.department)} · {changed}noticed {blocks.moment(drift.noticed_at)}"


def _table(drift: Drift) -> list[Block]:
    labels = [*drift.before, *(label for label in drift.after if label not in drift.before)]
    if not labels:
        return []
    ours, theirs = drift.before, drift.after
    if not ours or not theirs:
        one, head = (ours, "Before") if ours else (theirs, "In QuickBooks")
        return [blocks.table(("", head), [(label, _cell(one[label])) for label in labels[:MOST_ROWS]], right=(1,))]
    rows = [(label, _cell(ours.get(label, "–")), _cell(theirs.get(label, "–"))) for label in labels[:MOST_ROWS]]
    return [blocks.table(("", "Before", "In QuickBooks now"), rows, right=(1, 2))]


def _cell(text: str) -> str:
    return blocks.clip(text, WIDE)


def _effects(moved: Sequence[Effect]) -> str:
    """By account and month, in words of more and less."""
    sums: dict[tuple[str, str], int] = {}
    for one in moved:
        key = (one.name, f"{one.on:%B %Y}")
        sums[key] = sums.get(key, 0) + one.amount
    lines = [
        f"• {escape(name)}: {'debit' if amount > 0 else 'credit'} of *{shown(abs(amount))}* too much in {month}"
        for (name, month), amount in sums.items()
        if amount
    ]
    left = len(lines) - MOST_EFFECTS
    return "\n".join(lines[:MOST_EFFECTS] + ([f"• and {left} more"] if left > 0 else []))


def _proofs(drift: Drift) -> str:
    named = ", ".join(f"{code} {PROOFS[code]}" for code in drift.proofs.split())
    said = [f"*Proofs it {'broke' if drift.settled else 'breaks'}*: {named}"] if named else []
    if drift.proved:
        said.append(f":lock: {escape(drift.proved)}")
    elif drift.closed:
        said.append(f":lock: It reaches into a closed month: {', '.join(drift.months)}")
    return "\n".join(said)


def _breaks(drift: Drift) -> str:
    return f" · breaks {', '.join(drift.proofs.split())}" if drift.proofs else ""


def _stands(drift: Drift) -> str:
    """`Restored by @clara: QuickBooks says again what Tieout holds.`"""
    did, means = STANDS[drift.state]
    if drift.what is What.DELETED and drift.subject and drift.state is DriftState.ADOPTED:
        means = "it is taken back in Tieout too"
    by = f" by {blocks.mention(drift.settled_by)}" if drift.state in BY_PEOPLE else ""
    return f"{did}{by}: {means}." if means else f"{did}{by}."


def _buttons(drift: Drift) -> list[Block]:
    """Restore is of our own documents; some things can only be restored."""
    found = []
    if drift.subject:
        sure = blocks.asks(
            "Restore?",
            f"{drift.name} will say again what Tieout holds. What was changed is lost.",
            "Restore",
        )
        found.append(blocks.button("Restore", RESTORE, value=drift.id, style="primary", confirm=sure))
    if drift.adoptable:
        gone = drift.what is What.DELETED and drift.subject
        means = "It is taken back in Tieout too." if gone else "Tieout takes over what QuickBooks says, in open months."
        sure = blocks.asks("Adopt?", means, "Adopt", danger=True)
        found.append(blocks.button("Adopt", ADOPT, value=drift.id, confirm=sure))
    return [*found, blocks.button("Ask", ASK, value=drift.id)]
