"""The sales of the worked January with the AR module off: QuickBooks holds exactly what is written, to the cent."""

import pytest

from domain.books.documents import NewAccount
from domain.sales.sale_document import SaleState
from tests.domain.january import day
from tests.domain.sales.desk import Desk

EARLIER = NewAccount("Earlier sales", "4000", "Income", "SalesOfProductIncome")
pytestmark = pytest.mark.january


def played(desk: Desk) -> Desk:
    """The month, with the opening invoice in QuickBooks; vendors' bills are somebody else's story."""
    company = desk.site.standin.company()
    customer = next(one["Id"] for one in company.all("Customer") if one["DisplayName"] == "Acme Mills")
    earlier = desk.books().create_account(EARLIER, "earlier").id
    item = desk.books().create_item("Opening", earlier, "opening-item").id
    line = {"Amount": 5000, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": item}}}
    company.create(
        "Invoice",
        {"CustomerRef": {"value": customer}, "DocNumber": "W-098", "TxnDate": "2024-12-10", "Line": [line]},
    )
    desk.january.plays(posts=lambda _: None, undoes=lambda _: None)
    desk.engine.settle()
    desk.turns(minutes=1)
    return desk


def test_january_off(desk: Desk) -> None:
    played(desk)
    assert desk.totals() == {
        "W-098": "5000.00",
        "W-101": "12000.00",
        "W-102": "7950.00",
        "W-103": "3333.33",
        "W-102-D1": "120.00",
    }
    assert desk.totals("CreditMemo") == {"W-101-C1": "350.00"}
    books = desk.documents()
    assert str(books["W-102"]["TxnTaxDetail"]["TotalTax"]) == "450.00"
    assert (books["W-101"]["TxnDate"], books["W-101"]["DueDate"]) == ("2025-01-05", "2025-02-04")
    assert desk.document("W-105").state is SaleState.WITHDRAWN
    actual = desk.books().trial_balance(day(31))
    assert actual[desk.accrued] == -22_603_33
    receivable = desk.site.standin.company()
    ar = next(one["Id"] for one in receivable.all("Account") if one["AccountType"] == "Accounts Receivable")
    assert actual[ar] == 23_053_33 + 5_000_00
