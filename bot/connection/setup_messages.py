"""Post and update the list of steps of setting up, in the private conversation with whoever asked for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.connection import setup_views
from bot.connection.alert_views import Words
from bot.connection.posting import Place, Posting
from bot.door import Guard
from bot.people import People
from domain.clock import Now
from domain.connections.setup import SettingUp
from domain.engine import Engine, Patience


@dataclass(frozen=True)
class SetupMessages:
    """The list is shown at once with what is stored, and again when the books answered."""

    posting: Posting
    engine: Engine
    people: People
    setting_up: SettingUp
    departments: Sequence[str]
    guard: Guard
    patience: Patience
    now: Now

    def show(self, subject: str) -> None:
        """Workflow `show-setup`."""
        told = json.loads(subject)
        person, department = told["person"], told["department"]
        at = json.loads(told["place"]) if told["place"] else {}
        first = self._words(department, person, setup_views.ASKING)
        place = self.engine.step("say", lambda: self._put(at, person, first), self.patience)

        def ask(name: str) -> None:
            why_not, advice = self.engine.step("ask", lambda: self.setting_up.ask_books(name))
            words = self._words(name, person, why_not, advice)
            self.engine.step("answer", lambda: self._put(place, person, words), self.patience)

        def broke(_name: str, apology: str) -> None:
            words = setup_views.setup_broke(apology)
            self.engine.step("broke", lambda: self._put(place, person, words), self.patience)

        self.guard(ask, broke)(department)

    def _words(self, department: str, person: str, asked: str, advice: Sequence[str] = ()) -> Words:
        roles, named = self.people.person(person).roles, len(self.departments) > 1
        setup = self.setting_up.look(department)
        return setup_views.setup_message(setup, roles, self.now(), named=named, asked=asked, advice=advice)

    def _put(self, place: Place, person: str, words: Words) -> Place:
        """Where it stands, or anew when it is gone from there."""
        return place if place and self.posting.update(place, words) else self.posting.say(person, words)
