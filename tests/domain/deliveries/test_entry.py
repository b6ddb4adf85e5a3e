"""A journal entry on its way: once, whatever the line and the connection do; and a file that joins a document once."""

import pytest

from domain.connections.connection import ConsentPurpose
from domain.deliveries.delivery import DeliveryState
from domain.deliveries.matter import Attachment
from tests.domain.deliveries.desk import Desk

CONFIRMED, SENDING, REMOVED = DeliveryState.CONFIRMED, DeliveryState.SENDING, DeliveryState.REMOVED
POSTS = {"entity": "journalentry", "method": "POST"}
FILE = Attachment("W-101.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n")


def test_it_says_whose_cash_it_is_and_goes_again(desk: Desk) -> None:
    assert desk.sends(desk.entry(50_00)).state is CONFIRMED
    cash, receivable = (line["JournalEntryLineDetail"] for line in desk.only("JournalEntry")["Line"])
    assert "Entity" not in cash and receivable["Entity"]["EntityRef"]["value"] == desk.acme
    assert desk.removes().state is REMOVED and desk.there("JournalEntry") == []


def test_a_department_that_posts_through_mains_connection_keeps_its_name(desk: Desk) -> None:
    desk.decides(desk.entry(50_00), department="west")
    assert [one.subject for one in desk.deliveries.on_the_way("west")] == ["paper:p1"]
    assert desk.deliveries.on_the_way("main") == []


@pytest.mark.parametrize("trouble", ["drop", "duplicate", "429", "503", "401"])
def test_trouble_makes_no_second_one(desk: Desk, trouble: str) -> None:
    after = {"when": "after"} if trouble == "drop" else {}
    desk.site.trouble(trouble, route=POSTS, **after)
    desk.sends(desk.entry(50_00))
    desk.turns(minutes=2)
    assert desk.delivery().state is CONFIRMED
    assert [number for number, _ in desk.there("JournalEntry")] == ["CR-1"]


def test_it_waits_for_the_connection(desk: Desk) -> None:
    desk.site.control("acts/revoke")
    desk.site.turn(hours=2)
    waiting = desk.sends(desk.entry(50_00))
    assert (waiting.state, waiting.due_at) == (SENDING, None) and waiting.waits_for
    connection = desk.site.connect(purpose=ConsentPurpose.RECONNECT).connection
    with desk.store.writing() as session:
        assert desk.deliveries.resume_all(session, connection) == 1
    desk.engine.settle()
    assert desk.delivery().state is CONFIRMED


def files(desk: Desk) -> list[str]:
    return [str(one["FileName"]) for one in desk.site.standin.company().all("Attachable")]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_file_is_attached_once_when_its_answer_is_lost(desk: Desk, when: str) -> None:
    desk.papers.files["p1"] = FILE
    desk.site.trouble("drop", when=when, route={"path": "upload"})
    desk.sends(desk.invoice(100_00))
    assert desk.turns(seconds=6).attached_at and files(desk) == [FILE.name]


def test_a_file_that_the_line_doubled_is_removed_but_nobody_elses(desk: Desk) -> None:
    desk.papers.files["p1"] = FILE
    connection = desk.site.connecting.connection("main")
    desk.during = {
        "post-recorded": lambda: desk.books(connection.id).attach(
            desk.delivery().kind, desk.delivery().books_id or "", FILE.name, FILE.content_type, b"mine", key="other"
        )
    }
    desk.site.trouble("duplicate", nth=2, route={"path": "upload"})
    assert desk.sends(desk.invoice(100_00)).attached_at
    assert files(desk) == [FILE.name, FILE.name], "ours, and another of the same name"


def test_a_doubled_file_is_found_after_a_crash(desk: Desk) -> None:
    desk.papers.files["p1"], desk.dies_at = FILE, {"attached"}
    desk.site.trouble("duplicate", route={"path": "upload"})
    desk.decides(desk.invoice(100_00))
    desk.restarts()
    assert desk.delivery().attached_at and files(desk) == [FILE.name]
