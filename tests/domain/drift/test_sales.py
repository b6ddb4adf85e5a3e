"""The AR module is off: somebody edits or deletes invoices and memos in QuickBooks, and it is put right from here."""

from collections.abc import Iterator

import pytest

from domain.drift.finding import Drift, DriftState, What
from domain.problems import Problem
from domain.worksheets.worksheet import WorksheetStatus
from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.closing.desk import BO
from tests.domain.drift.month import Desk, month_desk
from tests.domain.january import LAST, day


@pytest.fixture(scope="module")
def desk(databases: Databases, standin: Running) -> Iterator[Desk]:
    """January; every test leaves the books in agreement."""
    with databases.new() as url, month_desk(url, standin, ar_on=False) as made:
        yield made


def effect(drift: Drift) -> dict[str, int]:
    return {one.number: one.amount for one in drift.moved}


def test_an_edited_invoice_shows_before_and_after_and_what_it_breaks_and_is_restored(desk: Desk) -> None:
    line = desk.in_books("Invoice", "W-103")["Line"][0]["Id"]
    drift = desk.edits("Invoice", "W-103", amounts={line: "3000.00"})
    assert (drift.what, drift.name, drift.who) == (What.EDITED, "Invoice W-103", "Sandy Cole")
    assert (drift.before["Total"], drift.after["Total"]) == ("3,333.33", "3,000.00")
    assert effect(drift) == {"1200": -333_33, "1210": 333_33} and drift.proofs == "R1 R3"
    assert set(desk.red(LAST)) == {"R1", "R3"}
    assert desk.restores(drift).state is DriftState.RESTORED
    assert str(desk.in_books("Invoice", "W-103")["TotalAmt"]) == "3333.33" and desk.red(LAST) == {}


def test_an_invoice_dated_into_the_next_month_moves_its_amounts(desk: Desk) -> None:
    drift = desk.edits("Invoice", "W-103", fields={"TxnDate": "2025-02-01"})
    assert (drift.before["Date"], drift.after["Date"]) == ("20 January 2025", "1 February 2025")
    assert set(desk.red(LAST)) == {"R1", "R3"}
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}


def test_a_deleted_invoice_is_written_anew_under_its_number(desk: Desk) -> None:
    old = desk.in_books("Invoice", "W-103")["Id"]
    drift = desk.deletes("Invoice", "W-103")
    assert (drift.what, drift.after, drift.before["Customer"]) == (What.DELETED, {}, "Acme Mills")
    assert desk.restores(drift).state is DriftState.RESTORED
    assert desk.in_books("Invoice", "W-103")["Id"] != old and desk.red(LAST) == {}
    assert desk.looks()[0] == desk.again(drift), "our own write is no drift"


def test_an_edit_that_is_adopted_agrees_and_gives_way_to_an_edit_made_here(desk: Desk) -> None:
    line = desk.in_books("Invoice", "W-103")["Line"][0]["Id"]
    drift = desk.edits("Invoice", "W-103", amounts={line: "3300.00"})
    assert desk.takes_over(drift).state is DriftState.ADOPTED
    assert desk.red(LAST) == {} and desk.looks()[0].state is DriftState.ADOPTED
    desk.january.sells("W-103", 3_400_00)
    desk.works()
    desk.january.sells("W-103", 3_333_33)
    desk.works()
    desk.looks()
    assert str(desk.in_books("Invoice", "W-103")["TotalAmt"]) == "3333.33" and desk.red(LAST) == {}


def test_a_deletion_that_is_adopted_takes_the_worksheet_out_of_invoice(desk: Desk) -> None:
    drift = desk.deletes("Invoice", "W-103")
    assert desk.takes_over(drift).state is DriftState.ADOPTED
    assert desk.worksheet("W-103").status is WorksheetStatus.WORK and desk.red(LAST) == {}
    assert desk.deciding.adopt(drift.id, by=BO).state is DriftState.ADOPTED, "pressed twice"
    assert desk.looks()[0].state is DriftState.ADOPTED, "it is told no more"
    desk.january.invoices("W-103")
    desk.works()
    assert desk.red(LAST) == {} and desk.numbers("Invoice").count("W-103") == 1


def test_a_deletion_is_not_adopted_while_adjustments_stand_on_the_sale(desk: Desk) -> None:
    desk.january.adjusts("SA-3", LAST)
    desk.works()
    drift = desk.deletes("Invoice", "W-103")
    with pytest.raises(Problem, match="cannot be adopted") as refused:
        desk.deciding.adopt(drift.id, by=BO)
    assert refused.value.words().endswith("W-103 has posted sales adjustments: SA-3. Restore it.")
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}
    memo = desk.deletes("CreditMemo", "W-103-C1")
    assert desk.takes_over(memo).state is DriftState.ADOPTED and desk.red(LAST) == {}


def test_a_deleted_memo_that_is_adopted_is_staged_again(desk: Desk) -> None:
    drift = desk.deletes("Invoice", "W-102-D1")
    assert effect(drift) == {"1200": -120_00, "1210": 120_00}
    desk.takes_over(drift)
    assert desk.january.adjustment("SA-2").posted_on is None
    assert desk.again(drift).state is DriftState.ADOPTED and desk.red(LAST) == {}
    desk.january.adjusts("SA-2", day(26))
    desk.works()
    assert desk.red(LAST) == {} and "W-102-D1" in desk.numbers("Invoice")


def test_an_invoice_that_is_paid_is_not_restored_and_says_why(desk: Desk) -> None:
    line = desk.in_books("Invoice", "W-103")["Line"][0]["Id"]
    drift = desk.edits("Invoice", "W-103", amounts={line: "3000.00"})
    invoice = desk.in_books("Invoice", "W-103")["Id"]
    paid = desk.person("receive-payment", invoice=invoice, amount="50.00", date="2025-01-31")
    refused = desk.restores(drift)
    assert refused.state is DriftState.OPEN and "paid in part: 50.00" in refused.words
    desk.person("delete", kind="Payment", id=paid["Id"])
    desk.looks()
    assert desk.restores(drift).state is DriftState.RESTORED and desk.red(LAST) == {}


def test_in_a_locked_month_nothing_is_adopted_and_the_way_out_is_said(desk: Desk) -> None:
    edited = desk.edits("Invoice", "W-103", fields={"TxnDate": "2025-01-21"})
    memo = desk.deletes("Invoice", "W-102-D1")
    desk.preparing.lock("main", "2025-01", by=BO)
    with pytest.raises(Problem, match="January 2025 is locked, so Invoice W-103 cannot be adopted") as refused:
        desk.deciding.adopt(edited.id, by=BO)
    assert "adjustment in an open month" in refused.value.words()
    assert desk.restores(edited).state is DriftState.RESTORED
    for drift in (memo, desk.deletes("Invoice", "W-103")):
        with pytest.raises(Problem, match="cannot be adopted") as refused:
            desk.deciding.adopt(drift.id, by=BO)
        assert "January 2025 is locked" in refused.value.sentence and refused.value.next_step == "Restore it."
        assert desk.restores(drift).state is DriftState.RESTORED
    assert desk.red(LAST) == {}
    desk.preparing.unlock("main", "2025-01", "A correction.", by=BO)
