"""Faults on demand: which call or delivery is struck next."""

from dataclasses import dataclass, field
from random import Random

from standins.slack.refusal import Json, Refused

KINDS = (
    "ratelimited",
    "http_500",
    "slow",
    "drop",
    "duplicate_delivery",
    "disconnect",
    "late_ack",
    "expire_triggers",
    "no_delivery",
)
NUMBERS = {"nth", "times", "seconds", "rate"}


@dataclass
class Fault:
    """One ordered fault: from the `nth` matching occasion on, `times` times; or each time with probability `rate`."""

    kind: str
    method: str | None = None
    user: str | None = None
    nth: int = 1
    times: int = 1
    seconds: float = 1.0
    rate: float | None = None
    chance: Random = field(default_factory=lambda: Random(0))
    seen: int = 0
    struck: int = 0

    def strikes(self, method: str, user: str) -> bool:
        """Whether it strikes this occasion."""
        if self.method not in (None, method) or self.user not in (None, user):
            return False
        self.seen += 1
        if self.rate is not None:
            return self.chance.random() < self.rate
        if self.seen < self.nth or self.struck >= self.times:
            return False
        self.struck += 1
        return True


class Faults:
    """The faults ordered and not yet used up."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, wish: Json) -> Fault:
        """Order a fault; refused with invalid_arguments for an unknown kind or a key that is none."""
        keys = {"kind", "method", "user", "nth", "times", "seconds", "rate"}
        if wish.get("kind") not in KINDS or set(wish) - keys - {"seed"}:
            raise Refused("invalid_arguments")
        if not all(isinstance(wish[key], int | float) for key in NUMBERS & set(wish)):
            raise Refused("invalid_arguments")
        fault = Fault(**{key: wish[key] for key in keys & set(wish)}, chance=Random(wish.get("seed", 0)))
        self._ordered.append(fault)
        return fault

    def strikes(self, kind: str, method: str, user: str = "") -> Fault | None:
        """The fault of this kind that strikes now, if any."""
        for fault in self._ordered:
            if fault.kind == kind and fault.strikes(method, user):
                return fault
        return None

    def clear(self) -> None:
        """Forget them all."""
        self._ordered.clear()
