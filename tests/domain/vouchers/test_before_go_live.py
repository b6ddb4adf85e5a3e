"""What is older than go-live stands in QuickBooks already; only a controller lets it through, and says why (S3-17)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from domain.audit import AuditLine
from domain.departments.letting_through import LettingThrough
from domain.ledger.go_live import GoLive
from domain.problems import Problem
from domain.vouchers.voucher import VoucherState
from domain.worksheets.worksheet import WorksheetStatus
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, Desk

OLD = day(8)
CLOSED = date(2024, 12, 30)


@pytest.fixture
def letting(desk: Desk) -> LettingThrough:
    """Tieout began here on 9 January, in the middle of a month."""
    desk.january.plays(day(5), posts=lambda _: None, undoes=lambda _: None)
    with desk.store.writing() as session:
        session.get_one(GoLive, "main").on = day(9)
    return LettingThrough(desk.store, desk.january.now)


def test_an_older_bill_is_held_until_a_controller_lets_it_through(desk: Desk, letting: LettingThrough) -> None:
    draft = desk.drafts("V-6", posting_date=OLD)
    with pytest.raises(Problem, match="Tieout began here on 9 January 2025") as refused:
        desk.approving.submit(draft, by=ANNA)
    assert (refused.value.field, "/accounting override" in refused.value.words()) == ("posting_date", True)
    assert [one.words for one in letting.held("main")] == ["Bill FT-12 of FastTruck, 8 Jan 2025"]
    with pytest.raises(Problem, match="Say why"):
        letting.let("main", f"voucher:{draft}", "  ", by=BO)
    letting.let("main", f"voucher:{draft}", "It never was in QuickBooks.", by=BO)
    assert letting.held("main") == []
    desk.approving.submit(draft, by=ANNA)
    desk.approves(draft)
    desk.engine.settle()
    assert desk.voucher(draft).state is VoucherState.POSTED
    with desk.store.reading() as session:
        line = session.exec(select(AuditLine).where(AuditLine.act == "let through before go-live")).one()
    assert (line.by, line.subject, line.detail) == (BO, f"voucher:{draft}", "It never was in QuickBooks.")


def test_so_is_an_older_worksheet(desk: Desk, letting: LettingThrough) -> None:
    worksheets = desk.january.worksheets
    form = replace(desk.january.form("W-105"), number="W-97", posting_date=OLD)
    id = worksheets.save(form, by=ANNA).worksheet.id
    with pytest.raises(Problem, match="Tieout began here"):
        worksheets.set_status(id, WorksheetStatus.INVOICE, by=ANNA)
    with pytest.raises(Problem, match="not held back"):
        letting.let("main", "worksheet:another", "Why not.", by=BO)
    letting.let("main", f"worksheet:{id}", "It is not in QuickBooks.", by=BO)
    sheet = worksheets.set_status(id, WorksheetStatus.INVOICE, by=ANNA)
    assert sheet.worksheet.status is WorksheetStatus.INVOICE


def test_a_locked_month_stays_locked_whoever_asks(desk: Desk, letting: LettingThrough) -> None:
    """December is in QuickBooks as it was proved; nobody offers to let something into it."""
    desk.drafts("V-6", posting_date=CLOSED)
    assert letting.held("main") == []
