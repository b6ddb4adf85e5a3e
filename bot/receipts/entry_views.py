"""The form of a receipt: whose payment it is, what came, and what it pays, with the arithmetic beside it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Self

from bot import blocks
from bot.blocks import Block, View, escape
from bot.receipts import invoice_views
from bot.vouchers.figures import day
from domain.accounts.account import KnownAccount
from domain.counterparties.counterparty import Counterparty
from domain.departments.department_settings import DepartmentSettings
from domain.money import parse_amount, shown
from domain.receipts.drafting import Payment, Pays
from domain.receipts.inquiring import Whole
from domain.receipts.preview import NUMBER, Preview, Row, tolerates
from domain.receipts.receivables import Receivable

ENTRY, SHORTCUT, NEW = "receipts.entry", "enter_receipt", "receipts.new"
CUSTOMER, DRAFT, AGAIN, PAGE = "receipts.customer", "receipts.draft", "receipts.recalculate", "receipts.page"
SEARCH, OLDEST, CLEAR = "receipts.search", "receipts.oldest", "receipts.clear"
OPEN_PASTE, PASTE = "receipts.open_paste", "receipts.paste"
PER_PAGE: Final = 15
TITLE: Final = "Customer's payment"


@dataclass(frozen=True)
class Place:
    """Where a person is in the form: which draft (`begun` once it has a customer), from which invoice on, among those
    whose number holds `text`. `version`
    grows with every drawing, so that Slack takes what is written from us and not from the drawing before."""

    id: str
    department: str
    begun: bool = False
    start: int = 0
    text: str = ""
    version: int = 0

    def as_text(self) -> str:
        """What a window carries."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: View) -> Self:
        """The place a window carries."""
        return cls(**json.loads(view["private_metadata"]))


@dataclass(frozen=True)
class Form:
    """What a draft's window shows: the draft, a page of its customer's invoices, and where cash may go."""

    seen: Preview
    invoices: Sequence[Receivable]
    total: int
    deposits: Sequence[KnownAccount]
    settings: DepartmentSettings
    today: date


def start(place: Place, drafts: Sequence[Whole]) -> View:
    """No customer is chosen yet; drafts can be taken up again."""
    parts = [_customer(None), blocks.context("What came, and the open invoices of the customer, come next.")]
    if drafts:
        menu = blocks.select(DRAFT, "Choose a draft", [blocks.option(_draft(one), one.receipt.id) for one in drafts])
        parts += [blocks.divider(), blocks.section("*Go on with a draft*", accessory=menu, block_id="draft")]
    return blocks.modal(TITLE, parts, callback_id=ENTRY, metadata=place.as_text())


def entry(place: Place, form: Form, said: str = "") -> View:
    """The payment, the arithmetic, and a page of invoices."""
    seen = form.seen
    parts = [_customer((seen.receipt.customer_id or "", seen.customer_name)), *_payment(place, form)]
    if seen.act.on and seen.act.on > form.today:
        parts.append(blocks.section(f":warning: {day(seen.act.on)} is in the future. A payment has the day it came."))
    parts += [blocks.section(arithmetic(seen), block_id="sums"), *_reason(place, seen)]
    rows = {row.line.key: row for row in seen.rows}
    parts += [blocks.section(f":information_source: {escape(said)}")] if said else []
    parts += [_many(len(rows)), invoice_views.search(SEARCH, place.text, place.version)]
    for one in form.invoices:
        parts += _invoice(place, one, rows.get(one.key), form.settings)
    parts += invoice_views.pager(PAGE, place.start, PER_PAGE, form.total) if form.total else []
    parts += [] if form.invoices else invoice_views.none(place.text)
    return blocks.modal(TITLE, parts, callback_id=ENTRY, submit="Submit", metadata=place.as_text())


def arithmetic(seen: Preview) -> str:
    """Both sides, and what is missing to make them equal."""
    sums = seen.sums
    came = _sum((("cash", sums.amount), ("fee", sums.fee), ("interest", sums.interest), ("discount", sums.discount)))
    goes = _sum((("applied", sums.applied), ("unapplied", sums.unapplied)))
    said = f"*Came:* {came} = *{shown(sums.came)}*\n*Goes:* {goes} = *{shown(sums.applied + sums.unapplied)}*\n"
    if sums.left:
        words = "still goes nowhere" if sums.left > 0 else "is given out too much"
        return f"{said}:warning: *{shown(abs(sums.left))}* {words}."
    return f"{said}:white_check_mark: It closes."


def read_payment(view: View, seen: Preview) -> Payment:
    """What was written of the payment. Problem at the amount that cannot be read."""
    values = view["state"]["values"]

    def field(name: str) -> str:
        return blocks.typed(view["state"], _id(Place.of(view), name))

    def amount(name: str) -> int:
        return parse_amount(field(name), field=name) if field(name) else 0

    picked = values.get(_id(Place.of(view), "on"), {}).get("value", {}).get("selected_date")
    return Payment(
        number=field("payment_number"),
        on=date.fromisoformat(picked) if picked else None,
        deposit_id=blocks.chosen(view["state"], _id(Place.of(view), "deposit_id")) or "",
        amount=amount("amount"),
        fee=amount("fee"),
        interest=amount("interest"),
        unapplied=amount("unapplied"),
        memo=field("memo"),
        number_reason=field(NUMBER) or seen.receipt.number_reason,
    )


