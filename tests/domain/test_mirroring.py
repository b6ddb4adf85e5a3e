"""What is saved here about a linked counterparty follows in QuickBooks, whatever happens on the way."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from domain.books.port import NameKind, NewName
from domain.connections.connection import ConsentPurpose
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import Address, TradeRole
from domain.counterparties.mirror import Mirror, MirrorState
from domain.counterparties.mirroring import read_subject, subject_of
from domain.counterparties.reflecting import Order, Reflecting
from domain.problems import Problem
from domain.syncs.sync import RunState
from tests.domain.desk import BOTH, Desk

CUSTOMER, SUPPLIER = TradeRole.CUSTOMER, TradeRole.SUPPLIER
WAREHOUSE = Address("1 Dock Rd", "Leith", "Lothian", "EH6", "UK")


def linked(desk: Desk, name: str, *roles: TradeRole) -> Counterparty:
    """A counterparty of ours with records in QuickBooks."""
    party = desk.has(name, *roles)
    desk.confirms(desk.plans())
    return desk.registering.get(party.id)


def edited(desk: Desk, party: Counterparty, by: str = "U1", **changes: Any) -> Counterparty:
    """Saved with these details, and everything that follows from it done."""
    saved = desk.registering.edit(party.id, replace(party.details, **changes), by=by, version=party.version)
    desk.engine.settle()
    return saved.counterparty


def there(desk: Desk, kind: str) -> dict[str, Any]:
    """The one record of a kind."""
    [found] = desk.site.standin.company().all(kind)
    return dict(found)


def mirror(desk: Desk) -> Mirror:
    with desk.store.reading() as session:
        return session.exec(select(Mirror)).one()


def writes(desk: Desk, kind: str) -> int:
    return sum(one["method"] == "POST" for one in desk.site.asked(f"/{kind}"))


def test_all_we_keep_follows_and_nothing_else_is_touched(desk: Desk) -> None:
    party = linked(desk, "Acme Mills", *BOTH)
    company = desk.site.standin.company()
    was = there(desk, "Customer")
    company.update("Customer", {"Id": was["Id"], "SyncToken": was["SyncToken"], "sparse": True, "Notes": "Their own"})
    edited(desk, party, email="pay@acme.example", phone="1", legal_name="Acme Mills Ltd", ship_to=WAREHOUSE)
    customer, vendor = there(desk, "Customer"), there(desk, "Vendor")
    for record in (customer, vendor):
        assert record["PrimaryEmailAddr"]["Address"] == "pay@acme.example"
        assert record["PrimaryPhone"]["FreeFormNumber"] == "1"
        assert record["CompanyName"] == record["PrintOnCheckName"] == "Acme Mills Ltd"
    assert customer["ShipAddr"]["City"] == "Leith"
    assert (customer["DisplayName"], customer["Notes"]) == ("Acme Mills", "Their own")
    assert mirror(desk).state is MirrorState.TOLD


def test_what_was_edited_there_stays_unless_we_change_the_same(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    was = there(desk, "Customer")
    theirs = {"Id": was["Id"], "SyncToken": was["SyncToken"], "sparse": True, "PrimaryPhone": {"FreeFormNumber": "9"}}
    desk.site.standin.company().update("Customer", theirs)
    party = edited(desk, party, email="pay@acme.example")
    assert there(desk, "Customer")["PrimaryPhone"]["FreeFormNumber"] == "9"
    assert desk.registering.get(party.id).phone == "", "nothing flows back"


def test_what_is_emptied_here_is_emptied_there(desk: Desk) -> None:
    party = edited(desk, linked(desk, "Acme Mills"), email="pay@acme.example", bill_to=WAREHOUSE)
    edited(desk, party, email="", bill_to=Address())
    customer = there(desk, "Customer")
    assert not (customer.get("PrimaryEmailAddr") or {}).get("Address")
    assert not (customer.get("BillAddr") or {}).get("City")


def test_a_new_name_keeps_the_suffix_of_the_second_role(desk: Desk) -> None:
    party = linked(desk, "RecycleCo", *BOTH)
    edited(desk, party, name="Green Loop")
    assert (there(desk, "Customer")["DisplayName"], there(desk, "Vendor")["DisplayName"]) == (
        "Green Loop",
        "Green Loop (V)",
    )
    assert {link.books_name for link in desk.links()} == {"Green Loop", "Green Loop (V)"}


def test_a_name_of_a_hundred_letters_is_cut_for_its_suffix(desk: Desk) -> None:
    party = linked(desk, "RecycleCo", *BOTH)
    edited(desk, party, name="x" * 100)
    assert there(desk, "Vendor")["DisplayName"] == "x" * 96 + " (V)"


def test_a_name_that_is_taken_there_gets_the_suffix_too(desk: Desk) -> None:
    party = linked(desk, "RecycleCo")
    desk.site.books().create_name(NewName("k", NameKind.VENDOR, "Green Loop"), request_id="green")
    edited(desk, party, name="Green Loop")
    assert there(desk, "Customer")["DisplayName"] == "Green Loop (C)"


def test_deactivated_here_is_inactive_there_and_back_again(desk: Desk) -> None:
    party = linked(desk, "Acme Mills", *BOTH)
    desk.registering.deactivate(party.id, by="U1")
    desk.engine.settle()
    assert not there(desk, "Customer")["Active"]
    assert there(desk, "Vendor")["DisplayName"] == "Acme Mills (V) (deleted)"
    assert {(link.books_name, link.books_active) for link in desk.links()} == {
        ("Acme Mills", False),
        ("Acme Mills (V)", False),
    }
    desk.registering.reactivate(party.id, by="U1")
    desk.engine.settle()
    assert there(desk, "Customer")["Active"]
    assert there(desk, "Vendor")["DisplayName"] == "Acme Mills (V)"
    assert all(link.books_active for link in desk.links())


def test_a_name_changed_while_inactive_is_told_when_it_is_active_again(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    desk.registering.deactivate(party.id, by="U1")
    desk.engine.settle()
    edited(desk, desk.registering.get(party.id), name="Acme Paper")
    assert there(desk, "Customer")["DisplayName"] == "Acme Mills (deleted)"
    desk.registering.reactivate(party.id, by="U1")
    desk.engine.settle()
    assert there(desk, "Customer")["DisplayName"] == "Acme Paper"


def test_one_with_a_balance_stays_active_there_and_the_person_hears_of_it(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    owe(desk, there(desk, "Customer")["Id"])
    desk.registering.deactivate(party.id, by="U7")
    desk.engine.settle()
    refused = mirror(desk)
    assert refused.state is MirrorState.REFUSED
    assert "has a balance" in refused.refusals["customer"]
    assert there(desk, "Customer")["Active"]
    assert not desk.registering.get(party.id).active, "what QuickBooks refuses changes nothing here"
    [subject] = desk.told
    told = desk.mirroring.refused(subject)
    assert told is not None
    assert told[0].by == "U7"
    desk.mirroring.heard(told[0])
    assert desk.mirroring.refused(subject) is None, "nobody hears the same twice"


def test_what_was_refused_can_be_tried_again(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    invoice = owe(desk, there(desk, "Customer")["Id"])
    desk.registering.deactivate(party.id, by="U1")
    desk.engine.settle()
    desk.site.standin.company().delete("Invoice", {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]})
    desk.mirroring.try_again(party.id, mirror(desk).realm, by="U2")
    desk.engine.settle()
    assert not there(desk, "Customer")["Active"]
    with pytest.raises(Problem, match="knows this by now"):
        desk.mirroring.try_again(party.id, mirror(desk).realm, by="U2")


def owe(desk: Desk, customer: str) -> dict[str, Any]:
    company = desk.site.standin.company()
    line = {
        "Amount": 10,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": item(desk)}},
    }
    return dict(company.create("Invoice", {"CustomerRef": {"value": customer}, "Line": [line]}))


def item(desk: Desk) -> str:
    company = desk.site.standin.company()
    sales = next(one["Id"] for one in company.all("Account") if one["AccountType"] == "Income")
    made = company.create("Item", {"Name": "Waste", "Type": "Service", "IncomeAccountRef": {"value": sales}})
    return str(made["Id"])


def test_nobody_is_told_of_one_that_is_not_linked(desk: Desk) -> None:
    party = desk.has("Acme Mills")
    edited(desk, party, email="pay@acme.example")
    with desk.store.reading() as session:
        assert session.exec(select(Mirror)).first() is None
    assert desk.site.asked("/customer") == []


def test_a_lost_answer_is_looked_for_and_nothing_sent_twice(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    desk.site.trouble("drop", when="after", route={"entity": "customer", "operation": "update"})
    edited(desk, party, email="pay@acme.example")
    assert mirror(desk).state is MirrorState.WAITING
    desk.site.turn(seconds=10)
    assert desk.mirroring.resume_due() == 1
    desk.engine.settle()
    assert mirror(desk).state is MirrorState.TOLD
    assert writes(desk, "customer") == 1
    [link] = desk.links()
    assert link.version == there(desk, "Customer")["SyncToken"], "what was found is written down"


def test_a_request_that_never_arrived_is_sent_again(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    desk.site.trouble("drop", route={"entity": "customer", "operation": "update"})
    edited(desk, party, email="pay@acme.example")
    desk.site.turn(seconds=10)
    desk.mirroring.resume_due()
    desk.engine.settle()
    assert there(desk, "Customer")["PrimaryEmailAddr"]["Address"] == "pay@acme.example"


def test_a_lost_connection_keeps_the_change_until_it_is_back(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    desk.site.control("revoke")
    edited(desk, party, email="pay@acme.example")
    assert (mirror(desk).state, mirror(desk).due_at) == (MirrorState.WAITING, None)
    connection = desk.site.connecting.connection("main")
    with desk.store.writing() as session:
        assert desk.mirroring.resume_all(session, connection) == 0, "it is not connected yet"
    desk.site.connect(purpose=ConsentPurpose.RECONNECT)
    assert desk.mirroring.resume_due() == 1
    desk.engine.settle()
    assert there(desk, "Customer")["PrimaryEmailAddr"]["Address"] == "pay@acme.example"


def test_saved_while_disconnected_is_told_after_connecting_anew(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    desk.site.connecting.disconnect("main", "U1", desk.site.connecting.connection("main").company_name)
    edited(desk, party, email="pay@acme.example")
    assert mirror(desk).state is MirrorState.WAITING
    desk.site.connect()
    with desk.store.writing() as session:
        assert desk.mirroring.resume_all(session, desk.site.connecting.connection("main")) == 1
    desk.engine.settle()
    assert there(desk, "Customer")["PrimaryEmailAddr"]["Address"] == "pay@acme.example"


def test_what_is_saved_while_its_record_is_being_made_is_told_after_that(desk: Desk) -> None:
    party = desk.has("Acme Mills")
    run = desk.plans()
    desk.site.trouble("drop", when="after", route={"path": "/batch"})
    assert desk.confirms(run).state is RunState.WAITING
    edited(desk, desk.registering.get(party.id), email="pay@acme.example")
    assert mirror(desk).state is MirrorState.WAITING
    desk.site.turn(seconds=10)
    desk.syncing.resume_due()
    desk.engine.settle()
    desk.mirroring.resume_due()
    desk.engine.settle()
    assert there(desk, "Customer")["PrimaryEmailAddr"]["Address"] == "pay@acme.example"


def someone_else(desk: Desk, times: int, **changes: Any) -> Reflecting:
    """A bot beside which a person saves in QuickBooks, each time between its look and its word."""
    left = [times]

    def at(point: str) -> None:
        if point == "mirror-read" and left[0]:
            left[0] -= 1
            was = there(desk, "Customer")
            told = {"Id": was["Id"], "SyncToken": was["SyncToken"], "sparse": True, "Notes": f"note {left[0]}"}
            desk.site.standin.company().update("Customer", told | changes)

    return Reflecting(desk.mirroring, desk.site.connecting.books_of, at)


@pytest.mark.parametrize(("times", "state"), [(2, MirrorState.TOLD), (3, MirrorState.REFUSED)])
def test_someone_saving_there_at_the_same_time(desk: Desk, times: int, state: MirrorState) -> None:
    party = linked(desk, "Acme Mills")
    beside = someone_else(desk, times)
    saved = replace(party.details, email="pay@acme.example")
    with desk.store.writing() as session:
        kept = session.get_one(Counterparty, party.id)
        kept.email, kept.version = saved.email, kept.version + 1
        session.add(Mirror(counterparty_id=kept.id, realm=desk.links()[0].realm, version=2, by="U1", changed=["email"]))
    beside._attempt(order_of(desk), CUSTOMER)
    beside._finish(order_of(desk))
    desk.engine.settle()
    assert mirror(desk).state is state
    assert ("PrimaryEmailAddr" in there(desk, "Customer")) is (state is MirrorState.TOLD)


def order_of(desk: Desk) -> Order:
    return Order(*read_subject(subject_of(mirror(desk))))


def test_an_older_version_leaves_it_to_the_newer(desk: Desk) -> None:
    party = linked(desk, "Acme Mills")
    party = edited(desk, party, email="one@acme.example")
    old = subject_of(mirror(desk))
    edited(desk, party, email="two@acme.example")
    before = writes(desk, "customer")
    Reflecting(desk.mirroring, desk.site.connecting.books_of)._attempt(order_from(old), CUSTOMER)
    assert writes(desk, "customer") == before
    assert there(desk, "Customer")["PrimaryEmailAddr"]["Address"] == "two@acme.example"


def order_from(subject: str) -> Order:
    return Order(*read_subject(subject))


def test_one_merged_away_there_is_named_and_the_other_role_still_told(desk: Desk) -> None:
    party = linked(desk, "Acme Mills", *BOTH)
    with desk.store.writing() as session:
        link = next(link for link in desk.links() if link.role is CUSTOMER)
        link.books_id = "999999"
        session.merge(link)
    edited(desk, party, phone="1")
    assert "merged or deleted" in mirror(desk).refusals["customer"]
    assert there(desk, "Vendor")["PrimaryPhone"]["FreeFormNumber"] == "1"
