"""Trouble on demand: delays, dropped lines, gateway pages and refusals, at the nth request or by a seed."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from standins.quickbooks.asked import Asked

KINDS = ("delay", "drop", "500", "502", "503", "429", "401", "403", "invalid_grant", "duplicate")


@dataclass
class Trouble:
    """One planned fault. `route` narrows it: path (a part of it), method, entity, operation, realm."""

    id: str
    kind: str
    nth: int = 1  # the first matching request it strikes
    times: int = 1  # how many it strikes; 0: all that follow
    rate: float = 0  # with a seed: the chance of each matching request, in place of nth and times
    seed: int = 0
    seconds: float = 0  # of a delay
    when: str = "before"  # or after what was asked for is done
    route: dict[str, str] | None = None
    seen: int = 0
    struck: int = 0

    def strikes(self, asked: Asked) -> bool:
        """Count a request, and say whether it is hit."""
        if not self._matches(asked):
            return False
        self.seen += 1
        if self.rate:
            hit = _chance(self.seed, self.seen) < self.rate
        else:
            hit = self.seen >= self.nth and (not self.times or self.struck < self.times)
        self.struck += hit
        return hit

    def _matches(self, asked: Asked) -> bool:
        route = self.route or {}
        if self.kind == "invalid_grant" and asked.operation != "token":
            return False
        if "path" in route and route["path"] not in asked.path:
            return False
        exact = ("method", "entity", "operation", "realm")
        return all(getattr(asked, name).lower() == str(route[name]).lower() for name in exact if name in route)


class Faults:
    """The trouble that is planned."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self._new_id = new_id
        self._planned: list[Trouble] = []

    def plan(self, wanted: dict[str, Any]) -> Trouble:
        """Plan one; ValueError tells what is wrong with the wish."""
        if wanted.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        known = set(Trouble.__dataclass_fields__) - {"id", "seen", "struck"}
        if unknown := set(wanted) - known:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        if wanted.get("when", "before") not in ("before", "after"):
            raise ValueError("when must be before or after")
        trouble = Trouble(self._new_id()[:8], **wanted)
        self._planned.append(trouble)
        return trouble

    def strike(self, asked: Asked) -> list[Trouble]:
        """The faults that hit this request; every planned one counts it."""
        return [trouble for trouble in self._planned if trouble.strikes(asked)]

    def planned(self) -> list[dict[str, Any]]:
        """All of them, with what they saw and struck."""
        return [asdict(trouble) for trouble in self._planned]

    def clear(self) -> None:
        """No more trouble."""
        self._planned.clear()


def _chance(seed: int, number: int) -> float:
    """A number in [0, 1) that is the same for the same seed and count."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:6]) / 2**48
