"""V-1 of the worked January: submitted by Anna, approved by Bo, posted as exactly one bill, and undone."""

import json
from decimal import Decimal

import pytest

from domain.deliveries.delivery import DeliveryState
from domain.vouchers.voucher import VoucherState
from tests.domain.january import day
from tests.domain.vouchers.desk import BO, Desk


@pytest.fixture
def v1(desk: Desk) -> str:
    """V-1 submitted on 28 January."""
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    return desk.submits("V-1")


@pytest.mark.january
def test_v1_is_posted_as_exactly_one_bill_on_accrued_ap(desk: Desk, v1: str) -> None:
    assert desk.voucher(v1).number == 1
    desk.approves(v1)
    assert desk.voucher(v1).state is VoucherState.POSTING
    desk.engine.settle()
    assert desk.voucher(v1).state is VoucherState.POSTED
    [bill] = desk.documents()
    assert (bill["DocNumber"], str(bill["TotalAmt"])) == ("INV-7781", "14833.36")
    details = [
        (line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"], str(line["Amount"])) for line in bill["Line"]
    ]
    amounts = ["8028.46", "5017.79", "2007.11", "-220.00"]
    assert details == [(desk.accrued_ap, amount) for amount in amounts]
    assert desk.delivery(v1).books_id == bill["Id"]
    assert desk.delivery(v1).state is DeliveryState.CONFIRMED
    assert v1 in desk.shown


@pytest.mark.january
def test_v1_undone_leaves_nothing(desk: Desk, v1: str) -> None:
    before = {n: desk.journal(day(n)) for n in range(1, 32)}
    desk.approves(v1)
    desk.engine.settle()
    assert desk.journal(day(28)) != before[28]
    assert desk.journal(day(27)) == before[27]
    assert desk.undoes("V-1").state is VoucherState.UNDONE
    assert desk.documents() == []
    assert {n: desk.journal(day(n)) for n in range(1, 32)} == before
    assert desk.january.adjustment("PA-1").voucher_id is None
    kept = json.loads(desk.delivery(v1).content, parse_float=Decimal)
    assert (Decimal(kept["TotalAmt"]), kept["DocNumber"]) == (Decimal("14833.36"), "INV-7781")
    assert desk.undoing.corrections(v1)[0].amount == -8028_46


def test_pressed_twice_it_is_posted_once(desk: Desk, v1: str) -> None:
    shown = desk.voucher(v1).fingerprint
    desk.approving.approve(v1, shown, by=BO)
    with pytest.raises(Exception, match="nothing to decide"):
        desk.approving.approve(v1, shown, by="dee")
    desk.engine.settle()
    assert len(desk.documents()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_is_looked_for_and_never_sent_twice(desk: Desk, v1: str, when: str) -> None:
    desk.site.trouble("drop", when=when, route={"entity": "bill", "method": "POST"})
    desk.approves(v1)
    desk.engine.settle()
    assert desk.voucher(v1).state is VoucherState.POSTING
    assert desk.delivery(v1).waits_for
    desk.turns(seconds=4)
    assert desk.voucher(v1).state is VoucherState.POSTING, "QuickBooks might not show it yet"
    desk.turns(seconds=2)
    assert desk.voucher(v1).state is VoucherState.POSTED
    assert [bill["Id"] for bill in desk.documents()] == [desk.delivery(v1).books_id]


@pytest.mark.parametrize("kind", ["429", "503", "401", "duplicate"])
def test_passing_trouble_delays_it_only(desk: Desk, v1: str, kind: str) -> None:
    desk.site.trouble(kind, route={"entity": "bill", "method": "POST"})
    desk.approves(v1)
    desk.engine.settle()
    desk.turns(seconds=61)
    assert desk.voucher(v1).state is VoucherState.POSTED
    assert len(desk.documents()) == 1


POINTS = ("post-intended", "post-answered", "post-recording", "post-recorded")


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_is_posted_once(desk: Desk, v1: str, point: str) -> None:
    desk.dies_at = {point}
    desk.approves(v1)
    desk.dies()
    desk.restarts()
    desk.turns(seconds=6)
    assert desk.voucher(v1).state is VoucherState.POSTED
    assert [bill["Id"] for bill in desk.documents()] == [desk.delivery(v1).books_id]
    assert desk.journal()["2100"] == -14_833_36


UNDO_POINTS = ("undo-checked", "undo-intended", "undo-answered", "undo-recording", "undo-recorded")


@pytest.mark.parametrize("point", UNDO_POINTS)
def test_killed_at_any_point_it_is_undone_once(desk: Desk, v1: str, point: str) -> None:
    before = desk.journal()
    desk.approves(v1)
    desk.engine.settle()
    desk.dies_at = {point}
    desk.undoing.undo(v1, "It was wrong.", by=BO)
    desk.dies()
    desk.restarts()
    desk.turns(seconds=6)
    assert desk.voucher(v1).state is VoucherState.UNDONE
    assert desk.documents() == []
    assert desk.journal() == before


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_lost_answer_to_a_removal_is_looked_for(desk: Desk, v1: str, when: str) -> None:
    desk.approves(v1)
    desk.engine.settle()
    desk.site.trouble("drop", when=when, route={"entity": "bill", "operation": "delete"})
    assert desk.undoes("V-1").state is VoucherState.UNDOING
    assert desk.journal()["2100"] == -14_833_36, "its entries stand until it is confirmed gone"
    desk.turns(seconds=6)
    assert desk.voucher(v1).state is VoucherState.UNDONE
    assert desk.documents() == []
