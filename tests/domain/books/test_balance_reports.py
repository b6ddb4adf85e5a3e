"""What QuickBooks' reports say of balances, as the proofs read them."""

from collections.abc import Iterator
from datetime import date

import pytest

from domain.books.balance_reports import Settled
from domain.books.documents import DocumentKind, NewDocument, NewDocumentLine
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_reports import QuickBooksLedger
from domain.books.tokens import ConnectionTokens
from domain.connections.pace import Pace
from tests.databases import Databases
from tests.domain.books.company import site_on, two_companies
from tests.domain.books.test_documents import Desk

FIRST, LAST = date(2025, 1, 1), date(2025, 1, 31)


@pytest.fixture(scope="module")
def desk(databases: Databases) -> Iterator[Desk]:
    """A bill by us, a journal entry by Sandy, and half of the bill paid in February."""
    with two_companies() as standin, databases.opened() as store:
        made = Desk(site_on(standin, store))
        made.ours = made.books.create_document(made.bill(), "r1")
        journal = [
            NewDocumentLine(made.freight, 250_00, "By hand"),
            NewDocumentLine(made.accrued, -250_00, "By hand"),
        ]
        lines = [{"account": "Freight", "debit": "250.00"}, {"account": "Accrued AP", "credit": "250.00"}]
        made.person("journal-entry", lines=lines, date="2025-01-20", number="7", note="Reclass")
        made.person("pay-bill", bill=made.ours.id, amount="500.00", date="2025-02-03")
        entry = NewDocument(DocumentKind.JOURNAL_ENTRY, "", "A1", date(2024, 12, 30), journal, "j1")
        made.books.create_document(entry, "j1")
        yield made


@pytest.fixture
def ledger(desk: Desk) -> QuickBooksLedger:
    site = desk.site
    online = QuickBooksOnline(site.standin.url, Pace(site.store, site.hands.now, site.hands.sleep), site.hands.sleep)
    connection = site.connecting.connection("main")
    return online.ledger(connection.realm, ConnectionTokens(site.tokens, connection.id))


def test_profit_and_loss_is_debit_positive_by_account(desk: Desk, ledger: QuickBooksLedger) -> None:
    assert ledger.profit_and_loss(FIRST, LAST) == {desk.freight: 250_00}


def test_the_general_ledger_tells_who_keyed_each_line(desk: Desk, ledger: QuickBooksLedger) -> None:
    bill, entry = ledger.general_ledger([desk.accrued], FIRST, LAST)
    assert (bill.type, bill.id, bill.number, bill.amount) == ("Bill", desk.ours.id, "INV-7781", 1028_46)
    assert (bill.party, bill.made_by) == ("Rail Co", "Tieout")
    assert (entry.type, entry.number, entry.amount, entry.on) == ("Journal Entry", "7", -250_00, date(2025, 1, 20))
    assert (entry.made_by, entry.memo) == ("Sandy Cole", "Reclass")
    assert ledger.general_ledger([], FIRST, LAST) == []


def test_the_general_ledger_is_read_over_the_turn_of_a_year(desk: Desk, ledger: QuickBooksLedger) -> None:
    lines = ledger.general_ledger([desk.accrued, desk.freight], date(2024, 12, 1), LAST)
    by_account = {account: [one.amount for one in lines if one.account_id == account] for account in (desk.freight,)}
    assert by_account == {desk.freight: [250_00, 250_00]}
    assert sum(one.amount for one in lines if one.account_id == desk.accrued) == 1028_46 - 500_00


def test_what_is_open_is_told_as_of_a_day(desk: Desk, ledger: QuickBooksLedger) -> None:
    (bill,) = ledger.open_items(LAST, payable=True)
    assert (bill.type, bill.id, bill.on, bill.open) == ("Bill", desk.ours.id, date(2025, 1, 15), 1028_46)
    assert (bill.number, bill.party, bill.due) == ("INV-7781", "Rail Co", date.fromisoformat(desk.ours.raw["DueDate"]))
    assert [one.open for one in ledger.open_items(date(2025, 2, 3), payable=True)] == [528_46]
    assert ledger.open_items(LAST, payable=False) == []
    assert ledger.settled(FIRST, LAST) == []
    [paid] = ledger.settled(FIRST, date(2025, 2, 28))
    assert paid == Settled("Bill", desk.ours.id, 500_00, paid.payment) and paid.payment
