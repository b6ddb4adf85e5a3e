"""The window of one counterparty: a new one, one to change, or one only to look at. Builds it and reads it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View, escape
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow
from domain.counterparties.details import Address, Details, TradeRole, in_words

CREATE, EDIT = "counterparties.create", "counterparties.edit_record"
DEACTIVATE, REACTIVATE = "counterparties.deactivate", "counterparties.reactivate"
LONGEST: Final = 3000  # what Slack lets a text field begin with
MOMENT: Final = "{date_short} at {time}"
LABELS: Final = {
    "name": "Company name",
    "legal_name": "Legal name",
    "email": "E-mail",
    "phone": "Phone",
    "terms": "Payment terms",
    "currency": "Currency",
}
HINTS: Final = {
    "name": "As it should read in QuickBooks; one name stands for one company.",
    "email": "Several are separated by commas.",
    "terms": "The name of terms, such as Net 30.",
    "currency": "A code such as USD; empty means your home currency.",
}
ADDRESS_LABELS: Final = {
    "street": "street",
    "city": "city",
    "state": "state or province",
    "postal_code": "ZIP or postal code",
    "country": "country",
}
PLACES: Final = {"bill_to": "Billing", "ship_to": "Shipping"}
HOW: Final = {
    LinkedHow.EXACT: "linked by its name",
    LinkedHow.CREATED: "created there",
    LinkedHow.PERSON: "chosen by a person",
}
ROLE_OPTIONS: Final = {
    TradeRole.CUSTOMER: blocks.option("Customer", TradeRole.CUSTOMER),
    TradeRole.SUPPLIER: blocks.option("Supplier", TradeRole.SUPPLIER, "A vendor in QuickBooks"),
}


@dataclass(frozen=True)
class Draft:
    """A record being filled in: its id, and the version it was opened at, or none for a new one with its department."""

    id: str
    version: int | None = None
    department: str = ""

    @classmethod
    def of(cls, view: dict[str, Any]) -> "Draft":
        """What a window carries; a department chosen in it counts."""
        said = cls(**json.loads(view["private_metadata"]))
        return cls(said.id, said.version, blocks.chosen(view["state"], "department") or said.department)

    def carried(self) -> str:
        """What `of` reads."""
        return json.dumps(vars(self))


def new_record(draft: Draft, departments: Sequence[str], name: str = "") -> View:
    """The window for a company that is not here yet."""
    choices = [blocks.option(each, each) for each in departments]
    which = [
        blocks.field("department", "Department", blocks.select("value", "Choose one", choices, initial=choices[0]))
    ]
    inputs = _inputs(Details(name[:LONGEST], frozenset()))
    return blocks.modal(
        "New counterparty",
        [*(which if len(departments) > 1 else []), *inputs],
        callback_id=CREATE,
        submit="Save",
        close="Cancel",
        metadata=draft.carried(),
    )


def open_record(
    party: Counterparty,
    links: Sequence[CounterpartyLink],
    *,
    version: int | None = None,
    typed: Details | None = None,
    notice: str = "",
) -> View:
    """The window to change a counterparty: bound to `version` (else the current one), filled with `typed` if given."""
    draft = Draft(party.id, version or party.version, party.department)
    said = [blocks.section(notice)] if notice else []
    return blocks.modal(
        "Counterparty",
        [*said, *_facts(party, links), blocks.actions(_switch(party)), *_inputs(typed or party.details)],
        callback_id=EDIT,
        submit="Save",
        metadata=draft.carried(),
    )


def contested_record(party: Counterparty, links: Sequence[CounterpartyLink], typed: Details) -> View:
    """The same window when someone else saved meanwhile: both versions are told and what was typed is kept."""
    lines = [f"• {label}: now {_quoted(now)}, you have {_quoted(yours)}" for label, now, yours in _apart(party, typed)]
    told = "\n".join(lines) or "• Nothing differs from what you have."
    notice = (
        f":warning: {person(party.changed_by)} changed this on {blocks.moment(party.changed_at, style=MOMENT)}, "
        f"while you had it open. What you typed is kept below; Save keeps yours.\n{told}"
    )
    return open_record(party, links, typed=typed, notice=notice)


def shown_record(party: Counterparty, links: Sequence[CounterpartyLink]) -> View:
    """The window for someone who may only look."""
    pairs = [(label, escape(text)) for label, text in _texts(party.details) if text]
    return blocks.modal("Counterparty", [blocks.header(party.name), *_facts(party, links), *_pairs(pairs)])


def details_in(state: dict[str, Any]) -> Details:
    """What was filled in."""
    said: dict[str, Any] = {name: blocks.typed(state, name) for name in LABELS}
    said |= {
        place: Address(**{part.name: blocks.typed(state, f"{place}_{part.name}") for part in fields(Address)})
        for place in PLACES
    }
    return Details(roles=frozenset(TradeRole(role) for role in blocks.ticked(state, "roles")), **said)


def person(by: str) -> str:
    """Someone by their id, as a mention that notifies nobody in a window; other names as they are."""
    return f"<@{by}>" if re.fullmatch("[UW][A-Z0-9]+", by) else escape(by)


def _inputs(details: Details) -> Iterator[Block]:
    ticked = [ROLE_OPTIONS[role] for role in TradeRole if role in details.roles]
    yield _text("name", details.name, optional=False)
    yield blocks.field("roles", "Role", blocks.checkboxes("value", list(ROLE_OPTIONS.values()), initial=ticked))
    for name in ("legal_name", "email", "phone", "terms", "currency"):
        yield _text(name, getattr(details, name))
    for place, kind in PLACES.items():
        for part, label in ADDRESS_LABELS.items():
            text = getattr(getattr(details, place), part)
            field = blocks.text_input(text[:LONGEST], multiline=part == "street")
            yield blocks.field(f"{place}_{part}", f"{kind} {label}", field, optional=True)


def _text(name: str, text: str, *, optional: bool = True) -> Block:
    field = blocks.text_input(text[:LONGEST])
    return blocks.field(name, LABELS[name], field, optional=optional, hint=HINTS.get(name, ""))


def _facts(party: Counterparty, links: Sequence[CounterpartyLink]) -> Iterator[Block]:
    linked = {link.role for link in links}
    lines = [_link_line(link) for link in links]
    lines += [f"• As {role}: not linked yet" for role in TradeRole if role in party.roles - linked]
    yield blocks.section("*QuickBooks*\n" + "\n".join(lines))
    state = "" if party.active else "*Deactivated* · "
    changed = f"changed by {person(party.changed_by)} on {blocks.moment(party.changed_at, style=MOMENT)}"
    yield blocks.context(f"{state}{in_words(party.roles)} · department {escape(party.department)} · {changed}")


def _link_line(link: CounterpartyLink) -> str:
    gone = "" if link.books_active else " (inactive there)"
    day = blocks.moment(link.linked_at, style="{date_short}")
    return f"• As {link.role}: {escape(link.books_name)}{gone} · {HOW[link.how]}, {day}"


def _switch(party: Counterparty) -> Block:
    if not party.active:
        return blocks.button("Reactivate", REACTIVATE, value=party.id)
    ask = blocks.asks(
        "Deactivate?",
        f"{blocks.clip(party.name, 100)} and its history stay here, but it is offered no more. You can reactivate it.",
        "Deactivate",
        danger=True,
    )
    return blocks.button("Deactivate", DEACTIVATE, value=party.id, style="danger", confirm=ask)


def _texts(details: Details) -> Iterator[tuple[str, str]]:
    for name, label in LABELS.items():
        yield label, getattr(details, name)
    for place, kind in PLACES.items():
        for part, label in ADDRESS_LABELS.items():
            yield f"{kind} {label}", getattr(getattr(details, place), part)


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[Block]:
    for start in range(0, len(pairs), 10):
        yield blocks.fields(pairs[start : start + 10])


def _apart(party: Counterparty, typed: Details) -> Iterator[tuple[str, str, str]]:
    if party.roles != typed.roles:
        yield "Role", in_words(party.roles), in_words(typed.roles)
    for (label, now), (_, yours) in zip(_texts(party.details), _texts(typed), strict=True):
        if now != yours:
            yield label, now, yours


def _quoted(text: str) -> str:
    return f"\u201c{escape(blocks.clip(text, 60))}\u201d" if text else "empty"
