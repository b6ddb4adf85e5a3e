"""Where people see a document in QuickBooks itself."""

from collections.abc import Callable
from typing import Final

from domain.books.documents import DocumentKind
from domain.connections.connection import Connection
from domain.deliveries.delivery import Delivery

Page = Callable[[Connection, Delivery], str]
"""The address of a document; empty where it has none."""

SITES: Final = {"production": "https://app.qbo.intuit.com/app", "sandbox": "https://app.sandbox.qbo.intuit.com/app"}
PAGES: Final = {
    DocumentKind.BILL: "bill",
    DocumentKind.VENDOR_CREDIT: "vendorcredit",
    DocumentKind.INVOICE: "invoice",
    DocumentKind.CREDIT_MEMO: "creditmemo",
    DocumentKind.JOURNAL_ENTRY: "journal",
}
ENTITIES: Final = {
    DocumentKind.BILL: "Bill",
    DocumentKind.VENDOR_CREDIT: "VendorCredit",
    DocumentKind.INVOICE: "Invoice",
    DocumentKind.CREDIT_MEMO: "CreditMemo",
    DocumentKind.JOURNAL_ENTRY: "JournalEntry",
}


def pages_of(api_url: str) -> Page:
    """The address of a posted document. A stand-in on this machine shows its documents beside its API."""

    def page(connection: Connection, delivery: Delivery) -> str:
        if delivery.kind not in PAGES or delivery.books_id is None:
            return ""
        site = SITES.get(connection.environment)
        if site:
            return f"{site}/{PAGES[delivery.kind]}?txnId={delivery.books_id}"
        return f"{api_url}/books/{delivery.realm}/transactions/{ENTITIES[delivery.kind]}/{delivery.books_id}"

    return page
