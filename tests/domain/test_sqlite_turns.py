"""Writers of one process take turns in the order in which they ask."""

from collections import deque
from threading import Event, Thread
from typing import Any

from domain.sqlite_turns import Turns


class Line(deque[Any]):
    """A line that tells when somebody stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = Event()

    def append(self, one: Any) -> None:
        super().append(one)
        self.joined.set()


def waits(turns: Turns, line: Line, order: list[str], name: str) -> Thread:
    """Somebody who stands in line by the time this answers."""

    def take() -> None:
        with turns:
            order.append(name)

    line.joined.clear()
    thread = Thread(target=take)
    thread.start()
    assert line.joined.wait(10)
    return thread


def test_whoever_asks_again_at_once_stands_behind_those_who_wait() -> None:
    turns, line, order = Turns(), Line(), list[str]()
    turns._line = line
    turns.acquire()
    pressing = [waits(turns, line, order, name) for name in ("anna", "bo", "clara")]
    turns.release()
    with turns:
        order.append("the import's next portion")
    for one in pressing:
        one.join(10)
    assert order == ["anna", "bo", "clara", "the import's next portion"]


def test_whoever_has_the_turn_may_take_it_again() -> None:
    turns, line, order = Turns(), Line(), list[str]()
    turns._line = line
    with turns:
        with turns:
            waiting = waits(turns, line, order, "anna")
        assert order == []
    waiting.join(10)
    assert order == ["anna"]
