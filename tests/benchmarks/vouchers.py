"""Vouchers and their files on the way to QuickBooks: how much of its published limits a long run reaches."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlmodel import select

from domain.clock import wall_now
from domain.migrating import migrate
from domain.store import Store
from domain.vault import new_key
from domain.vouchers.voucher import Voucher, VoucherState
from tests.benchmarks.programs import asked, peak_megabytes, standin_quickbooks
from tests.chaos.company import open_for_business
from tests.chaos.fitting import REALMS, Place, Team

COUNT = 1_000
ALLOWED = 500  # requests a minute for each company


def throughput(count: int = COUNT) -> None:
    """Two departments with a company each; every third voucher has a file. Counted in the full minutes between the
    first and the last request of each company."""
    with standin_quickbooks("--limits", "on", "--also", f"{REALMS['east']}:empty") as url:
        command = [sys.executable, "-m", "tests.benchmarks.vouchers", url, str(count)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows = [one for one in asked(url) if _at(one) >= datetime.fromisoformat(told["began"])]
    states, seconds = told["states"], told["seconds"]
    print(f"{count:,} vouchers approved at once: {states}, in {seconds:.0f} s, peak {told['peak_mb']:.0f} MB")
    for realm in REALMS.values():
        moments = sorted(_at(one) for one in rows if f"/company/{realm}/" in one["path"])
        rates = _in_full_minutes(moments)
        best = (
            f"{min(rates)} to {max(rates)} a minute, {min(rates) / ALLOWED:.1%} of {ALLOWED}" if rates else "too short"
        )
        print(f"  company {realm}: {len(moments)} requests, in full minutes {best}")
    print(f"  {Counter(one['status'] for one in rows)[429]} throttled")


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
        open_for_business(Team(place, "setup"), count)
        team = Team(place, "bot")
        team.engine.start(team.workflows)
        with team.store.reading() as session:
            waiting = session.exec(select(Voucher).where(Voucher.state == VoucherState.SUBMITTED)).all()
        moment, began = wall_now(), perf_counter()
        for voucher in waiting:
            team.approving.approve(voucher.id, voucher.fingerprint, by="bo")
        team.engine.settle(3600)
        seconds = perf_counter() - began
        with team.store.reading() as session:
            states = Counter(str(one.state) for one in session.exec(select(Voucher)))
        print(
            json.dumps({"states": states, "seconds": seconds, "began": moment.isoformat(), "peak_mb": peak_megabytes()})
        )
        team.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
