"""A sync of counterparties with QuickBooks, from the plan to the last link."""

import pytest

from domain.books.port import NameKind, NewName
from domain.connections.connection import ConsentPurpose
from domain.counterparties.details import TradeRole
from domain.problems import Problem
from domain.syncs.deciding import best_of
from domain.syncs.sync import RowKind, RowState, RunState
from tests.domain.desk import BOTH, Desk

CUSTOMER, SUPPLIER = TradeRole.CUSTOMER, TradeRole.SUPPLIER


def in_quickbooks(desk: Desk, kind: NameKind, *names: str) -> list[str]:
    """Names that exist there already."""
    made = [desk.site.books().create_name(NewName("k", kind, name), request_id=f"{kind}-{name}") for name in names]
    return [name.id for name in made]


def names_there(desk: Desk, kind: str) -> set[str]:
    return {one["DisplayName"] for one in desk.site.standin.company().all(kind)}


def test_the_same_name_is_linked_and_a_new_one_created(desk: Desk) -> None:
    [acme] = in_quickbooks(desk, NameKind.CUSTOMER, "Acme Mills")
    desk.has("ACME  mills")
    desk.has("Baltic Paper")
    run = desk.plans()
    assert run.state is RunState.PLANNED
    assert desk.row(run, "ACME mills").kind is RowKind.LINK
    assert desk.row(run, "Baltic Paper").kind is RowKind.CREATE
    assert names_there(desk, "Customer") == {"Acme Mills"}, "a plan writes nothing"
    done = desk.confirms(run)
    assert done.state is RunState.DONE
    assert names_there(desk, "Customer") == {"Acme Mills", "Baltic Paper"}
    assert {(link.books_name, link.how.value) for link in desk.links()} == {
        ("Acme Mills", "exact"),
        ("Baltic Paper", "created"),
    }
    assert acme in {link.books_id for link in desk.links()}


def test_a_second_run_has_nothing_to_do(desk: Desk) -> None:
    desk.has("Baltic Paper", *BOTH)
    desk.confirms(desk.plans())
    again = desk.plans()
    assert again.state is RunState.DONE
    assert again.confirmed_at is None
    assert desk.syncing.rows(again.id) == []


def test_the_second_role_takes_a_suffix(desk: Desk) -> None:
    desk.has("RecycleCo", *BOTH)
    run = desk.plans()
    assert desk.row(run, "RecycleCo", CUSTOMER).free_name == "RecycleCo"
    clash = desk.row(run, "RecycleCo", SUPPLIER)
    assert (clash.kind, clash.free_name) == (RowKind.CLASH, "RecycleCo (V)")
    desk.confirms(run)
    assert names_there(desk, "Vendor") == {"RecycleCo (V)"}


def test_a_near_match_waits_for_a_person(desk: Desk) -> None:
    [there] = in_quickbooks(desk, NameKind.VENDOR, "Recycle Company LLC")
    desk.has("Recycle Co", SUPPLIER)
    run = desk.plans()
    row = desk.row(run, "Recycle Co", SUPPLIER)
    assert (row.kind, row.state) == (RowKind.NEAR, RowState.DECIDE)
    desk.syncing.decide(run.id, row.counterparty_id, SUPPLIER, there, by="U1")
    desk.confirms(run)
    assert [(link.books_id, link.how.value) for link in desk.links()] == [(there, "person")]
    assert names_there(desk, "Vendor") == {"Recycle Company LLC"}


def test_an_undecided_match_is_left_for_next_time(desk: Desk) -> None:
    in_quickbooks(desk, NameKind.VENDOR, "Recycle Company LLC")
    desk.has("Recycle Co", SUPPLIER)
    desk.has("Fast Truck", SUPPLIER)
    done = desk.confirms(desk.plans())
    assert done.state is RunState.DONE
    assert [link.books_name for link in desk.links()] == ["Fast Truck"]
    assert desk.row(desk.plans(), "Recycle Co", SUPPLIER).state is RowState.DECIDE


def test_who_is_left_alone_does_not_return_until_a_full_sync(desk: Desk) -> None:
    in_quickbooks(desk, NameKind.VENDOR, "Recycle Company LLC")
    party = desk.has("Recycle Co", SUPPLIER)
    run = desk.plans()
    desk.syncing.decide(run.id, party.id, SUPPLIER, "leave", by="U1")
    assert desk.row(desk.plans(), "Recycle Co", SUPPLIER).kind is RowKind.IGNORED
    assert desk.row(desk.plans("full"), "Recycle Co", SUPPLIER).kind is RowKind.NEAR


def test_a_decision_after_the_plan_was_shown_asks_for_a_new_look(desk: Desk) -> None:
    in_quickbooks(desk, NameKind.VENDOR, "Recycle Company LLC")
    party = desk.has("Recycle Co", SUPPLIER)
    run = desk.plans()
    desk.syncing.decide(run.id, party.id, SUPPLIER, "create", by="U1")
    with pytest.raises(Problem, match="changed since this was shown"):
        desk.syncing.confirm(run.id, run.revision, by="U2")


