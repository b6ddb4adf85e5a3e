"""What a department's settings do to a voucher: where the difference goes, and whether it may be shared out at all."""

from dataclasses import replace

import pytest

from domain.ledger.journal import ACCRUED_AP
from domain.problems import Problem
from domain.vouchers.approving import ContentChanged
from domain.vouchers.limits import Rules
from domain.vouchers.variance import VarianceMode
from domain.worksheets.worksheet import WorksheetStatus
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, Desk

ONE = Rules(variance_account="5110")
BEFORE_VOUCHERS = day(28)


def ready(desk: Desk, rules: Rules) -> dict[str, int]:
    """The worksheets of January are there, nothing is billed; what the accounts show by now."""
    desk.rules = rules
    desk.january.plays(BEFORE_VOUCHERS, posts=lambda _: None, undoes=lambda _: None)
    return desk.journal()


def moved(desk: Desk, before: dict[str, int]) -> dict[str, int]:
    now = desk.journal()
    changes = {account: now.get(account, 0) - before.get(account, 0) for account in {*now, *before}}
    return {account: change for account, change in changes.items() if change}


def test_one_account_takes_the_variances_and_adjustments_keep_theirs(desk: Desk) -> None:
    before = ready(desk, ONE)
    desk.posts("V-1")
    change = moved(desk, before)
    assert change == {"2100": -14_833_36, ACCRUED_AP: 15_000_00, "5110": 53_36, "5140": -220_00}


def test_an_undo_leaves_nothing_there(desk: Desk) -> None:
    before = ready(desk, ONE)
    desk.posts("V-1")
    desk.rules = Rules()
    desk.undoes("V-1")
    assert moved(desk, before) == {}


def test_a_worksheet_that_leaves_invoice_and_comes_back_books_it_where_it_was_approved(desk: Desk) -> None:
    before = ready(desk, ONE)
    desk.posts("V-1")
    first, desk.rules = moved(desk, before), Rules()
    worksheet = desk.january.worksheets.find("W-103")[0]
    desk.january.worksheets.set_status(worksheet.id, WorksheetStatus.WORK, by=ANNA)
    desk.january.worksheets.set_status(worksheet.id, WorksheetStatus.INVOICE, by=ANNA, posting_date=day(20))
    assert moved(desk, before) == first


def test_another_account_is_another_content_to_approve(desk: Desk) -> None:
    ready(desk, Rules())
    voucher_id = desk.submits("V-1")
    shown = desk.voucher(voucher_id).fingerprint
    desk.rules = ONE
    with pytest.raises(ContentChanged):
        desk.approving.approve(voucher_id, shown, by=BO)
    desk.approves(voucher_id)
    assert desk.voucher(voucher_id).variance_account == "5110"


def test_beyond_tolerance_a_difference_is_not_shared_out_by_itself(desk: Desk) -> None:
    within = Rules(variance_mode=VarianceMode.WITHIN_TOLERANCE)
    ready(desk, within)
    desk.submits("V-1")  # 53.36 of 14,780.00
    with pytest.raises(Problem, match=r"differs by -53\.33") as refused:
        desk.submits("V-2")  # of 1,233.33
    assert refused.value.field == "amount"
    desk.rules = replace(within, tolerance_amount=60_00)
    assert desk.approving.submit(desk.ids["V-2"], by=ANNA).number == 2
