"""Which open accruals add up to a bill: a search that is quick, and honest about what it did not look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from domain.clock import Now

MOST: Final = 60
PATIENCE: Final = timedelta(milliseconds=200)
LOOK_AT_CLOCK_EVERY: Final = 512
Offered = tuple[int, int]
"""An amount, and its place in what was offered."""


@dataclass(frozen=True)
class Proposal:
    """The set found, as places in what was offered; empty when there is none. `unique` says that no other set fits;
    `gave_up` that the search ended before it had seen everything that could tell."""

    chosen: tuple[int, ...]
    unique: bool
    gave_up: bool


def propose(
    amounts: Sequence[int], target: int, now: Now, most: int = MOST, patience: timedelta = PATIENCE
) -> Proposal:
    """A set of amounts that adds up to the target: one or two of them or all, else the largest tried first.

    `now` is real time. For other sets than these it looks at the first `most` amounts only. An amount of zero belongs
    to no set.
    """
    offered = _usable([(amount, n) for n, amount in enumerate(amounts) if amount], target)
    search = _Search(sorted(offered[:most], key=lambda one: (-abs(one[0]), one[1])), now, now() + patience)
    search.from_(0, target, ())
    found = dict.fromkeys([*islice(_plain(offered, target), 2), *(tuple(sorted(one)) for one in search.found)])
    complete = not search.gave_up and len(offered) <= most
    return Proposal(next(iter(found), ()), unique=len(found) == 1 and complete, gave_up=not complete and len(found) < 2)


def _usable(offered: list[Offered], target: int) -> list[Offered]:
    """Without those that are too large, which is only sure where nothing can take away from them."""
    if target > 0 and all(amount > 0 for amount, _ in offered):
        return [one for one in offered if one[0] <= target]
    return offered


def _plain(offered: Sequence[Offered], target: int) -> Iterator[tuple[int, ...]]:
    """The sets that a person would look for first, among all that is offered: one amount, two of them, all of them."""
    yield from ((n,) for amount, n in offered if amount == target)
    before: dict[int, list[int]] = {}
    for amount, n in offered:
        yield from ((other, n) for other in before.get(target - amount, ()))
        before.setdefault(amount, []).append(n)
    if len(offered) > 2 and sum(amount for amount, _ in offered) == target:
        yield tuple(n for _, n in offered)


class _Search:
    """A depth-first search that stops at the second set, or when its time is over."""

    def __init__(self, offered: list[Offered], now: Now, deadline: datetime) -> None:
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
