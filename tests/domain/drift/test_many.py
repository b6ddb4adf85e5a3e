"""More changes at once than QuickBooks tells at once: nothing is missed, and nobody gets a thousand messages."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.drift.finding import DriftState, What, how_many_wait, waiting
from domain.drift.watching_books import MOST_TOLD
from standins.quickbooks.running import Running
from tests.domain.drift.desk import BO, Desk, drift_desk

RENTS = 1_001


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[Desk]:
    with drift_desk(database_url, standin) as made:
        yield made


def rents(desk: Desk) -> None:
    """A person brings in more bills for rent than one answer of QuickBooks holds."""
    vendor = desk.bill("INV-7781")["VendorRef"]
    line = {
        "Amount": 10,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": desk.accounts["5500"]}},
    }
    for n in range(RENTS):
        bill = {"VendorRef": vendor, "TxnDate": "2025-01-20", "DocNumber": f"R-{n}", "Line": [line]}
        desk.site.standin.company().create("Bill", bill)


def entries(desk: Desk, count: int) -> list[Any]:
    """Sandy keys many entries on Accrued AP on two days."""
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    return [
        desk.keys("1.00", debit=freight, credit=accrued, date=f"2025-01-{20 + n % 2}", number=f"JE-{n}")
        for n in range(count)
    ]


def test_what_was_edited_and_deleted_among_a_thousand_changes_is_found(desk: Desk) -> None:
    edited, deleted = desk.bill("INV-7781"), desk.bill("FT-55")
    desk.person("edit", kind="Bill", id=edited["Id"], amounts={edited["Line"][0]["Id"]: "14000.00"})
    desk.person("delete", kind="Bill", id=deleted["Id"])
    rents(desk)
    assert {(one.name, one.what) for one in desk.looks()} == {
        ("Bill INV-7781", What.EDITED),
        ("Bill FT-55", What.DELETED),
    }
    for drift in desk.looks():
        desk.deciding.restore(drift.id, by=BO)
        desk.engine.settle()
    assert {one.state for one in desk.looks()} == {DriftState.RESTORED} and desk.red() == {}


def test_many_findings_are_read_by_the_day_and_told_by_the_first_few(desk: Desk) -> None:
    entries(desk, 3 * MOST_TOLD)
    before = len(desk.site.asked("GeneralLedger"))
    found = desk.looks()
    assert len(found) == 3 * MOST_TOLD and {one.what for one in found} == {What.FOREIGN}
    assert len(desk.site.asked("GeneralLedger")) == before + 2, "once for each day"
    assert len([one for one in found if one.turn]) == MOST_TOLD == len(set(desk.told) & {one.id for one in found})
    assert desk.many == [f"main:{3 * MOST_TOLD}"]
    silent = next(one for one in found if not one.turn)
    desk.deciding.ask(silent.id, "Whose are these?", by=BO)
    desk.engine.settle()
    assert silent.id in desk.told, "who decides about one gets its message"
    with desk.store.reading() as session:
        assert how_many_wait(session, "main") == 3 * MOST_TOLD and len(waiting(session, "main")) == 50
    assert len(desk.looks()) == 3 * MOST_TOLD and len(desk.many) == 1, "it is told once"
