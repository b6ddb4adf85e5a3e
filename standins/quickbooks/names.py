"""Which names are taken: one space over customers, vendors and employees, one per list and parent elsewhere."""

from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.shape import Object

Key = tuple[str, str]  # kind, id


class Names:
    """An index from a name, as it is compared, to the object that holds it."""

    def __init__(self) -> None:
        self._taken: dict[Key, Key] = {}

    def holder(self, kind: str, obj: Object) -> Key | None:
        """The other object that already holds this object's name."""
        found = self._taken.get(self._name(kind, obj))
        return found if found and found != (kind, obj.get("Id")) else None

    def add(self, kind: str, obj: Object) -> None:
        """Take the name, unless somebody else holds it (data put in from outside)."""
        if _is_named(kind, obj):
            self._taken.setdefault(self._name(kind, obj), (kind, obj["Id"]))

    def remove(self, kind: str, obj: Object) -> None:
        """Give the name back."""
        if self._taken.get(self._name(kind, obj)) == (kind, obj["Id"]):
            del self._taken[self._name(kind, obj)]

    def _name(self, kind: str, obj: Object) -> Key:
        entity = ENTITIES[kind]
        name = str(obj.get(entity.named_by) or "").strip().casefold()
        if entity.family == "people":
            return ("people", name)
        return (f"{kind}:{(obj.get('ParentRef') or {}).get('value', '')}", name)


def _is_named(kind: str, obj: Object) -> bool:
    return ENTITIES[kind].family in ("people", "list") and bool(obj.get(ENTITIES[kind].named_by))
