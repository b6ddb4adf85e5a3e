"""What stands on paper for customers: the letterhead of a department, or what its company told QuickBooks."""

from datetime import UTC, datetime

import pytest

from domain.books.names import company_address
from domain.connections.connection import Connection
from domain.departments.configuring import Departments
from domain.departments.sender import Sender, sender_of
from domain.problems import Problem
from domain.store import Store
from domain.vault import Vault
from tests.domain.books.parts import VAULT_KEY, connected

NOW = datetime(2025, 1, 2, 15, tzinfo=UTC)


@pytest.fixture
def departments(store: Store) -> Departments:
    return Departments(store, lambda: NOW, "America/Chicago")


def sender(store: Store, department: str = "main") -> Sender:
    with store.reading() as session:
        return sender_of(session, department)


def test_a_company_writes_as_quickbooks_knows_it_until_a_department_has_a_letterhead(departments: Departments) -> None:
    store = departments.store
    assert sender(store) == Sender("main")
    id = connected(store, Vault(VAULT_KEY)).id
    with store.writing() as session:
        session.get_one(Connection, id).address = "123 Sierra Way\nSan Pablo, CA 87999"
    company = sender(store)
    assert company.address == ("123 Sierra Way", "San Pablo, CA 87999")
    said = {"letterhead": "Metals Division\nDock 4", "remittance": "ACH 021000021\nAccount 12345"}
    departments.configure("metals", said, by="U7", version=0)
    assert sender(store, "metals") == Sender("Metals Division", ("Dock 4",), ("ACH 021000021", "Account 12345"))
    assert sender(store) == company


def test_a_letterhead_has_room_at_the_top_of_a_page(departments: Departments) -> None:
    for too_much in ("\n".join("123456789"), "x" * 601):
        with pytest.raises(Problem, match="At most 8 lines and 600 characters") as refused:
            departments.configure("main", {"letterhead": too_much}, by="U7", version=0)
        assert refused.value.field == "letterhead"


def test_the_address_for_customers_goes_before_the_companys_own() -> None:
    own = {"Line1": "1 Main St", "City": "Portland", "CountrySubDivisionCode": "ME", "PostalCode": "04101"}
    info = {"Country": "US", "CompanyAddr": own | {"Country": "US"}, "Email": {"Address": "us@example.com"}}
    info["PrimaryPhone"] = {"FreeFormNumber": "+1 415"}
    assert company_address(info) == "1 Main St\nPortland, ME 04101\n+1 415 · us@example.com"
    info["CustomerCommunicationAddr"] = {"Line1": "PO Box 9", "City": "Toronto", "Country": "Canada"}
    info["CustomerCommunicationEmailAddr"] = {"Address": "ar@example.com"}
    assert company_address(info) == "PO Box 9\nToronto\nCanada\n+1 415 · ar@example.com"
    assert company_address({}) == ""
