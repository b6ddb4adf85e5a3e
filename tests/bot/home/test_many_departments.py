"""Slack has room for a hundred blocks: Home keeps its buttons however many departments there are."""

from datetime import UTC, datetime

import pytest

from bot.home import views
from bot.home.views import Situation
from bot.people import Person
from domain.connections.alert import Alert, Matter
from domain.connections.connecting import Status
from domain.connections.connection import Connection
from domain.connections.setup import Setup
from domain.role import Role

AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
CLARA = Person("U0CLARA", frozenset({Role.CONTROLLER}))


def situation(number: int) -> Situation:
    """A department with a connection of its own, and something the matter with it."""
    connection = Connection(
        id=f"c{number}",
        department=f"d{number}",
        realm=str(number),
        company_name="Acme",
        environment="sandbox",
        connected_by="U1",
        connected_at=AT,
    )
    status = Status(f"d{number}", connection, shared=False, ages=["fresh"])
    alert = Alert(key=f"k{number}", matter=Matter.CONNECTION_LOST, subject=connection.id, opened_at=AT)
    return Situation(status, [alert], None, None, Setup(status, 0, 0, finished=False))


@pytest.mark.parametrize("departments", [2, 15, 16, 17, 60])
@pytest.mark.parametrize("first", [True, False])
def test_the_buttons_of_home_are_always_there(departments: int, first: bool) -> None:
    shown = views.home(CLARA, [situation(n) for n in range(departments)], AT, first=first, channel="C1")["blocks"]
    assert len(shown) <= 100
    labels = [one["text"]["text"] for block in shown if block["type"] == "actions" for one in block["elements"]]
    assert labels[-1] == "Refresh" and "Import counterparties" in labels
    said = " ".join(str(block) for block in shown)
    named = sum(f"*d{n}*" in said for n in range(departments))
    assert named == departments or f"And {departments - named} more department" in said
