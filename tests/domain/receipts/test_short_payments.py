"""The rest of a short payment that is given up (E20), and what becomes of it when its receipt is undone."""

from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from sqlmodel import col, select

from domain.deliveries.delivering import Deliveries
from domain.engine import Engine
from domain.ledger.locking import Locking
from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.receipts.receipt import ActState
from domain.sales.invoicing import Invoicing
from domain.sales.sale_document import SaleState, documents_of
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.worksheet import Adjustment, WorksheetStatus
from tests.domain.january import day
from tests.domain.receipts.till import Till
from tests.domain.vouchers.desk import ANNA, BO

FEBRUARY = date(2025, 2, 3)


@pytest.fixture
def memos(till: Till) -> Till:
    """A till whose adjustments are billed by memos."""
    january = till.january
    invoicing = Invoicing(Deliveries(till.store, cast(Engine, till.inline), january.now), january.new_id)
    adjusting = Adjusting(replace(january.worksheets, invoices=invoicing))
    till.posting = replace(till.posting, adjusting=adjusting)
    till.drafting, till.using = replace(till.drafting, posting=till.posting), replace(till.using, posting=till.posting)
    till.deciding = replace(till.deciding, posting=till.posting)
    return till


def short(till: Till) -> str:
    """Acme pays W-103 but for 3.33."""
    return till.posts("Acme Mills", Pays(till.key("W-103"), 3_330_00, settle=True), amount=3_330_00, on=day(28))


def adjustments(till: Till) -> list[tuple[int, date | None]]:
    with till.store.reading() as session:
        found = session.exec(select(Adjustment).order_by(col(Adjustment.number))).all()
    return [(one.amount, one.posted_on) for one in found if one.memo.startswith("Short payment")]


def test_undone_in_its_open_month_the_rest_goes_with_its_receipt_and_its_memo_is_withdrawn(memos: Till) -> None:
    paid = short(memos)
    assert adjustments(memos) == [(-3_33, day(28))]
    memos.using.undo(paid, on=day(30), reason="Bounced.", by=BO)
    memos.settles()
    assert adjustments(memos) == []
    assert memos.owed("Acme Mills")["W-103"].open_from(day(28)) == 3_33
    assert memos.owed("Acme Mills")["W-103"].open_from(day(30)) == 3_333_33
    with memos.store.reading() as session:
        [memo] = documents_of(session, memos.key("W-103"))
    assert (memo.number, memo.state) == ("W-103-C1", SaleState.WITHDRAWN)
    left = memos.january.leaves_invoice("W-103").worksheet.status
    assert left is WorksheetStatus.WORK, "no adjustment stands on it that nobody asked for"


def test_when_its_month_is_locked_the_opposite_stands_on_the_day_of_the_undo(till: Till) -> None:
    paid, before = short(till), till.journal(day(31))
    Locking(till.store, till.january.now).lock("main", "2025-01", by=BO)
    till.using.undo(paid, on=FEBRUARY, reason="Bounced.", by=BO)
    till.settles()
    assert adjustments(till) == [(-3_33, day(28)), (3_33, FEBRUARY)]
    assert till.journal(day(31)) == before, "January says what it said"
    assert till.owed("Acme Mills")["W-103"].open == 3_333_33


@pytest.mark.parametrize(("locked", "on"), [(False, day(30)), (True, FEBRUARY)])
def test_an_undo_that_is_withdrawn_gives_it_up_again(till: Till, locked: bool, on: date) -> None:
    paid = short(till)
    stood, said = till.journal(), adjustments(till)
    if locked:
        Locking(till.store, till.january.now).lock("main", "2025-01", by=BO)
    till.books.troubles = ["refused"]
    undo = till.using.undo(paid, on=on, reason="Bounced.", by=BO)
    till.settles()
    till.deciding.withdraw(undo.id, by=BO)
    assert (till.state(paid), till.journal(), adjustments(till)) == (ActState.POSTED, stood, said)
    till.using.undo(paid, on=on, reason="Bounced.", by=BO)
    till.settles()
    assert till.owed("Acme Mills")["W-103"].open == 3_333_33


def test_a_receipt_that_quickbooks_refuses_and_is_entered_again_has_one_adjustment(memos: Till) -> None:
    memos.books.troubles = ["refused"]
    paid = short(memos)
    memos.deciding.withdraw(paid, by=ANNA)
    assert adjustments(memos) == []
    memos.deciding.submit(paid, by=ANNA)
    memos.approves(paid)
    memos.settles()
    assert adjustments(memos) == [(-3_33, day(28))]
    assert "W-103" not in memos.owed("Acme Mills")
    with memos.store.reading() as session:
        assert [(one.number, one.state) for one in documents_of(session, memos.key("W-103"))] == [
            ("W-103-C1", SaleState.LIVE)
        ]


def test_an_undo_is_not_withdrawn_once_what_it_gave_back_is_paid_by_another_receipt(till: Till) -> None:
    w103 = till.key("W-103")
    paid = till.posts("Acme Mills", Pays(w103, 3_333_33), amount=3_333_33)
    till.books.troubles = ["refused"]
    undo = till.using.undo(paid, on=day(29), reason="Bounced.", by=BO)
    till.settles()
    other = till.posts("Acme Mills", Pays(w103, 3_000_00), amount=3_000_00, on=day(30))
    with pytest.raises(Problem, match="What CR-1-U gave back was used since: W-103") as stopped:
        till.deciding.withdraw(undo.id, by=BO)
    assert stopped.value.next_step == "Try the undo again, or undo what used it first."
    assert till.state(undo.id) is ActState.FAILED
    till.using.undo(other, on=day(30), reason="Bounced.", by=BO)
    till.settles()
    till.deciding.withdraw(undo.id, by=BO)
    assert "W-103" not in till.owed("Acme Mills")
