"""What `/counterparty` answers: its window, its help, what was found, and what was saved or is there already."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from bot import blocks
from bot.blocks import Block, View, count, escape
from bot.words import LOOKALIKES
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import TradeRole, in_words

OPEN, EDIT, NEW, IMPORT = "counterparties.open", "counterparties.edit", "counterparties.new", "counterparties.import"
ADD_ROLE, RAISE = "counterparties.add_role", "counterparties.raise"
SHOWN: Final = 10
WORDS: Final = ("create", "find", "edit", "import", "help")
ALIASES: Final = {"new": "create", "add": "create", "search": "find", "open": "edit", "upload": "import", "?": "help"}
HELP: Final = "\n".join(
    (
        "*Customers and suppliers*",
        "• `/counterparty` opens a window to search, create and import",
        "• `/counterparty create Acme Mills` opens a new record",
        "• `/counterparty find acme` lists those whose name holds a text",
        "• `/counterparty edit Acme Mills` opens a record: change it, deactivate it, see its links to QuickBooks",
        "• `/counterparty import` reads a CSV or XLSX file. You can also drop one into your messages with me",
        "• `/counterparty help` shows this",
    )
)


def read_command(text: str) -> tuple[str, str]:
    """The sub-command that was typed, lower-cased and `""` for none, and what follows it.

    Phones turn quotation marks and spaces into others; what stands in quotation marks is taken out of them.
    """
    first, rest = [*text.split(maxsplit=1), "", ""][:2]
    word = plain_signs(first).lower().strip("`'\"")
    rest = rest.strip()
    quoted = re.fullmatch(r'["“”](.*)["“”]', rest, re.DOTALL)
    return ALIASES.get(word, word), quoted[1].strip() if quoted else rest


def plain_signs(text: str) -> str:
    """The text with the signs a keyboard has, where a phone made them pretty."""
    return text.translate(LOOKALIKES)


def unknown(word: str, rest: str) -> str:
    """The answer to a word that is no sub-command."""
    near = get_close_matches(word, WORDS, n=1)
    if near:
        return f"Did you mean `{_typable(f'/counterparty {near[0]} {rest}')}`?"
    look = _typable(f"/counterparty find {word} {rest}")
    return f"I do not know that. To look for a company, type `{look}`.\n{HELP}"


def missing_name(word: str) -> str:
    """The answer to `find` without a name."""
    return f"Say which one: `/counterparty {word} acme`. `/counterparty` alone opens a window to search in."


def window(*, may_prepare: bool) -> View:
    """What the bare command opens. Search has choices from the first letter on."""
    search = blocks.section(
        "*Open a counterparty*", accessory=blocks.search(OPEN, "Type a part of its name"), block_id="search"
    )
    buttons = [blocks.button("New counterparty", NEW, style="primary"), blocks.button("Import from a file", IMPORT)]
    note = blocks.context("`/counterparty help` lists what you can type.")
    return blocks.modal("Counterparties", [search, *([blocks.actions(*buttons)] if may_prepare else []), note])


def choice(party: Counterparty, *, with_department: bool) -> Block:
    """One of the choices of the search."""
    where = f" · {party.department}" if with_department else ""
    state = "" if party.active else " · deactivated"
    return blocks.option(party.name, party.id, f"{in_words(party.roles)}{where}{state}")


def found(text: str, parties: Sequence[Counterparty], *, may_prepare: bool) -> tuple[str, list[Block]]:
    """The private answer to `find`: its fallback text and its blocks."""
    quoted = f"\u201c{escape(blocks.clip(text, 100))}\u201d"
    if not parties:
        new = [blocks.actions(blocks.button("New counterparty", NEW, value=text[:2000]))] if may_prepare else []
        said = f"No counterparty has {quoted} in its name."
        return said, [blocks.section(said), *new]
    more = len(parties) > SHOWN
    said = f"{'More than ' if more else ''}{count(min(len(parties), SHOWN), 'counterparty', 'counterparties')}"
    rows = [_row(party, may_prepare) for party in parties[:SHOWN]]
    note = [blocks.context("Type more of the name to see fewer, or search in `/counterparty`.")] if more else []
    return f"{said} with {quoted} in the name", [blocks.section(f"*{said}* with {quoted} in the name"), *rows, *note]


def saved(party: Counterparty, *, followed: bool) -> View:
    """What the form turns into when it was saved."""
    then = "I link or create it in QuickBooks now and tell you how it went." if followed else ""
    said = f":white_check_mark: *{escape(party.name)}* is saved as {in_words(party.roles)}. {then}"
    buttons = [
        blocks.button("Open it", EDIT, value=party.id, label=f"Open {party.name}"),
        blocks.button("New counterparty", NEW),
    ]
    return blocks.modal("Saved", [blocks.section(said.strip()), blocks.actions(*buttons)], close="Done")


def duplicate(existing: Counterparty, wanted: frozenset[TradeRole]) -> View:
    """The refusal of a name that is taken (S1-11): it names the record and offers what was probably meant."""
    state = "" if existing.active else ", though deactivated"
    said = (
        f":no_entry: *{escape(existing.name)}* is already here as {in_words(existing.roles)}{state}. "
        "One company is kept once, whatever its roles."
    )
    buttons = [
        blocks.button(f"Add the role {role}", ADD_ROLE, value=f"{existing.id} {role}", style="primary")
        for role in sorted(wanted - existing.roles)
    ]
    if not existing.active:
        buttons.append(blocks.button("Reactivate it", RAISE, value=existing.id))
    buttons.append(blocks.button("Open it", EDIT, value=existing.id, label=f"Open {existing.name}"))
    return blocks.modal("The name is taken", [blocks.section(said), blocks.actions(*buttons)], close="Back")


def _row(party: Counterparty, may_prepare: bool) -> Block:
    verb = "Edit" if may_prepare else "Open"
    state = "" if party.active else " · deactivated"
    place = ", ".join(filter(None, (party.bill_to_city, party.bill_to_country)))
    about = " · ".join(filter(None, (in_words(party.roles) + state, place, party.department)))
    said = f"*{escape(party.name)}*\n{escape(about)}"
    return blocks.section(
        said, accessory=blocks.button(verb, EDIT, value=party.id, label=f"{verb} {party.name}"), block_id=party.id
    )


def _typable(text: str) -> str:
    """Something to type, safe inside a code span."""
    return escape(blocks.clip(" ".join(text.replace("`", "'").split()), 200))
