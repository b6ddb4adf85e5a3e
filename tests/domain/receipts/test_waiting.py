"""What waits for whom among receipts, questions about them, refusals in the trail, and payments before go-live."""

import pytest
from sqlmodel import select

from domain.audit import AuditLine
from domain.departments.letting_through import LettingThrough
from domain.ledger.go_live import GoLive
from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.receipts.receipt import ActState, ReceiptEvent
from domain.receipts.waiting import Waiting, Waits
from tests.domain.january import day
from tests.domain.receipts.till import CHECKING, Till
from tests.domain.vouchers.desk import ANNA, BO, CARA, ROLES


def waits(till: Till, person: str) -> Waits:
    return Waiting(till.deciding).look(person, ROLES[person], ["main"])


def test_it_waits_for_who_may_approve_it_and_then_for_who_may_mend_it(till: Till) -> None:
    large = till.submits("Acme Mills", Pays(till.key("W-101"), 11_650_00), amount=11_650_00)
    small = till.submits("Baltic Paper", Pays(till.key("W-102"), 70_00), amount=70_00)
    assert {row.act.id for row in waits(till, BO).to_approve.rows} == {large, small}
    assert [row.act.id for row in waits(till, CARA).to_approve.rows] == [small], "an approver, up to a limit"
    assert not waits(till, ANNA).to_approve.rows, "she prepared them"
    till.books.troubles = ["refused"]
    till.approves(small)
    till.settles()
    [row] = waits(till, ANNA).failed.rows
    assert (row.act.id, row.customer, row.worth, row.trouble) == (
        small,
        "Baltic Paper",
        70_00,
        "QuickBooks refused: no.",
    )
    assert [one.act.id for one in waits(till, BO).to_approve.rows] == [large]


def test_a_question_leaves_it_where_it_is(till: Till) -> None:
    id = till.submits("Acme Mills", amount=10_00, unapplied=10_00)
    till.deciding.ask(id, " For what is it? ", by=BO)
    assert till.state(id) is ActState.SUBMITTED
    with till.store.reading() as session:
        asked = session.exec(select(ReceiptEvent).where(ReceiptEvent.act == "question asked")).one()
    assert (asked.by, asked.detail) == (BO, "For what is it?")
    till.approves(id)
    with pytest.raises(Problem, match="nothing to decide"):
        till.deciding.ask(id, "And this?", by=BO)


def test_what_is_refused_is_in_the_trail_whatever_it_was(till: Till) -> None:
    id = till.posts("Baltic Paper", amount=100_00, unapplied=100_00)
    with pytest.raises(Problem):
        till.using.apply_unapplied(id, {till.key("W-102"): 100_01}, on=day(30), by=ANNA)
    with pytest.raises(Problem):
        till.using.give_back(id, 100_01, on=day(30), deposit_id=CHECKING, reason="They asked.", by=ANNA)
    with pytest.raises(Problem):
        till.using.undo(id, on=day(30), reason="", by=BO)
    with till.store.reading() as session:
        refused = session.exec(select(AuditLine).where(AuditLine.act == "press refused")).all()
    assert [line.detail.split(":")[0] for line in refused] == ["apply", "return", "undo"]
    assert {line.subject for line in refused} == {f"receipt:{id}"}
    assert [one.left for one in till.ahead("Baltic Paper")] == [100_00]


def test_a_payment_from_before_go_live_is_let_through_by_a_controller(till: Till) -> None:
    with till.store.writing() as session:
        session.get_one(GoLive, "main").on = day(15)
    id = till.drafts("Acme Mills", Pays(till.key("W-101"), 11_650_00), amount=11_650_00, on=day(14))
    with pytest.raises(Problem, match="Tieout began here on 15 January 2025") as stopped:
        till.deciding.submit(id, by=ANNA)
    assert stopped.value.field == "on"
    letting = LettingThrough(till.store, till.january.now)
    [held] = [one for one in letting.held("main") if one.document == f"receipt:{id}"]
    assert held.words.startswith("Payment check") and held.words.endswith("of Acme Mills, 14 Jan 2025")
    letting.let("main", held.document, "It came the day before.", by=BO)
    till.deciding.submit(id, by=ANNA)
    till.approves(id)
    till.settles()
    assert till.state(id) is ActState.POSTED
    assert "W-101" not in till.owed("Acme Mills")
