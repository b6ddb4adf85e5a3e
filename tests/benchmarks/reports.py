"""Aging of 100,000 open invoices on any day: the server's time beside that of 10,000, and memory."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from domain.accounts.term import Term, TermBase, TermSide, description_key
from domain.clock import wall_now
from domain.counterparties.counterparty import Counterparty
from domain.ledger.journal import AR_CONTROL, JournalEntry, JournalLine, Route
from domain.reports import aging, files
from domain.reports.asked import Asked
from domain.store import Store
from domain.worksheets.worksheet import Worksheet, WorksheetStatus
from tests import postgres
from tests.benchmarks.programs import peak_megabytes

SMALL, LARGE = 10_000, 100_000
CUSTOMERS, YEAR = 500, 365
FIRST = date(2024, 1, 1)
DAYS = (date(2024, 6, 30), date(2024, 12, 31), date(2025, 3, 31))
AT_ONCE = 5_000
NET_30 = {
    "id": "t",
    "department": "main",
    "description": "Net 30",
    "description_key": description_key("Net 30"),
    "side": TermSide.AR,
    "base": TermBase.POSTING,
    "days": 30,
    "changed_by": "U1",
    "changed_at": wall_now(),
}


def aging_of_many() -> None:
    """On SQLite, and on PostgreSQL where there is one."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tieout-reports-")))
        places = {"SQLite": [f"sqlite:///{folder}/{size}.db" for size in (SMALL, LARGE)]}
        if shutil.which("psql") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            server = opened.enter_context(postgres.server())
            places["PostgreSQL"] = [opened.enter_context(postgres.database(server)) for _ in (SMALL, LARGE)]
        for name, urls in places.items():
            _compare(name, *(_measured(url, size) for url, size in zip(urls, (SMALL, LARGE), strict=True)))


def _compare(name: str, small: dict[str, Any], large: dict[str, Any]) -> None:
    print(f"aging on {name}: {SMALL:,} and {LARGE:,} open invoices, {CUSTOMERS} customers, a third part-paid")
    for day, seconds in large["seconds"].items():
        before = small["seconds"][day]
        print(f"  as of {day} {before:6.2f} s {seconds:6.2f} s, {seconds / before:4.1f} times for 10 times as many")
    grown = large["peak_mb"] - small["peak_mb"]
    print(f"  as XLSX          {small['xlsx']:6.2f} s {large['xlsx']:6.2f} s (every invoice)")
    print(f"  peak memory      {small['peak_mb']:6.0f} MB {large['peak_mb']:5.0f} MB, {grown:.0f} MB more")


def _measured(url: str, size: int) -> dict[str, Any]:
    """In a process of its own, whose memory is the report's alone."""
    store = Store(url)
    store.create_tables()
    _fill(store, size)
    store.close()
    command = [sys.executable, "-m", "tests.benchmarks.reports", url]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def measure(url: str) -> dict[str, Any]:
    """The seconds of an aging on each day, the best of three, and the most memory the process held."""
    store, seconds = Store(url), {}
    for day in DAYS:
        asked = Asked("main", day, wall_now())
        seconds[str(day)] = min(_timed(store, asked) for _ in range(3))
    peak = peak_megabytes()
    with store.reading() as session:
        listed = aging.invoice_list(asked, aging.open_invoices(session, asked))
    started = perf_counter()
    files.as_xlsx(listed)
    return {"seconds": seconds, "xlsx": perf_counter() - started, "peak_mb": peak}


def _timed(store: Store, asked: Asked) -> float:
    started = perf_counter()
    with store.reading() as session:
        report = aging.aging(asked, aging.open_invoices(session, asked))
    assert report.totals
    return perf_counter() - started


def _fill(store: Store, size: int) -> None:
    """Invoices over a year, a third of them paid in part a month later."""
    _insert(store, Term, iter([NET_30]))
    _insert(store, Counterparty, _parties())
    _insert(store, Worksheet, _worksheets(size))
    _insert(store, JournalEntry, _entries(size))
    _insert(store, JournalLine, _lines(size))


def _insert(store: Store, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        with store.writing() as session:
            session.execute(sa.insert(table), some)


def _parties() -> Iterator[dict[str, Any]]:
    at = wall_now()
    made = {"created_at": at, "created_by": "U1", "changed_at": at, "changed_by": "U1", "is_customer": True}
    made |= {"terms": "Net 30"}
    for n in range(CUSTOMERS):
        yield {"id": f"c{n}", "department": "main", "name": f"Customer {n}", "name_key": f"customer {n}", **made}


def _worksheets(size: int) -> Iterator[dict[str, Any]]:
    at = wall_now()
    made = {"created_at": at, "created_by": "U1", "changed_at": at, "changed_by": "U1"}
    for n in range(size):
        state = {"status": WorksheetStatus.INVOICE, "posting_date": _day(n), "customer_id": f"c{n % CUSTOMERS}"}
        yield {"id": f"w{n}", "department": "main", "number": f"W-{n}", **state, **made}


def _entries(size: int) -> Iterator[dict[str, Any]]:
    at = wall_now()
    common = {"at": at, "department": "main", "realm": "r", "actor": "U1"}
    for n in range(size):
        yield {"seq": n + 1, "route": Route.SWEEP, "on": _day(n), "event": "sale recognised", **common}
    for n in range(0, size, 3):
        paid = _day(n) + timedelta(days=30)
        yield {"seq": size + n + 1, "route": Route.DOCUMENT, "on": paid, "event": "receipt", **common}


def _lines(size: int) -> Iterator[dict[str, Any]]:
    for n in range(size):
        yield from _pair(n + 1, n, 1_000_00 + n, "4010", _day(n))
    for n in range(0, size, 3):
        yield from _pair(size + n + 1, n, -400_00, "bank:35", _day(n) + timedelta(days=30))


def _pair(entry: int, n: int, amount: int, against: str, on: date) -> Iterator[dict[str, Any]]:
    tags = {"entry": entry, "counterparty_id": f"c{n % CUSTOMERS}", "worksheet_id": f"w{n}"}
    tags |= {"department": "main", "on": on, "tally": 1}
    yield {"account": AR_CONTROL, "amount": amount, **tags}
    yield {"account": against, "amount": -amount, **tags}


def _day(n: int) -> date:
    return FIRST + timedelta(days=n % YEAR)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
