"""The accounts, terms and documents of a QuickBooks Online company: a `DocumentBooks`, one per thread."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from domain.books import paper, queries
from domain.books.client import QuickBooksClient
from domain.books.documents import (
    MARK,
    Application,
    Attached,
    BooksAccount,
    BooksItem,
    BooksTerm,
    Document,
    DocumentKind,
    NewAccount,
    NewDocument,
    NewTerm,
    Preferences,
    set_aside,
)
from domain.books.faults import faults_in, refusal
from domain.books.paper import ENTITIES, PARTIES, SALES
from domain.books.reading import every_row
from domain.problems import BooksRefused, BooksUnavailable

GONE: Final = "610"
STALE: Final = "5010"
DUPLICATE_NUMBER: Final = "6140"
MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
PAYERS: Final = ("BillPayment", "Payment")
Json = dict[str, Any]


class QuickBooksDocuments:
    """Answers in cents; a document that is gone reads as None."""

    def __init__(self, client: QuickBooksClient) -> None:
        self._client = client

    def accounts(self) -> list[BooksAccount]:
        """Every account, active or not."""
        return [paper.read_account(row) for row in every_row(self._client, "Account", queries.ACTIVE_OR_NOT)]

    def create_account(self, new: NewAccount, request_id: str) -> BooksAccount:
        """Create an account; the same `request_id` again answers the first result."""
        body: Json = {"Name": new.name, "AccountType": new.type, "AccountSubType": new.subtype}
        if new.number:
            body["AcctNum"] = new.number
        return paper.read_account(self._write("Account", body, request_id))

    def items(self) -> list[BooksItem]:
        """Every product and service, active or not."""
        return [paper.read_item(row) for row in every_row(self._client, "Item", queries.ACTIVE_OR_NOT)]

    def create_item(self, name: str, account_id: str, request_id: str) -> BooksItem:
        """Create a service whose income account is the given one."""
        body = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": account_id}}
        return paper.read_item(self._write("Item", body, request_id))

    def point_item(self, id: str, account_id: str, request_id: str) -> BooksItem:
        """Give an item another income account, and make it active."""
        row = self._client.get_single_object("Item", id)["Item"]
        kept = {name: row[name] for name in ("Id", "SyncToken", "Name", "Type")}
        body = {**kept, "sparse": True, "Active": True, "IncomeAccountRef": {"value": account_id}}
        return paper.read_item(self._write("Item", body, request_id))

    def payment_terms(self) -> list[BooksTerm]:
        """Every payment term, active or not, with its discount."""
        return [paper.read_term(row) for row in every_row(self._client, "Term", queries.ACTIVE_OR_NOT)]

    def create_term(self, new: NewTerm, request_id: str) -> BooksTerm:
        """Create payment terms."""
        return paper.read_term(self._write("Term", paper.term_body(new), request_id))

    def preferences(self) -> Preferences:
        """The company's settings as they are now."""
        return paper.read_preferences(self._client.get(f"{self._base}/preferences")["Preferences"])

    def closing_date(self) -> date | None:
        """The date up to which the books are closed, None while they are open."""
        return self.preferences().closing_date

    def find_document(self, new: NewDocument) -> Document | None:
        """The document that was written for `new.key`, if the books have it.

        The note cannot be asked for, so documents are found by number, or by date and total, and their notes compared
        here. BooksRefused with code 6140 when the party has a document of that number which is not ours.
        """
        taken = False
        for document in self._alike(new):
            if document.key == new.key:
                return document
            taken = taken or (bool(new.number) and document.number == new.books_number)
        if taken:
            raise BooksRefused(
                f"QuickBooks already has a {new.kind.value.replace('_', ' ')} with the number {new.books_number}.",
                code=DUPLICATE_NUMBER,
                next_step="Use another number, or remove the other document in QuickBooks.",
            )
        return None

    def copies(self, new: NewDocument) -> list[Document]:
        """Every document of this number that was written for `new.key`: more than one where a request came twice."""
        return [document for document in self._alike(new) if document.key == new.key]

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        """Write a document; the same `request_id` again answers the first result. Look first after a lost answer."""
        row = self._write(ENTITIES[new.kind], paper.document_body(new, self._location(new)), request_id)
        return paper.read_document(new.kind, row)

    def update_document(self, kind: DocumentKind, id: str, version: str, new: NewDocument, request_id: str) -> Document:
        """Make a document say something else, by a full update that keeps what people added beside it."""
        body = paper.updated_body(self._at_version(kind, id, version), new, self._location(new))
        return paper.read_document(kind, self._write(ENTITIES[kind], body, request_id))

    def restore_document(self, before: Document, version: str, request_id: str) -> Document:
        """Give a document, at `version` now, the content it had before."""
        body = before.raw | {"SyncToken": version, "sparse": False}
        return paper.read_document(before.kind, self._write(ENTITIES[before.kind], body, request_id))

    def read_document(self, kind: DocumentKind, id: str) -> Document | None:
        """A document as it is now; None when it is gone."""
        row = self._read(ENTITIES[kind], id)
        return paper.read_document(kind, row) if row else None

    def delete_document(self, kind: DocumentKind, id: str, version: str, request_id: str) -> None:
        """Delete a document; BooksRefused with code 5010 when `version` is no longer its latest, 610 when gone."""
        body = json.dumps({"Id": id, "SyncToken": version})
        self._client.delete_object(ENTITIES[kind], body, request_id=request_id)

    def zero_document(self, kind: DocumentKind, id: str, version: str, request_id: str) -> Document:
        """Set every amount to zero: an invoice is voided and keeps its number, any other document frees it."""
        document = self._at_version(kind, id, version)
        if kind is DocumentKind.INVOICE:
            body = {"Id": id, "SyncToken": version}
            return paper.read_document(kind, self._write(ENTITIES[kind], body, request_id, {"operation": "void"}))
        return self._zero(document, request_id)

    def applications(self, document: Document) -> list[Application]:
        """What was paid on a document or set off against it, read from each payment it is linked to."""
        return [paper.read_application(type, row, document) for type, row in self._payments(document)]

    def attach(
        self, kind: DocumentKind, id: str, file_name: str, content_type: str, content: bytes, *, key: str
    ) -> None:
        """Attach a file to a document. QuickBooks answers a refused file with success around the refusal."""
        about = {"EntityRef": {"type": ENTITIES[kind], "value": id}, "IncludeOnSend": False}
        known_type = content_type if MEDIA_TYPE.fullmatch(content_type) else "application/octet-stream"
        body = {"FileName": file_name, "ContentType": known_type, "AttachableRef": [about], "Note": f"{MARK}{key}"}
        answer = self._client.create_object("Attachable", json.dumps(body), _file_bytes=content)
        first: Json = next(iter(answer.get("AttachableResponse") or []), {})
        if faults := faults_in(first):
            raise refusal(faults)
        if "Attachable" not in first:
            raise BooksUnavailable("QuickBooks did not say whether it kept the file.", answer_lost=True)

    def attached(self, kind: DocumentKind, id: str) -> list[Attached]:
        """The files attached to a document, oldest first: to look before attaching again."""
        about = "AttachableRef.EntityRef"
        condition = f"{about}.Type = {queries.quoted(ENTITIES[kind])} AND {about}.value = {queries.quoted(id)}"
        rows = every_row(self._client, "Attachable", condition)
        return [paper.read_attached(row) for row in rows if row.get("FileName")]

    def detach(self, file: Attached, request_id: str) -> None:
        """Remove an attached file; one that is gone already is no trouble."""
        body = json.dumps({"Id": file.id, "SyncToken": file.version})
        try:
            self._client.delete_object("Attachable", body, request_id=request_id)
        except BooksRefused as refused:
            if refused.code != GONE:
                raise

    def trial_balance(self, as_of: date) -> dict[str, int]:
        """Accrual-basis balance by account id at the end of a day, debit positive; accounts at zero may be left out."""
        asked = {
            "start_date": as_of.replace(month=1, day=1).isoformat(),
            "end_date": as_of.isoformat(),
            "accounting_method": "Accrual",
        }
        answer = self._client.get_report("TrialBalance", asked)
        return dict(paper.read_balances((answer.get("Rows") or {}).get("Row") or []))

    @property
    def _base(self) -> str:
        return f"{self._client.api_url}/company/{self._client.realm}"

    def _alike(self, new: NewDocument) -> Iterator[Document]:
        rows = every_row(self._client, ENTITIES[new.kind], _alike(new))
        return (paper.read_document(new.kind, row) for row in rows)

    def _payments(self, document: Document) -> Iterator[tuple[str, Json]]:
        """What a document is linked to, with the links' types. A vendor credit does not always tell, so its vendor's
        payments are looked through."""
        if document.kind is DocumentKind.VENDOR_CREDIT:
            condition = f"VendorRef = {queries.quoted(document.party_id)}"
            rows = every_row(self._client, "BillPayment", condition)
            yield from (("BillPayment", row) for row in rows if paper.settles(row, document))
            return
        for link in document.linked:
            entity = next((payer for payer in PAYERS if link.type.startswith(payer)), "")
            row = self._read(entity, link.id) if entity else None
            if row:
                yield link.type, row

    def _at_version(self, kind: DocumentKind, id: str, version: str) -> Document:
        document = self.read_document(kind, id)
        if document is None:
            raise BooksRefused("QuickBooks no longer has this document.", code=GONE)
        if document.version != version:
            raise BooksRefused("Someone changed this in QuickBooks at the same time.", code=STALE)
        return document

    def _zero(self, document: Document, request_id: str) -> Document:
        """A number set aside by an earlier undo is taken; then the id makes it another."""
        entity = ENTITIES[document.kind]
        usual, other = set_aside(document.number, document.id)
        try:
            row = self._write(entity, paper.zeroed_body(document, usual), request_id)
        except BooksRefused as refused:
            if refused.code != DUPLICATE_NUMBER:
                raise
            row = self._write(entity, paper.zeroed_body(document, other), request_id)
        return paper.read_document(document.kind, row)

    def _read(self, entity: str, id: str) -> Json | None:
        try:
            row: Json = self._client.get_single_object(entity, id)[entity]
        except BooksRefused as refused:
            if refused.code == GONE:
                return None
            raise
        return row

    def _location(self, new: NewDocument) -> str:
        """The location that has the name of the document's department (C36); empty for none, and while they are off."""
        if not new.department:
            return ""
        named = f"{queries.one_of('Name', [new.department])} AND Active = true"
        found = next((str(row["Id"]) for row in every_row(self._client, "Department", named)), "")
        if not found:
            return ""
        preferences = self._client.get(f"{self._base}/preferences")["Preferences"]
        return found if (preferences.get("AccountingInfoPrefs") or {}).get("TrackDepartments") else ""

    def _write(self, entity: str, body: Json, request_id: str, params: Json | None = None) -> Json:
        answer = self._client.create_object(entity, paper.wire(body), request_id=request_id, params=params)
        row: Json = answer[entity]
        return row


def _alike(new: NewDocument) -> str:
    """Who and which number; without a number, who, when and how much."""
    told = []
    if new.kind in PARTIES and new.kind not in SALES:
        told.append((PARTIES[new.kind], new.party_id))
    if new.number:
        told.append(("DocNumber", new.books_number))
    else:
        told.append(("TxnDate", new.on.isoformat()))
        if new.kind is not DocumentKind.JOURNAL_ENTRY:
            told.append(("TotalAmt", str(paper.major(new.total))))
    return " AND ".join(f"{name} = {queries.quoted(value)}" for name, value in told)
