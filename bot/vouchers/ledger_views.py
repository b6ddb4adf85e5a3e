"""The AP Ledger in a window: choose the vendor, tick what the bill is for, and read back what was ticked."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Self

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.vouchers.bill_views import read_file
from bot.vouchers.figures import day
from domain.counterparties.counterparty import Counterparty
from domain.money import parse_amount, shown
from domain.problems import Problem
from domain.vouchers.inquiring import Ledger
from domain.vouchers.payables import Filter, OpenItem, Show
from domain.vouchers.voucher import LineKind, Voucher
from domain.vouchers.vouching import Pasted

LEDGER, PASTE = "vouchers.ledger", "vouchers.paste"
SHORTCUT, NEW = "enter_vendor_bill", "vouchers.new"
VENDOR, DRAFT, SHOW, SEARCH, ADD = (
    "vouchers.vendor",
    "vouchers.draft",
    "vouchers.show",
    "vouchers.search",
    "vouchers.add",
)
PAGE, ALL, NONE, AGAIN = "vouchers.page", "vouchers.tick_all", "vouchers.untick", "vouchers.recalculate"
PROPOSE, OPEN_PASTE = "vouchers.propose", "vouchers.open_paste"
MOST_UNKNOWN: Final = 30
PER_GROUP: Final = 10
PER_PAGE: Final = 50
NAMES: Final = {
    Show.ALL: "Everything open",
    Show.INVOICED: "Invoiced worksheets",
    Show.APPROVED: "Approved worksheets",
    Show.RECEIVED: "Customer has paid",
}


@dataclass(frozen=True)
class Place:
    """Where a person is in the ledger: which draft (`begun` once it has a vendor), what is filtered, from which line
    on. `version` grows with every drawing, so that Slack takes the ticks from us and not from the page before."""

    id: str
    department: str
    begun: bool = False
    show: Show = Show.ALL
    text: str = ""
    start: int = 0
    version: int = 0

    def as_text(self) -> str:
        """What a window carries."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, view: View) -> Self:
        """The place a window carries."""
        return cls.from_text(view["private_metadata"])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The one that was written as text."""
        said = json.loads(text)
        return cls(**said | {"show": Show(said["show"])})

    def filter(self, vendor_id: str) -> Filter:
        """What the list shows."""
        return Filter(self.department, vendor_id, self.show, self.text)


@dataclass(frozen=True)
class Page:
    """What a person did in the window since it was drawn: lines `ticked` and `unticked`; `added` by search; the bill's
    amount as it stands there."""

    ticked: list[str]
    unticked: list[str]
    added: list[str]
    amount: str


def loading() -> View:
    """What stands there while the list is fetched."""
    return blocks.modal("Enter vendor bill", [blocks.section(":hourglass_flowing_sand: One moment…")])


def start(place: Place, drafts: Sequence[tuple[Voucher, str]]) -> View:
    """No vendor is chosen yet; drafts can be taken up again."""
    shown_ = [_vendor(None), blocks.context("The open accruals and purchase adjustments of the vendor come next.")]
    if drafts:
        options = [blocks.option(_draft_name(*draft), draft[0].id) for draft in drafts]
        menu = blocks.select(DRAFT, "Choose a draft", options)
        shown_ += [blocks.divider(), blocks.section("*Go on with a draft*", accessory=menu, block_id="draft")]
    return blocks.modal("Enter vendor bill", shown_, callback_id=LEDGER, metadata=place.as_text())


def ledger(place: Place, book: Ledger, said: str = "") -> View:
    """A page of ticks, what they come to, and the ways to tick many."""
    parts = [_vendor((book.voucher.vendor_id or "", book.vendor_name)), _filters(place), *_search(place)]
    parts += [blocks.section(f":information_source: {escape(said)}")] if said else []
    parts += [blocks.section(_totals(book), block_id="totals"), *_amount(book.voucher), *_groups(place, book)]
    parts += [*_pager(place, book), blocks.actions(*_many(place, book), block_id="many")]
    return blocks.modal(
        "Enter vendor bill", parts, callback_id=LEDGER, submit="Next: the bill", metadata=place.as_text()
    )


def paste_window(place: Place) -> View:
    """A list to paste, a line for each accrual."""
    hint = "On each line a worksheet number; an amount or a kind behind it where the worksheet has several."
    text = blocks.text_input(multiline=True, hint="W-101, 5,120.00")
    pasted = blocks.field("list", "The list", text, hint=hint, optional=True)
    hint = "CSV or XLSX: worksheet numbers in the first column, amounts or kinds in the second."
    file = blocks.field("file", "Tick from a file", blocks.file_input("csv", "xlsx"), hint=hint, optional=True)
    return blocks.modal("Paste a list", [pasted, file], callback_id=PASTE, submit="Tick them", metadata=place.as_text())


def pasted_window(done: Pasted) -> View:
    """What a pasted list did not name clearly."""
    return blocks.modal("Paste a list", [blocks.section(escape(listed(done)))], close="Back")


def listed(done: Pasted, name: str = "") -> str:
    """What a list led to, in words; `name` is that of its file."""
    said = f"{count(len(done.ticked), 'line')} ticked{f' from {name}' if name else ''}."
    if not done.unknown:
        return said
    rows = "\n".join(f"• {blocks.clip(line, 80)}" for line in done.unknown[:MOST_UNKNOWN])
    more = len(done.unknown) - MOST_UNKNOWN
    rest = f"\n… and {count(more, 'further line')}" if more > 0 else ""
    return f"{said} These fit nothing that is open, or several things:\n{rows}{rest}"


def read_list(view: View) -> tuple[str, str]:
    """What was pasted, and the id of the file that was dropped; a Problem when there is neither."""
    pasted, file = blocks.typed(view["state"], "list"), read_file(view)
    if not (pasted or file):
        raise Problem("Paste a list, or drop a file.", field="list")
    return pasted, file


def read_page(view: View) -> Page:
    """What was done in the window. A box left as it was drawn says nothing: the draft may have gone on since, where
    "Tick all" was pressed and the next press came before the window was drawn anew."""
    values = view["state"]["values"]
    groups = [block for block in view["blocks"] if block["block_id"].startswith("ticks")]
    drawn = [option["value"] for block in groups for option in block["element"].get("initial_options") or []]
    left = [value for block in groups for value in blocks.ticked(view["state"], block["block_id"])]
    ticked, unticked = [id for id in left if id not in drawn], [id for id in drawn if id not in left]
    added = [
        option["value"]
        for name, field in values.items()
        if name.startswith("add#")
        for option in field[ADD].get("selected_options") or []
    ]
    return Page(ticked, unticked, added, blocks.typed(view["state"], "amount"))


def amount_in(page: Page) -> int | None:
    """The bill's amount as typed, in cents; Problem when it is none."""
    return parse_amount(page.amount) if page.amount else None


