"""Documents in QuickBooks: written once, found again by our key, read, removed, and what was paid on them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.books import paper
from domain.books.documents import DocumentKind, NewAccount, NewDocument, NewDocumentLine, NewTerm, fitting, set_aside
from domain.books.port import NameKind, NewName
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.tokens import ConnectionTokens
from domain.connections.pace import Pace
from domain.problems import BooksRefused, BooksUnavailable
from domain.store import Store
from standins.quickbooks import person
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on, two_companies

BILL, CREDIT, JOURNAL = DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.JOURNAL_ENTRY
ON = date(2025, 1, 15)


class Desk:
    """A connected company with a vendor, a customer, Accrued AP, an expense account and a bank."""

    def __init__(self, site: Site) -> None:
        self.site = site
        connection = site.connect().connection
        online = QuickBooksOnline(
            site.standin.url, Pace(site.store, site.hands.now, site.hands.sleep), site.hands.sleep
        )
        self.books: QuickBooksDocuments = online.documents(
            connection.realm, ConnectionTokens(site.tokens, connection.id)
        )
        names = site.books()
        self.vendor = names.create_name(NewName("v", NameKind.VENDOR, "Rail Co"), "v1").id
        self.other = names.create_name(NewName("w", NameKind.VENDOR, "Road Co"), "v2").id
        self.customer = names.create_name(NewName("c", NameKind.CUSTOMER, "Acme"), "c1").id
        accrued = NewAccount("Accrued AP", "2110", "Other Current Liability", "AccruedLiabilities")
        freight = NewAccount("Freight", "5710", "Cost of Goods Sold", "SuppliesMaterialsCogs")
        self.accrued = self.books.create_account(accrued, "a1").id
        self.freight = self.books.create_account(freight, "a2").id
        self.books.create_account(NewAccount("Bank", "1000", "Bank", "Checking"), "a3")

    def bill(self, amount: int = 1028_46, number: str = "INV-7781", key: str = "v1-r1", **other: Any) -> NewDocument:
        lines = [NewDocumentLine(self.accrued, amount, "W-101 freight")]
        return replace(NewDocument(BILL, self.vendor, number, ON, lines, key), **other)

    def person(self, act: str, **body: Any) -> Any:
        return person.ACTS[act](self.site.standin.company(), body)[1]


@pytest.fixture(scope="module")
def quickbooks() -> Iterator[Running]:
    with two_companies() as standin:
        yield standin


@pytest.fixture
def desk(quickbooks: Running, store: Store) -> Desk:
    return Desk(site_on(quickbooks, store))


def test_a_bill_is_written_and_reads_back_to_the_cent(desk: Desk) -> None:
    new = desk.bill(due_on=date(2025, 2, 14), note="Rail, January")
    made = desk.books.create_document(new, "r1")
    again = desk.books.read_document(BILL, made.id)
    assert again == made
    assert (made.number, made.on, made.total, made.balance) == ("INV-7781", ON, 1028_46, 1028_46)
    assert (made.party_id, made.key, made.linked) == (desk.vendor, "v1-r1", ())
    assert made.note == "tieout:v1-r1\nRail, January"
    assert [(line.account_id, line.amount, line.description) for line in made.lines] == [
        (desk.accrued, 1028_46, "W-101 freight")
    ]
    assert made.raw["DueDate"] == "2025-02-14"
    assert desk.books.create_document(new, "r1").id == made.id


def test_our_document_is_found_again_after_a_lost_answer(desk: Desk) -> None:
    new = desk.bill()
    assert desk.books.find_document(new) is None
    desk.site.trouble("drop", when="after", route={"entity": "bill"})
    with pytest.raises(BooksUnavailable) as lost:
        desk.books.create_document(new, "r1")
    assert lost.value.answer_lost
    found = desk.books.find_document(new)
    assert found is not None
    assert found.key == "v1-r1"


def test_without_a_number_it_is_found_by_date_and_total(desk: Desk) -> None:
    new = desk.bill(number="")
    desk.books.create_document(desk.bill(number="", key="other-r1"), "r0")
    assert desk.books.find_document(new) is None
    made = desk.books.create_document(new, "r1")
    assert desk.books.find_document(new) == made


def test_a_number_that_is_somebody_elses_is_refused(desk: Desk) -> None:
    desk.person("bill", vendor=desk.vendor, account=desk.freight, amount="10", number="INV-7781")
    for refused in (desk.books.find_document, lambda new: desk.books.create_document(new, "r1")):
        with pytest.raises(BooksRefused) as told:
            refused(desk.bill())
        assert told.value.code == "6140"
        assert told.value.next_step
    assert desk.books.find_document(desk.bill(party_id=desk.other)) is None


def test_ours_is_found_among_equals_of_the_same_day(desk: Desk) -> None:
    for number in range(3):
        desk.books.create_document(desk.bill(number="", key=f"k{number}"), f"r{number}")
    found = desk.books.find_document(desk.bill(number="", key="k2"))
    assert found is not None
    assert found.key == "k2"


def test_a_long_number_is_shortened_and_kept_whole_in_the_note(desk: Desk) -> None:
    number = "INVOICE-2025-JANUARY-000017"
    new = desk.bill(number=number)
    made = desk.books.create_document(new, "r1")
    assert made.number == fitting(number)
    assert len(made.number) == 21
    assert f"number {number}" in made.note
    assert desk.books.find_document(new) == made


def test_a_document_is_deleted_with_the_version_that_was_read(desk: Desk) -> None:
    made = desk.books.create_document(desk.bill(), "r1")
    desk.person("edit", kind="Bill", id=made.id, fields={"PrivateNote": "touched"})
    with pytest.raises(BooksRefused) as stale:
        desk.books.delete_document(BILL, made.id, made.version, "d1")
    assert stale.value.code == "5010"
    latest = desk.books.read_document(BILL, made.id)
    assert latest is not None
    desk.books.delete_document(BILL, made.id, latest.version, "d2")
    assert desk.books.read_document(BILL, made.id) is None
    with pytest.raises(BooksRefused) as gone:
        desk.books.delete_document(BILL, made.id, latest.version, "d3")
    assert gone.value.code == "610"


@pytest.mark.parametrize("kind", [BILL, CREDIT])
def test_a_zeroed_document_frees_its_number(desk: Desk, kind: DocumentKind) -> None:
    made = desk.books.create_document(desk.bill(kind=kind), "r1")
    zeroed = desk.books.zero_document(kind, made.id, made.version, "z1")
    assert (zeroed.total, zeroed.id, zeroed.number) == (0, made.id, "INV-7781-X")
    assert "was INV-7781" in zeroed.note
    assert desk.books.find_document(desk.bill(kind=kind, key="v2-r1")) is None
    again = desk.books.create_document(desk.bill(kind=kind, key="v2-r1"), "r2")
    assert again.number == "INV-7781"
    assert desk.books.zero_document(kind, again.id, again.version, "z3").number == f"INV-7781-X{again.id}"
    with pytest.raises(BooksRefused) as stale:
        desk.books.zero_document(kind, made.id, made.version, "z2")
    assert stale.value.code == "5010"


def test_a_vendor_credit_is_worth_a_positive_amount(desk: Desk) -> None:
    made = desk.books.create_document(desk.bill(150_00, "", kind=CREDIT), "r1")
    assert (made.kind, made.total) == (CREDIT, 150_00)
    assert desk.books.trial_balance(date(2025, 1, 31))[desk.accrued] == -150_00


def test_a_journal_entry_is_debit_positive(desk: Desk) -> None:
    lines = [NewDocumentLine(desk.freight, 28_46), NewDocumentLine(desk.accrued, -28_46)]
    new = NewDocument(JOURNAL, "", "TO-2025-01", date(2025, 1, 31), lines, "close-1")
    made = desk.books.create_document(new, "r1")
    assert (made.total, [line.amount for line in made.lines]) == (28_46, [28_46, -28_46])
    assert desk.books.find_document(new) == made
    balances = desk.books.trial_balance(date(2025, 1, 31))
    assert (balances[desk.freight], balances[desk.accrued]) == (28_46, -28_46)
    assert desk.books.trial_balance(date(2025, 1, 30)).get(desk.freight, 0) == 0


def test_payments_and_credits_on_a_bill_are_told_apart(desk: Desk) -> None:
    bill = desk.books.create_document(desk.bill(100_00), "r1")
    credit = desk.books.create_document(desk.bill(30_00, "CR-1", "v2-r1", kind=CREDIT), "r2")
    assert desk.books.applications(bill) == []
    desk.person("apply-credit", credit=credit.id, to=bill.id)
    desk.person("pay-bill", bill=bill.id, amount="50", number="1001")
    now = desk.books.read_document(BILL, bill.id)
    assert now is not None
    assert now.balance == 20_00
    told = {(a.applied, a.in_cash) for a in desk.books.applications(now)}
    assert told == {(30_00, 0), (50_00, 50_00)}
    used = desk.books.read_document(CREDIT, credit.id)
    assert used is not None
    assert [(a.applied, a.in_cash) for a in desk.books.applications(used)] == [(30_00, 0)]


def test_a_file_is_attached_and_seen_there(desk: Desk) -> None:
    bill = desk.books.create_document(desk.bill(), "r1")
    assert desk.books.attached(BILL, bill.id) == []
    desk.books.attach(BILL, bill.id, "Rechnung Müller.pdf", "application/pdf", b"%PDF-1.7 \x00\xff", key="V-1")
    assert [(one.name, one.key) for one in desk.books.attached(BILL, bill.id)] == [("Rechnung Müller.pdf", "V-1")]
    assert list(desk.site.standin.company().files.values()) == [b"%PDF-1.7 \x00\xff"]


def test_closed_books_are_known_before_and_told_after(desk: Desk) -> None:
    assert desk.books.closing_date() is None
    person.set_accounting(desk.site.standin.company(), BookCloseDate="2025-01-31")
    assert desk.books.closing_date() == date(2025, 1, 31)
    with pytest.raises(BooksRefused) as closed:
        desk.books.create_document(desk.bill(), "r1")
    assert closed.value.code == "6210"
    assert closed.value.words() == (
        "The books of that date are closed in QuickBooks. "
        "Choose a later posting date, or ask whoever closes the books to open them."
    )


def test_an_account_that_is_gone_is_told_in_words(desk: Desk) -> None:
    desk.person("deactivate", kind="Account", id=desk.accrued)
    with pytest.raises(BooksRefused) as gone:
        desk.books.create_document(desk.bill(), "r1")
    assert gone.value.code in ("610", "2500")
    assert gone.value.next_step == "Sync again, or choose another one."


def test_an_invoice_is_a_sale_of_an_item_and_is_voided_with_its_number(desk: Desk) -> None:
    sales = desk.books.create_account(
        NewAccount("Accrued Sales", "1210", "Other Current Asset", "OtherCurrentAssets"), "x"
    )
    item = desk.books.create_item("Sales Accrual", sales.id, "i1")
    lines = [NewDocumentLine("", 5000_00, "Load 101", item.id)]
    new = NewDocument(DocumentKind.INVOICE, desk.customer, "W-101", ON, lines, "w1")
    made = desk.books.create_document(new, "r1")
    assert (made.total, [(line.item_id, line.amount) for line in made.lines]) == (5000_00, [(item.id, 5000_00)])
    voided = desk.books.zero_document(DocumentKind.INVOICE, made.id, made.version, "z1")
    assert (voided.total, voided.number) == (0, made.number)


def test_the_item_is_pointed_at_its_account(desk: Desk) -> None:
    wrong = desk.books.create_account(NewAccount("Sales", "4010", "Income", "SalesOfProductIncome"), "s1")
    right = desk.books.create_account(
        NewAccount("Accrued Sales", "1210", "Other Current Asset", "OtherCurrentAssets"), "s2"
    )
    item = desk.books.create_item("Sales Accrual", wrong.id, "i1")
    assert desk.books.point_item(item.id, right.id, "i2").account_id == right.id
    assert [i.account_id for i in desk.books.items() if i.name == "Sales Accrual"] == [right.id]


def test_terms_are_created_and_read_with_their_discount(desk: Desk) -> None:
    made = desk.books.create_term(NewTerm("2% 10 Net 30", 30, Decimal(2), 10), "t1")
    assert (made.due_days, made.discount_percent, made.discount_days) == (30, Decimal(2), 10)
    assert made in desk.books.payment_terms()
    monthly = desk.books.create_term(NewTerm("15th", day_of_month=15), "t2")
    assert (monthly.due_days, monthly.day_of_month) == (None, 15)


def test_the_settings_say_whether_account_numbers_are_on(desk: Desk) -> None:
    desk.person("account-numbers", on=False)
    assert not desk.books.preferences().account_numbers
    desk.person("account-numbers", on=True)
    assert desk.books.preferences().account_numbers


@given(st.integers(-(10**13), 10**13))
def test_cents_survive_the_wire(amount: int) -> None:
    assert paper.minor(paper.major(amount)) == amount
    assert paper.minor(float(paper.major(amount))) == amount


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=9))
def test_every_number_fits(number: str, id: str) -> None:
    assert len(fitting(number)) <= 21
    for aside in set_aside(number, id):
        assert len(aside) <= 21
        assert aside != number or number.endswith("-X")


def test_a_bill_is_owed_on_the_account_it_names(desk: Desk) -> None:
    other = desk.books.create_account(
        NewAccount("Other payables", "2101", "Accounts Payable", "AccountsPayable"), "p"
    ).id
    made = desk.books.create_document(desk.bill(payable_id=other), "r1")
    assert made.raw["APAccountRef"]["value"] == other
    assert desk.books.trial_balance(date(2025, 1, 31))[other] == -1028_46


def test_a_file_of_an_odd_type_is_attached_as_plain_bytes(desk: Desk) -> None:
    bill = desk.books.create_document(desk.bill(), "r1")
    desk.books.attach(BILL, bill.id, "odd.bin", "text/plain\nX-Evil: 1", b"content", key="V-1")
    assert [one.name for one in desk.books.attached(BILL, bill.id)] == ["odd.bin"]
