"""The windows of a close: what is left, late bills, lock, owners, files, signature, reopening."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape, mention
from bot.closing.views import value
from bot.vouchers.windows import OPEN as OPEN_VOUCHER
from domain.closing.close_view import CloseView
from domain.closing.leftovers import LateBill
from domain.closing.month_end import Step
from domain.ledger.period import in_words, last_day, month_before
from domain.money import shown
from domain.problems import Problem
from domain.vouchers.voucher import VoucherState

ON_LATE, ON_LOCK, ON_UNLOCK, ON_OWNERS = "closing.on_late", "closing.on_lock", "closing.on_unlock", "closing.on_owners"
ON_CASH, ON_INVENTORY, ON_SIGN, ON_REOPEN = (
    "closing.on_cash",
    "closing.on_inventory",
    "closing.on_sign",
    "closing.on_reopen",
)
WITHDRAW_BILL: Final = "closing.withdraw_bill"
BILLS_SHOWN: Final = 30
LEFT_SHOWN: Final = 40
REFUSED: Final = (
    "a worksheet into INVOICE",
    "a worksheet out of INVOICE",
    "a change of a sale",
    "a change of an accrual",
    "a sales adjustment",
    "a voucher",
    "the undoing of a voucher",
    "a receipt: posted, applied, returned or undone",
)


def begun_window(said: str) -> View:
    """Where a close is to be found that was begun from Home."""
    return blocks.modal("Month end", [blocks.section(said)])


def left_window(month: str, left: Sequence[Problem]) -> View:
    """Everything that is dated in the month and unfinished, and what to do about it."""
    if not left:
        return blocks.modal("What is left", [blocks.section(":white_check_mark: Nothing is left.")])
    head = blocks.section(f"*Dated up to {last_day(month):%-d %B %Y} and not finished*")
    rows = [blocks.section(f"• {escape(one.sentence)}\n_{escape(one.next_step or '')}_") for one in left[:LEFT_SHOWN]]
    more = len(left) - LEFT_SHOWN
    return blocks.modal("What is left", [head, *rows, *([blocks.context(f"and {more:,} more")] if more > 0 else [])])


def late_window(department: str, month: str, bills: Sequence[LateBill], person: str) -> View:
    """Each bill that came late: this month or the next, and what either does to gross profit. Who looks may withdraw
    what they prepared and is submitted already."""
    if not bills:
        parts = [blocks.section("No bill came late.")]
        return _asking("Late bills", parts, ON_LATE, "Looked at", department, month)
    end, after = bills[0].last_day, bills[0].first_day_after
    parts = [
        blocks.section(
            f"*{end:%B} or {after:%B}?* These bills are for costs recognised by {end:%-d %B %Y} and are not posted "
            f"yet. Dated {end:%-d %B}, the difference to what was accrued falls into {end:%B}; such a bill is to be "
            f"submitted and approved before {end:%B} is locked."
        )
    ]
    for bill in bills[:BILLS_SHOWN]:
        parts += _bill(bill, month, person)
    left = len(bills) - BILLS_SHOWN
    parts += [blocks.context(f"And {left:,} more: decide these, then look again.")] if left > 0 else []
    return _asking("Late bills", parts, ON_LATE, "Decided", department, month)


def read_late(view: View) -> dict[str, date]:
    """The day chosen for each bill."""
    found = {}
    for block_id, field in view["state"]["values"].items():
        picked = field.get("value", {}).get("selected_option")
        if block_id.startswith("bill:") and picked:
            found[block_id.removeprefix("bill:")] = date.fromisoformat(picked["value"])
    return found


def lock_window(department: str, month: str, drafts: Sequence[LateBill] = ()) -> View:
    """What locking means, before it is done; `drafts` are bills dated in the month that nobody submitted."""
    refused = "\n".join(f"• {each}" for each in REFUSED)
    parts = [
        blocks.section(f"*Lock {in_words(month)} of {escape(department)}?* Its numbers cannot change from then on."),
        *_too_late(drafts),
        blocks.section(
            f"Refused when dated up to {last_day(month):%-d %B %Y}, each with what to do instead:\n{refused}"
        ),
        blocks.context("Until the closing entry is posted a controller can unlock it again."),
    ]
    return _asking("Lock the month", parts, ON_LOCK, "Lock", department, month)


def unlock_window(department: str, month: str) -> View:
    """Why it is opened again."""
    said = f"{in_words(month)} takes writes again. An entry that was proposed lapses."
    parts = [blocks.section(said), _reason("Why it is unlocked")]
    return _asking("Unlock the month", parts, ON_UNLOCK, "Unlock", department, month)


def owners_window(view: CloseView) -> View:
    """Who does which step."""
    parts = [blocks.section("Whoever owns a step is named in the message and is reminded of it.")]
    for one in view.steps:
        menu: Block = {"type": "users_select", "action_id": "value", "placeholder": blocks.plain("Nobody yet")}
        menu |= {"initial_user": one.owner} if blocks.PERSON.fullmatch(one.owner) else {}
        parts.append(blocks.field(one.step.name, str(one.step), menu, optional=True))
    return _asking("Who does what", parts, ON_OWNERS, "Keep", view.department, view.month)


def read_owners(view: View) -> dict[Step, str]:
    """Who was chosen for which step."""
    values = view["state"]["values"]
    chosen = {step: values.get(step.name, {}).get("value", {}).get("selected_user") for step in Step}
    return {step: person for step, person in chosen.items() if person}


def cash_window(department: str, month: str) -> View:
    """The file that shows that cash is reconciled."""
    drop = blocks.file_input("pdf", "xlsx", "csv", "png", "jpg")
    said = (
        f"*Cash of {in_words(month)}*\nReconcile each bank account in QuickBooks through "
        f"{last_day(month):%-d %B %Y}, then hand over the reconciliation report. It goes into the close packet."
    )
    parts = [blocks.section(said), blocks.field("file", "Reconciliation report", drop)]
    return _asking("Cash reconciled", parts, ON_CASH, "Hand over", department, month)


def inventory_window(department: str, month: str) -> View:
    """The file with the value of the stock at a month's end (E15)."""
    ends = [blocks.option(f"{last_day(each):%-d %B %Y}", each) for each in (month, month_before(month))]
    parts = [
        blocks.section(
            "A file with the columns *location* and *value*, a line for each place. "
            "The closing entry takes the change from one month's end to the next."
        ),
        blocks.field("end", "Value at the end of", blocks.select("value", "Choose", ends, initial=ends[0])),
        blocks.field("file", "File", blocks.file_input("csv", "xlsx")),
    ]
    return _asking("Inventory value", parts, ON_INVENTORY, "Hand over", department, month)


