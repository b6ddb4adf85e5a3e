"""Processes that work, started under their names, killed, and started again; and the QuickBooks they all talk to."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

import requests

from tests.chaos.fitting import Fate, Place
from tests.chaos.worker import work

FULL: Final = os.environ.get("TIEOUT_CHAOS") == "full"  # `make chaos`
PATIENCE: Final = 300.0 if FULL else 150.0  # a process that stood still holds its locks for 20 s of real time
LOOK: Final = 0.05
# A process begins with everything imported already, and with nothing of the test's own in it.
CONTEXT: Final = get_context("forkserver")
KILLED, DONE = -9, 0
Work = Callable[[Place, str, Fate, Any], None]
Trouble = tuple[str, float, dict[str, Any]]
TROUBLES: Final[list[Trouble]] = [
    ("drop", 0.04, {}),
    ("drop", 0.1, {"when": "after"}),
    ("500", 0.03, {"when": "after"}),
    ("502", 0.04, {"when": "after"}),
    ("502", 0.03, {}),
    ("429", 0.05, {}),
    ("401", 0.05, {}),
    ("delay", 0.2, {"seconds": 0.2}),
    ("delay", 0.1, {"seconds": 0.2, "when": "after"}),
]


class Process:
    """One process that works, and comes back under its own name."""

    def __init__(self, place: Place, name: str, fate: Fate, work: Work = work) -> None:
        self.place, self.name, self.fate, self.work = place, name, fate, work
        self._begin(fate)

    def restart(self, fate: Fate | None = None) -> None:
        """Another life under the same name, with what is left of its fate."""
        self._begin(fate or Fate(careless=self.fate.careless))

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process.pid is not None
        return self.process.pid

    def stops(self) -> None:
        """Wait until it stands still. It is nobody's child here, so its state has to be read."""
        stat = Path(f"/proc/{self.pid}/stat")
        for _ in range(int(PATIENCE / LOOK)):
            if stat.read_text().rsplit(") ", 1)[1].startswith("T"):
                return
            assert self.ends(LOOK) is None, "it ended instead"
        raise AssertionError("it never stood still")

    def kill(self) -> bool:
        """As `kill -9` does; False when it had left by itself."""
        self.process.kill()
        return self.ends() == KILLED

    def ends(self, patience: float = PATIENCE) -> int | None:
        """How it ended: 0 when all work was done; None when it still works after so many seconds."""
        self.process.join(patience)
        return self.process.exitcode

    def _begin(self, fate: Fate) -> None:
        heard, said = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=self.work, args=(self.place, self.name, fate, said), daemon=True)
        self.process.start()
        said.close()
        assert heard.poll(PATIENCE) and heard.recv() == "ready"
        heard.close()


@contextmanager
def processes(
    place: Place, names: Sequence[str], fate: Fate | None = None, work: Work = work
) -> Iterator[list[Process]]:
    """Processes that work on one place; none is left behind."""
    CONTEXT.set_forkserver_preload(["tests.chaos.month_worker"])
    started: list[Process] = []
    try:
        for name in names:
            started.append(Process(place, name, fate or Fate(), work))
        yield started
    finally:
        for one in started:
            one.process.kill()
            one.process.join(PATIENCE)


def kill_at_random(crew: Sequence[Process], kills: int, random: Random) -> int:
    """Kill one after another, each half a second to two after the last; answers how many were hit while they worked."""
    hits = 0
    for _ in range(kills):
        victim = random.choice(crew)
        victim.ends(random.uniform(0.5, 2))
        hits += victim.kill()
        victim.restart()
    return hits


@dataclass(frozen=True)
class Books:
    """The QuickBooks stand-in, by its `/control/`."""

    url: str

    def control(self, act: str, **body: Any) -> dict[str, Any]:
        """Arrange something."""
        return _told(requests.post(f"{self.url}/control/{act}", json=body, timeout=PATIENCE))

    def look(self, path: str) -> dict[str, Any]:
        """See behind the counter."""
        return _told(requests.get(f"{self.url}/control/{path}", timeout=PATIENCE))

    def objects(self, realm: str, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind a company holds."""
        return list(self.look(f"company/{realm}/{kind}")["objects"])

    def begins(self, *, honours_request_ids: bool) -> None:
        """A new company. One that ignores requestids takes the same number twice as well: nothing of its helps us."""
        self.control("reset")
        self.control(
            "assumptions",
            request_ids_honoured=honours_request_ids,
            duplicate_bill_numbers_refused=honours_request_ids,
        )

    def troubles(self, seed: int, *, doubling: bool, entity: str = "bill") -> None:
        """Every kind of trouble, at random by a seed; documents that arrive twice only where that can be told."""
        bills = {"route": {"entity": entity, "operation": "create"}}
        doubled: list[Trouble] = [("duplicate", 0.15, bills)] if doubling else []
        for number, (kind, rate, how) in enumerate([*TROUBLES, *doubled], start=seed * 100):
            everywhere = {"route": {"path": "/v3/company/"}}
            self.control("faults", kind=kind, rate=rate, seed=number, **(everywhere | how))

    def works_again(self) -> None:
        """No more trouble."""
        _told(requests.delete(f"{self.url}/control/faults", timeout=PATIENCE))


def _told(answer: requests.Response) -> dict[str, Any]:
    assert answer.ok, answer.text
    told: dict[str, Any] = answer.json()
    return told
