"""Something a person at a window has asked the books for: carried out by a workflow, its outcome shown at once."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from domain.engine import Engine, Patience
from domain.problems import Problem


@dataclass(frozen=True)
class Order:
    """`about` is the id of what it concerns, if anything; `place` is where its outcome is shown, opaque here."""

    id: str
    department: str
    about: str
    by: str
    place: str

    def text(self) -> str:
        """As the subject of a workflow."""
        return json.dumps(asdict(self))


Show = Callable[[Order, str], object]
"""Shows what an order was about as it is now, with words where something is to be said."""


def read_order(subject: str) -> Order:
    """The order in the subject of a workflow."""
    return Order(**json.loads(subject))


def carry_out(
    engine: Engine, subject: str, act: Callable[[Order], str], show: Show, patience: Patience | None = None
) -> None:
    """Inside a workflow: do it and show what came of it.

    Somebody waits, so what cannot be done now is said and not tried again; an act looks before it creates, which makes
    asking again safe. `patience` outlasts a chat that is away.
    """
    order = read_order(subject)

    def said() -> str:
        try:
            return act(order)
        except Problem as problem:
            return problem.words()

    def shown(words: str) -> None:
        show(order, words)

    words = engine.step("do", said)
    engine.step("show", lambda: shown(words), patience)
