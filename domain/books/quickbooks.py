"""The books of a QuickBooks Online company, through python-quickbooks with bodies of our own making."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.books import names, queries
from domain.books.client import QuickBooksClient
from domain.books.faults import NOT_ANSWERING, faults_in, is_passing, refusal
from domain.books.port import (
    NAMES_PER_BATCH,
    BooksName,
    Company,
    Credentials,
    Finding,
    NameFields,
    NameKind,
    NewName,
    Outcome,
    Term,
)
from domain.books.quickbooks_changes import QuickBooksChanges
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.quickbooks_reports import QuickBooksLedger
from domain.books.reading import every_row, some_rows
from domain.connections.pace import Pace
from domain.problems import BooksRefused, BooksUnavailable, Problem

NAMES_PER_SEARCH = 100
MAY_NOT_WRITE = ("5020", "5030", "6190")
Json = dict[str, Any]


class QuickBooksBooks:
    """A `CounterpartyBooks`. One per thread: the library's clients are not shared."""

    def __init__(self, client: QuickBooksClient) -> None:
        self._client = client

    def company(self) -> Company:
        """The company behind the connection."""
        info = self._client.get_single_object("CompanyInfo", self._client.realm)["CompanyInfo"]
        return Company(
            realm=self._client.realm,
            name=info.get("CompanyName", ""),
            legal_name=info.get("LegalName") or "",
            country=info.get("Country") or "",
            plan=next((str(one["Value"]) for one in info.get("NameValue") or [] if one["Name"] == "OfferingSku"), ""),
            address=names.company_address(info),
        )

    def names_page(self, kind: NameKind, start: int) -> list[BooksName]:
        """Up to 1,000 names, active or not, from position `start` (1 is the first); fewer means the last page."""
        return self._names(kind, queries.ACTIVE_OR_NOT, start)

    def names_changed_since(self, moment: datetime) -> list[BooksName]:
        """Every name of every kind that was created or changed at or after the moment."""
        condition = f"{queries.ACTIVE_OR_NOT} AND {queries.since(moment)}"
        return [name for kind in NameKind for name in self._every_name(kind, condition)]

    def find_names(self, kind: NameKind, display_names: Sequence[str]) -> list[BooksName]:
        """Those of one kind, active or not, with exactly these display names (case does not matter)."""
        found: list[BooksName] = []
        for start in range(0, len(display_names), NAMES_PER_SEARCH):
            among = queries.one_of("DisplayName", display_names[start : start + NAMES_PER_SEARCH])
            found.extend(self._every_name(kind, f"{among} AND {queries.ACTIVE_OR_NOT}"))
        return found

    def read_name(self, kind: NameKind, id: str) -> BooksName:
        """One name as it is now; BooksRefused when there is none."""
        entity = names.ENTITIES[kind]
        return names.read(kind, self._client.get_single_object(entity, id)[entity])

    def create_name(self, new: NewName, request_id: str) -> BooksName:
        """Create one; the same `request_id` again answers the first result and writes nothing."""
        answer = self._write(new.kind, names.creation(new), request_id)
        created = names.read(new.kind, answer)
        if not names.lacks_terms(new, answer):
            return created
        try:
            return self.update_name(new.kind, created.id, created.version, names.only_terms(new))
        except BooksUnavailable as away:  # the name is there: sending it anew without looking would be wrong
            raise BooksUnavailable(away.sentence, answer_lost=True, next_step=away.next_step) from None

    def create_names(self, new: Sequence[NewName], request_id: str | None = None) -> list[Outcome]:
        """Create up to 30 in one request; each has its own outcome, in the order given."""
        if len(new) > NAMES_PER_BATCH:
            raise ValueError(f"a batch holds {NAMES_PER_BATCH} names, not {len(new)}")
        answers = self._batch("create", [(one.kind, names.creation(one)) for one in new], request_id)
        outcomes = [_outcome(one, answer) for one, answer in zip(new, answers, strict=True)]
        return self._with_terms(new, answers, outcomes)

    def update_name(self, kind: NameKind, id: str, version: str, changes: NameFields) -> BooksName:
        """Change the given fields only; BooksRefused when `version` is not the latest."""
        return names.read(kind, self._write(kind, names.change(kind, id, version, changes)))

    def deactivate_name(self, kind: NameKind, id: str, version: str) -> BooksName:
        """Hide a name from use; QuickBooks then adds ` (deleted)` to it."""
        return self.update_name(kind, id, version, NameFields(active=False))

    def terms(self) -> list[Term]:
        """The payment terms the company knows, active or not."""
        return [
            Term(str(row["Id"]), row.get("Name", ""), _days(row), bool(row.get("Active", True)))
            for row in every_row(self._client, "Term", queries.ACTIVE_OR_NOT)
        ]

    def uses_account_numbers(self) -> bool:
        """Whether the company numbers its accounts; QuickBooks leaves the flag out in some countries (S0-02)."""
        return bool(self._preferences().get("AccountingInfoPrefs", {}).get("UseAccountNumbers"))

    def test(self) -> list[Finding]:
        """Read the company and its preferences and probe whether writing is allowed, without writing; empty is OK."""
        findings = []
        for check in (self.company, self._preferences, self._probe_writing):
            try:
                check()
            except BooksRefused as problem:
                findings.append(_finding(problem))
            except Problem as problem:
                return [*findings, _finding(problem)]  # not reached or not let in: the rest would say the same
        return findings

    def _preferences(self) -> Json:
        preferences: Json = self._client.get(f"{self._base}/preferences")["Preferences"]
        return preferences

    def _probe_writing(self) -> None:
        """Ask to create a vendor without a name. It is always refused; what matters is whether for want of rights."""
        try:
            self._client.create_object("Vendor", "{}")
        except BooksRefused as problem:
            if problem.code in MAY_NOT_WRITE:
                raise

    @property
    def _base(self) -> str:
        return f"{self._client.api_url}/company/{self._client.realm}"

    def _names(self, kind: NameKind, condition: str, start: int) -> list[BooksName]:
        return [names.read(kind, row) for row in some_rows(self._client, names.ENTITIES[kind], condition, start)]

    def _every_name(self, kind: NameKind, condition: str) -> list[BooksName]:
        return [names.read(kind, row) for row in every_row(self._client, names.ENTITIES[kind], condition)]

    def _write(self, kind: NameKind, body: Json, request_id: str | None = None) -> Json:
        entity = names.ENTITIES[kind]
        answer: Json = self._client.create_object(entity, json.dumps(body), request_id=request_id)[entity]
        return answer

    def _batch(self, operation: str, items: Sequence[tuple[NameKind, Json]], request_id: str | None) -> list[Json]:
        """The answers in the order of the items; QuickBooks promises none, so each is found by its number."""
        if not items:
            return []
        requests = [
            {"bId": str(number), "operation": operation, names.ENTITIES[kind]: body}
            for number, (kind, body) in enumerate(items)
        ]
        body = json.dumps({"BatchItemRequest": requests})
        answer = self._client.make_request("POST", f"{self._base}/batch", body, request_id=request_id)
        by_number = {item.get("bId"): item for item in answer.get("BatchItemResponse", [])}
        if missing := len(items) - len(by_number):
            raise BooksUnavailable(f"{NOT_ANSWERING} It left {missing} items unanswered.", answer_lost=True)
        if any(is_passing(faults_in(item)) for item in by_number.values()):
            raise BooksUnavailable(f"{NOT_ANSWERING} It carried out a part only.", answer_lost=True)
        return [by_number[request["bId"]] for request in requests]

    def _with_terms(self, new: Sequence[NewName], answers: Sequence[Json], outcomes: list[Outcome]) -> list[Outcome]:
        """Give the created names the terms QuickBooks passed over, in one further batch.

        Whatever becomes of that one, the names exist and their outcomes say so.
        """
        late = [n for n, one in enumerate(new) if outcomes[n].id and names.lacks_terms(one, _object(one, answers[n]))]
        changes = [_terms_change(new[n], outcomes[n]) for n in late]
        try:
            changed = self._batch("update", changes, None)
        except Problem as problem:
            for n in late:
                outcomes[n] = replace(outcomes[n], refused=_without_terms(problem.sentence))
            return outcomes
        for n, answer in zip(late, changed, strict=True):
            told = _outcome(new[n], answer)
            failed = replace(outcomes[n], refused=told.refused and _without_terms(told.refused.sentence))
            outcomes[n] = failed if told.refused else told
        return outcomes


