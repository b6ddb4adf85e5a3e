"""What one company holds: its objects, their ids, the names taken, the stones of what was deleted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from standins.clock import Clock
from standins.quickbooks import wire
from standins.quickbooks.assumptions import Assumptions
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.names import Key, Names
from standins.quickbooks.shape import Object

LONG_IDS = 5_000_000_000_000_000_000
FIRST_NUMBER = 1001
LONGEST_AUTOMATIC = 9  # digits of a document number that automatic numbering follows
APP = "Tieout"  # who has done what came through the API
SALES_FORMS = ("Invoice", "CreditMemo", "SalesReceipt", "RefundReceipt", "Estimate")


class Store:
    """The objects of one company (realm), as QuickBooks' JSON with Decimals for money."""

    def __init__(self, realm: str, clock: Clock, assumptions: Assumptions | None = None) -> None:
        self.realm = realm
        self.clock = clock
        self.assumptions = assumptions or Assumptions()
        self.revision = 0  # goes up with every change
        self.names = Names()
        self.files: dict[str, bytes] = {}  # what was uploaded, by Attachable id
        self.applied: dict[Key, dict[Key, Decimal]] = defaultdict(dict)  # document -> {payment: amount}
        self.touched: dict[Key, set[Key]] = {}  # payment -> the documents it settles
        self.stones: dict[Key, datetime] = {}  # when a deleted object went
        self.who = APP  # who is doing what is done now
        self.authors: dict[Key, tuple[str, str]] = {}  # who made an object, and who changed it last
        self._objects: dict[str, dict[str, Object]] = {kind: {} for kind in ENTITIES}
        self._changed: dict[Key, datetime] = {}
        self._last: dict[str, int] = defaultdict(int)
        self._numbered: dict[Key, dict[str, None]] = defaultdict(dict)  # (kind, DocNumber) -> ids
        self._numbers: dict[str, int] = defaultdict(lambda: FIRST_NUMBER - 1)
        self._texts: dict[Key, wire.Raw] = {}
        self._order: dict[str, list[Object]] = {}

    def all(self, kind: str) -> Iterable[Object]:
        """The live objects of a kind, inactive ones included, oldest first."""
        return list(self._objects[kind].values())

    def get(self, kind: str, id: str) -> Object | None:
        """The object, or None when there is none of that id (any more)."""
        return self._objects.get(kind, {}).get(str(id))

    @property
    def preferences(self) -> Object:
        """The company's Preferences."""
        return self._objects["Preferences"].get("1", {})

    @property
    def info(self) -> Object:
        """The company's CompanyInfo."""
        return self._objects["CompanyInfo"].get("1", {})

    def put(self, kind: str, obj: Object, changed: datetime | None = None) -> None:
        """Store an object as it is, keeping its Id, and bump the counter of ids past it. Nothing is validated."""
        if old := self.get(kind, obj["Id"]):
            self.names.remove(kind, old)
            self._forget_number(kind, old)
        self._objects[kind][obj["Id"]] = obj
        self._note_number(kind, obj)
        self.names.add(kind, obj)
        self._changed[kind, obj["Id"]] = changed or self.clock.now()
        self._note_id(kind, obj["Id"])
        self.dirty(kind, obj["Id"])
        self._order.pop(kind, None)

    def remove(self, kind: str, id: str) -> None:
        """Take an object away and set a stone for change data capture."""
        gone = self._objects[kind].pop(id)
        self.names.remove(kind, gone)
        self._forget_number(kind, gone)
        self.stones[kind, id] = self.clock.now()
        self.dirty(kind, id)
        self._order.pop(kind, None)

    def dirty(self, kind: str, id: str) -> None:
        """Forget the JSON text of an object that changed in place."""
        self.revision += 1
        self._texts.pop((kind, id), None)

    def new_id(self, kind: str) -> str:
        """The next id: transactions share a row of numbers, and so do customers, vendors and employees."""
        space = self._space(kind)
        return str(max(self._last[space], LONG_IDS if ENTITIES[kind].long_ids else 0) + 1)

    def text(self, kind: str, id: str) -> wire.Raw:
        """The object's JSON, kept until it changes."""
        key = (kind, id)
        if key not in self._texts:
            self._texts[key] = wire.Raw(wire.write(self._objects[kind][id]))
        return self._texts[key]

    def in_order(self, kind: str) -> list[Object]:
        """The objects in the order QuickBooks lists them: names by name, transactions the latest change first."""
        if kind not in self._order:
            found = list(self._objects[kind].values())
            if ENTITIES[kind].family in ("people", "list"):
                found.sort(key=lambda obj: str(obj.get("FullyQualifiedName") or _name(kind, obj)).casefold())
            else:
                found.sort(key=lambda obj: (self._changed[kind, obj["Id"]], _number(obj["Id"])), reverse=True)
            self._order[kind] = found
        return self._order[kind]

    def changed_since(self, kind: str, since: datetime) -> list[Object]:
        """The objects of a kind changed at that moment or later, oldest change first."""
        found = [
            (at, key) for key, at in self._changed.items() if key[0] == kind and at.replace(microsecond=0) >= since
        ]
        return [obj for _, key in sorted(found) if (obj := self.get(*key))]

    def changed_at(self, kind: str, id: str) -> datetime:
        """When an object last changed, to the microsecond."""
        return self._changed[kind, id]

    def counters(self) -> dict[str, dict[str, int]]:
        """The last id and the last document number given in every row of numbers, to be kept with the objects."""
        return {"ids": dict(self._last), "numbers": dict(self._numbers)}

    def count_on(self, counters: dict[str, dict[str, int]]) -> None:
        """Go on after these ids and numbers, so that none that was given and deleted comes again."""
        self._last.update(counters["ids"])
        self._numbers.update(counters["numbers"])

    def applied_to(self, kind: str, id: str) -> Decimal:
        """How much of a document's total payments have settled."""
        return sum(self.applied.get((kind, id), {}).values(), Decimal(0))

    def next_number(self, series: str) -> str:
        """The document number after the highest one given so far in a series."""
        return str(self._numbers[series] + 1)

    def numbered(self, kind: str, number: str) -> list[Object]:
        """The documents of a kind that bear that number."""
        return [self._objects[kind][id] for id in self._numbered.get((kind, number.casefold()), {})]

    def _note_number(self, kind: str, obj: Object) -> None:
        number = obj.get("DocNumber")
        if number and ENTITIES[kind].is_transaction:
            self._numbered[kind, number.casefold()][obj["Id"]] = None
            if number.isdigit() and len(number) <= LONGEST_AUTOMATIC:
                space = series(kind)
                self._numbers[space] = max(self._numbers[space], int(number))

    def _forget_number(self, kind: str, obj: Object) -> None:
        self._numbered.get((kind, str(obj.get("DocNumber", "")).casefold()), {}).pop(obj["Id"], None)

    def _note_id(self, kind: str, id: str) -> None:
        if id.isdigit():
            space = self._space(kind)
            self._last[space] = max(self._last[space], int(id))

    @staticmethod
    def _space(kind: str) -> str:
        family = ENTITIES[kind].family
        if family == "people":
            return family
        return "transaction" if family in ("transaction", "recurring") else kind


def series(kind: str) -> str:
    """Sales forms are numbered in one row, every other kind in its own."""
    return "sales" if kind in SALES_FORMS else kind


def _name(kind: str, obj: Object) -> str:
    return str(obj.get(ENTITIES[kind].named_by) or "")


def _number(id: str) -> int:
    return int(id) if id.isdigit() else 0