def read_lines(view: View) -> list[Pays]:
    """What was written beside the invoices of the page since it was drawn."""
    place, state, found = Place.of(view), view["state"], []
    for block in view["blocks"]:
        if not str(block["block_id"]).startswith("applied:"):
            continue
        key = str(block["block_id"]).removeprefix("applied:").split("#")[0]
        fields = [_id(place, f"{name}:{key}") for name in ("applied", "discount", "settle")]
        if all(blocks.untouched(view, field) for field in fields):
            continue
        applied, discount = (blocks.typed(state, field) for field in fields[:2])
        settle = bool(blocks.ticked(state, fields[2]))
        found.append(
            Pays(
                key,
                parse_amount(applied, field=f"applied:{key}") if applied else 0,
                parse_amount(discount, field=f"discount:{key}") if discount else 0,
                settle,
            )
        )
    return found


def customers(parties: Sequence[Counterparty]) -> list[Block]:
    """The choices of the customer."""
    return [blocks.option(party.name, party.id) for party in parties if party.is_customer]


def accounts(deposits: Sequence[KnownAccount], chosen: str) -> Block:
    """The menu of where cash goes."""
    options = {one.books_id: blocks.option(f"{one.number} {one.name}".strip(), one.books_id) for one in deposits}
    return blocks.select("value", "Bank account", list(options.values()), initial=options.get(chosen))


def picker(initial: date | None) -> Block:
    """A day."""
    made: Block = {"type": "datepicker", "action_id": "value"}
    return made | ({"initial_date": initial.isoformat()} if initial else {})


def _customer(chosen: tuple[str, str] | None) -> Block:
    initial = blocks.option(chosen[1], chosen[0]) if chosen else None
    menu = blocks.search(CUSTOMER, "Type a part of its name", initial=initial)
    return blocks.section("*Customer*", accessory=menu, block_id="customer")


def _payment(place: Place, form: Form) -> list[Block]:
    act, receipt = form.seen.act, form.seen.receipt
    if not form.deposits:
        cash: list[Block] = [blocks.section(":warning: No bank account is known: `/accounting accounts` reads them.")]
    else:
        menu = accounts(form.deposits, act.deposit_id)
        cash = [blocks.field(_id(place, "deposit_id"), "Deposited to", menu, optional=True)]
    return [
        blocks.field(
            _id(place, "payment_number"), "Payment number", blocks.text_input(receipt.payment_number, limit=100)
        ),
        blocks.field(_id(place, "on"), "Payment date", picker(act.on)),
        *cash,
        _money(place, "amount", "Cash", act.amount, "What reached the account."),
        _money(place, "fee", "Bank fee", act.fee, "What the bank kept."),
        _money(place, "interest", "Interest", act.interest, "What the bank or factor charged."),
        _money(place, "unapplied", "Unapplied rest", act.unapplied, "What pays no invoice yet."),
        blocks.field(_id(place, "memo"), "Memo", blocks.text_input(receipt.memo, limit=500), optional=True),
    ]


def _money(place: Place, name: str, label: str, cents: int, hint: str) -> Block:
    typed = blocks.text_input(shown(cents) if cents else "", hint="1,234.56")
    return blocks.field(_id(place, name), label, typed, optional=True, hint=hint)


def _reason(place: Place, seen: Preview) -> list[Block]:
    if NUMBER not in seen.asks:
        return []
    typed = blocks.text_input(seen.receipt.number_reason, limit=500)
    return [
        blocks.section(f":warning: {escape(seen.asks[NUMBER])}"),
        blocks.field(_id(place, NUMBER), "Why this is another payment", typed),
    ]


def _invoice(place: Place, one: Receivable, row: Row | None, settings: DepartmentSettings) -> list[Block]:
    line = row.line if row else None
    head = f"*{escape(one.number)}* · {day(one.on)} · open *{shown(one.open)}*"
    applied = blocks.text_input(shown(line.applied) if line and line.applied else "", hint=shown(one.open))
    discount = blocks.text_input(shown(line.discount) if line and line.discount else "", hint="0.00")
    made = [
        blocks.section(head),
        blocks.field(_id(place, f"applied:{one.key}"), f"Applied to {one.number}", applied, optional=True),
        blocks.field(_id(place, f"discount:{one.key}"), f"Discount in it, {one.number}", discount, optional=True),
    ]
    if row and (row.line.settle or (one.worksheet_id and tolerates(settings, row.open, row.rest))):
        option = blocks.option(f"Give up the rest of {shown(row.rest)}", "settle")
        boxes = blocks.checkboxes("value", [option], initial=[option] if row.line.settle else ())
        made.append(
            blocks.field(_id(place, f"settle:{one.key}"), f"Short payment of {one.number}", boxes, optional=True)
        )
    return made


def _many(filled: int) -> Block:
    buttons = [blocks.button("Recalculate", AGAIN), blocks.button("Oldest first", OLDEST)]
    buttons.append(blocks.button("Paste a list", OPEN_PASTE))
    if filled:
        asks = blocks.asks("Clear?", f"Nothing is applied any more to {blocks.count(filled, 'invoice')}.", "Clear")
        buttons.append(blocks.button(f"Clear all {filled:,}" if filled > 1 else "Clear", CLEAR, confirm=asks))
    return blocks.actions(*buttons, block_id="again")


def _sum(parts: Sequence[tuple[str, int]]) -> str:
    return " + ".join(f"{name} {shown(cents)}" for name, cents in parts if cents) or "nothing"


def _id(place: Place, name: str) -> str:
    return f"{name}#{place.version}"


def _draft(whole: Whole) -> str:
    worth = shown(whole.done[0].act.amount) if whole.done else ""
    return " · ".join(filter(None, (whole.customer_name or "no customer", whole.receipt.payment_number, worth)))
