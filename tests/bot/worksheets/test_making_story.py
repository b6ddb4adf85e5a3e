"""A clerk makes worksheets, fills them row by row, and finds them again."""

from datetime import date

from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet_form import AccrualForm
from standins.slack.person import Person
from tests.bot.worksheets.conftest import Tieout, keeps_party


def opens(person: Person, number: str = "W-101") -> None:
    person.types(f"/worksheet {number}", in_="#accounting")
    person.presses("Open to change")
    person.sees_modal(number)


def test_a_worksheet_is_made_with_its_sale_and_accruals(anna: Person, tieout: Tieout) -> None:
    anna.types("/worksheet create W-101", in_="#accounting")
    anna.selects("Customer", "Acme Mills")
    anna.submits({"Posting date": "2025-01-05", "Sale": "$12,000", "Sales rep": "Rita", "Commodity": "OCC"})
    anna.sees_modal("The worksheet is here.")
    for vendor, kind, amount in (("RecycleCo", "Material", "8000"), ("FastTruck", "Inland freight", "900.00")):
        anna.presses("Add accrual")
        anna.selects("Vendor", vendor)
        anna.selects("Kind", kind)
        anna.submits({"Amount": amount})
        anna.sees_modal(vendor)
    shown = anna.reads(anna.sees_modal("W-101 · work"))
    assert "Gross profit                   3,100.00" in shown
    assert "Gross profit %                    25.8%" in shown
    assert "5710 Freight - Inland" in shown
    sheet = tieout.found("W-101")
    assert (sheet.worksheet.posting_date, sheet.worksheet.rep) == (date(2025, 1, 5), "Rita")
    assert [(a.kind, a.amount, a.account) for a in sheet.accruals] == [
        (TradeKind.MATERIAL, 8_000_00, "5010"),
        (TradeKind.INLAND_FREIGHT, 900_00, "5710"),
    ]


def test_amounts_are_read_leniently_and_refused_at_their_field(anna: Person, tieout: Tieout) -> None:
    anna.types("/worksheet create W-101", in_="#accounting")
    anna.sees_modal("New worksheet")
    anna.submits({"Sale": "12 apples"})
    anna.sees_error("Sale", "“12 apples” is not an amount.")
    anna.submits({"Sale": "12,000.00", "Sales tax": "-1"})
    anna.sees_error("Sale", "cannot be below zero")
    anna.submits({"Sales tax": "720"})
    anna.sees_modal("W-101 · work")
    anna.presses("Add accrual")
    anna.selects("Vendor", "RecycleCo")
    anna.selects("Kind", "Material")
    anna.submits({"Amount": "0"})
    anna.sees_error("Amount", "An accrual must be above zero.")
    assert not tieout.found("W-101").accruals


