"""Presses that meet, on PostgreSQL truly at once: one number, one claim, one posting."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.problems import Problem
from domain.vouchers.limits import Rules
from domain.vouchers.voucher import VoucherState
from tests.domain.january import MATERIAL, day
from tests.domain.vouchers.desk import ANNA, Desk


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """January has happened; its bills have not come."""
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)
    return desk


def test_v1_is_posted_undone_and_leaves_nothing(desk: Desk) -> None:
    before = desk.journal()
    desk.posts("V-1")
    assert desk.voucher(desk.ids["V-1"]).state is VoucherState.POSTED
    assert desk.undoes("V-1").state is VoucherState.UNDONE
    assert desk.journal() == before
    assert desk.documents() == []


def test_twelve_presses_at_once_post_once(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(lambda n: press(desk, v1, "dee" if n % 2 else "bo"), range(12)))
    assert answers.count("posting") == 1
    desk.engine.settle()
    assert len(desk.documents()) == 1
    assert desk.journal()["2100"] == -14_833_36


def test_rival_drafts_of_one_accrual_get_one_claim_and_their_own_numbers(desk: Desk) -> None:
    accrual = desk.january.accrual("W-101", MATERIAL).id
    drafts = [rival(desk, accrual, n) for n in range(6)]
    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(lambda draft: submit(desk, draft), drafts))
    assert sorted(answers) == ["refused"] * 5 + ["submitted"]


def test_one_bill_number_is_taken_once(desk: Desk) -> None:
    desk.rules = Rules(tolerance_amount=10**9)
    items = [desk.january.accrual(number, MATERIAL).id for number in ("W-101", "W-102", "W-103")]
    drafts = [rival(desk, item, 1) for item in items]
    with ThreadPoolExecutor(3) as crowd:
        answers = list(crowd.map(lambda draft: submit(desk, draft), drafts))
    assert sorted(answers) == ["refused", "refused", "submitted"]


def rival(desk: Desk, item: str, number: int) -> str:
    draft = desk.vouching.open_draft("main", by=ANNA).id
    desk.vouching.choose_vendor(draft, desk.january.parties["RecycleCo"], by=ANNA)
    desk.vouching.tick(draft, [item], by=ANNA)
    desk.sets(draft, number=f"INV-{number}", amount=8_000_00, posting_date=day(28))
    return draft


def submit(desk: Desk, draft: str) -> str:
    try:
        return desk.approving.submit(draft, by=ANNA).state
    except Problem:
        return "refused"


def press(desk: Desk, voucher_id: str, by: str) -> str:
    try:
        return desk.approves(voucher_id, by=by).state
    except Problem:
        return "refused"
