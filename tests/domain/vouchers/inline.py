"""An engine and books within the test, for thousands of orders of events: nothing runs until it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Any

from sqlmodel import Session

from domain.books.documents import Application, Document, DocumentKind, NewDocument
from domain.connections.alerting import CHAT
from domain.problems import BooksRefused, BooksUnavailable


@dataclass
class InlineEngine:
    """Keeps what was promised but messages, each key once; `run` carries one out. What was killed is promised still."""

    workflows: dict[str, Callable[[str], None]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    promised: list[tuple[str, str]] = field(default_factory=list)
    done: list[tuple[str, str]] = field(default_factory=list)

    def enqueue(self, _session: Session, workflow: str, subject: str, *, key: str, partition: str) -> None:
        if key not in self.keys and partition != CHAT:
            self.keys.add(key)
            self.promised.append((workflow, subject))

    def step(self, _name: str, act: Callable[[], Any], _patience: object = None) -> Any:
        return act()

    def run(self) -> None:
        """The oldest promise; it is kept until it has ended well."""
        work = self.promised[0]
        self.workflows[work[0]](work[1])
        self.done.append(self.promised.pop(0))

    def run_again(self, n: int) -> None:
        """A workflow that ended is run once more, as after a crash before its end was noted."""
        work = self.done[n % len(self.done)]
        self.workflows[work[0]](work[1])


@dataclass
class InlineBooks:
    """QuickBooks as far as a voucher needs it, without honouring requestids. `troubles` come one per write."""

    documents: dict[str, Document] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    made: int = 0

    def closing_date(self) -> None:
        return None

    def find_document(self, new: NewDocument) -> Document | None:
        return next((one for one in self.documents.values() if one.key == new.key), None)

    def copies(self, new: NewDocument) -> list[Document]:
        return [one for one in self.documents.values() if one.key == new.key]

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        trouble = self._trouble()
        self.made += 1
        id = str(self.made)
        document = Document(
            new.kind, id, "0", new.books_number, new.on, new.total, new.party_id, new.whole_note, (), (), new.total, {}
        )
        self.documents[id] = document
        self._lose(trouble)
        return document

    def read_document(self, _kind: DocumentKind, id: str) -> Document | None:
        return self.documents.get(id)

    def delete_document(self, _kind: DocumentKind, id: str, version: str, request_id: str) -> None:
        trouble = self._trouble()
        if id not in self.documents:
            raise BooksRefused("gone", code="610")
        if self.documents[id].version != version:
            raise BooksRefused("stale", code="5010")
        del self.documents[id]
        self._lose(trouble)

    def applications(self, _document: Document) -> list[Application]:
        return []

    def touch(self) -> None:
        """Somebody saves a document without changing anything."""
        for id, document in self.documents.items():
            self.documents[id] = changed(document, version=str(int(document.version) + 1))

    def _trouble(self) -> str:
        trouble = self.troubles.pop(0) if self.troubles else ""
        if trouble == "refused":
            raise BooksRefused("QuickBooks refused: no.", code="6000")
        if trouble == "busy":
            raise BooksUnavailable("busy")
        if trouble == "lost before":
            raise BooksUnavailable("lost", answer_lost=True)
        return trouble

    def _lose(self, trouble: str) -> None:
        if trouble == "lost after":
            raise BooksUnavailable("lost", answer_lost=True)