def test_a_number_is_taken_once_in_a_department(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    anna.types("/worksheet create w-101", in_="#accounting")
    anna.sees_modal("New worksheet")
    anna.submits()
    anna.sees_error("Number", "There is a worksheet w-101 already.")


def test_another_department_has_its_own_customers_and_numbers(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    keeps_party(tieout, "Paper Customer", "customer", "paper")
    anna.types("/worksheet create W-101", in_="#accounting")
    anna.selects("Department", "paper")
    tieout.settle()
    anna.selects("Customer", "Paper Customer")
    anna.submits({"Number": "W-101"})
    anna.sees_modal("department paper")
    assert tieout.found("W-101", "paper").worksheet.customer_id == tieout.parties["Paper Customer"]


def test_rows_are_changed_and_removed(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    opens(anna)
    anna.presses("Change", near="Inland freight")
    anna.submits({"Amount": "950"})
    anna.sees_modal("Inland freight · 950.00")
    anna.presses("Change", near="Material")
    anna.presses("Remove")
    anna.sees_modal("It is off the worksheet.")
    anna.presses("Back")
    assert "Material" not in anna.reads(anna.sees_modal("W-101 · work"))
    anna.presses("Add sale line")
    anna.selects("Account", "4120")
    anna.submits({"Amount, net of tax": "10.50", "Description": "<!here> & more"})
    anna.sees_modal("Sale · 10.50")
    anna.presses("Change", near="Sale · 12,000.00")
    anna.presses("Remove")
    anna.sees_modal("It is off the worksheet.")
    anna.presses("Back")
    anna.sees_modal("W-101 · work")
    sheet = tieout.found("W-101")
    assert [accrual.amount for accrual in sheet.accruals] == [950_00]
    assert [(sale.amount, sale.account, sale.description) for sale in sheet.sales] == [
        (10_50, "4120", "<!here> & more")
    ]


def test_details_are_changed(anna: Person, tieout: Tieout) -> None:
    tieout.keeps()
    opens(anna)
    anna.presses("Edit details")
    anna.selects("Customer", "Baltic Paper")
    anna.submits({"Ship date": "2025-01-03", "Commodity": "Copper"})
    assert "Baltic Paper" in anna.reads(anna.sees_modal("ship 3 January 2025"))
    sheet = tieout.found("W-101")
    assert (sheet.worksheet.commodity, len(sheet.accruals), len(sheet.sales)) == ("Copper", 2, 1)


def test_nothing_typed_is_lost_when_someone_else_saved_meanwhile(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    opens(anna)
    anna.presses("Change", near="Inland freight")
    anna.fills(Amount="950")
    freight = sheet.accruals[1]
    tieout.worksheets.remove_accrual(sheet.accruals[0].id, by="U0CLARA")
    anna.submits()
    anna.sees_modal("while you had this open")
    assert tieout.found("W-101").accruals[0].amount == 900_00
    anna.submits()
    anna.sees_modal("Inland freight · 950.00")
    assert [(one.id, one.amount) for one in tieout.found("W-101").accruals] == [(freight.id, 950_00)]


def test_a_row_that_is_gone_is_not_opened(anna: Person, tieout: Tieout) -> None:
    sheet = tieout.keeps()
    opens(anna)
    tieout.worksheets.remove_accrual(sheet.accruals[1].id, by="U0CLARA")
    anna.presses("Change", near="Inland freight")
    anna.sees_modal("This row was removed meanwhile.")


def test_an_accrual_added_twice_by_one_form_is_there_once(tieout: Tieout) -> None:
    form = AccrualForm(tieout.parties["FastTruck"], TradeKind.DRAYAGE, 10_00, id="a" * 32)
    id = tieout.keeps().worksheet.id
    first, again = (tieout.worksheets.add_accrual(id, form, by="U0ANNA") for _ in range(2))
    assert first.id == again.id
    assert len(tieout.found("W-101").accruals) == 3


def test_worksheets_are_found_by_number_customer_and_text(anna: Person, tieout: Tieout) -> None:
    tieout.keeps("W-101")
    tieout.keeps("W-102")
    anna.types("/worksheet find acme", in_="#accounting")
    anna.sees("2 worksheets with “acme”", ephemeral=True)
    anna.types("/worksheet 101", in_="#accounting")
    anna.sees("Worksheet W-101", ephemeral=True)
    anna.types("/worksheet", in_="#accounting")
    anna.selects("Open a worksheet", "W-102")
    anna.sees_modal("W-102 · work")


def test_typing_errors_get_a_proposal(anna: Person, tieout: Tieout) -> None:
    anna.types("/worksheet creat W-9", in_="#accounting")
    anna.sees("Did you mean /worksheet create W-9?")
    anna.types("/worksheet find", in_="#accounting")
    anna.sees("Say which one")
    anna.types("/worksheet help", in_="#accounting")
    anna.sees("shows one: revenue, costs")
    anna.types("/worksheet <!channel>", in_="#accounting")
    anna.sees("There is no worksheet with “<!channel>”.")