def sign_window(view: CloseView) -> View:
    """What is signed."""
    numbers = escape(", ".join(view.numbers))
    facts = [
        ("Closing entry", f"{numbers} of {shown(view.total)}"),
        ("Approved by", mention(view.step(Step.APPROVE).done_by)),
        ("Cash reconciled by", mention(view.step(Step.CASH).done_by)),
        ("QuickBooks closed through", f"{last_day(view.month):%-d %B %Y}, or later"),
        ("Proofs", "all green"),
    ]
    parts = [
        blocks.section(f"*Sign {in_words(view.month)} of {escape(view.department)}?*"),
        blocks.fields(facts),
        blocks.context("The close packet is made and filed with this. Reopening takes two controllers."),
    ]
    return _asking("Sign the month", parts, ON_SIGN, "Sign", view.department, view.month)


def reopen_window(department: str, month: str) -> View:
    """Why a closed month is to take writes again."""
    said = (
        f"*Reopen {in_words(month)} of {escape(department)}?* Another controller confirms it. Then its closing entry "
        "is reversed by an entry of its own, and the channel is told."
    )
    hint = f"Before that, move the closing date in QuickBooks to before {last_day(month):%-d %B %Y}."
    parts = [blocks.section(said), blocks.context(hint), _reason("Why it is reopened")]
    return _asking("Reopen the month", parts, ON_REOPEN, "Ask for it", department, month)


def about(view: View) -> tuple[str, str]:
    """The department and the month a window is about."""
    told = json.loads(view["private_metadata"])
    return told["department"], told["month"]


