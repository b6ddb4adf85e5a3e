"""What `/accounting` understands, and what its windows and messages say."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connection import alert_views, setup_views, views
from domain.connections.alert import Alert, Matter
from domain.connections.connecting import Status
from domain.connections.connection import Connection, ConnectionState, ConsentPurpose
from domain.connections.setup import Setup
from domain.problems import Problem
from domain.role import Role

AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
BOTH = ["main", "Paper"]


def connection(**columns: object) -> Connection:
    known = {
        "id": "c1",
        "department": "main",
        "realm": "91303500",
        "company_name": "<!channel> Acme & Co",
        "environment": "sandbox",
        "connected_by": "U1",
        "connected_at": AT,
    }
    return Connection(**(known | columns))


def alert(matter: Matter, **columns: object) -> Alert:
    key = f"{matter}:c1:2026-02-01"
    return Alert(**({"key": key, "matter": matter, "subject": "c1", "opened_at": AT} | columns))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ("status", "")),
        ("  Status ", ("status", "")),
        ("connect\u00a0PAPER", ("connect", "Paper")),
        ("test \u201cpaper\u201d", ("test", "Paper")),
        ("help me please", ("help", "")),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: tuple[str, str]) -> None:
    assert views.read_command(typed, BOTH) == meant


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("conect paper", "Did you mean /accounting connect paper?"),
        ("xyzzy", "Try /accounting help."),
        ("connect papre", "Did you mean Paper?"),
        ("connect 9", "There is: main, Paper."),
    ],
)
def test_a_slip_gets_a_hint(typed: str, hint: str) -> None:
    with pytest.raises(Problem) as told:
        views.read_command(typed, BOTH)
    assert told.value.next_step == hint


@given(st.text())
def test_anything_typed_is_a_command_or_a_sentence(typed: str) -> None:
    try:
        word, department = views.read_command(typed, BOTH)
    except Problem as problem:
        assert problem.sentence
    else:
        assert word in views.WORDS and department in ("", *BOTH)


def test_several_departments_are_told_apart() -> None:
    shared = Status("Paper", connection(), shared=True, ages=["access lasts another 20 minutes"])
    text, shown = views.status([Status("main", connection(), False, ["fresh"]), shared], controls=True)
    said = json.dumps(shown)
    assert "posts to main's company" in said and "*Paper*" in said
    assert text.startswith("main: connected to") and said.count(views.RECONNECT) == 1
    assert views.RECONNECT not in json.dumps(views.status([shared], controls=False)[1])


def test_the_department_is_asked_for_when_there_are_several() -> None:
    window = views.choose_window(ConsentPurpose.CONNECT, BOTH)
    assert [option["value"] for option in window["blocks"][0]["accessory"]["options"]] == BOTH
    assert window["private_metadata"] == "connect"


def test_a_reconnect_names_the_company_to_choose() -> None:
    lost = Status("main", connection(state=ConnectionState.LOST), False, [])
    window = json.dumps(views.consent_window("https://x.example", ConsentPurpose.RECONNECT, lost, "C1"))
    assert "Acme &amp; Co" in window and "<#C1>" in window and "https://x.example" in window


def setup(made: Connection | None) -> Setup:
    """A department with two counterparties, one of them linked."""
    return Setup(Status("Paper", made, shared=True, ages=[]), 2, 1, finished=False)


EVERY_ROLE = list(Role)
MESSAGES = [
    *(alert_views.alert_message(alert(matter, level="7d", detail="<!here>"), connection()) for matter in Matter),
    *(
        alert_views.alert_message(alert(matter, level="7d", closed_at=AT), connection(state=state))
        for matter in Matter
        for state in ConnectionState
    ),
    *(alert_views.announcement(connection(state=state)) for state in ConnectionState),
    alert_views.announcement(connection(version=2)),
    alert_views.welcome(connection(), 2, ["https://slack.example/p1"]),
    alert_views.testing(connection()),
    alert_views.tested(connection(), []),
    alert_views.tested(connection(), ["<!here> no"], ["<!here> either"]),
    alert_views.tested(connection(), [], ["<!here> is a hint"]),
    alert_views.test_broke(connection(), "<!here> broke"),
    alert_views.announcement(connection(state=ConnectionState.DISCONNECTED), "U1"),
    *(
        setup_views.setup_message(setup(connection(state=state, account_numbers=numbers)), EVERY_ROLE, AT, named=True)
        for state in ConnectionState
        for numbers in (None, False, True)
    ),
    setup_views.setup_message(setup(None), [], AT, named=False, asked="<!here> did not answer"),
    setup_views.setup_message(setup(connection()), [], AT, named=False, asked="<!here> did not answer"),
    setup_views.setup_broke("<!here> broke"),
    views.status(
        [Status("main", connection(lost_reason="<!here>", state=ConnectionState.LOST), False, [])], controls=True
    ),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_a_companys_name_can_neither_mention_nor_link(message: alert_views.Words) -> None:
    text, shown = message
    formatted = [json.dumps(block) for block in shown if block["type"] != "header"]
    assert text and "<!channel" not in text + "".join(formatted) and "<!here" not in text + "".join(formatted)


def test_an_alert_tells_what_how_bad_since_when_and_what_to_do() -> None:
    text, shown = alert_views.alert_message(alert(Matter.CONNECTION_LOST, detail="It said 401."), connection())
    said = json.dumps(shown)
    assert text.endswith("is lost") and "It said 401." in said
    assert "Nothing is lost" in said and f"<!date^{int(AT.timestamp())}" in said and "Reconnect" in said


def test_an_expiry_names_its_day_and_its_kind() -> None:
    unused = alert_views.alert_message(alert(Matter.TOKEN_EXPIRING, level="1d", detail="unused"), connection())
    final = alert_views.alert_message(alert(Matter.TOKEN_EXPIRING, level="14d", detail="final"), connection())
    assert "1 February 2026" in unused[0] and "within 1 day." in json.dumps(unused[1])
    assert "within 14 days. QuickBooks asks for consent again" in json.dumps(final[1])


def test_a_healed_alert_says_from_when_to_when() -> None:
    closed = alert(Matter.CONNECTION_LOST, closed_at=AT + timedelta(hours=1))
    text, shown = alert_views.alert_message(closed, connection())
    assert text.startswith("Healed") and len([block for block in shown if block["type"] == "actions"]) == 0


def test_a_window_that_ends_a_connection_says_where_the_department_posts_from_now_on() -> None:
    left = Status("Paper", connection(company_name="Main & Co"), shared=True, ages=[])
    said = json.dumps(views.disconnected_window(connection(), AT, left))
    assert "Paper has no connection of its own and posts to main's company *Main &amp; Co*" in said
    alone = json.dumps(views.disconnected_window(connection(), AT, Status("main", None, shared=False, ages=[])))
    assert "From now on" not in alone


def test_the_window_with_the_link_ends_with_the_company() -> None:
    assert "Connected to &lt;!channel&gt; Acme &amp; Co" in json.dumps(views.consented_window(connection()))
