"""Where the one message of a month's close stands, so that it is posted once and followed there."""

import json
from dataclasses import dataclass

from domain.closing.month_end import month_end, month_end_to_change
from domain.closing.noting import Noting, checked
from domain.message_claim import claim, release
from domain.store import Store

Place = dict[str, str]


@dataclass(frozen=True)
class Placing:
    """The chat writes `channel` and `ts`, and a `link`; until then `in` says where it is to be posted."""

    store: Store
    noting: Noting

    def place(self, department: str, month: str) -> Place:
        """Where it stands, or nothing yet."""
        with self.store.reading() as session:
            return _read(month_end(session, department, month).place)

    def begin(self, department: str, month: str, channel: str) -> Place:
        """Have the message posted in a channel if it stands nowhere, and brought up to date; where it stood before."""
        with self.store.writing() as session:
            kept = month_end_to_change(session, department, checked(month))
            before = _read(kept.place)
            if "ts" not in before:
                kept.place = json.dumps({"in": channel})
            self.noting.show(session, department, month)
            return before

    def claim(self, department: str, month: str) -> str:
        """The channel, for whoever may post the first message; empty for everyone else, until a minute has passed."""
        with self.store.writing() as session:
            place = _read(month_end_to_change(session, department, month).place)
            wanted = "in" in place and claim(session, _key(department, month), self.noting.now())
            return place["in"] if wanted else ""

    def release(self, department: str, month: str) -> None:
        """It could not be posted: it is anybody's again."""
        with self.store.writing() as session:
            release(session, _key(department, month))

    def stands(self, department: str, month: str, place: Place) -> None:
        """Where it stands now."""
        with self.store.writing() as session:
            month_end_to_change(session, department, month).place = json.dumps(place)


def _key(department: str, month: str) -> str:
    return f"close:{department}:{month}"


def _read(text: str) -> Place:
    place: Place = json.loads(text) if text else {}
    return place
