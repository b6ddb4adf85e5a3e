"""The whole bot with a Slack and a QuickBooks: from two new companies to a worksheet in INVOICE."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from domain.ledger.journal import JournalEntry, balances
from standins.quickbooks.options import REALM
from standins.slack.person import Person
from tests.bot.office import Office, whole_bot
from tests.databases import Databases


@pytest.fixture(scope="module")
def begun(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        yield made


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """Nobody has said anything; the bot knows nothing but its connection."""
    begun.forget()
    begun.connect()
    begun.settle()
    yield begun
    begun.settle()


def makes(person: Person, name: str, role: str) -> None:
    person.types(f"/counterparty create {name}", in_="#accounting")
    person.ticks(role)
    person.submits({"Payment terms": "Net 30"})
    person.sees_modal("is saved")
    person.closes_everything()


def test_a_shipment_from_new_companies_to_recognised_profit(anna: Person, office: Office) -> None:
    makes(anna, "Acme Mills", "Customer")
    makes(anna, "RecycleCo", "Supplier")
    anna.types("/worksheet", in_="#accounting")
    anna.presses("New worksheet")
    anna.sees_modal("Posting date")
    anna.selects("Customer", "Acme")
    anna.submits({"Number": "W-101", "Posting date": "2025-01-05", "Sale": "12,000"})
    anna.presses("Add accrual")
    anna.selects("Vendor", "Recycle")
    anna.selects("Kind", "Material")
    anna.submits({"Amount": "8,000"})
    anna.presses("Make it INVOICE")
    anna.sees_modal("becomes INVOICE")
    anna.submits()
    anna.sees_modal("12,000.00 revenue and 8,000.00 cost are recognised on 5 January 2025")
    office.settle()
    with office.tieout.store.reading() as session:
        assert {entry.realm for entry in session.exec(select(JournalEntry))} == {REALM}
        said = balances(session, department="main")
    assert said == {"1200": 12_000_00, "4010": -12_000_00, "5010": 8_000_00, "2110": -8_000_00}
    company = office.quickbooks.company()
    assert not [document for kind in ("Bill", "Invoice", "JournalEntry") for document in company.all(kind)]


def test_a_file_of_worksheets_comes_in_through_the_real_queue(anna: Person, office: Office) -> None:
    makes(anna, "Acme Mills", "Customer")
    anna.types("/worksheet import", in_="#accounting")
    anna.attaches("CSV or XLSX file", "w.csv", b"Worksheet,Customer,Line,Amount\nW-1,Acme Mills,sale,12.50\n")
    anna.submits({"Department": "main"})
    office.settle()
    anna.closes_everything()
    anna.presses("Import 1 worksheet", on=anna.sees("Import of w.csv", in_="@app"))
    office.settle()
    anna.sees("Imported 1 worksheet from w.csv.", in_="@app")
    anna.types("/worksheet 1", in_="#accounting")
    anna.sees("Worksheet W-1", ephemeral=True)


def test_a_file_of_worksheets_dropped_here_is_known_by_its_header(anna: Person, office: Office) -> None:
    makes(anna, "Acme Mills", "Customer")
    anna.uploads("w.csv", b"Worksheet,Customer,Line,Amount\nW-1,Acme Mills,sale,12.50\n", in_="@app")
    asked = anna.sees("Which department is w.csv for?", in_="@app")
    anna.presses("main", on=asked)
    preview = anna.sees("Import of w.csv", in_="@app")
    assert preview["ts"] == asked["ts"]
    anna.presses("Import 1 worksheet", on=preview)
    anna.sees("Imported 1 worksheet from w.csv.", in_="@app")
