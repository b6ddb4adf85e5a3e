"""What every feature of the bot is hung with; a feature's `hanging.register(house)` takes from it what it needs."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from slack_sdk import WebClient

from bot.away import is_away
from bot.door import Door, Word
from bot.pages import Page, pages_of
from bot.people import People
from bot.settings import Settings
from bot.verbs import Verbs
from domain.engine import Engine, Patience
from domain.role import Role
from domain.store import Store

Workflows = dict[str, Callable[[str], None]]
"""What the engine runs, by name; each takes the subject it is about."""


@dataclass(frozen=True)
class House:
    """Settings, the door, who is who, and the verbs. `words` are those of `/accounting`: each feature adds its own
    before the connection, whose command it is, is hung."""

    settings: Settings
    door: Door
    people: People
    verbs: Verbs
    patience: Patience = field(default_factory=lambda: Patience(is_away))
    words: dict[str, Word] = field(default_factory=dict)

    @property
    def client(self) -> WebClient:
        """The line to Slack."""
        return self.door.client

    @property
    def store(self) -> Store:
        """The database."""
        return self.verbs.posting.store

    @property
    def engine(self) -> Engine:
        """The durable work."""
        return self.verbs.posting.engine

    @property
    def departments(self) -> list[str]:
        """The departments' names, in the settings' order."""
        return self.settings.department_names

    @property
    def channel(self) -> str:
        """Where everybody is told; empty where there is no such channel."""
        return self.settings.channel

    @property
    def page_of(self) -> Page:
        """Where people see a document in QuickBooks."""
        return pages_of(self.settings.qbo_api_url)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.verbs.posting.now()

    def today(self) -> date:
        """The books' own date, in the time zone of the settings."""
        return self.verbs.mapping.today()

    def roles(self, person: str) -> frozenset[Role]:
        """What a person may be."""
        return self.people.person(person).roles


def killed_at(chosen: str) -> Callable[[str], None]:
    """With stand-ins only (settings refuse it otherwise): the process dies, as by kill -9, at the chosen point."""

    def at(point: str) -> None:
        if point == chosen:
            os._exit(9)

    return at
