"""The AP Ledger over 100,000 open accruals: the server's time to open it, to tick a page and to search; and how many
lines a second the journal takes."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from sqlalchemy import create_engine, insert
from sqlmodel import select

from bot.vouchers import ledger_views
from bot.vouchers.ledger_views import PER_PAGE, Place
from domain.clock import new_id, wall_now
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.names import exact_key
from domain.deliveries.delivering import Deliveries
from domain.engine import Engine
from domain.ledger.journal import ACCRUED_AP, NewLine, Route, Side, append
from domain.store import ROWS_PER_WRITE, Store, in_chunks
from domain.table import Table
from domain.vouchers.approving import Approving
from domain.vouchers.inquiring import Inquiring
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from domain.vouchers.vouching import Vouching
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import Accrual, Worksheet, WorksheetStatus
from tests import postgres
from tests.benchmarks.programs import peak_megabytes

WORKSHEETS, PER_WORKSHEET = 25_000, 4
VENDORS, LARGEST = 200, 10_000  # the first vendor has so many, the others share the rest
ROUNDS, ENTRIES, PER_ENTRY = 100, 500, 20


def of_many() -> None:
    """On SQLite, and on PostgreSQL where there is one; each in a process whose memory is its own."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tieout-ledger-")))
        places = {"SQLite": f"sqlite:///{folder}/ledger.db"}
        if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            places["PostgreSQL"] = opened.enter_context(postgres.database(opened.enter_context(postgres.server())))
        for name, url in places.items():
            command = [sys.executable, "-m", "tests.benchmarks.ledger", url]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(f"AP Ledger on {name}: {WORKSHEETS * PER_WORKSHEET:,} open accruals, {LARGEST:,} of one vendor")
            for act, (middle, slowest) in told["ms"].items():
                print(f"  {act:28} p50 {middle:5.0f} ms, p99 {slowest:5.0f} ms")
            print(f"  journal                      {told['lines_per_second']:,.0f} lines a second")
            print(f"  peak memory                  {told['peak_mb']:.0f} MB")


def main(url: str) -> None:
    """Fill a database, do what a person does, and print what it took as JSON."""
    store = Store(url)
    store.create_tables()
    vendors = _fill(store)
    posting = Posting(Deliveries(store, Engine(store, executor="main", wall=wall_now), wall_now), new_id)
    vouching = Vouching(store, wall_now, new_id, wall_now, _rules)
    inquiring = Inquiring(store, Approving(store, posting, wall_now, _rules, lambda _: set()), _rules, lambda *_: "")
    acts = {"open, largest vendor": vendors[0], "open, another vendor": vendors[1]}
    drafts = {act: _draft(vouching, vendor) for act, vendor in acts.items()}
    ms = {act: _times(_opens(inquiring, drafts[act], vendor)) for act, vendor in acts.items()}
    draft, vendor = drafts["open, largest vendor"], vendors[0]
    ms["tick a page and draw it"] = _times(_ticks(vouching, inquiring, draft, vendor))
    ms["search and draw it"] = _times(_opens(inquiring, draft, vendor, text="W-77 ocean"))
    print(json.dumps({"ms": ms, "lines_per_second": _lines_per_second(store), "peak_mb": peak_megabytes()}))
    store.close()


def _rules(_department: str) -> Rules:
    return Rules()


def _draft(vouching: Vouching, vendor: str) -> str:
    draft = vouching.open_draft("main", by="anna").id
    vouching.choose_vendor(draft, vendor, by="anna")
    return draft


def _opens(inquiring: Inquiring, draft: str, vendor: str, text: str = "") -> Callable[[], object]:
    """Each time the next page."""
    starts = cycle(range(0, 400, PER_PAGE))

    def draw() -> object:
        place = Place(draft, "main", begun=True, text=text, start=next(starts))
        return ledger_views.ledger(place, inquiring.ledger(draft, place.filter(vendor), place.start, PER_PAGE))

    return draw


