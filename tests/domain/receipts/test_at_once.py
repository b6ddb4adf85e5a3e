"""Presses that meet, on PostgreSQL truly at once: an invoice is paid once, unapplied cash is used once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.receipts.receipt import ActState
from tests.domain.january import day
from tests.domain.receipts.till import Till
from tests.domain.vouchers.desk import ANNA, BO


def test_of_many_payments_of_one_invoice_one_is_posted(till: Till) -> None:
    w103 = till.key("W-103")
    rivals = [till.submits("Acme Mills", Pays(w103, 3_333_33), amount=3_333_33) for _ in range(4)]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda id: _press(till, id), [*rivals, *rivals]))
    assert answers.count("posting") == 1
    assert "W-103" not in till.owed("Acme Mills")
    till.settles()
    assert len(till.books.documents) == 1


def test_unapplied_cash_is_used_once_by_many_at_once(till: Till) -> None:
    paid, w102 = till.posts("Baltic Paper", amount=500_00, unapplied=500_00), till.key("W-102")

    def applies(_n: int) -> str:
        try:
            return till.using.apply_unapplied(paid, {w102: 200_00}, on=day(29), by=ANNA).state
        except Problem:
            return "refused"

    with ThreadPoolExecutor(6) as crowd:
        answers = sorted(crowd.map(applies, range(6)))
    assert answers == ["posting"] * 2 + ["refused"] * 4
    [left] = till.ahead("Baltic Paper")
    assert left.left == 100_00
    till.settles()
    with pytest.raises(Problem, match="CR-1-A2 used"):
        till.using.undo(paid, on=day(31), reason="Bounced.", by=BO)


def _press(till: Till, id: str) -> str:
    try:
        return till.approves(id).state
    except Problem:
        return "refused" if till.state(id) is not ActState.POSTING else "again"
