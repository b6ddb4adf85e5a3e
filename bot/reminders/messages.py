"""The workflow of a reminder: its one message says how it stands."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.reminders import views
from bot.sync.posting import Place, put
from domain.engine import Engine, Patience
from domain.reminders.matter import CHANNEL
from domain.reminders.reminding import Reminding


@dataclass(frozen=True)
class ReminderMessages:
    """`channel` hears what concerns everybody; `stands_in` is who hears it where we cannot speak."""

    client: WebClient
    engine: Engine
    reminding: Reminding
    channel: str
    stands_in: Callable[[], str]
    patience: Patience

    def tell(self, name: str) -> None:
        """Workflow `remind`. What was posted is noted by a step of its own, so that it is not posted twice."""
        told = json.loads(self.engine.step("tell", lambda: self._tell(name), self.patience))
        if told:
            self.engine.step("note", lambda: self.reminding.shown(name, told["version"], json.dumps(told["place"])))

    def _tell(self, name: str) -> str:
        row = self.reminding.find(name)
        if row is None:
            return "{}"
        known: Place = json.loads(row.place) if row.place else {}
        here = self.channel if row.audience == CHANNEL else row.audience
        person = self.stands_in() if row.audience == CHANNEL else row.audience
        place = put(self.client, known, views.message(row), asked_in=here, person=person)
        return json.dumps({"version": row.version, "place": place})
