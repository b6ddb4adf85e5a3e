"""Clara maps the chart of accounts, has QuickBooks make what is missing, and is told what would break the model."""

from datetime import date

from standins.slack.person import Person
from tests.bot.accounts.conftest import Tieout

LIABILITY = "Other Current Liability"


def opens(tieout: Tieout, person: Person) -> str:
    """The chart, once QuickBooks was read."""
    person.types("/accounting accounts", in_="#accounting")
    person.sees_modal("Accounts")
    tieout.settle()
    return person.reads(person.sees_modal("Read from QuickBooks"))


def test_the_chart_shows_what_is_needed(tieout: Tieout, clara: Person) -> None:
    said = opens(tieout, clara)
    assert "10 accounts to settle." in said
    for words in ("2110 Accrued AP · A/P Accrual · required", "3000 Inventory · Inventory · optional"):
        assert words in said


def test_an_account_is_searched_and_mapped(tieout: Tieout, clara: Person) -> None:
    there = tieout.desk.account("2150", "Accrued payables", LIABILITY, "AccruedLiabilities")
    opens(tieout, clara)
    clara.presses("Map", near="2110 Accrued AP")
    said = clara.reads(clara.sees_modal("Expected type"))
    assert "Other Current Liability / Accrued Liabilities or Other Current Liabilities" in said
    clara.selects("Account in QuickBooks", "2150 Accrued payables")
    clara.submits()
    said = clara.reads(clara.sees_modal("2110 is mapped to 2150 Accrued payables."))
    assert "→ 2150 Accrued payables (Other Current Liability / Accrued Liabilities)" in said
    assert there not in said.split()
    standing = tieout.desk.standing("2110").mapped
    assert standing is not None
    assert (standing.books_id, standing.by) == (there, "U0CLARA")


def test_a_wrong_type_is_refused_at_the_field(tieout: Tieout, clara: Person) -> None:
    tieout.desk.account("6000", "Office", "Expense", "OfficeGeneralAdministrativeExpenses")
    opens(tieout, clara)
    clara.presses("Map", near="2110 Accrued AP")
    clara.selects("Account in QuickBooks", "6000 Office")
    clara.submits()
    clara.sees_error("Account in QuickBooks", "Choose an account of the type Other Current Liability")


def test_a_missing_account_is_created_after_a_confirmation(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    clara.presses("Map", near="2110 Accrued AP")
    assert "cancelled" in clara.presses("Create it in QuickBooks", confirm=False)
    assert not [one for one in tieout.desk.books().accounts() if one.number == "2110"]
    clara.presses("Create it in QuickBooks")
    tieout.settle()
    clara.sees_modal("2110 Accrued AP is mapped to Accrued AP in QuickBooks.")
    clara.cancels()
    clara.sees_modal("9 accounts to settle.")
    assert [one.type for one in tieout.desk.books().accounts() if one.number == "2110"] == [LIABILITY]


def test_who_closed_the_window_hears_of_it(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    clara.presses("Map", near="2110 Accrued AP")
    tieout.desk.site.trouble("delay", seconds=0.5, route={"entity": "account"})
    clara.presses("Create it in QuickBooks")
    clara.closes_everything()
    tieout.settle()
    clara.sees("2110 Accrued AP is mapped to Accrued AP in QuickBooks.")


def test_an_account_with_a_balance_asks_for_the_month(tieout: Tieout, clara: Person) -> None:
    one = tieout.desk.account("2110", "Accrued AP", LIABILITY, "AccruedLiabilities")
    tieout.desk.account("2150", "Accrued payables", LIABILITY, "AccruedLiabilities")
    tieout.desk.pulls()
    tieout.desk.mapping.map("main", "2110", one, by="U0CLARA")
    tieout.desk.enters("2110", -600_00, date(2025, 1, 1))
    opens(tieout, clara)
    clara.presses("Change", near="2110 Accrued AP")
    clara.selects("Account in QuickBooks", "2150 Accrued payables")
    clara.submits()
    clara.sees_error("From", "carries -600.00, so it changes at the start of a month")
    clara.selects("From", "February 2025")
    clara.submits()
    clara.sees_modal("2110 is mapped to 2150 Accrued payables.")


def test_what_is_there_is_mapped_at_once_and_what_is_missing_created(tieout: Tieout, clara: Person) -> None:
    there = {
        "2110": tieout.desk.account("2110", "Accrued payables", LIABILITY, "AccruedLiabilities"),
        "1210": tieout.desk.account("", "Accrued Sales", "Other Current Asset", "OtherCurrentAssets"),
    }
    tieout.desk.account("9999", "Bank Fee", "Other Current Asset", "OtherCurrentAssets")
    opens(tieout, clara)
    clara.presses("Map 3 accounts QuickBooks has already")
    clara.sees_modal("3 accounts mapped.")
    assert {number: behind(tieout, number) for number in there} == there
    assert behind(tieout, "2100"), "its one account of payables, whatever it is called"
    assert "cancelled" in clara.presses("Create 7 missing in QuickBooks", confirm=False)
    clara.presses("Create 7 missing in QuickBooks")
    tieout.settle()
    said = clara.reads(clara.sees_modal("6 created and 0 mapped."))
    assert "5500 Bank Fee: QuickBooks has an account named Bank Fee already." in said
    assert "1 account to settle." in said
    assert "Map 3" not in said


def behind(tieout: Tieout, number: str) -> str:
    """The account of QuickBooks behind one of ours."""
    standing = tieout.desk.standing(number).mapped
    return standing.books_id if standing else ""


def test_numbers_switched_off_are_explained_with_the_way(tieout: Tieout, clara: Person) -> None:
    tieout.desk.person("account-numbers", on=False)
    assert "Enable account numbers" in opens(tieout, clara)


def test_an_account_can_be_added_to_a_class_that_may_have_several(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    clara.presses("Add an account")
    clara.selects("Class", "Expenses")
    clara.submits(Number="4010", Name="Drayage")
    clara.sees_error("Number", "4010 is in the chart already")
    clara.submits(Number="5730")
    clara.sees_modal("5730 Drayage is in the chart.")


def test_others_look_and_touch_nothing(tieout: Tieout, anna: Person, bo: Person) -> None:
    for person in (bo, anna):
        assert "2110 Accrued AP" in opens(tieout, person)
        assert not [block for block in person.modal["blocks"] if block["type"] == "actions"]
        assert not [block for block in person.modal["blocks"] if "row" in block["block_id"] and "accessory" in block]


def test_a_quickbooks_that_is_away_is_said_in_the_window(tieout: Tieout, clara: Person) -> None:
    tieout.desk.site.trouble("503", times=0, route={"path": "/query"})
    clara.types("/accounting accounts", in_="#accounting")
    tieout.settle()
    clara.sees_modal("QuickBooks is not answering properly just now.")
