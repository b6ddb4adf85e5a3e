"""Counterparties: the companies we trade with, and their links to the records of the accounting system."""

from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, col, select

from domain.counterparties.details import (
    MAX_ADDRESS,
    MAX_EMAIL,
    MAX_PHONE,
    MAX_POSTAL_CODE,
    MAX_TERMS,
    Address,
    Details,
)
from domain.counterparties.details import TradeRole as TradeRole
from domain.counterparties.names import MAX_NAME, exact_key
from domain.imports.import_batch import ImportBatch, ImportState
from domain.table import Table, one_of


class LinkedHow(StrEnum):
    """How a counterparty came to its record in the books: by the same name, made there, or chosen by a person."""

    EXACT = "exact"
    CREATED = "created"
    PERSON = "person"


class Counterparty(Table, table=True):
    """A company, once per department whatever its roles (S1-11). Moments are in UTC; `version` grows with each change.

    What an import made carries its `import_batch` and is there for nobody until that batch is applied.
    """

    __tablename__ = "counterparty"
    __table_args__ = (sa.UniqueConstraint("department", "name_key"),)

    id: str = Field(primary_key=True, max_length=36)
    department: str = Field(default="main", max_length=64)
    name: str = Field(max_length=MAX_NAME)
    name_key: str = Field(max_length=4 * MAX_NAME)
    legal_name: str = Field(default="", max_length=MAX_NAME)
    is_customer: bool = False
    is_supplier: bool = False
    email: str = Field(default="", max_length=MAX_EMAIL)
    phone: str = Field(default="", max_length=MAX_PHONE)
    bill_to_street: str = Field(default="", max_length=MAX_ADDRESS)
    bill_to_city: str = Field(default="", max_length=MAX_ADDRESS)
    bill_to_state: str = Field(default="", max_length=MAX_ADDRESS)
    bill_to_postal_code: str = Field(default="", max_length=MAX_POSTAL_CODE)
    bill_to_country: str = Field(default="", max_length=MAX_ADDRESS)
    ship_to_street: str = Field(default="", max_length=MAX_ADDRESS)
    ship_to_city: str = Field(default="", max_length=MAX_ADDRESS)
    ship_to_state: str = Field(default="", max_length=MAX_ADDRESS)
    ship_to_postal_code: str = Field(default="", max_length=MAX_POSTAL_CODE)
    ship_to_country: str = Field(default="", max_length=MAX_ADDRESS)
    terms: str = Field(default="", max_length=MAX_TERMS)
    currency: str = Field(default="", max_length=3)
    active: bool = True
    import_batch: str | None = Field(default=None, max_length=36, index=True)
    created_at: datetime
    created_by: str = Field(max_length=64)
    changed_at: datetime
    changed_by: str = Field(max_length=64)
    version: int = 1

    @property
    def roles(self) -> frozenset[TradeRole]:
        """What this company is to us."""
        has = {TradeRole.CUSTOMER: self.is_customer, TradeRole.SUPPLIER: self.is_supplier}
        return frozenset(role for role in TradeRole if has[role])

    @roles.setter
    def roles(self, roles: frozenset[TradeRole]) -> None:
        self.is_customer = TradeRole.CUSTOMER in roles
        self.is_supplier = TradeRole.SUPPLIER in roles

    @property
    def bill_to(self) -> Address:
        """Where bills and invoices go."""
        return Address(**{part.name: getattr(self, f"bill_to_{part.name}") for part in fields(Address)})

    @property
    def ship_to(self) -> Address:
        """Where goods go."""
        return Address(**{part.name: getattr(self, f"ship_to_{part.name}") for part in fields(Address)})

    @property
    def details(self) -> Details:
        """What is kept of this company, as a form shows it."""
        return Details(
            name=self.name,
            roles=self.roles,
            legal_name=self.legal_name,
            email=self.email,
            phone=self.phone,
            bill_to=self.bill_to,
            ship_to=self.ship_to,
            terms=self.terms,
            currency=self.currency,
        )


class CounterpartyLink(Table, table=True):
    """A counterparty's record in one company file for one role; `books_id` is the key from then on (S1-09).

    `version` is the record's SyncToken when it was last seen.
    """

    __tablename__ = "counterparty_link"
    __table_args__ = (
        sa.UniqueConstraint("realm", "role", "books_id"),
        sa.UniqueConstraint("counterparty_id", "role", "realm"),
    )

    id: int | None = Field(default=None, primary_key=True)
    counterparty_id: str = Field(foreign_key="counterparty.id", max_length=36)
    role: TradeRole = Field(sa_type=one_of(TradeRole))
    realm: str = Field(max_length=32)
    books_id: str = Field(max_length=32)
    books_name: str = Field(max_length=500)
    books_active: bool = True
    version: str = Field(default="0", max_length=16)
    linked_at: datetime
    linked_by: str = Field(max_length=64)
    how: LinkedHow = Field(sa_type=one_of(LinkedHow))


class IgnoredName(Table, table=True):
    """A record of the books a person does not want to be asked about again (S3-13)."""

    __tablename__ = "ignored_name"
    __table_args__ = (sa.UniqueConstraint("realm", "kind", "books_id"),)

    id: int | None = Field(default=None, primary_key=True)
    realm: str = Field(max_length=32)
    kind: str = Field(max_length=20)
    books_id: str = Field(max_length=32)
    by: str = Field(max_length=64)
    at: datetime


def columns_of(details: Details) -> dict[str, Any]:
    """The checked details as the columns of a counterparty, its name key included."""
    address = {
        f"{place}_{part.name}": getattr(where, part.name)
        for place, where in (("bill_to", details.bill_to), ("ship_to", details.ship_to))
        for part in fields(Address)
    }
    return {
        "name": details.name,
        "name_key": exact_key(details.name),
        "legal_name": details.legal_name,
        "is_customer": TradeRole.CUSTOMER in details.roles,
        "is_supplier": TradeRole.SUPPLIER in details.roles,
        "email": details.email,
        "phone": details.phone,
        "terms": details.terms,
        "currency": details.currency,
        **address,
    }


def new_counterparty(
    details: Details, *, id: str, department: str, at: datetime, by: str, import_batch: str | None = None
) -> Counterparty:
    """A counterparty of checked details, not yet in any session."""
    return Counterparty(
        id=id,
        department=department,
        import_batch=import_batch,
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
        **columns_of(details),
    )


def visible(department: str) -> sa.ColumnElement[bool]:
    """The condition for what the department's people may see: not what an unfinished or undone import holds."""
    applied = select(ImportBatch.id).where(ImportBatch.state == ImportState.APPLIED)
    batch = col(Counterparty.import_batch)
    return sa.and_(col(Counterparty.department) == department, sa.or_(batch.is_(None), batch.in_(applied)))