def file_in(view: View) -> str:
    """The id of the file that was handed over."""
    files = view["state"]["values"].get("file", {}).get("value", {}).get("files") or []
    if not files:
        raise Problem("Drop a file here.", field="file")
    return str(files[0]["id"])


def _bill(bill: LateBill, month: str, person: str) -> list[Block]:
    voucher = bill.voucher
    dated = f"dated {voucher.posting_date:%-d %b %Y}" if voucher.posting_date else "not dated yet"
    name = _name(bill)
    names = (*((voucher.name,) if voucher.number else ()), bill.vendor or "no vendor", voucher.bill_number)
    said = (
        f"*{' · '.join(escape(each) for each in names if each)}* · *{shown(voucher.amount or 0)}* · {dated}\n"
        f"{bill.last_day:%-d %B}: {_effect(bill.if_in)}\n{bill.first_day_after:%-d %B}: {_effect(bill.if_after)}"
    )
    opens = blocks.button("Open", OPEN_VOUCHER, value=voucher.id, label=f"Open {name}")
    if voucher.state is not VoucherState.DRAFTED:
        return _submitted(bill, said, opens, month, person)
    days = [blocks.option(f"{day:%-d %B %Y}", day.isoformat()) for day in (bill.last_day, bill.first_day_after)]
    now = next((one for one in days if voucher.posting_date and one["value"] == voucher.posting_date.isoformat()), None)
    menu = blocks.select("value", "Leave it as it is", days, initial=now)
    label = f"{name}: {bill.last_day:%B} or {bill.first_day_after:%B}?"
    return [blocks.section(said, accessory=opens), blocks.field(f"bill:{voucher.id}", label, menu, optional=True)]


def _submitted(bill: LateBill, said: str, opens: Block, month: str, person: str) -> list[Block]:
    """A submitted bill is dated anew once it is a draft again: its preparer withdraws it, or an approver rejects it."""
    voucher = bill.voucher
    if person not in voucher.prepared_by:
        whose = " or ".join(mention(one) for one in sorted(voucher.prepared_by)) or "whoever prepared it"
        waits = (
            f"It waits for approval as it is dated. To date it anew {whose} withdraws it, or an approver rejects it."
        )
        return [blocks.section(said, accessory=opens), blocks.context(waits)]
    back = blocks.button(
        "Withdraw",
        WITHDRAW_BILL,
        value=value(voucher.department, month, voucher.id),
        confirm=blocks.asks("Withdraw the bill?", "It is a draft again: date it here, then submit it.", "Withdraw"),
        label=f"Withdraw {_name(bill)}",
    )
    waits = "It waits for approval as it is dated. You prepared it: withdrawn, it can be dated here."
    return [blocks.section(said, accessory=back), blocks.context(waits)]


def _too_late(drafts: Sequence[LateBill]) -> list[Block]:
    """What will miss the month."""
    if not drafts:
        return []
    lines = [f"• {escape(_name(one))}, {escape(one.vendor)}: {shown(one.voucher.amount or 0)}" for one in drafts[:10]]
    more = [f"• and {len(drafts) - 10:,} more"] if len(drafts) > 10 else []
    month = f"{drafts[0].last_day:%B}"
    head = f":warning: *Dated in {month} and not submitted. Once {month} is locked they can only be dated later:*"
    return [blocks.section("\n".join([head, *lines, *more]))]


def _name(bill: LateBill) -> str:
    """What people call it."""
    return bill.voucher.bill_number or bill.voucher.name


def _effect(profit: Mapping[str, int]) -> str:
    changes = [
        f"{'+' if change > 0 else ''}{shown(change)} in {in_words(month) if month else 'a month to come'}"
        for month, change in profit.items()
        if change
    ]
    return f"gross profit {'; '.join(changes)}" if changes else "gross profit does not change"


def _reason(label: str) -> Block:
    return blocks.field("reason", label, blocks.text_input(multiline=True, limit=1000))


def _asking(title: str, parts: Sequence[Block], callback: str, submit: str, department: str, month: str) -> View:
    metadata: dict[str, Any] = {"department": department, "month": month}
    return blocks.modal(
        title, parts, callback_id=callback, submit=submit, close="Cancel", metadata=json.dumps(metadata)
    )
