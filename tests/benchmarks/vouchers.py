"""Vouchers and their files on the way to QuickBooks: how much of its published limits a long run reaches."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlmodel import select

from domain.clock import wall_now
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from domain.vouchers.voucher import Voucher, VoucherState
from tests.benchmarks.programs import asked, peak_megabytes, standin_quickbooks
from tests.chaos.company import open_for_business
from tests.chaos.fitting import Place, Team

COUNT = 1_000
ALLOWED = 500  # requests a minute for each company


def throughput(count: int = COUNT) -> None:
    """One company; every third voucher has a file. Counted in the full minutes from the first request to the last."""
    with standin_quickbooks("--limits", "on") as url:
        command = [sys.executable, "-m", "tests.benchmarks.vouchers", url, str(count)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows = [one for one in asked(url) if _at(one) >= datetime.fromisoformat(told["began"])]
    states, seconds = told["states"], told["seconds"]
    print(f"{count:,} vouchers approved at once: {states}, in {seconds:.0f} s, peak {told['peak_mb']:.0f} MB")
    rates = _in_full_minutes(sorted(_at(one) for one in rows))
    throttled = Counter(one["status"] for one in rows)[429]
    print(f"  {len(rows):,} requests, {throttled} throttled; in full minutes {rates} of {ALLOWED} allowed")
    print(f"  {told['cpu'] / count * 1000:.0f} ms of one processor for each voucher, from the press to the books")


def _at(asked: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(asked["at"])


def _in_full_minutes(moments: list[datetime]) -> list[int]:
    first, minute = moments[0], timedelta(minutes=1)
    counted = Counter((moment - first) // minute for moment in moments)
    return [counted[n] for n in range((moments[-1] - first) // minute)]


def main(url: str, count: int) -> None:
    """Submit them, then approve them all and wait for the end; print what it took as JSON."""
    with tempfile.TemporaryDirectory(prefix="tieout-vouchers-") as folder:
        database = f"sqlite:///{Path(folder) / 'tieout.db'}"
        store = Store(database)
        migrate(store)
        store.close()
        place = Place(database, url, new_key(), wall_now())
        open_for_business(Team(place, "setup"), count, ["main"])
        team = Team(place, "bot")
        team.engine.start(team.workflows)
        with team.store.reading() as session:
            waiting = session.exec(select(Voucher).where(Voucher.state == VoucherState.SUBMITTED)).all()
        moment, began, worked = wall_now(), perf_counter(), process_time()
        for voucher in waiting:
            team.approving.approve(voucher.id, voucher.fingerprint, by="bo")
        team.engine.settle(3600)
        seconds, cpu = perf_counter() - began, process_time() - worked
        with team.store.reading() as session:
            states = Counter(str(one.state) for one in session.exec(select(Voucher)))
        told = {"states": states, "seconds": seconds, "cpu": cpu, "began": moment.isoformat()}
        print(json.dumps(told | {"peak_mb": peak_megabytes()}))
        team.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