def vendors(parties: Sequence[Counterparty]) -> list[Block]:
    """The choices of the vendor."""
    return [blocks.option(party.name, party.id) for party in parties if party.is_supplier]


def found(items: Sequence[OpenItem]) -> list[Block]:
    """The choices of what to add by search."""
    return [_option(item) for item in items]


def _vendor(chosen: tuple[str, str] | None) -> Block:
    initial = blocks.option(chosen[1], chosen[0]) if chosen else None
    menu = blocks.search(VENDOR, "Type a part of its name", initial=initial)
    return blocks.section("*Vendor*", accessory=menu, block_id="vendor")


def _filters(place: Place) -> Block:
    options = {show: blocks.option(name, show) for show, name in NAMES.items()}
    again = blocks.button("Recalculate", AGAIN)
    return blocks.actions(blocks.select(SHOW, "Show", list(options.values()), initial=options[place.show]), again)


def _search(place: Place) -> list[Block]:
    typed = blocks.text_input(place.text, hint="A part of a worksheet number or kind, then Enter")
    typed |= {"action_id": SEARCH, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
    only = blocks.field(f"search#{place.version}", "Only these", typed, optional=True) | {"dispatch_action": True}
    menu = {"type": "multi_external_select", "action_id": ADD, "min_query_length": 1}
    menu["placeholder"] = blocks.plain("Worksheet number, kind or amount")
    return [only, blocks.field(f"add#{place.version}", "Add by search", menu, optional=True)]


def _totals(book: Ledger) -> str:
    said = f"*Ticked {len(book.ticked):,} · {shown(book.ticked_amount)}*"
    if book.voucher.amount is not None:
        left = book.voucher.amount - book.ticked_amount
        said += f" · bill {shown(book.voucher.amount)} · difference *{shown(left)}*"
    said += f"\n{book.matching.count:,} shown · {shown(book.matching.amount)}"
    asks = f"\n_Of {count(book.unknown, 'worksheet')} QuickBooks has not said yet: open the invoice to ask._"
    return said + asks if book.unknown else said


def _amount(voucher: Voucher) -> list[Block]:
    typed = blocks.text_input(shown(voucher.amount) if voucher.amount is not None else "", hint="1,234.56")
    hint = "A credit is negative. With it, Propose finds what adds up."
    return [blocks.field("amount", "Amount of the bill", typed, optional=True, hint=hint)]


def _groups(place: Place, book: Ledger) -> list[Block]:
    if not book.items:
        return [blocks.section("_Nothing that is open fits this filter._")]
    made = []
    for n in range(0, len(book.items), PER_GROUP):
        group = book.items[n : n + PER_GROUP]
        options = {item.id: _option(item) for item in group}
        initial = [option for id, option in options.items() if id in book.ticked]
        first = place.start + n + 1
        boxes = blocks.checkboxes("value", list(options.values()), initial=initial)
        label = f"{first:,}–{first + len(group) - 1:,}"
        made.append(blocks.field(f"ticks{n // PER_GROUP}#{place.version}", label, boxes, optional=True))
    return made


def _option(item: OpenItem) -> Block:
    about = "purchase adjustment" if item.kind is LineKind.ADJUSTMENT else str(item.status).lower()
    dated = f" · {day(item.posting_date)}" if item.posting_date else ""
    return blocks.option(f"{item.worksheet} · {item.what} · {shown(item.amount)}", item.id, f"{about}{dated}")


def _pager(place: Place, book: Ledger) -> list[Block]:
    buttons = []
    if place.start > 0:
        buttons.append(blocks.button("◀ Previous", f"{PAGE}.previous", value=str(max(place.start - PER_PAGE, 0))))
    if place.start + PER_PAGE < book.matching.count:
        buttons.append(blocks.button("Next ▶", f"{PAGE}.next", value=str(place.start + PER_PAGE)))
    return [blocks.actions(*buttons, block_id="pager")] if buttons else []


def _many(place: Place, book: Ledger) -> list[Block]:
    buttons = []
    if book.matching.count:
        buttons.append(blocks.button(f"Tick all {book.matching.count:,} shown", ALL))
    if book.ticked:
        buttons.append(blocks.button("Untick all", NONE))
    return [*buttons, blocks.button("Propose", PROPOSE), blocks.button("Paste a list", OPEN_PASTE)]


def _draft_name(voucher: Voucher, vendor: str) -> str:
    amount = shown(voucher.amount) if voucher.amount is not None else ""
    bill = voucher.bill_number or (voucher.name if voucher.number else "")
    return " · ".join(filter(None, (vendor or "no vendor", bill, amount, f"{voucher.created_at:%-d %b}")))
