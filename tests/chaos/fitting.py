"""The verbs of vouchers fitted together for one process, in a time that runs faster than ours."""

import os
import signal
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests
from sqlmodel import Session

from domain.books.documents import Document, DocumentBooks, NewDocument
from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.quickbooks import QuickBooksOnline
from domain.books.quickbooks_documents import QuickBooksDocuments
from domain.books.tokens import Tokens
from domain.clock import new_id, wall_now
from domain.connections.connecting import Connecting
from domain.connections.connection import Connection, ConsentPurpose
from domain.connections.pace import Pace
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE, Errand
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.problems import BooksUnavailable
from domain.role import Role
from domain.store import Store
from domain.vault import Vault
from domain.vouchers.approving import Approving
from domain.vouchers.limits import Rules
from domain.vouchers.posting import SHOW, Posting
from domain.vouchers.preview import Preview
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher_matter import VoucherMatter
from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, REALM

SPEED: Final = 10  # how much faster waiting passes: the 5 s before a look are half a second
REALMS: Final = {"main": REALM, "east": "9130350000000002"}
ROLES: Final = {"anna": {Role.CLERK}, "bo": {Role.CONTROLLER}, "dee": {Role.CONTROLLER}}
CALLBACK: Final = "http://127.0.0.1:8702/quickbooks/callback"


@dataclass(frozen=True)
class Place:
    """Where the work is: the database, QuickBooks, the key of the vault, and when time began to run faster.

    `signs_speed` is how much faster a silent process counts as dead: after 15 s unless a test is in a hurry.
    """

    database: str
    books: str
    key: str
    origin: datetime
    signs_speed: int = 4
    speed: int = SPEED

    def now(self) -> datetime:
        """The domain's time."""
        return self.origin + (wall_now() - self.origin) * self.speed

    def signs(self) -> datetime:
        """The time of signs of life."""
        return self.origin + (wall_now() - self.origin) * self.signs_speed


@dataclass(frozen=True)
class Fate:
    """What a test has in store for a process: where it dies, where it only stops, and whether it forgets its intent."""

    dies_at: str = ""
    stops_at: str = ""
    careless: bool = False

    def at(self, point: str) -> None:
        """The process passes a point."""
        if point == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if point == self.stops_at:
            os.kill(os.getpid(), signal.SIGSTOP)


@dataclass(frozen=True)
class WatchedPosting(Posting):
    """A decision at which the process may die, with everything done and nothing committed."""

    fate: Fate = Fate()

    def begin(self, session: Session, seen: Preview, *, by: str) -> None:
        super().begin(session, seen, by=by)
        self.fate.at("deciding")


class Careless(Sending):
    """The control run: an intent that is not written down, so that nobody looks before sending again."""

    def _intend(self, errand: Errand, new: NewDocument) -> bool:
        return True


@dataclass(frozen=True)
class WatchedBooks:
    """Books at whose every document the process may die: before it is sent, and when its answer is lost."""

    books: QuickBooksDocuments
    fate: Fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self.books, name)

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        try:
            return self.books.create_document(new, request_id)
        except BooksUnavailable as lost:
            if lost.answer_lost:
                self.fate.at("post-lost")
            raise

    def update_document(self, *about: Any) -> Document:
        try:
            return self.books.update_document(*about)
        except BooksUnavailable as lost:
            if lost.answer_lost:
                self.fate.at("change-lost")
            raise

    def delete_document(self, *about: Any) -> None:
        try:
            self.books.delete_document(*about)
        except BooksUnavailable as lost:
            if lost.answer_lost:
                self.fate.at("undo-lost")
            raise


@dataclass
class Team:
    """One process's hands: the verbs over a store and an engine of its own, called `name`."""

    place: Place
    name: str
    fate: Fate = field(default_factory=Fate)
    poll_seconds: float = 0.05

    def __post_init__(self) -> None:
        place, now = self.place, self.place.now
        self.rules = Rules(tolerance_amount=10_00, tolerance_percent=5)
        self.store = Store(place.database)
        self.engine = Engine(self.store, executor=self.name, wall=place.signs, poll_seconds=self.poll_seconds)
        self.deliveries = Deliveries(self.store, self.engine, now)
        self.posting = WatchedPosting(self.deliveries, new_id, self.fate)
        self.approving = Approving(self.store, self.posting, now, lambda _: self.rules, ROLES.__getitem__)
        self.undoing = Undoing(self.store, self.posting, now, lambda _: self.rules, ROLES.__getitem__)
        self.online = QuickBooksOnline(place.books, Pace(self.store, wall_now, pause), pause)
        self.connecting = self._connecting()
        sending = Careless if self.fate.careless else Sending
        self.matter = VoucherMatter(self.posting, lambda _: self.rules, bool)
        about = (self.store, self.engine, now, self.documents, {"voucher": self.matter}, self.fate.at)
        self.sending, self.removing = sending(*about), Removing(*about)

    @property
    def workflows(self) -> dict[str, Any]:
        """What the engine runs; a mistake of ours says so, as it does in the bot."""
        return {
            POST: _guarded(self.sending.post, self.sending.broke),
            ATTACH: _guarded(self.sending.attach, self.sending.broke),
            REMOVE: _guarded(self.removing.remove, self.removing.broke),
            SHOW: self.matter.tell,
        }

    def documents(self, connection_id: str) -> DocumentBooks:
        """The books of a connection."""
        self.fate.at("claimed")
        books: DocumentBooks = WatchedBooks(self.online.documents(*self.connecting.way_in(connection_id)), self.fate)
        return books

    def connect(self, department: str, purpose: ConsentPurpose = ConsentPurpose.CONNECT) -> Connection:
        """A person allows it: ask for the page, press Allow, come back."""
        page = self.connecting.begin(department, "bo", "C1", purpose)
        form = dict(parse_qsl(urlsplit(page).query)) | {"decision": "allow", "realm": REALMS[department]}
        back = requests.post(f"{self.place.books}/connect/oauth2", data=form, allow_redirects=False, timeout=10)
        brought = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
        return self.connecting.complete(brought["state"], brought["code"], brought["realmId"]).connection

    def close(self) -> None:
        """Let go of everything."""
        self.engine.stop()
        self.store.close()

    def _connecting(self) -> Connecting:
        url, now = self.place.books, self.place.now
        access = QuickBooksAccess(CLIENT_ID, CLIENT_SECRET, f"{url}/.well-known/openid_configuration", url, CALLBACK)
        intuit = Intuit(access)
        vault = Vault(self.place.key)
        tokens = Tokens(self.store, vault, intuit, now, wall_now, pause, new_id, on_healed=self._goes_on)
        books, at = self.online.books, access.environment
        return Connecting(self.store, tokens, intuit, books, at, now, new_id, on_connected=self._goes_on)

    def _goes_on(self, session: Session, connection: Connection) -> None:
        self.deliveries.resume_all(session, connection)


def pause(seconds: float) -> None:
    """Wait a moment in real time."""
    threading.Event().wait(seconds)


def _guarded(run: Any, broke: Any) -> Any:
    def guarded(subject: str) -> None:
        try:
            run(subject)
        except Exception:  # the bot's door does the same
            broke(subject, "Something went wrong on our side.")
            raise

    return guarded