@dataclass(frozen=True)
class QuickBooksOnline:
    """QuickBooks as a place where companies keep their books: opens those of one realm."""

    api_url: str
    pace: Pace
    sleep: Callable[[float], None]

    def books(self, realm: str, credentials: Credentials) -> QuickBooksBooks:
        """The books of a company, for one thread's use."""
        return QuickBooksBooks(self._client(realm, credentials))

    def documents(self, realm: str, credentials: Credentials) -> QuickBooksDocuments:
        """A company's accounts, terms and documents, for one thread's use."""
        return QuickBooksDocuments(self._client(realm, credentials))

    def ledger(self, realm: str, credentials: Credentials) -> QuickBooksLedger:
        """A company's general ledger as its reports tell it, for one thread's use."""
        return QuickBooksLedger(self._client(realm, credentials))

    def changes(self, realm: str, credentials: Credentials) -> QuickBooksChanges:
        """What changed in a company, for one thread's use."""
        return QuickBooksChanges(self._client(realm, credentials))

    def _client(self, realm: str, credentials: Credentials) -> QuickBooksClient:
        return QuickBooksClient(
            api_url=self.api_url, realm=realm, credentials=credentials, pace=self.pace, sleep=self.sleep
        )


def _object(new: NewName, answer: Mapping[str, Any]) -> Json:
    found: Json = answer.get(names.ENTITIES[new.kind]) or {}
    return found


def _outcome(new: NewName, answer: Mapping[str, Any]) -> Outcome:
    if faults := faults_in(answer):
        return Outcome(new.key, refused=refusal(faults))
    created = names.read(new.kind, _object(new, answer))
    return Outcome(new.key, created.id, created.version, created.name)


def _terms_change(new: NewName, created: Outcome) -> tuple[NameKind, Json]:
    return new.kind, names.change(new.kind, created.id or "", created.version, names.only_terms(new))


def _without_terms(reason: str) -> BooksRefused:
    return BooksRefused(f"It was created without its payment terms: {reason}", next_step="Set them in QuickBooks.")


def _days(term: Mapping[str, Any]) -> int | None:
    days = term.get("DueDays")
    return None if days is None else int(days)


def _finding(problem: Problem) -> Finding:
    return Finding(problem.sentence, problem.next_step or "")
