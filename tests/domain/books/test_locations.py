"""Departments that share a company: a document carries QuickBooks' location with its department's name (C36)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.store import Store
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on, two_companies
from tests.domain.books.test_documents import ON, Desk


@pytest.fixture(scope="module")
def quickbooks() -> Iterator[Running]:
    with two_companies() as standin:
        yield standin


@pytest.fixture
def desk(quickbooks: Running, store: Store) -> Desk:
    return Desk(site_on(quickbooks, store))


def located(desk: Desk, *, tracked: bool = True) -> str:
    """QuickBooks has a location for the department; its id."""
    desk.site.standin.company().preferences["AccountingInfoPrefs"]["TrackDepartments"] = tracked
    return str(desk.site.standin.company().create("Department", {"Name": "East's"})["Id"])


def test_a_bill_has_it_on_top_and_an_entry_on_each_line(desk: Desk) -> None:
    east = located(desk)
    bill = desk.books.create_document(desk.bill(department="East's"), "r1")
    assert bill.raw["DepartmentRef"]["value"] == east
    lines = [NewDocumentLine(desk.freight, 5_00), NewDocumentLine(desk.accrued, -5_00)]
    entry = NewDocument(DocumentKind.JOURNAL_ENTRY, "", "JE-1", ON, lines, "j1", department="East's")
    written = desk.books.create_document(entry, "r2")
    refs = [line["JournalEntryLineDetail"]["DepartmentRef"]["value"] for line in written.raw["Line"]]
    assert refs == [east, east]


def test_where_quickbooks_has_no_such_location_nothing_is_tagged(desk: Desk) -> None:
    assert "DepartmentRef" not in desk.books.create_document(desk.bill(department="West"), "r1").raw
    located(desk)
    assert "DepartmentRef" not in desk.books.create_document(desk.bill(number="2", key="v2-r1"), "r2").raw


def test_while_locations_are_switched_off_nothing_is_tagged(desk: Desk) -> None:
    located(desk, tracked=False)
    assert "DepartmentRef" not in desk.books.create_document(desk.bill(department="East's"), "r1").raw


def test_an_update_keeps_what_a_person_chose_where_we_have_none(desk: Desk) -> None:
    east = located(desk)
    new = desk.bill(department="East's")
    bill = desk.books.create_document(new, "r1")
    changed = replace(new, department="", note="Changed")
    again = desk.books.update_document(bill.kind, bill.id, bill.version, changed, "r2")
    assert again.raw["DepartmentRef"]["value"] == east
