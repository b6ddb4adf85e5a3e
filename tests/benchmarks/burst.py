"""A hundred presses at once while QuickBooks hangs and files of 100,000 rows are read: is each acknowledged in time?

The bot and both stand-ins share one process here, so the figures are rather worse than where each has its own.
"""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from standins.slack.person import Person
from standins.slack.workspace import Refusal
from tests.benchmarks.company import ours
from tests.benchmarks.programs import load
from tests.bot.office import whole_bot
from tests.bot.vouchers.acting import opens_ledger, submits
from tests.bot.vouchers.office import Office

PRESSES, FILES, ROWS = 100, 2, 50_000
HANGS = 25.0  # seconds, within the time a request waits for an answer


def a_hundred_presses() -> None:
    """Approve, tick and open, in turn: first with nothing else to do, then with everything at once."""
    _burst(0, hangs=False)
    _burst(FILES, hangs=True)


def _burst(files: int, *, hangs: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="tieout-burst-") as folder, whole_bot(Path(folder)) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        office.begin()
        anna, bo, clara = (office.workspace.person(name, timeout=60) for name in ("anna", "bo", "clara"))
        card = submits(anna, "W-103 · material", amount="2,000.00")
        opens_ledger(anna)
        if hangs:
            office.control("faults", kind="delay", seconds=HANGS, times=0)
        for n in range(files):
            clara.uploads(f"customers-{n}.csv", _file(n), in_="@app")
        worked = process_time()
        seconds, lost = _pressed(office, anna, bo, card)
        worked = (process_time() - worked) / PRESSES * 1000
        cuts = quantiles(seconds, n=100)
        busy = f" while QuickBooks hangs and {files * ROWS:,} rows are read" if hangs else ""
        print(f"{PRESSES} presses at once{busy}; {load()}")
        print(
            f"  from the click to the acknowledgement p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms; {lost} not pressed"
        )
        late = office.workspace.unacked
        print(f"  {late} envelopes not acknowledged within 3 s; {worked:.0f} ms of one processor a press")


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
