"""The windows of payment terms: the list, and the form."""

from collections.abc import Sequence
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape
from domain.accounts.term import LONGEST_DESCRIPTION, Term, TermBase, TermDetails, TermSide, in_words, read_percent
from domain.problems import Problem

TERMS, FORM = "terms.list", "terms.form"
READ, NEW, OPEN, CREATE = "terms.read", "terms.new", "terms.open", "terms.create"
SIDES: Final = {TermSide.AR: "Customers (AR)", TermSide.AP: "Vendors (AP)"}
BASES: Final = {
    TermBase.SHIP: "Ship date",
    TermBase.POSTING: "Posting date",
    TermBase.VENDOR_INVOICE: "Vendor's invoice date",
}
MOST_SHOWN: Final = 40


def terms_window(department: str, terms: Sequence[Term], *, keeps: bool, said: str = "") -> View:
    """Every term of a department and whether QuickBooks has it."""
    shown = [blocks.section(f":information_source: {escape(said)}")] if said else []
    if not terms:
        shown.append(blocks.section("There are no payment terms yet."))
    for term in terms[:MOST_SHOWN]:
        shown += _term(term, keeps)
    if len(terms) > MOST_SHOWN:
        shown.append(blocks.context(f"The first {MOST_SHOWN} of {len(terms):,}"))
    buttons = [blocks.button("Read QuickBooks again", READ, value=department)]
    if keeps:
        buttons.insert(0, blocks.button("New terms", NEW, value=department, style="primary"))
    shown.append(blocks.actions(*buttons, block_id="more"))
    return blocks.modal("Payment terms", shown, callback_id=TERMS, metadata=department)


def form_window(department: str, id: str, term: Term | None) -> View:
    """The form for new terms, or filled for a change. `id` makes a form that is sent twice one."""
    sides = {side: blocks.option(words, side.value) for side, words in SIDES.items()}
    bases = {base: blocks.option(words, base.value) for base, words in BASES.items()}
    box = blocks.option("Count from the end of the month", "end_of_month")
    shown = [
        blocks.field(
            "description",
            "Description",
            blocks.text_input(term.description if term else "", limit=LONGEST_DESCRIPTION, hint="2% 10 Net 30"),
            hint="The same as the name in QuickBooks, if it is there already.",
        ),
        blocks.field("side", "For", _menu(sides, term.side if term else TermSide.AP)),
        blocks.field("base", "Days count from", _menu(bases, term.base if term else TermBase.VENDOR_INVOICE)),
        blocks.field(
            "days", "Days", _number(term.days if term else 30), optional=True, hint="Empty: the due date is typed."
        ),
        blocks.field(
            "end_of_month",
            "End of month",
            blocks.checkboxes("value", [box], initial=[box] if term and term.end_of_month else []),
            optional=True,
        ),
        blocks.field(
            "discount_percent", "Discount in percent", _text(term.discount_percent if term else None), optional=True
        ),
        blocks.field(
            "discount_days", "Discount within days", _number(term.discount_days if term else None), optional=True
        ),
    ]
    title = "Change terms" if term else "New terms"
    metadata = f"{department}|{id}|{'change' if term else 'new'}"
    return blocks.modal(title, shown, callback_id=FORM, submit="Save", metadata=metadata)


def read_form(view: View) -> tuple[str, str, bool, TermDetails]:
    """Department, id, whether they are new, and the details. Raises Problem at a field that cannot be read."""
    department, id, purpose = view["private_metadata"].split("|")
    state = view["state"]
    side, base = blocks.chosen(state, "side"), blocks.chosen(state, "base")
    details = TermDetails(
        description=blocks.typed(state, "description"),
        side=TermSide(side or TermSide.AP),
        base=TermBase(base or TermBase.VENDOR_INVOICE),
        days=_whole(state, "days"),
        end_of_month=bool(blocks.ticked(state, "end_of_month")),
        discount_percent=read_percent(blocks.typed(state, "discount_percent")),
        discount_days=_whole(state, "discount_days"),
    )
    return department, id, purpose == "new", details


def _term(term: Term, keeps: bool) -> list[Block]:
    linked = f":white_check_mark: in QuickBooks as {escape(term.books_name or '')}"
    there = linked if term.books_id else ":white_circle: not in QuickBooks"
    said = f"*{escape(term.description)}* · {SIDES[term.side]}\n{escape(in_words(term))} · {there}"
    change = blocks.button("Change", OPEN, value=term.id, label=f"Change {term.description}") if keeps else None
    shown = [blocks.section(said, accessory=change, block_id=f"term-{term.id}")]
    if keeps and not term.books_id:
        asked = blocks.asks("Create terms?", f"QuickBooks gets the payment terms {term.description}.", "Create")
        create = blocks.button(
            "Create in QuickBooks", CREATE, value=term.id, confirm=asked, label=f"Create {term.description}"
        )
        shown.append(blocks.actions(create, block_id=f"create-{term.id}"))
    return shown


def _menu(options: dict[Any, Block], initial: object) -> Block:
    return blocks.select("value", "Choose", list(options.values()), initial=options[initial])


def _number(initial: int | None) -> Block:
    return blocks.text_input("" if initial is None else str(initial), limit=3)


def _text(initial: str | None) -> Block:
    return blocks.text_input("" if initial in (None, "0") else str(initial), limit=10)


def _whole(state: dict[str, Any], name: str) -> int | None:
    told = blocks.typed(state, name)
    if told and not (told.isascii() and told.isdecimal()):
        raise Problem("Days are a whole number.", field=name)
    return int(told) if told else None
