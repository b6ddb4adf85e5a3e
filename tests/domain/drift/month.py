"""January's month end with the watch over it: invoices, memos, receipts and closing entries are in QuickBooks, where
somebody changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from domain.clock import new_id
from domain.drift.deciding import Deciding
from domain.drift.finding import Drift
from domain.drift.restoring import DriftMatter
from domain.drift.watching_books import EVERY, WATCH, WatchingBooks
from domain.store import Store
from domain.worksheets.worksheet import Worksheet
from standins.quickbooks.running import Running
from tests.domain.books.company import site_on
from tests.domain.closing import desk as closing
from tests.domain.january import LAST, January


class Desk(closing.Desk):
    """Everything of a close, and the watch."""

    def __post_init__(self) -> None:
        super().__post_init__()
        till, store, engine, online = self.till, self.store, self.talking, self.online
        self.refreshed: list[str] = []
        till.matters["drift"] = DriftMatter(till.deliveries, till.matters, self.refreshed.append)
        about = (store, engine, self.site.now, new_id, lambda _: online.changes(*self.way_in))
        self.watching = WatchingBooks(
            *about,  # type: ignore[arg-type]  # an engine within the test
            lambda _: self.books,
            lambda _: self.ledger,
            self.proving,
            till.matters,
        )
        engine.workflows[WATCH] = self.watching.look
        takes_back = {
            "sale": lambda id, by: self.settling.gone(id, by=by),
            "receipt": lambda id, by: till.using.gone(id, by=by),
        }
        self.deciding = Deciding(store, till.deliveries, till.matters, takes_back)

    def looks(self) -> list[Drift]:
        """Five minutes later: every finding, the newest first."""
        self.site.turn(seconds=EVERY.total_seconds())
        self.january.moment += timedelta(minutes=5)
        assert self.watching.watch() == 1
        self.works()
        return self.findings()

    def findings(self) -> list[Drift]:
        with self.store.reading() as session:
            return list(session.exec(select(Drift).order_by(col(Drift.noticed_at).desc())))

    def drift(self) -> Drift:
        """The newest finding."""
        return self.findings()[0]

    def restores(self, drift: Drift) -> Drift:
        self.deciding.restore(drift.id, by=closing.BO)
        self.works()
        return self.again(drift)

    def takes_over(self, drift: Drift, by: str = closing.BO) -> Drift:
        self.deciding.adopt(drift.id, by=by)
        self.works()
        return self.again(drift)

    def again(self, drift: Drift) -> Drift:
        return self.deciding.find(drift.id)

    def in_books(self, kind: str, number: str) -> dict[str, Any]:
        """A document of QuickBooks by its number."""
        return next(one for one in self.site.standin.company().all(kind) if one.get("DocNumber") == number)

    def numbers(self, kind: str) -> list[str]:
        return [str(one.get("DocNumber")) for one in self.site.standin.company().all(kind)]

    def deletes(self, kind: str, number: str) -> Drift:
        """Somebody deletes it in QuickBooks, and it is noticed."""
        self.person("delete", kind=kind, id=self.in_books(kind, number)["Id"])
        return self.looks()[0]

    def edits(self, kind: str, number: str, **fields: Any) -> Drift:
        """Somebody edits it in QuickBooks, and it is noticed."""
        self.person("edit", kind=kind, id=self.in_books(kind, number)["Id"], **fields)
        return self.looks()[0]

    def worksheet(self, number: str) -> Worksheet:
        return self.january.worksheet(number)


@contextmanager
def month_desk(url: str, standin: Running, *, ar_on: bool) -> Iterator[Desk]:
    """A desk over January, told to QuickBooks, after the first look of the watch."""
    store = Store(url)
    store.create_tables()
    try:
        desk = Desk(site_on(standin, store), store, January(store, ar_on=ar_on))
        desk.plays(LAST)
        desk.site.turn(minutes=10)  # what stood there before the watch began is the tie-out's to tell
        assert desk.looks() == [] and desk.red(LAST) == {}
        yield desk
    finally:
        store.close()
