"""Vouchers and their files on the way to QuickBooks: how much of its published limits a long run reaches."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from sqlmodel import col, func, select

from domain.clock import wall_now
from domain.deliveries.delivery import ATTACH, POST
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from domain.vouchers.voucher import Voucher, VoucherState
from tests import postgres
from tests.benchmarks.programs import asked, load, peak_megabytes, standin_quickbooks
from tests.chaos.company import open_for_business
from tests.chaos.fitting import Place, Team

COUNT: Final = 1_000
ALLOWED: Final = 500  # requests a minute for each company
LOOKS_EVERY: Final = 1.0  # seconds; a look is one small query, so that waiting costs the workers nothing


def throughput(count: int = COUNT) -> None:
    """One process on SQLite, and two on PostgreSQL where there is one."""
    with tempfile.TemporaryDirectory(prefix="tieout-vouchers-") as folder:
        _told("one process on SQLite", f"sqlite:///{Path(folder) / 'tieout.db'}", ["bot-1"], count)
    if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        with _postgres() as url:
            _told("two processes on PostgreSQL", url, ["bot-1", "bot-2"], count)


@contextmanager
def _postgres() -> Iterator[str]:
    with ExitStack() as opened:
        yield opened.enter_context(postgres.database(opened.enter_context(postgres.server())))


def _told(name: str, database: str, crew: list[str], count: int) -> None:
    """Every third voucher has a file. All are approved before the clock starts; counted in full minutes from the first
    request to the last."""
    with standin_quickbooks("--limits", "on") as books:
        place = json.dumps([database, books, new_key(), wall_now().isoformat()])
        began = datetime.fromisoformat(_runs("prepare", place, "bot-1", str(count))["at"])
        started = [_start("work", place, one) for one in crew]
        told = [_read(process) for process in started]
        rows = [one for one in asked(books) if _at(one) >= began]
    seconds, peak = max(one["seconds"] for one in told), max(one["peak_mb"] for one in told)
    print(f"{count:,} approved vouchers, {name}: {told[0]['states']}, in {seconds:.0f} s, peak {peak:.0f} MB")
    rates = _in_full_minutes(sorted(_at(one) for one in rows))
    throttled = Counter(one["status"] for one in rows)[429]
    reached = ", ".join(f"{rate / ALLOWED:.1%}" for rate in rates)
    print(f"  {len(rows):,} requests, {throttled} throttled; in full minutes {rates} of {ALLOWED} allowed: {reached}")
    cpu = sum(one["cpu"] for one in told) / count * 1000
    print(f"  {cpu:.0f} ms of one processor for each voucher, from the queue to the books; {load()}")


def _at(asked: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(asked["at"])


def _in_full_minutes(moments: list[datetime]) -> list[int]:
    first, minute = moments[0], timedelta(minutes=1)
    counted = Counter((moment - first) // minute for moment in moments)
    return [counted[n] for n in range((moments[-1] - first) // minute)]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "tests.benchmarks.vouchers", *arguments], stdout=-1, text=True)


def _read(process: "subprocess.Popen[str]") -> dict[str, Any]:
    said, _ = process.communicate()
    told: dict[str, Any] = json.loads(said)
    return told


def _runs(*arguments: str) -> dict[str, Any]:
    return _read(_start(*arguments))


def prepare(place: Place, name: str, count: int) -> None:
    """Everything up to approved vouchers, of which not one is sent; then the process is gone, as if killed."""
    store = Store(place.database)
    migrate(store)
    store.close()
    open_for_business(Team(place, "setup"), count, ["main"])
    team, never = Team(place, name), threading.Event()

    def wait_for_ever(_subject: str) -> None:
        never.wait()

    team.engine.start(team.workflows | {POST: wait_for_ever, ATTACH: wait_for_ever})
    with team.store.reading() as session:
        waiting = session.exec(select(Voucher).where(Voucher.state == VoucherState.SUBMITTED)).all()
    for voucher in waiting:
        team.approving.approve(voucher.id, voucher.fingerprint, by="bo")
    print(json.dumps({"at": wall_now().isoformat()}), flush=True)
    os._exit(0)


def work(place: Place, name: str) -> None:
    """Take up what is approved, wait for the end, and print what it took as JSON."""
    began, worked = perf_counter(), process_time()
    team = Team(place, name, poll_seconds=0.25)
    team.engine.start(team.workflows)
    pause = threading.Event()
    while _left(team):
        pause.wait(LOOKS_EVERY)
    team.engine.settle(600)
    told = {"seconds": perf_counter() - began, "cpu": process_time() - worked, "peak_mb": peak_megabytes()}
    with team.store.reading() as session:
        told |= {"states": Counter(str(one.state) for one in session.exec(select(Voucher)))}
    print(json.dumps(told))
    team.close()


def _left(team: Team) -> int:
    with team.store.reading() as session:
        return session.exec(select(func.count()).where(col(Voucher.state) == VoucherState.POSTING)).one()


def main(act: str, where: str, name: str, *more: str) -> None:
    """One process of the benchmark."""
    database, books, key, origin = json.loads(where)
    place = Place(database, books, key, datetime.fromisoformat(origin))
    if act == "prepare":
        prepare(place, name, int(*more))
    else:
        work(place, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
