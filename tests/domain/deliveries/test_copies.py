"""A request that reaches QuickBooks twice, and is not known again there: one document stays, and it is ours."""

from typing import Any

import pytest

from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.books.port import NameKind, NewName
from domain.deliveries.delivery import DeliveryState
from tests.domain.deliveries.desk import ON, Desk

CONFIRMED, SENDING, REFUSED = DeliveryState.CONFIRMED, DeliveryState.SENDING, DeliveryState.REFUSED


@pytest.fixture(autouse=True)
def nothing_helps(desk: Desk) -> None:
    """QuickBooks honours no requestid, and does not mind journal entries of the same number."""
    desk.site.control("assumptions", request_ids_honoured=False)
    desk.site.standin.company().preferences.pop("OtherPrefs")


def bill(desk: Desk, number: str = "") -> NewDocument:
    """Freight of FastTruck."""
    vendor = desk.site.books().create_name(NewName("FastTruck", NameKind.VENDOR, "FastTruck"), "truck").id
    lines = [NewDocumentLine(desk.accrued, 70_00)]
    return NewDocument(DocumentKind.BILL, vendor, number, ON, lines, key="paper:p1")


def doubled(desk: Desk, entity: str, **other: Any) -> None:
    desk.site.trouble("duplicate", route={"entity": entity, "operation": "create"}, **other)


def test_of_a_journal_entry_that_the_line_doubled_one_goes(desk: Desk) -> None:
    doubled(desk, "journalentry")
    assert desk.sends(desk.entry(50_00)).state is CONFIRMED
    assert desk.only("JournalEntry")["Id"] == desk.delivery().books_id


def test_of_a_bill_without_a_number_too(desk: Desk) -> None:
    doubled(desk, "bill")
    assert desk.sends(bill(desk)).state is CONFIRMED
    assert desk.only("Bill")["Id"] == desk.delivery().books_id


def test_somebody_elses_entry_of_the_same_number_stays(desk: Desk) -> None:
    lines = [{"account": desk.cash, "debit": "5"}, {"account": desk.accrued, "credit": "5"}]
    desk.person("journal-entry", date=str(ON), number="CR-1", lines=lines)
    doubled(desk, "journalentry")
    assert desk.sends(desk.entry(50_00)).state is CONFIRMED
    assert [number for number, _ in desk.there("JournalEntry")] == ["CR-1", "CR-1"]


@pytest.mark.parametrize("trouble", ["drop", "503"])
@pytest.mark.parametrize("operation", ["query", "delete"])
def test_an_answer_lost_while_it_goes_is_asked_for_again(desk: Desk, operation: str, trouble: str) -> None:
    doubled(desk, "journalentry")
    about = {"entity": "journalentry", "operation": "delete"} if operation == "delete" else {"path": "/query"}
    desk.during = {"post-sent": lambda: desk.site.trouble(trouble, when="after", route=about)}
    assert desk.sends(desk.entry(50_00)).state in (SENDING, CONFIRMED)
    assert desk.turns(minutes=2).state is CONFIRMED
    assert desk.only("JournalEntry")["Id"] == desk.delivery().books_id


def test_after_a_crash_both_are_found(desk: Desk) -> None:
    doubled(desk, "journalentry")
    desk.dies_at = {"post-sent"}
    desk.decides(desk.entry(50_00))
    desk.restarts()
    assert desk.turns(minutes=1).state is CONFIRMED
    assert desk.only("JournalEntry")["Id"] == desk.delivery().books_id


def test_of_two_the_one_that_was_paid_stays(desk: Desk) -> None:
    doubled(desk, "bill")
    new = bill(desk)
    desk.during = {"post-sent": lambda: pays(desk, new, 1)}
    assert desk.sends(new).state is CONFIRMED
    assert desk.only("Bill")["Balance"] == 0


def test_of_two_that_were_paid_a_person_decides(desk: Desk) -> None:
    doubled(desk, "bill")
    new = bill(desk)
    desk.during = {"post-sent": lambda: pays(desk, new, 0, 1)}
    refused = desk.sends(new)
    assert (refused.state, refused.unsure) == (REFUSED, True) and "twice, and both are in use" in refused.refusal
    payment = desk.site.standin.company().all("BillPayment")[0]
    for kind, id in (("BillPayment", payment["Id"]), ("Bill", desk.site.standin.company().all("Bill")[0]["Id"])):
        desk.person("delete", kind=kind, id=id)
    assert desk.tries_again().state is SENDING, "it is looked for in a moment"
    assert desk.turns(minutes=1).state is CONFIRMED and desk.only("Bill")["Balance"] == 0


def pays(desk: Desk, new: NewDocument, *which: int) -> None:
    found = desk.site.standin.company().all("Bill")
    for one in which:
        desk.person("pay-bill", bill=found[one]["Id"], account=desk.cash)
