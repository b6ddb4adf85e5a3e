"""With the AR module off, the AP Ledger's filter of what customers have paid follows what QuickBooks last said."""

from domain.sales.billed import Billing
from domain.vouchers.payables import Filter, Show, page, payment_unknown
from tests.domain.sales.desk import Desk


def test_what_customers_have_paid_is_known_once_quickbooks_was_asked(desk: Desk) -> None:
    desk.keeps("W-101")
    sheet = desk.invoices("W-101")
    vendor = sheet.accruals[0].vendor_id
    received = Filter("main", vendor, Show.RECEIVED)

    def looks() -> tuple[set[str], int]:
        with desk.store.reading() as session:
            return {item.worksheet for item in page(session, received)}, payment_unknown(session, received)

    assert looks() == (set(), 1)
    reads(desk, "100.00 of 12,000.00 paid")
    assert looks() == (set(), 0)
    reads(desk, "QuickBooks cannot be reached just now.")
    assert looks() == (set(), 1)
    reads(desk, "paid")
    assert looks() == ({"W-101"}, 0)


def reads(desk: Desk, said: str) -> None:
    """Somebody looks at the invoice, and QuickBooks is asked for its payment."""
    document = desk.document("W-101").id
    Billing(desk.store).read_as(document, said, desk.january.now())
