"""What documents post, and that every document's postings sum to zero."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from standins.quickbooks.ledger import balances, postings, postings_of
from tests.standins.quickbooks.books import Books, cost, journal_line, sale, settles, to

CHECKING, VISA, UNDEPOSITED, PAYABLE, RECEIVABLE = "35", "42", "4", "33", "84"
BOOKS = Books()
Doc = dict[str, Any]

cents = st.integers(0, 10_000_000).map(lambda n: Decimal(n) / 100)
signed = st.integers(-10_000, 10_000_000).map(lambda n: Decimal(n) / 100)
some_account = st.sampled_from(["7", "8", "13", "61", "64"])
some_item = st.sampled_from(["3", "4", "10", "11", "17"])
rates = st.sampled_from([None, 0, Decimal(1), Decimal("1.0837"), Decimal("0.007")])
costs = st.lists(st.builds(lambda account, amount: cost(account, str(amount)), some_account, signed), max_size=5)
sales = st.lists(
    st.builds(lambda item, amount, qty: sale(item, str(amount), Qty=qty), some_item, signed, st.integers(0, 50)),
    max_size=5,
)
discounts = st.lists(
    cents.map(lambda amount: {"Amount": amount, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {"x": 1}}),
    max_size=1,
)
taxes = st.fixed_dictionaries({"TotalTax": cents})


def head(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Doc]:
    frame = {"Id": "900", "TxnDate": "2026-03-01", "MetaData": {"CreateTime": "2026-03-01"}}
    return st.fixed_dictionaries({**fields, "ExchangeRate": rates}).map(lambda doc: {**doc, **frame})


def mirrored(amounts: list[Decimal]) -> list[Doc]:
    return [
        journal_line(account, side, str(amount))
        for amount in amounts
        for account, side in [("7", "Debit"), ("6", "Credit")]
    ]


vendor, customer = st.just(to("56")), st.just(to("1"))
purchase_side = {"VendorRef": vendor, "Line": costs, "TxnTaxDetail": taxes}
sale_lines = st.tuples(sales, discounts).map(lambda parts: parts[0] + parts[1])
sale_side = {"CustomerRef": customer, "Line": sale_lines, "TxnTaxDetail": taxes}
documents = st.one_of(
    st.tuples(st.just("Bill"), head(**purchase_side)),
    st.tuples(st.just("VendorCredit"), head(**purchase_side)),
    st.tuples(st.just("Purchase"), head(AccountRef=st.just(to(VISA)), Credit=st.booleans(), Line=costs)),
    st.tuples(st.just("Invoice"), head(**sale_side, Deposit=cents)),
    st.tuples(st.just("CreditMemo"), head(**sale_side)),
    st.tuples(st.just("SalesReceipt"), head(**sale_side)),
    st.tuples(st.just("RefundReceipt"), head(**sale_side)),
    st.tuples(st.just("Payment"), head(CustomerRef=customer, TotalAmt=cents)),
    st.tuples(
        st.just("BillPayment"),
        head(VendorRef=vendor, TotalAmt=cents, CheckPayment=st.just({"BankAccountRef": to(CHECKING)})),
    ),
    st.tuples(st.just("JournalEntry"), head(Line=st.lists(cents, max_size=4).map(mirrored))),
    st.tuples(
        st.just("Transfer"), head(FromAccountRef=st.just(to("35")), ToAccountRef=st.just(to("36")), Amount=cents)
    ),
    st.tuples(
        st.just("CreditCardPayment"),
        head(BankAccountRef=st.just(to("35")), CreditCardAccountRef=st.just(to("42")), Amount=cents),
    ),
)


@given(documents)
def test_every_document_posts_debits_equal_to_credits(made: tuple[str, Doc]) -> None:
    kind, doc = made
    posted = postings_of(BOOKS, kind, doc)
    assert sum(posting.amount for posting in posted) == 0
    assert all(BOOKS.get("Account", posting.account) for posting in posted)
    assert all(posting.amount == posting.amount.quantize(Decimal("0.01")) for posting in posted)


def posted(kind: str, **fields: Any) -> dict[str, Decimal]:
    doc = {"Id": "901", "TxnDate": "2026-03-01", "MetaData": {}, **fields}
    return dict(balances(postings_of(BOOKS, kind, doc)))


def test_a_bill_debits_its_expenses_and_credits_accounts_payable() -> None:
    lines = [cost("7", "100.00"), cost("61", "3.55")]
    assert posted("Bill", VendorRef=to("56"), Line=lines) == {
        "7": Decimal("100.00"),
        "61": Decimal("3.55"),
        PAYABLE: Decimal("-103.55"),
    }


def test_a_vendor_credit_is_a_bill_the_other_way_round() -> None:
    lines = [cost("7", "20.00")]
    assert posted("VendorCredit", VendorRef=to("56"), Line=lines) == {"7": Decimal(-20), PAYABLE: Decimal(20)}


def test_an_invoice_credits_income_discount_and_tax_go_to_their_own_accounts() -> None:
    discount = {
        "Amount": Decimal(10),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": False},
    }
    tax_line = {"Amount": Decimal("7.20"), "TaxLineDetail": {"TaxRateRef": to("3")}}
    subtotal = {"Amount": Decimal(100), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    assert posted(
        "Invoice",
        CustomerRef=to("1"),
        Line=[sale("4", "100.00"), subtotal, discount],
        TxnTaxDetail={"TotalTax": Decimal("7.20"), "TaxLine": [tax_line]},
    ) == {"82": Decimal(-100), "86": Decimal(10), "90": Decimal("-7.20"), RECEIVABLE: Decimal("97.20")}


def test_selling_stock_also_moves_its_cost_out_of_inventory() -> None:
    line = sale("11", "30.00", Qty=2, UnitPrice=15)
    assert posted("SalesReceipt", CustomerRef=to("1"), Line=[line]) == {
        "79": Decimal(-30),
        "80": Decimal(20),
        "81": Decimal(-20),
        UNDEPOSITED: Decimal(30),
    }


def test_a_deposit_takes_linked_payments_out_of_undeposited_funds_and_keeps_cash_back_apart() -> None:
    payment = {"Amount": Decimal(80), "LinkedTxn": [{"TxnId": "5", "TxnType": "Payment"}]}
    cash_back = {"AccountRef": to("14"), "Amount": Decimal(30)}
    assert posted("Deposit", DepositToAccountRef=to(CHECKING), Line=[payment], CashBack=cash_back) == {
        UNDEPOSITED: Decimal(-80),
        "14": Decimal(30),
        CHECKING: Decimal(50),
    }


def test_orders_estimates_and_hours_post_nothing() -> None:
    for kind in ("PurchaseOrder", "Estimate", "TimeActivity", "Customer"):
        assert posted(kind, VendorRef=to("56"), Line=[cost("7", "5.00")]) == {}


def test_a_voided_document_posts_nothing() -> None:
    assert posted("Invoice", CustomerRef=to("1"), Line=[sale("4", "0")], PrivateNote="Voided") == {}


def test_paying_a_foreign_bill_at_another_rate_clears_it_and_books_the_exchange_loss() -> None:
    books = Books()
    bill = books.bill("2026-01-10", "56", "100.00", ExchangeRate=Decimal("1.10"))
    books.pay_bill("2026-02-10", bill, "100.00", ExchangeRate=Decimal("1.25"))
    found = balances(postings(books))
    assert found[PAYABLE] == 0
    assert found[CHECKING] == Decimal("-125.00")
    assert found["91"] == Decimal("15.00")


def test_a_foreign_document_posts_to_the_control_account_of_its_currency_when_there_is_one() -> None:
    books = Books()
    first = books.bill("2026-01-10", "56", "5.00", CurrencyRef=to("EUR"))
    assert balances(postings_of(books, "Bill", first))[PAYABLE] == Decimal("-5.00")
    books.put("Account", {**(books.get("Account", PAYABLE) or {}), "Id": "95", "CurrencyRef": to("EUR")})
    assert balances(postings_of(books, "Bill", first))["95"] == Decimal("-5.00")


def test_applying_a_vendor_credit_without_money_posts_nothing() -> None:
    bill, credit = {"Id": "1"}, {"Id": "2"}
    lines = [settles("Bill", bill, "40.00"), settles("VendorCredit", credit, "40.00")]
    assert posted("BillPayment", VendorRef=to("56"), TotalAmt=0, PayType="Check", Line=lines) == {}


def test_postings_say_who_what_and_where() -> None:
    books = Books()
    books.bill("2026-01-10", "56", "5.00", DocNumber="B-1", DepartmentRef=to("2"), PrivateNote="January")
    expense, control = postings(books)
    assert (expense.number, expense.entity_kind, expense.entity) == ("B-1", "Vendor", "56")
    assert (control.department, control.memo, control.date) == ("2", "January", "2026-01-10")
