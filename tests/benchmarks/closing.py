"""The close of a month of 100,000 worksheets: preview of the entry and all eight proofs, beside `ledger` summing the
same month, exported as a plain-text journal. Each in a process of its own, whose time and memory are its alone.

QuickBooks' answers are at hand in memory: what is measured is our own work, not the network.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from domain.clock import new_id, wall_now
from domain.closing.closing import Closing
from domain.closing.noting import Noting
from domain.deliveries.delivering import Deliveries
from domain.ledger.journal import balances
from domain.migrating import migrate
from domain.proofs.proving import Proving
from domain.reports import plain_text
from domain.reports.asked import Asked
from domain.role import Role
from domain.store import Store
from tests import postgres
from tests.benchmarks.closing_month import DEPARTMENT, LAST_DAY, MONTH, Books, Month
from tests.benchmarks.programs import load
from tests.domain.vouchers.inline import InlineEngine

WORKSHEETS = 100_000
ROUNDS = 3
FASTER = SMALLER = 10  # what we aim at, beside `ledger`


def beside_ledger(worksheets: int = WORKSHEETS) -> None:
    """On SQLite, and on PostgreSQL where there is one."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tieout-closing-")))
        places = {"SQLite": f"sqlite:///{folder}/month.db"}
        if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            places["PostgreSQL"] = opened.enter_context(postgres.database(opened.enter_context(postgres.server())))
        theirs: dict[str, Any] = {}
        for name, url in places.items():
            month = _filled(url, worksheets)
            text, balances = folder / f"{name}.journal", json.dumps(month.in_books)
            ours = _told("ours", url, balances)
            exported = _told("export", url, str(text))
            theirs = theirs or _ledger(text)
            print(f"close of {worksheets:,} worksheets, {month.lines:,} journal lines, on {name}, {load()}")
            _print(ours, theirs)
            print(
                f"  journal as text, {exported['mb']:.0f} MB {exported['seconds']:8.2f} s {exported['peak_mb']:6.0f} MB"
            )
            if theirs:
                assert theirs["balances"] == ours["balances"], "`ledger` comes to other sums"


def _print(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for act, (seconds, cpu) in ours["seconds"].items():
        print(f"  {act:27} {seconds:8.2f} s, {cpu:.2f} s of it this process at work")
    whole, peak = sum(seconds for seconds, _ in ours["seconds"].values()), ours["peak_mb"]
    print(f"  preview and proofs          {whole:8.2f} s {peak:6.0f} MB, {ours['before_mb']:.0f} MB at the start")
    print(f"  approval                    {ours['approved']:8.2f} s, others wait {ours['held']:.2f} s of it")
    if not theirs:
        print("  `ledger` is not installed: with it both stand side by side (apt-get install ledger)")
        return
    print(f"  ledger, the same month      {theirs['seconds']:8.2f} s {theirs['peak_mb']:6.0f} MB, the same sums")
    print(f"                                         {theirs['cpu']:.2f} s of it at work")
    times, part = theirs["seconds"] / whole, theirs["peak_mb"] / peak
    print(f"  {times:.1f} times as fast (aim: {FASTER}), 1/{part:.1f} of the memory (aim: 1/{SMALLER})")


def _filled(url: str, worksheets: int) -> Month:
    store, month = Store(url), Month(worksheets)
    migrate(store)
    month.fill(store)
    if not store.is_sqlite:  # what autovacuum does within a minute
        with sa.create_engine(store.url, isolation_level="AUTOCOMMIT").connect() as administrator:
            administrator.exec_driver_sql("vacuum analyze")
    store.close()
    return month


def _told(what: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.closing", what, *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def _ledger(text: Path) -> dict[str, Any]:
    """Its balances by our account number in cents, or nothing where it is not installed."""
    program = shutil.which("ledger")
    if program is None:
        return {}
    command = [program, "--args-only", "-f", str(text), "balance", "--flat", "--no-total"]
    command += ["--balance-format", "%(account)\t%(quantity(display_total))\n"]
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        rows = [line.rstrip("\n").split("\t") for line in process.stdout]
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, "`ledger` could not read the journal"
    sums = {name.split()[0]: int(Decimal(amount) * 100) for name, amount in rows}
    told = {"seconds": perf_counter() - began, "peak_mb": used.ru_maxrss / 1024, "balances": sums}
    return told | {"cpu": used.ru_utime + used.ru_stime}


def ours(url: str, in_books: str) -> dict[str, Any]:
    """Preview and proofs, the best of some rounds; then an approval, and for how long others wait for it."""
    store, books, before = Store(url), Books(json.loads(in_books)), peak_megabytes()
    engine: Any = InlineEngine()
    roles = {"anna": {Role.CLERK}, "bo": {Role.CONTROLLER}}
    closing = Closing(store, Deliveries(store, engine, wall_now), Noting(engine, wall_now, new_id), roles.__getitem__)
    proving = Proving(store, engine, wall_now, new_id, lambda: LAST_DAY, lambda _: books, lambda _: books)  # type: ignore[arg-type, return-value]
    acts = {
        "preview": lambda: closing.preview(DEPARTMENT, MONTH),
        "eight proofs": lambda: proving.prove(DEPARTMENT, LAST_DAY, by="bo"),
    }
    seconds = {act: min(_timed(do) for _ in range(ROUNDS)) for act, do in acts.items()}
    proofs, peak = proving.proofs(proving.prove(DEPARTMENT, LAST_DAY, by="bo").id), peak_megabytes()
    assert all(proof.ok for proof in proofs) and len(proofs) == 8, [(one.code, one.difference) for one in proofs]
    with store.reading() as session:
        held = {account: amount for account, amount in balances(session, department=DEPARTMENT).items() if amount}
    approved, waited = _approved(closing)
    told = {"seconds": seconds, "peak_mb": peak, "before_mb": before, "balances": held}
    return told | {"approved": approved, "held": waited}


def _approved(closing: Closing) -> tuple[float, float]:
    """The seconds an approval takes, and for how long of it its transaction is open: others wait for that."""
    proposed, store = closing.propose(DEPARTMENT, MONTH, by="anna"), Watched(closing.store.url)
    approved, _ = _timed(
        lambda: replace(closing, store=store).approve(DEPARTMENT, MONTH, proposed[0].fingerprint, by="bo")
    )
    store.close()
    return approved, store.held


class Watched(Store):
    """Knows for how long its transactions that write were open."""

    held = 0.0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        began = perf_counter()
        with super().writing() as session:
            yield session
        self.held += perf_counter() - began


def export(url: str, path: str) -> dict[str, Any]:
    """The month as a plain-text journal."""
    store, began = Store(url), perf_counter()
    with store.reading() as session, Path(path).open("w") as file:
        file.writelines(plain_text.journal(session, Asked(DEPARTMENT, LAST_DAY)))
    mb = Path(path).stat().st_size / 2**20
    return {"seconds": perf_counter() - began, "peak_mb": peak_megabytes(), "mb": mb}


def _timed(act: Any) -> tuple[float, float]:
    began, used = perf_counter(), _used()
    act()
    return perf_counter() - began, _used() - used


def peak_megabytes() -> float:
    """The most memory this process held since it began: what its parent held does not count, as it does elsewhere."""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_SELF)
    return told.ru_utime + told.ru_stime


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "export": export}[sys.argv[1]](*sys.argv[2:])))
