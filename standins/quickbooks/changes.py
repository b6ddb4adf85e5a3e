"""One change on its way into a company: what was, what the client gave, and what will be."""

from dataclasses import dataclass

from standins.quickbooks.entities import Entity
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store


@dataclass
class Change:
    """`old` is None for a new object; `new` already holds the merged fields; `include` the include= options."""

    company: Store
    entity: Entity
    old: Object | None
    given: Object
    new: Object
    include: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.entity.name

    def turned(self, name: str) -> bool:
        """Whether this change gives the field another value than it had."""
        return (self.old or {}).get(name) != self.new.get(name)
