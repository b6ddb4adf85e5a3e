"""A database with its tables, a clock that stands still until turned, and ids that count: what these tests share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlmodel import col, select

from domain.audit import AuditLine
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.imports.importing import Importing
from domain.store import Store

CUSTOMER = frozenset({TradeRole.CUSTOMER})
SUPPLIER = frozenset({TradeRole.SUPPLIER})
BOTH = CUSTOMER | SUPPLIER


@dataclass
class Office:
    """One store and the verbs over it."""

    store: Store
    moment: datetime = datetime(2025, 1, 2, 9, tzinfo=UTC)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def registering(self) -> Registering:
        return Registering(self.store, lambda: self.moment, self.new_id)

    @property
    def importing(self) -> Importing:
        return Importing(self.store, lambda: self.moment, self.new_id)

    def new_id(self) -> str:
        return f"id-{next(self.ids):05}"

    def later(self) -> None:
        self.moment += timedelta(hours=1)

    def customer(self, name: str) -> Counterparty:
        return self.registering.create(Details(name, CUSTOMER), by="U1").counterparty

    def trail(self) -> list[str]:
        with self.store.reading() as session:
            return [f"{line.by} {line.act}" for line in session.exec(select(AuditLine).order_by(col(AuditLine.id)))]

    def everyone(self) -> dict[str, frozenset[TradeRole]]:
        """Name and roles of all rows there are, visible or not."""
        with self.store.reading() as session:
            return {party.name: party.roles for party in session.exec(select(Counterparty))}
