"""One sync by Tieout, in a process of its own so that its memory is its own: `python -m ... URL SIZE paced|unpaced`."""

import json
import sys
from time import perf_counter

from sqlalchemy import insert

from domain.clock import new_id, wall_now
from domain.connections.connection import ConsentPurpose
from domain.connections.pace import Pace
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.names import exact_key
from domain.engine import Engine
from domain.store import ROWS_PER_WRITE, Store, in_chunks
from domain.syncs.syncing import PLAN, RUN, SHOW, Syncing
from domain.syncs.telling import Telling
from tests.benchmarks.company import ours
from tests.benchmarks.programs import peak_megabytes
from tests.benchmarks.site import connecting_to, press_allow
from tests.databases import SQLITE, databases_of


def main(url: str, size: int, paced: bool) -> None:
    """Plan and run one sync; print what it took as JSON."""
    with databases_of(SQLITE) as databases, databases.opened() as store:
        _keep(store, size)
        engine = Engine(store, executor="main", wall=wall_now, poll_seconds=0.01)
        syncing = Syncing(store, engine, wall_now, new_id)
        connecting = connecting_to(url, store, Pace(store, wall_now, _pause if paced else _no_pause))
        telling = Telling(store, engine, wall_now, connecting.books_of, lambda _: None)
        engine.start({PLAN: telling.plan, RUN: telling.run, SHOW: lambda _: None})
        press_allow(connecting, url, ConsentPurpose.CONNECT)
        before, started = peak_megabytes(), perf_counter()
        run = syncing.begin("main", "all", by="U1", asked_in="C1")
        engine.settle(3600)
        planned = perf_counter()
        syncing.confirm(run.id, syncing.run(run.id).revision, by="U1")
        engine.settle(3600)
        ended = perf_counter()
        result = {"state": syncing.run(run.id).state, "plan_seconds": planned - started, "run_seconds": ended - planned}
        print(json.dumps(result | {"before_mb": before, "peak_mb": peak_megabytes()}))
        engine.stop()


def _keep(store: Store, size: int) -> None:
    now = wall_now()
    common = {"department": "main", "active": True, "version": 1, "created_at": now, "changed_at": now}
    common |= {"created_by": "U1", "changed_by": "U1", "is_customer": True, "is_supplier": False}
    rows = [
        Counterparty(id=f"{n:032}", name=name, name_key=exact_key(name), **common).model_dump()
        for n, name in enumerate(ours(size))
    ]
    for chunk in in_chunks(rows, ROWS_PER_WRITE):
        with store.writing() as session:
            session.execute(insert(Counterparty), list(chunk))


def _pause(seconds: float) -> None:
    from bot.verbs import pause

    pause(seconds)


def _no_pause(_seconds: float) -> None:
    return


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "paced")