def _ticks(vouching: Vouching, inquiring: Inquiring, draft: str, vendor: str) -> Callable[[], object]:
    """A page is ticked, and unticked the next time."""
    draw, full = _opens(inquiring, draft, vendor), cycle((True, False))
    shown = [item.id for item in inquiring.open_things(Place(draft, "main").filter(vendor), PER_PAGE)]

    def tick() -> object:
        vouching.tick_page(draft, *((shown, []) if next(full) else ([], shown)), by="anna")
        return draw()

    return tick


def _times(act: Callable[[], object]) -> tuple[float, float]:
    """The middle and the 99th of a hundred, in milliseconds."""
    act()
    took = []
    for _ in range(ROUNDS):
        began = perf_counter()
        act()
        took.append((perf_counter() - began) * 1000)
    cuts = quantiles(took, n=100)
    return cuts[49], cuts[98]


def _lines_per_second(store: Store) -> float:
    """Entries of twenty lines, as a voucher has them, each in a transaction of its own."""
    with store.reading() as session:
        accruals = session.exec(select(Accrual).limit(PER_ENTRY - 1)).all()
    billed = [NewLine(ACCRUED_AP, 1_00, accrual_id=one.id, side=Side.BILLED) for one in accruals]
    lines = [*billed, NewLine("2100", -sum(line.amount for line in billed))]
    began = perf_counter()
    for n in range(ENTRIES):
        with store.writing() as session:
            append(
                session,
                route=Route.DOCUMENT,
                on=date(2025, 1, 31),
                event="voucher",
                department="main",
                realm="1",
                actor="bo",
                at=wall_now(),
                lines=lines,
                document=f"voucher:{n}",
            )
    return ENTRIES * len(lines) / (perf_counter() - began)


def _fill(store: Store) -> list[str]:
    """Vendors, worksheets and their accruals; answers the vendors' ids."""
    now = wall_now()
    who = {"created_at": now, "changed_at": now, "created_by": "anna", "changed_by": "anna", "version": 1}
    vendors = [f"v{n:031}" for n in range(VENDORS)]
    _insert(
        store,
        Counterparty,
        (
            Counterparty(
                id=id, name=f"Vendor {n}", name_key=exact_key(f"Vendor {n}"), department="main", is_supplier=True, **who
            )
            for n, id in enumerate(vendors)
        ),
    )
    _insert(
        store,
        Worksheet,
        (
            Worksheet(
                id=f"w{n:031}",
                department="main",
                number=f"W-{n}",
                status=WorksheetStatus.INVOICE if n % 3 else WorksheetStatus.APPROVED,
                posting_date=date(2025, 1, n % 28 + 1),
                **who,
            )
            for n in range(WORKSHEETS)
        ),
    )
    _insert(store, Accrual, _accruals(vendors))
    if not store.is_sqlite:  # what autovacuum does within a minute
        with create_engine(store.url, isolation_level="AUTOCOMMIT").connect() as administrator:
            administrator.exec_driver_sql("vacuum analyze")
    return vendors


def _accruals(vendors: list[str]) -> Iterator[Accrual]:
    kinds = cycle((TradeKind.MATERIAL, TradeKind.INLAND_FREIGHT, TradeKind.OCEAN_FREIGHT, TradeKind.MATERIAL))
    for n in range(WORKSHEETS * PER_WORKSHEET):
        vendor = vendors[0] if n % (WORKSHEETS * PER_WORKSHEET // LARGEST) == 0 else vendors[1 + n % (VENDORS - 1)]
        yield Accrual(
            id=f"a{n:031}",
            worksheet_id=f"w{n // PER_WORKSHEET:031}",
            line=n % PER_WORKSHEET + 1,
            vendor_id=vendor,
            kind=next(kinds),
            account="5010",
            amount=100_00 + n,
        )


def _insert(store: Store, table: type[Table], rows: Iterator[Table]) -> None:
    for chunk in in_chunks([row.model_dump() for row in rows], ROWS_PER_WRITE):
        with store.writing() as session:
            session.execute(insert(table), list(chunk))


if __name__ == "__main__":
    main(sys.argv[1])
