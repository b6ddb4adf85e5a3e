"""A worksheet becomes INVOICE and leaves it, is adjusted, and is looked at by those who may only look."""

from datetime import date

from domain.ledger.period import Period, PeriodState
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide, WorksheetStatus
from standins.slack.person import Person
from tests.bot.worksheets.conftest import JANUARY_5, Tieout
from tests.bot.worksheets.test_making_story import opens


def locks(tieout: Tieout, month: str = "2025-01") -> None:
    at = tieout.worksheets.now()
    with tieout.store.writing() as session:
        session.add(
            Period(department="main", month=month, state=PeriodState.LOCKED, changed_at=at, changed_by="U0CLARA")
        )


def test_a_worksheet_becomes_invoice_and_leaves_it(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    opens(anna)
    anna.presses("Approve")
    anna.sees_modal("W-101 · approved")
    assert not tieout.balances()
    anna.presses("Make it INVOICE")
    anna.sees_modal("it recognises 12,000.00 revenue and 8,900.00 cost in January 2025")
    anna.submits()
    anna.sees_modal("12,000.00 revenue and 8,900.00 cost are recognised on 5 January 2025")
    assert tieout.balances() == {
        "1200": 12_000_00,
        "4010": -12_000_00,
        "5010": 8_000_00,
        "5710": 900_00,
        "2110": -8_900_00,
    }
    asked = anna.presses("Take out of INVOICE", confirm=False)["cancelled"]
    assert "are reversed on 5 January 2025" in asked["text"]["text"]
    anna.presses("Take out of INVOICE")
    anna.sees_modal("W-101 · work")
    assert not tieout.balances()


def test_the_month_named_follows_the_date_chosen(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    opens(anna)
    anna.presses("Make it INVOICE")
    anna.fills({"Posting date": "2025-02-03"})
    anna.sees_modal("in February 2025")
    anna.submits()
    anna.sees_modal("are recognised on 3 February 2025")
    assert tieout.found("W-101").worksheet.posting_date == date(2025, 2, 3)


def test_a_locked_month_refuses_at_the_posting_date(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    locks(tieout)
    opens(anna)
    anna.presses("Make it INVOICE")
    anna.sees_modal("becomes INVOICE")
    anna.submits()
    anna.sees_error("Posting date", "because January 2025 is locked. Choose a posting date from 1 February 2025 on.")
    anna.submits({"Posting date": "2025-02-01"})
    anna.sees_modal("W-101 · INVOICE")


def test_a_locked_month_refuses_changes_in_its_own_words(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    tieout.worksheets.set_status(sheet.worksheet.id, WorksheetStatus.INVOICE, by="U0CLARA")
    locks(tieout)
    opens(anna)
    anna.presses("Change", near="Inland freight")
    anna.submits({"Amount": "950"})
    anna.sees_modal("The accrual cannot be changed, because it was recognised on 5 January 2025")
    anna.presses("Close")
    anna.presses("Back")
    anna.presses("Take out of INVOICE")
    anna.sees_modal("The worksheet cannot leave INVOICE")
    assert tieout.found("W-101").worksheet.status is WorksheetStatus.INVOICE


def test_adjustments_are_staged_posted_and_removed(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    tieout.worksheets.set_status(sheet.worksheet.id, WorksheetStatus.INVOICE, by="U0CLARA")
    opens(anna)
    anna.presses("Sales adjustment")
    anna.selects("Account", "4140")
    anna.submits({"Amount": "(350.00)", "Memo": "Wet"})
    anna.sees_modal("SA-1 sales adjustment · -350.00")
    anna.presses("Purchase adjustment")
    anna.selects("Vendor", "RecycleCo")
    anna.selects("Account", "Purchases - Moisture")
    anna.submits({"Amount": "-220"})
    anna.sees_modal("PA-1 purchase adjustment · -220.00")
    anna.presses("Change", near="SA-1")
    anna.submits({"Posting date": "2025-01-25"})
    shown = anna.reads(anna.sees_modal("posted 25 January 2025"))
    assert "Sales adjustments               -350.00" in shown and "Gross profit                   2,750.00" in shown
    anna.presses("Change", near="PA-1")
    anna.sees_modal("posted by the voucher")
    anna.presses("Remove")
    anna.sees_modal("It is off the worksheet.")
    assert [one.name for one in tieout.found("W-101").adjustments] == ["SA-1"]


def test_one_is_shown_privately_with_all_it_comes_to(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    form = AdjustmentForm(AdjustmentSide.PURCHASE, "5140", -220_00, tieout.parties["RecycleCo"])
    tieout.adjusting.stage(sheet.worksheet.id, form, by="U0CLARA")
    anna.types("/worksheet show w-101", in_="#accounting")
    said = anna.sees("Worksheet W-101", ephemeral=True)
    assert said["text"] == "Worksheet W-101 (work): gross profit 3,100.00, 25.8%"
    table = next(block for block in said["blocks"] if block["type"] == "table")
    rows = [tuple(cell["text"].strip() for cell in row) for row in table["rows"]]
    assert ("Revenue", "Acme Mills", "12,000.00", "") in rows
    assert ("Cost: inland freight", "", "900.00", "") in rows
    assert rows[rows.index(("Cost: material", "", "8,000.00", "")) + 1] == ("accrual", "RecycleCo", "8,000.00", "open")
    assert ("PA-1", "RecycleCo", "-220.00", "staged") in rows
    assert "Staged and in no figure yet: PA-1" in anna.reads(said)
    assert table["column_settings"][2]["align"] == "right"


def test_a_stale_button_moves_nothing(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    opens(anna)
    tieout.worksheets.remove_accrual(sheet.accruals[0].id, by="U0CLARA")
    anna.presses("Approve")
    anna.sees_modal("It was changed while you had it open.")
    assert tieout.found("W-101").worksheet.status is WorksheetStatus.WORK


def test_who_may_look_has_no_buttons_to_change(bo: Person, otto: Person, tieout: Tieout) -> None:
    tieout.keeps()
    bo.types("/worksheet W-101", in_="#accounting")
    bo.presses("Open")
    shown = bo.sees_modal("W-101 · work")
    assert "Change" not in bo.reads(shown) and "Make it INVOICE" not in bo.reads(shown)
    bo.types("/worksheet create", in_="#accounting")
    bo.sees("you need the role clerk or controller")
    otto.types("/worksheet W-101", in_="@app")
    otto.sees("You need a role")


def test_a_posting_date_that_is_missing_is_asked_for(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    assert sheet.worksheet.posting_date == JANUARY_5
    anna.types("/worksheet create W-9", in_="#accounting")
    anna.sees_modal("New worksheet")
    anna.submits()
    anna.presses("Make it INVOICE")
    anna.sees_modal("in the month of the posting date")
    anna.submits({"Posting date": "2025-01-07"})
    anna.sees_modal("W-9 has no customer. Choose one.")
