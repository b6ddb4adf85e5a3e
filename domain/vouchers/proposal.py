"""Which open accruals add up to a bill: a search that is quick, and honest about what it did not look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.clock import Now

MOST: Final = 60
PATIENCE: Final = timedelta(milliseconds=200)
LOOK_AT_CLOCK_EVERY: Final = 512


@dataclass(frozen=True)
class Proposal:
    """The set found, as places in what was offered; empty when there is none. `unique` says that no other set fits;
    `gave_up` that the search ended before it had seen everything."""

    chosen: tuple[int, ...]
    unique: bool
    gave_up: bool


def propose(
    amounts: Sequence[int], target: int, now: Now, most: int = MOST, patience: timedelta = PATIENCE
) -> Proposal:
    """A set of amounts that adds up to the target, the largest amounts tried first.

    `now` is real time. Looks at the first `most` amounts only. An amount of zero belongs to no set.
    """
    offered = [(amount, n) for n, amount in enumerate(amounts[:most]) if amount]
    search = _Search(sorted(offered, key=lambda one: (-abs(one[0]), one[1])), now, now() + patience)
    search.from_(0, target, ())
    chosen = search.found[0] if search.found else ()
    complete = not search.gave_up and len(amounts) <= most
    return Proposal(tuple(sorted(chosen)), unique=len(search.found) == 1 and complete, gave_up=not complete)


class _Search:
    """A depth-first search that stops at the second set, or when its time is over."""

    def __init__(self, offered: list[tuple[int, int]], now: Now, deadline: datetime) -> None:
        self.offered, self.now, self.deadline = offered, now, deadline
        self.found: list[tuple[int, ...]] = []
        self.gave_up = False
        self._steps = 0
        self._dead: set[tuple[int, int]] = set()
        self._most = [0] * (len(offered) + 1)
        self._least = [0] * (len(offered) + 1)
        for n in range(len(offered) - 1, -1, -1):
            self._most[n] = self._most[n + 1] + max(offered[n][0], 0)
            self._least[n] = self._least[n + 1] + min(offered[n][0], 0)

    def from_(self, start: int, left: int, taken: tuple[int, ...]) -> bool:
        """Look for sets that add `left` to what is taken, from the amounts after `start`; whether there was one."""
        if left == 0 and taken:
            self.found.append(taken)
        hit = left == 0 and bool(taken)
        for n in range(start, len(self.offered)):
            if self._is_over() or not self._least[n] <= left <= self._most[n] or (n, left) in self._dead:
                break
            amount, place = self.offered[n]
            if self.from_(n + 1, left - amount, (*taken, place)):
                hit = True
        if not hit and not self._is_over():
            self._dead.add((start, left))
        return hit

    def _is_over(self) -> bool:
        self._steps += 1
        if self._steps % LOOK_AT_CLOCK_EVERY == 0 and self.now() > self.deadline:
            self.gave_up = True
        return self.gave_up or len(self.found) > 1
