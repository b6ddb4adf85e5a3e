"""A linked counterparty as the books have to know it: what is still to be told, and how our fields read there."""

from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from domain.books.port import Address, BooksName, NameFields, NameKind, NewName
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import TradeRole
from domain.counterparties.names import CUSTOMER_SUFFIX, SUPPLIER_SUFFIX
from domain.table import Table, one_of

KIND: Final = {TradeRole.CUSTOMER: NameKind.CUSTOMER, TradeRole.SUPPLIER: NameKind.VENDOR}
SUFFIX: Final = {TradeRole.CUSTOMER: CUSTOMER_SUFFIX, TradeRole.SUPPLIER: SUPPLIER_SUFFIX}
PLACES: Final = ("bill_to", "ship_to")
PARTS: Final = ("street", "city", "state", "postal_code", "country")
MIRRORED: Final = frozenset(
    {"name", "legal_name", "email", "phone", "active", *(f"{place}_{part}" for place in PLACES for part in PARTS)}
)


class MirrorState(StrEnum):
    """`telling` is under way, `waiting` for the books, `told` all of it, `refused` some of it with words."""

    TELLING = "telling"
    WAITING = "waiting"
    TOLD = "told"
    REFUSED = "refused"


class Mirror(Table, table=True):
    """What one company file has still to be told of a counterparty: the `changed` fields of its latest `version`.

    `refusals` has the words for each role, `heard` whether the person who saved (`by`) was told of them.
    """

    __tablename__ = "mirror"

    counterparty_id: str = Field(primary_key=True, max_length=36)
    realm: str = Field(primary_key=True, max_length=32)
    version: int
    by: str = Field(max_length=64)
    changed: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    state: MirrorState = Field(default=MirrorState.TELLING, sa_type=one_of(MirrorState), index=True)
    refusals: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    heard: bool = False
    waits_for: str = ""
    tries: int = 0
    due_at: datetime | None = None


def new_name(key: str, role: TradeRole, display_name: str, party: Counterparty) -> NewName:
    """A record to be created for a counterparty in a role."""
    return NewName(
        key=key,
        kind=KIND[role],
        name=display_name,
        company_name=_legal(party),
        print_name=_legal(party),
        email=party.email,
        phone=party.phone,
        billing=address(party, "bill_to"),
        shipping=address(party, "ship_to"),
        currency=party.currency,
    )


def fields_to_tell(party: Counterparty, role: TradeRole, changed: frozenset[str]) -> NameFields:
    """The changed fields as they are now, but for the display name; only customers have a shipping address."""
    legal = _legal(party) if "legal_name" in changed or ("name" in changed and not party.legal_name) else None
    moved = {place for place in PLACES if any(one.startswith(place) for one in changed)}
    ships = "ship_to" in moved and role is TradeRole.CUSTOMER
    return NameFields(
        company_name=legal,
        print_name=legal,
        email=party.email if "email" in changed else None,
        phone=party.phone if "phone" in changed else None,
        billing=address(party, "bill_to") if "bill_to" in moved else None,
        shipping=address(party, "ship_to") if ships else None,
        active=party.active if "active" in changed else None,
    )


def differing(wanted: NameFields, there: BooksName) -> NameFields:
    """Only what the books do not say already."""
    same = {one.name for one in fields(wanted) if getattr(wanted, one.name) == getattr(there, one.name, None)}
    return replace(wanted, **dict.fromkeys(same))


def address(party: Counterparty, place: str) -> Address:
    """One of a counterparty's addresses, `bill_to` or `ship_to`, in the books' words."""
    return Address(
        street=getattr(party, f"{place}_street"),
        city=getattr(party, f"{place}_city"),
        region=getattr(party, f"{place}_state"),
        postal_code=getattr(party, f"{place}_postal_code"),
        country=getattr(party, f"{place}_country"),
    )


def _legal(party: Counterparty) -> str:
    return party.legal_name or party.name
