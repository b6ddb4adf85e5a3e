"""A company was just connected: its accounts and payment terms are read, before anybody opens their windows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.accounts import mapping, terming
from domain.accounts.order import Order
from domain.connections.connection import Connection, connection_of
from domain.engine import Engine


@dataclass(frozen=True)
class Beginning:
    """Once per connection, quietly: nobody waits for it, and the windows read again in any case."""

    engine: Engine
    departments: Sequence[str]

    def read(self, session: Session, connection: Connection) -> None:
        """In the transaction that connected: promise to read the chart, and the terms of all who post through it."""
        self._promise(session, connection, mapping.PULL, connection.department)
        for department in self.departments:
            through = connection_of(session, department)
            if through and through.id == connection.id:
                self._promise(session, connection, terming.PULL, department)

    def _promise(self, session: Session, connection: Connection, workflow: str, department: str) -> None:
        order = Order(connection.id, department, "", connection.connected_by, "")
        key = f"{workflow}:{connection.id}:{department}"
        self.engine.enqueue(session, workflow, order.text(), key=key, partition=connection.realm)
