"""Whole bots as people run them: `tieout run` once or several times, a Slack and a QuickBooks, each a program."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bot.demo import ROOT, Child, environment
from domain.clock import wall_now
from domain.migrating import migrate
from domain.problems import Problem
from domain.store import Store
from domain.vault import new_key
from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.benchmarks.programs import free_ports
from tests.chaos.fitting import REALMS, Place
from tests.chaos.running import Books

LIVES: Final = (0.3, 5.0)  # seconds between two kills
PATIENCE: Final = 4.0  # seconds somebody waits before trying once more


@dataclass
class House:
    """One Slack, one QuickBooks, one database, and the bots that are at work by their names."""

    folder: Path
    database: str
    port: int = field(default_factory=lambda: free_ports(6))
    key: str = field(default_factory=new_key)
    bots: dict[str, Child] = field(default_factory=dict)
    kills: int = 0
    _others: dict[str, Child] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the work is, for the verbs."""
        return Place(self.database, self.quickbooks.url, self.key, wall_now(), speed=1)

    @property
    def quickbooks(self) -> Books:
        """By its `/control/`."""
        return Books(f"http://127.0.0.1:{self.port + 1}")

    @property
    def workspace(self) -> Workspace:
        """By its `/control/`."""
        return Workspace(f"http://127.0.0.1:{self.port}")

    def person(self, name: str) -> Person:
        """Somebody with little patience."""
        return self.workspace.person(name, timeout=PATIENCE)

    def open(self) -> None:
        """Slack and QuickBooks answer, and there is a database."""
        self._begin("slack", "--port", str(self.port), "--manifest", str(ROOT / "manifest.yml"))
        self.quickbooks_returns()
        store = Store(self.database)
        migrate(store)
        store.close()

    def close(self) -> None:
        """Everything ends."""
        for child in [*self.bots.values(), *self._others.values()]:
            child.process.kill()
            child.process.wait()

    def settings(self, name: str) -> dict[str, str]:
        """What a bot is told; it goes by the time of the wall."""
        made = environment(self.port, self.folder) | {
            "TIEOUT_DATABASE_URL": self.database,
            "TIEOUT_SECRET_KEY": self.key,
            "TIEOUT_REPLICA": name,
            "TIEOUT_WEB_PORT": "0",
        }
        del made["TIEOUT_CLOCK_URL"]
        return made

    def start(self, name: str, *, wait: bool = True, **more: str) -> Child:
        """A bot begins, under a name it keeps over its lives."""
        self.bots[name] = Child.start(name, ["run"], self.settings(name) | more)
        if wait:
            self.bots[name].wait()
        return self.bots[name]

    def kill(self, name: str) -> None:
        """As `kill -9` does."""
        self.bots[name].process.kill()
        self.bots[name].process.wait()
        self.kills += 1

    def quickbooks_leaves(self) -> None:
        """QuickBooks ends with all it knows written down; whoever is speaking with it hears nothing more."""
        self._others["quickbooks"].stop()

    def quickbooks_returns(self) -> None:
        """It goes on where it was."""
        kept = ("--snapshot", str(self.folder / "quickbooks.json"))
        also = ("--also", f"{REALMS['east']}:empty", "--company", "empty")
        self._begin("quickbooks", "--port", str(self.port + 1), *also, *kept)

    def _begin(self, what: str, *arguments: str) -> None:
        child = Child.start(what, ["standin", what, *arguments], environment(self.port, self.folder))
        self._others[what] = child
        child.wait()


@contextmanager
def house(folder: Path, database: str) -> Iterator[House]:
    """A house that is open, without a bot; nothing of it is left behind."""
    made = House(folder, database)
    try:
        made.open()
        yield made
    finally:
        made.close()


def rages(house: House, kills: int, random: Random, over: threading.Event) -> None:
    """Bots are killed at any moment, at work or while they begin, and start again; QuickBooks is away now and then."""
    for number in range(kills):
        if over.wait(random.uniform(*LIVES)):
            return
        name = random.choice(sorted(house.bots))
        house.kill(name)
        away = number % 7 == 3
        if away:
            house.quickbooks_leaves()
        with suppress(Problem):
            house.start(name, wait=random.random() < 0.7)
        if away:
            house.quickbooks_returns()


def begin_all(house: House, names: Sequence[str]) -> None:
    """The bots are at work."""
    for name in names:
        house.start(name)
