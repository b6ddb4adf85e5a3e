"""The AR module is on: somebody deletes the journal entry of a receipt in QuickBooks, or a closing entry."""

from collections.abc import Iterator

import pytest

from domain.drift.finding import Drift, DriftState, What
from domain.problems import NotAllowed, Problem
from domain.receipts.drafting import Pays
from domain.receipts.receipt import ActState
from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.closing.desk import BO, MONTH
from tests.domain.drift.month import Desk, month_desk
from tests.domain.january import LAST, day
from tests.domain.vouchers.desk import ANNA


@pytest.fixture(scope="module")
def desk(databases: Databases, standin: Running) -> Iterator[Desk]:
    """January with its payments; every test leaves the books in agreement."""
    with databases.new() as url, month_desk(url, standin, ar_on=True) as made:
        yield made


def pays(desk: Desk, *pays: Pays, **said: object) -> tuple[str, str]:
    """Acme pays something of W-103 on 30 January; the receipt's id and its number."""
    id = desk.till.posts("Acme Mills", *pays, on=day(30), **said)
    desk.looks()
    return id, desk.till.act(id).name


def owed(desk: Desk) -> int:
    return desk.till.owed("Acme Mills")["W-103"].open


def test_a_deleted_receipt_is_written_anew(desk: Desk) -> None:
    id, name = pays(desk, Pays(desk.till.key("W-103"), 300_00), amount=300_00)
    drift = desk.deletes("JournalEntry", name)
    assert (drift.what, drift.name, drift.proofs) == (What.DELETED, f"Journal Entry {name}", "R1")
    assert set(desk.red(LAST)) == {"R1"}
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}
    assert desk.till.state(id) is ActState.POSTED


def test_a_deletion_that_is_adopted_leaves_nothing_of_the_receipt_on_any_day(desk: Desk) -> None:
    before, books = owed(desk), [desk.till.journal(on) for on in (day(30), LAST)]
    id, name = pays(desk, Pays(desk.till.key("W-103"), 300_00), amount=300_00)
    assert owed(desk) == before - 300_00
    drift = desk.deletes("JournalEntry", name)
    with pytest.raises(NotAllowed):
        desk.takes_over(drift, by=ANNA)
    assert desk.takes_over(drift).state is DriftState.ADOPTED
    assert desk.till.state(id) is ActState.UNDONE and owed(desk) == before
    assert [desk.till.journal(on) for on in (day(30), LAST)] == books and desk.red(LAST) == {}
    desk.deciding.adopt(drift.id, by=BO)
    assert desk.looks()[0].state is DriftState.ADOPTED, "it is told no more"


def test_the_rest_that_was_given_up_is_owed_again(desk: Desk) -> None:
    before = owed(desk)
    _, name = pays(desk, Pays(desk.till.key("W-103"), before - 5_00, settle=True), amount=before - 5_00)
    assert "W-103" not in desk.till.owed("Acme Mills")
    desk.takes_over(desk.deletes("JournalEntry", name))
    assert owed(desk) == before and desk.red(LAST) == {}


def test_a_receipt_whose_cash_was_used_is_restored_and_not_adopted(desk: Desk) -> None:
    drift = desk.deletes("JournalEntry", desk.till.act(desk.till.names["CR-2"]).name)
    refused(desk, drift, "stands on")
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}


@pytest.mark.parametrize("kind", ["the receipt", "its undo"])
def test_of_an_undone_receipt_neither_entry_is_given_up(desk: Desk, kind: str) -> None:
    name = desk.till.act(desk.till.names["CR-4"]).name
    drift = desk.deletes("JournalEntry", name if kind == "the receipt" else f"{name}-U")
    refused(desk, drift, "belongs to an undo")
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}


def test_in_a_locked_month_a_receipt_is_restored_and_not_adopted(desk: Desk) -> None:
    _, name = pays(desk, Pays(desk.till.key("W-103"), 100_00), amount=100_00)
    drift = desk.deletes("JournalEntry", name)
    desk.preparing.lock("main", MONTH, by=BO)
    refused(desk, drift, "January 2025 is locked")
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}
    desk.preparing.unlock("main", MONTH, "A correction.", by=BO)


def test_a_deleted_closing_entry_is_restored_and_never_adopted(desk: Desk) -> None:
    desk.preparing.lock("main", MONTH, by=BO)
    [entry] = desk.posts_entry()
    desk.looks()
    assert desk.red(LAST) == {}
    drift = desk.deletes("JournalEntry", "TO-2025-01")
    assert drift.months == [MONTH] and "does not agree any more: R1, R2" in drift.proved and not drift.adoptable
    with pytest.raises(Problem, match="taken back by an entry of its own") as never:
        desk.deciding.adopt(drift.id, by=BO)
    assert never.value.next_step == "Restore it; then reopen the month if it is to go."
    assert desk.restores(drift).state is DriftState.RESTORED
    assert desk.in_quickbooks(entry).total == entry.total and desk.red(LAST) == {}


def refused(desk: Desk, drift: Drift, why: str) -> None:
    with pytest.raises(Problem, match="cannot be adopted") as problem:
        desk.deciding.adopt(drift.id, by=BO)
    assert why in problem.value.sentence and problem.value.next_step == "Restore it."
