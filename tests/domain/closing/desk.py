"""A controller's desk for closing months: January on a QuickBooks on this machine, and every act of a close.

Anna is a clerk, Bo and Dee are controllers, Cara an approver. Work that was promised is done by `works`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from domain.books.documents import Document, DocumentKind
from domain.clock import new_id
from domain.closing.close_view import CloseView
from domain.closing.closing import Closing
from domain.closing.closing_entry import ClosingEntry, entries_of
from domain.closing.closing_matter import ClosingMatter
from domain.closing.looking import Looking
from domain.closing.month_end import Step
from domain.closing.month_proofs import MonthProofs
from domain.closing.noting import Noting
from domain.closing.preparing import Preparing
from domain.closing.reopening import Reopenings
from domain.closing.reversing import Reversing
from domain.closing.signing import READ, Signing
from domain.connections.alerting import CHAT
from domain.deliveries.delivering import Deliveries
from domain.role import Role
from domain.store import Store
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.january import LAST, January
from tests.domain.proofs.desk import Desk as ProofDesk
from tests.domain.vouchers.inline import InlineEngine

ANNA, BO, CARA, DEE = "anna", "bo", "cara", "dee"
ROLES = {ANNA: {Role.CLERK}, BO: {Role.CONTROLLER}, CARA: {Role.APPROVER}, DEE: {Role.CONTROLLER}}
MONTH = "2025-01"


@dataclass
class Talking(InlineEngine):
    """Keeps what was to be told to people, too."""

    told: list[tuple[str, str]] = field(default_factory=list)

    def enqueue(self, session: Session, workflow: str, subject: str, *, key: str, partition: str) -> None:
        if partition == CHAT:
            self.told.append((workflow, subject))
        super().enqueue(session, workflow, subject, key=key, partition=partition)


@dataclass
class Desk(ProofDesk):
    """Every act of a close, over the proofs' own desk."""

    refreshed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        now, roles = self.january.now, self.roles
        noting = Noting(self.talking, now, new_id)  # type: ignore[arg-type]
        deliveries = Deliveries(self.store, self.talking, now)  # type: ignore[arg-type]
        reversing = Reversing(self.store, noting)
        self.till.matters["closing"] = ClosingMatter(reversing, self.refreshed.append)
        self.proofs = MonthProofs(self.store)
        self.preparing = Preparing(self.store, noting, roles)
        self.closing = Closing(self.store, deliveries, noting, roles)
        self.signing = Signing(self.store, self.talking, noting, lambda _: self.books, self.proofs, roles)  # type: ignore[arg-type]
        self.reopenings = Reopenings(self.closing, self.signing, reversing, roles)
        self.looking = Looking(self.store, self.proofs)
        self.talking.workflows[READ] = self.signing.look

    def hired_engine(self) -> Talking:
        self.talking = Talking()
        return self.talking

    def roles(self, person: str) -> set[Role]:
        return ROLES.get(person, set())

    def works(self) -> None:
        """All that was promised is carried out."""
        while self.talking.promised:
            self.talking.run()

    def look(self, month: str = MONTH) -> CloseView:
        return self.looking.look("main", month)

    def stands(self, step: Step, month: str = MONTH) -> str:
        """How a step of the close stands."""
        return str(self.look(month).step(step).state)

    def posts_entry(self, month: str = MONTH) -> list[ClosingEntry]:
        """Anna proposes, Bo approves what she saw, QuickBooks takes it."""
        proposed = self.closing.propose("main", month, by=ANNA)
        self.closing.approve("main", month, proposed[0].fingerprint, by=BO)
        self.works()
        return self.entries(month)

    def entries(self, month: str = MONTH) -> list[ClosingEntry]:
        with self.store.reading() as session:
            return entries_of(session, "main", month)

    def in_quickbooks(self, entry: ClosingEntry) -> Document:
        """The journal entry as QuickBooks has it."""
        found = self.books.read_document(DocumentKind.JOURNAL_ENTRY, str(self.delivery(entry.subject).books_id))
        assert found is not None
        return found

    def journal_entries(self) -> dict[str, str]:
        """Numbers of the closing entries in QuickBooks, and their dates."""
        rows: list[dict[str, Any]] = self.site.standin.company().all("JournalEntry")
        return {one["DocNumber"]: one["TxnDate"] for one in rows if str(one.get("DocNumber")).startswith("TO-")}

    def closes_books(self, on: date | None) -> None:
        """A person sets the closing date in QuickBooks, or takes it away."""
        self.site.control("acts/closing-date", date=on.isoformat() if on else "")


@contextmanager
def close_desk(url: str, standin: Running, *, ar_on: bool) -> Iterator[Desk]:
    """A desk over January, all of it told to QuickBooks, before its close."""
    store = Store(url)
    try:
        desk = Desk(site_on(standin, store), store, January(store, ar_on=ar_on))
        desk.plays(LAST)
        yield desk
    finally:
        store.close()
