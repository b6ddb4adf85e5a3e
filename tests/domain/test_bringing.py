"""Names that only QuickBooks has: found by a sync, chosen by a person, kept here and linked, and taken back."""

import pytest
from sqlmodel import select

from domain.books.port import NameKind, NewName
from domain.counterparties.counterparty import CounterpartyLink, IgnoredName, LinkedHow
from domain.counterparties.details import TradeRole
from domain.problems import Problem
from domain.syncs.bring import BringState, NameState, OnlyThere, own_name, total
from domain.syncs.sync import RowKind, RunState, SyncRun
from tests.domain.desk import BOTH, Desk

CUSTOMER, SUPPLIER = TradeRole.CUSTOMER, TradeRole.SUPPLIER


def customers(desk: Desk, *names: str) -> None:
    load(desk, "Customer", *names)


def vendors(desk: Desk, *names: str) -> None:
    load(desk, "Vendor", *names)


def load(desk: Desk, kind: str, *names: str) -> None:
    desk.site.control("load", kind=kind, objects=[{"DisplayName": name} for name in names])


def offered(desk: Desk, run: SyncRun) -> dict[str, NameState]:
    return {name.name: name.state for name in desk.bringing.names(run.id)}


def reasons(desk: Desk, run: SyncRun) -> dict[str, str]:
    return {name.name: name.reason for name in desk.bringing.names(run.id, NameState.REFUSED)}


def brings(desk: Desk, run: SyncRun) -> BringState:
    desk.bringing.begin(run.id, by="U3")
    desk.engine.settle()
    found = desk.bringing.find(run.id)
    assert found is not None
    return found.state


def test_a_sync_tells_what_only_quickbooks_has(desk: Desk) -> None:
    customers(desk, "Acme Mills", "Baltic Paper")
    vendors(desk, "Recycle Company LLC", "Fast Truck")
    load(desk, "Employee", "Emily Platt")
    desk.has("Acme Mills")
    desk.has("Recycle Co", SUPPLIER)
    run = desk.plans()
    assert offered(desk, run) == {"Baltic Paper": NameState.READY, "Fast Truck": NameState.READY}


def test_a_plan_for_one_name_offers_nothing(desk: Desk) -> None:
    customers(desk, "Baltic Paper")
    assert offered(desk, desk.plans("acme")) == {}


def test_what_is_brought_is_linked_from_its_first_moment(desk: Desk) -> None:
    books = desk.site.books()
    new = NewName("k", NameKind.CUSTOMER, "Baltic Paper", company_name="Baltic Paper AB", email="pay@baltic.example")
    there = books.create_name(new, request_id="baltic")
    run = desk.plans("pull")
    assert run.state is RunState.DONE
    assert brings(desk, run) is BringState.DONE
    party = desk.registering.named("Baltic Paper")
    assert party is not None
    assert (party.roles, party.legal_name, party.email) == (
        frozenset({CUSTOMER}),
        "Baltic Paper AB",
        "pay@baltic.example",
    )
    [link] = desk.links()
    assert (link.books_id, link.how, link.linked_by) == (there.id, "person", "U3")
    assert offered(desk, desk.plans("pull")) == {}, "a second look has nothing to offer"


def test_customer_and_vendor_of_one_name_become_one(desk: Desk) -> None:
    customers(desk, "RecycleCo")
    vendors(desk, "RecycleCo (V)")
    brings(desk, desk.plans())
    party = desk.registering.named("RecycleCo")
    assert party is not None
    assert party.roles == set(BOTH)
    assert {link.books_name for link in desk.links()} == {"RecycleCo", "RecycleCo (V)"}
    assert desk.registering.named("RecycleCo (V)") is None


def test_nothing_is_written_to_quickbooks(desk: Desk) -> None:
    customers(desk, "Baltic Paper")
    before = len([one for one in desk.site.asked("/") if one["kind"] in ("create", "update", "batch")])
    brings(desk, desk.plans())
    assert len([one for one in desk.site.asked("/") if one["kind"] in ("create", "update", "batch")]) == before


def test_what_cannot_be_kept_is_named_with_its_reason(desk: Desk) -> None:
    customers(desk, "y" * 101, "Acme Mills Trading House", "Gone Ltd")
    vendors(desk, "Green Loop (V)")
    desk.has("Green Loop")
    gone = desk.has("Gone Ltd")
    desk.registering.deactivate(gone.id, by="U1")
    run = desk.plans()
    assert offered(desk, run)["Acme Mills Trading House"] is NameState.READY
    told = reasons(desk, run)
    assert "at most 100 characters" in told["y" * 101]
    assert told["Green Loop (V)"] == "Green Loop is here already as customer; add the role supplier and sync again."
    assert "deactivated" in told["Gone Ltd"]
    brings(desk, run)
    assert len(desk.links()) == 1


def test_a_name_without_a_tick_is_left_out_until_a_full_sync(desk: Desk) -> None:
    customers(desk, "Baltic Paper", "Fast Truck")
    run = desk.plans()
    shown = {(name.kind, name.books_id) for name in desk.bringing.names(run.id)}
    [unwanted] = [(name.kind, name.books_id) for name in desk.bringing.names(run.id, text="fast")]
    assert desk.bringing.choose(run.id, shown, shown - {unwanted}, by="U1") == 1
    brings(desk, run)
    assert [link.books_name for link in desk.links()] == ["Baltic Paper"]
    assert offered(desk, desk.plans()) == {}
    full = desk.plans("full")
    assert offered(desk, full) == {"Fast Truck": NameState.LEFT}
    desk.bringing.choose(full.id, {unwanted}, {unwanted}, by="U1")
    brings(desk, full)
    assert len(desk.links()) == 2
    with desk.store.reading() as session:
        assert session.exec(select(IgnoredName)).first() is None, "it is wanted again"


