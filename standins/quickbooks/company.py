"""A company as everybody else sees it: what it holds, and what may be done to it by QuickBooks' rules."""

from datetime import datetime
from typing import Any

from standins.clock import Clock
from standins.quickbooks import links, operations
from standins.quickbooks.assumptions import Assumptions
from standins.quickbooks.balances import Balances
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

ITEM_POSTS = ("Type", "PurchaseCost", "IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef")


class Company(Store):
    """One QuickBooks company. Every act raises `envelopes.Fault` when QuickBooks would refuse it."""

    def __init__(self, realm: str, clock: Clock, assumptions: Assumptions | None = None) -> None:
        super().__init__(realm, clock, assumptions)
        self.balances = Balances(self)

    def put(self, kind: str, obj: Object, changed: datetime | None = None) -> None:
        """Store an object as it is, with its postings and the links of a payment."""
        old = self.get(kind, obj["Id"])
        super().put(kind, obj, changed)
        links.remember(self, kind, obj)
        self.balances.replace(kind, obj["Id"], obj)
        if kind == "Item" and old and any(old.get(name) != obj.get(name) for name in ITEM_POSTS):
            self.balances.repost(obj["Id"])

    def remove(self, kind: str, id: str) -> None:
        """Take an object away, with its postings."""
        self.balances.replace(kind, id, None)
        super().remove(kind, id)

    def create(self, kind: str, body: Any) -> Object:
        """A new object by the rules of the API; answers it as stored."""
        return operations.create(self, ENTITIES[kind], body)

    def update(self, kind: str, body: Any) -> Object:
        """A full update, or a sparse one with `"sparse": true`."""
        return operations.update(self, ENTITIES[kind], body)

    def delete(self, kind: str, body: Any) -> Object:
        """Delete `{Id, SyncToken}`; answers the last state."""
        return operations.delete(self, ENTITIES[kind], body)

    def void(self, kind: str, body: Any) -> Object:
        """Void `{Id, SyncToken}`; answers the voided object."""
        return operations.void(self, ENTITIES[kind], body)
