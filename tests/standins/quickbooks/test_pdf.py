"""An invoice on paper, in any script and whatever fonts the machine has."""

from decimal import Decimal
from pathlib import Path

import pytest

from standins.quickbooks import pdf
from tests.standins.quickbooks.books import Doc, sale

INVOICE: Doc = {
    "DocNumber": "1044",
    "TxnDate": "2026-03-02",
    "CustomerRef": {"value": "1", "name": "Łódź Żółć 北京公司 🎉"},
    "BillAddr": {"Line1": "1 Main Street", "City": "Bayshore", "CountrySubDivisionCode": "CA", "PostalCode": "94001"},
    "Line": [{**sale("4", "240.00", Qty=Decimal("2.5"), UnitPrice=96), "Description": "Ümläut " * 40}],
    "TotalAmt": Decimal("240.00"),
    "Balance": Decimal("40.00"),
    "CustomerMemo": {"value": "Děkujeme!"},
}


def test_an_invoice_is_one_page_of_pdf() -> None:
    made = pdf.invoice_pdf(INVOICE, {"CompanyName": "Sandpiper Landscaping"})
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == 1


def test_without_fonts_of_its_own_it_still_prints_every_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "DEJAVU", Path("/no/fonts/here"))
    assert pdf.invoice_pdf(INVOICE, {"CompanyName": "Společnost"}).startswith(b"%PDF-")


def test_a_long_invoice_goes_on_on_the_next_page() -> None:
    long = {**INVOICE, "Line": [sale("4", "1.00") for _ in range(60)]}
    assert pdf.invoice_pdf(long, {}).count(b"/Type /Page\n") > 1


def test_a_line_reads_as_quantity_times_rate() -> None:
    line = {**sale("4", "1240.00", Qty=Decimal("12.40"), UnitPrice=100), "Description": "Planting"}
    assert pdf.line_texts(line) == ["Planting", "12.4", "100.00", "1,240.00"]