def test_two_presses_are_one(desk: Desk) -> None:
    customers(desk, "Baltic Paper")
    run = desk.plans()
    desk.bringing.begin(run.id, by="U1")
    assert brings(desk, run) is BringState.DONE
    found = desk.bringing.find(run.id)
    assert found is not None
    assert found.by == "U1"
    assert len(desk.links()) == 1


def test_a_list_that_is_older_than_another_is_refused(desk: Desk) -> None:
    customers(desk, "Baltic Paper")
    old = desk.plans("pull")
    desk.plans("pull")
    with pytest.raises(Problem, match="no longer current"):
        desk.bringing.begin(old.id, by="U1")


def test_what_someone_saved_meanwhile_is_not_made_twice(desk: Desk) -> None:
    customers(desk, "Baltic Paper", "Fast Truck")
    run = desk.plans()
    desk.has("Baltic  PAPER")
    assert brings(desk, run) is BringState.DONE
    assert reasons(desk, run) == {"Baltic Paper": "Baltic PAPER is here already as customer."}
    assert [link.books_name for link in desk.links()] == ["Fast Truck"]


def test_what_was_linked_meanwhile_stays_with_its_owner(desk: Desk) -> None:
    customers(desk, "Baltic Paper")
    run = desk.plans()
    [name] = desk.bringing.names(run.id)
    owner = desk.has("Somebody Else")
    with desk.store.writing() as session:
        session.add(
            CounterpartyLink(
                counterparty_id=owner.id,
                role=CUSTOMER,
                realm=run.realm,
                books_id=name.books_id,
                books_name=name.name,
                linked_at=run.started_at,
                linked_by="U1",
                how=LinkedHow.PERSON,
            )
        )
    brings(desk, run)
    assert reasons(desk, run) == {"Baltic Paper": "It was linked meanwhile."}
    assert [link.counterparty_id for link in desk.links()] == [owner.id]


def test_hundreds_come_in_portions_and_a_stop_between_two_loses_nothing(desk: Desk) -> None:
    customers(desk, *(f"Customer {n:03}" for n in range(150)))
    vendors(desk, *(f"Customer {n:03} (V)" for n in range(50)))
    run = desk.plans()
    desk.bringing.begin(run.id, by="U1")
    while desk.keeping.bring_some(run.id):
        assert len(desk.links()) == total(desk.bringing.counts(run.id), NameState.DONE)
    desk.engine.settle()
    assert len(desk.links()) == 200
    assert len({link.counterparty_id for link in desk.links()}) == 150


def test_what_was_brought_can_be_taken_back_but_not_what_was_changed(desk: Desk) -> None:
    customers(desk, "Baltic Paper", "Fast Truck")
    run = desk.plans()
    brings(desk, run)
    kept = desk.registering.named("Fast Truck")
    assert kept is not None
    desk.registering.add_role(kept.id, SUPPLIER, by="U1")
    for _ in range(2):
        desk.bringing.ask_undo(run.id, by="U1")
    desk.engine.settle()
    assert desk.registering.named("Baltic Paper") is None
    assert [link.books_name for link in desk.links()] == ["Fast Truck"]
    assert reasons(desk, run) == {"Fast Truck": "It was changed or used since and stays here."}
    assert offered(desk, desk.plans("pull")) == {"Baltic Paper": NameState.READY}


def test_two_readings_of_one_company_do_not_forget_for_each_other(desk: Desk) -> None:
    customers(desk, "Baltic Paper", "Fast Truck")
    first = desk.plans("pull")
    party = desk.has("Fast Truck")
    with desk.store.writing() as session:
        desk.syncing.on_save(session, party, by="U1")
    desk.engine.settle()
    desk.telling._forget(first)
    again = desk.plans("pull")
    assert again.number > first.number
    assert offered(desk, again) == {"Baltic Paper": NameState.READY}


def test_two_departments_of_one_company_never_share_a_record(desk: Desk) -> None:
    customers(desk, "Acme Mills")
    ours = desk.has("Acme Mills")
    theirs = desk.registering.create(ours.details, by="U1", department="paper").counterparty
    runs = [desk.syncing.begin(name, "all", by="U1", asked_in="C1") for name in ("main", "paper")]
    desk.engine.settle()
    assert {desk.row(run, "Acme Mills").kind for run in runs} == {RowKind.LINK}
    first, second = (desk.confirms(run) for run in runs)
    assert (first.state, second.state) == (RunState.DONE, RunState.DONE)
    assert [link.counterparty_id for link in desk.links()] == [ours.id]
    assert desk.row(second, "Acme Mills").result == "Acme Mills was linked to another counterparty meanwhile"
    assert desk.row(second, "Acme Mills").counterparty_id == theirs.id


@pytest.mark.parametrize(
    ("kind", "name", "own"),
    [
        (NameKind.VENDOR, "Acme (V)", "Acme"),
        (NameKind.VENDOR, "Acme (V) 2", "Acme"),
        (NameKind.CUSTOMER, "Acme (V)", "Acme (V)"),
        (NameKind.CUSTOMER, "Acme (C)", "Acme"),
        (NameKind.VENDOR, " (V)", " (V)"),
    ],
)
def test_the_suffix_is_not_part_of_the_company(kind: NameKind, name: str, own: str) -> None:
    assert own_name(kind, name) == own


def test_only_there_knows_its_role() -> None:
    assert OnlyThere(run_id="r", kind="vendor", books_id="1", name="A", group_key="a").role is SUPPLIER