def test_confirming_twice_is_one_run(desk: Desk) -> None:
    desk.has("Baltic Paper")
    run = desk.plans()
    for by in ("U1", "U2"):
        desk.syncing.confirm(run.id, run.revision, by=by)
    desk.engine.settle()
    assert desk.syncing.run(run.id).confirmed_by == "U1"
    assert len(desk.site.asked("/batch")) == 1


def test_a_rename_in_quickbooks_is_noticed_and_breaks_nothing(desk: Desk) -> None:
    desk.has("Baltic Paper")
    desk.confirms(desk.plans())
    [link] = desk.links()
    name = desk.site.books().read_name(NameKind.CUSTOMER, link.books_id)
    company = desk.site.standin.company()
    company.update("Customer", {"Id": name.id, "SyncToken": name.version, "sparse": True, "DisplayName": "Baltic AB"})
    run = desk.plans()
    assert desk.row(run, "Baltic Paper").kind is RowKind.RENAMED
    desk.confirms(run)
    assert [(one.books_id, one.books_name) for one in desk.links()] == [(link.books_id, "Baltic AB")]


def test_the_answer_to_a_batch_that_was_lost_is_looked_for(desk: Desk) -> None:
    for n in range(40):
        desk.has(f"Company {n:02}")
    run = desk.plans()
    desk.site.trouble("drop", when="after", route={"path": "/batch"})
    waiting = desk.confirms(run)
    assert waiting.state is RunState.WAITING
    assert len(names_there(desk, "Customer")) == 30
    desk.site.turn(seconds=10)
    assert desk.syncing.resume_due() == 1
    desk.engine.settle()
    assert desk.syncing.run(run.id).state is RunState.DONE
    assert len(names_there(desk, "Customer")) == 40
    assert len(desk.site.asked("/batch")) == 2, "nothing was sent twice"
    assert len(desk.links()) == 40


def test_a_batch_that_never_arrived_is_sent_again_after_looking(desk: Desk) -> None:
    for n in range(5):
        desk.has(f"Company {n:02}")
    run = desk.plans()
    desk.site.trouble("drop", route={"path": "/batch"})
    assert desk.confirms(run).state is RunState.WAITING
    desk.site.turn(seconds=10)
    desk.syncing.resume_due()
    desk.engine.settle()
    assert desk.syncing.run(run.id).state is RunState.DONE
    assert len(names_there(desk, "Customer")) == 5


def test_a_lost_connection_keeps_the_work(desk: Desk) -> None:
    for n in range(5):
        desk.has(f"Company {n:02}")
    run = desk.plans()
    desk.site.control("revoke")
    waiting = desk.confirms(run)
    assert (waiting.state, waiting.due_at) == (RunState.WAITING, None)
    connection = desk.site.connecting.connection("main")
    with desk.store.writing() as session:
        assert desk.syncing.resume_all(session, connection.id) == 0, "it is not connected yet"
    desk.site.connect(purpose=ConsentPurpose.RECONNECT)
    with desk.store.writing() as session:
        assert desk.syncing.resume_all(session, connection.id) == 1
    desk.engine.settle()
    assert desk.syncing.run(run.id).state is RunState.DONE
    assert len(desk.links()) == 5


def test_one_saved_counterparty_is_created_at_once(desk: Desk) -> None:
    party = desk.has("Baltic Paper", *BOTH)
    with desk.store.writing() as session:
        run = desk.syncing.on_save(session, party, by="U1")
    assert run is not None
    desk.engine.settle()
    assert desk.syncing.run(run.id).state is RunState.DONE
    assert {link.books_name for link in desk.links()} == {"Baltic Paper", "Baltic Paper (V)"}


def test_undoing_the_links_keeps_what_was_created(desk: Desk) -> None:
    in_quickbooks(desk, NameKind.CUSTOMER, "Acme Mills")
    desk.has("Acme Mills")
    desk.has("Baltic Paper")
    run = desk.confirms(desk.plans())
    desk.shown.clear()
    assert desk.syncing.undo_links(run.id, by="U1") == 1
    desk.engine.settle()
    assert desk.shown == [run.id], "its message no longer offers to undo"
    assert [link.books_name for link in desk.links()] == ["Baltic Paper"]


def test_the_best_of_hundreds_are_accepted_together_though_others_stand_before_them(desk: Desk) -> None:
    sure = [f"Northwind Trading {n:03}" for n in range(270)]
    load = [{"DisplayName": f"{name} LLC"} for name in sure] + [{"DisplayName": "Aardvark Recycling Company"}]
    desk.site.control("load", kind="Customer", objects=load)
    desk.has("Aardvark Recyclers")
    for name in sure:
        desk.has(name)
    run = desk.plans()
    undecided = desk.syncing.rows(run.id, state=RowState.DECIDE)
    sure_rows = [row for row in undecided if (best := best_of(row)) and float(str(best["score"])) >= 95]
    assert len(sure_rows) > 250
    assert desk.syncing.accept_best(run.id, 95.0, by="U1") == len(sure_rows)
    left = desk.syncing.rows(run.id, state=RowState.DECIDE)
    assert len(left) == len(undecided) - len(sure_rows)
