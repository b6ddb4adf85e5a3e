"""A hundred presses at once while QuickBooks hangs and files of 100,000 rows are read: is each acknowledged in time?

Slack, QuickBooks and the bot are programs of their own here, as `tieout demo` starts them; who presses is a fourth.
"""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from domain.store import Store
from standins.slack.person import Person
from standins.slack.workspace import Refusal
from tests.benchmarks.company import ours
from tests.benchmarks.programs import load, processor_seconds
from tests.bot.vouchers.acting import opens_ledger, submits
from tests.bot.vouchers.office import link_all, plays_january
from tests.domain.january import VENDORS
from tests.journeys.office import Office, office_in

PRESSES, FILES, ROWS = 100, 2, 50_000
PATIENCE, TRIES = 50, 6  # seconds, and how often they are waited until a file is read on a busy machine
HANGS = 25.0  # seconds, within the time a request waits for an answer


def a_hundred_presses() -> None:
    """Approve, tick and open, in turn: with nothing else to do; while files are read; while their rows come in."""
    _burst(0, "")
    _burst(FILES, "read")
    _burst(FILES, "brought in")


def _burst(files: int, beside: str) -> None:
    with tempfile.TemporaryDirectory(prefix="tieout-burst-") as folder, office_in(Path(folder)) as office:
        _begin(office)
        anna, bo, clara = (office.workspace.person(name, timeout=PATIENCE) for name in ("anna", "bo", "clara"))
        card = submits(anna, "W-103 · material", amount="2,000.00")
        opens_ledger(anna)
        if beside:
            office.quickbooks("faults", kind="delay", seconds=HANGS, times=0)
        for n in range(files):
            clara.uploads(f"customers-{n}.csv", _file(n), in_="@tieout")
            clara.sees(f"customers-{n}.csv", in_="@tieout")
        for n in range(files if beside == "brought in" else 0):
            clara.presses(f"Import {ROWS:,} rows", on=_preview(clara, n))
        worked = processor_seconds(office.bot_pid)
        seconds, lost = _pressed(office, anna, bo, card)
        worked = (processor_seconds(office.bot_pid) - worked) / PRESSES * 1000
        cuts = quantiles(seconds, n=100)
        busy = f" while QuickBooks hangs and {files * ROWS:,} rows are {beside}" if beside else ""
        print(f"{PRESSES} presses at once{busy}; {load()}")
        print(
            f"  from the click to the acknowledgement p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms; {lost} not pressed"
        )
        late = office.workspace.unacked
        print(f"  {late} envelopes not acknowledged within 3 s; {worked:.0f} ms of one processor a press")


def _preview(clara: Person, n: int) -> dict[str, Any]:
    for _ in range(TRIES):
        with suppress(AssertionError):
            return clara.sees(f"Import of customers-{n}.csv", in_="@tieout")
    raise TimeoutError(f"customers-{n}.csv was not read")


def _begin(office: Office) -> None:
    """28 January: worksheets are invoiced, QuickBooks has the vendors and accounts."""
    office.begin()
    store = Store(office.database_url)
    january = plays_january(store)
    office.quickbooks("load", kind="Vendor", objects=[{"DisplayName": name} for name in VENDORS])
    account = {"Name": "Accrued AP", "AcctNum": "2110", "AccountType": "Other Current Liability"}
    office.quickbooks("load", kind="Account", objects=[account])
    clara = office.person("clara")
    office.connects(clara)
    clara.types("/accounting terms", in_="#accounting")
    clara.sees_modal("in QuickBooks as Net 30")
    clara.closes_everything()
    link_all(store, january, office.objects("Vendor"), office.objects("Account"))
    store.close()


def _pressed(office: Office, anna: Person, bo: Person, card: dict[str, str]) -> tuple[list[float], int]:
    """Milliseconds of each press that reached the bot, and how many did not."""
    approve = _press(office, "bo", bo._finds("Approve", card))
    tick = _press(office, "anna", anna._finds("Recalculate"))

    def opening() -> object:
        where = {"user": "clara", "channel": "#accounting", "command": "/post-voucher", "text": ""}
        return office.workspace.do("command", **where)["ack"]

    acts = [(approve, tick, opening)[n % 3] for n in range(PRESSES)]
    with ThreadPoolExecutor(PRESSES) as pool:
        took = list(pool.map(_timed, acts))
    return [ms for ms in took if ms is not None], took.count(None)


def _press(office: Office, user: str, found: dict[str, object]) -> Callable[[], object]:
    where = {key: found[key] for key in ("container", "block_id", "action_id", "value")}
    return lambda: office.workspace.do("act", user=user, **where)["ack"]


def _timed(act: Callable[[], object]) -> float | None:
    began = perf_counter()
    try:
        act()
    except Refusal:  # the button has gone with the approval
        return None
    return (perf_counter() - began) * 1000


def _file(n: int) -> bytes:
    names = ours((n + 1) * ROWS)
    rows = [name for at, name in enumerate(names) if at >= n * ROWS]
    return ("Name,Role\n" + "\n".join(f"{name},customer" for name in rows) + "\n").encode()
