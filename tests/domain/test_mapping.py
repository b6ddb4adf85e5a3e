"""Mapping the chart: the template, what is refused and why, what the books are asked for, and when a change holds."""

from collections.abc import Iterator
from datetime import date

import pytest

from domain.accounts.account import CHART, AccountClass, Uses, mapped, missing
from domain.accounts.expected import check_type, expected
from domain.accounts.filling import Filling
from domain.clock import new_id
from domain.counterparties.details import Details
from domain.counterparties.registering import Registering
from domain.problems import Problem
from domain.worksheets.recognising import Recognising
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from standins.quickbooks.running import Running
from tests.domain.chart_desk import ChartDesk, chart_desk
from tests.domain.parties import SUPPLIER

ASSET, LIABILITY = "Other Current Asset", "Other Current Liability"


@pytest.fixture
def desk(database_url: str, standin: Running) -> Iterator[ChartDesk]:
    with chart_desk(database_url, standin) as made:
        yield made


def test_the_template_has_exactly_the_29_accounts() -> None:
    assert len(CHART) == 29
    assert " ".join(row.number for row in CHART) == (
        "1200 1210 2100 2110 4010 4110 4120 4130 4140 4150 4160 5010 5110 5120 5130 5140 5150 5160 "
        "5710 5720 5300 6020 3000 7000 4501 1250 4100 4200 5500"
    )
    assert {row.cls for row in CHART} == set(AccountClass)


def test_an_account_is_found_by_number_or_name_and_mapped(desk: ChartDesk) -> None:
    there = desk.account("2150", "Accrued payables", LIABILITY, "AccruedLiabilities")
    desk.pulls()
    assert desk.standing("2110").is_red
    assert [one.books_id for one in desk.mapping.search("main", "2150")] == [there]
    assert [one.books_id for one in desk.mapping.search("main", "accrued PAY")] == [there]
    desk.mapping.map("main", "2110", there, by="U1")
    assert not desk.standing("2110").is_red
    with desk.store.reading() as session:
        found = mapped(session, "main", "2110", date(2020, 1, 1))
    assert found is not None
    assert (found.books_id, found.books_number) == (there, "2150")
    assert desk.audit("account mapped") == ["Accrued AP: from nothing to 2150 Accrued payables"]


def test_a_mapping_can_be_changed_and_the_trail_has_old_and_new(desk: ChartDesk) -> None:
    one = desk.account("5010", "Material", "Cost of Goods Sold", "SuppliesMaterialsCogs")
    two = desk.account("5011", "Paper", "Cost of Goods Sold", "SuppliesMaterialsCogs")
    desk.pulls()
    desk.mapping.map("main", "5010", one, by="U1")
    desk.enters("5010", 100_00, date(2025, 1, 10))
    desk.mapping.map("main", "5010", two, by="U1")
    desk.mapping.map("main", "5010", two, by="U1")
    assert desk.audit("account mapped")[1:] == ["Purchases - Material: from 5010 Material to 5011 Paper"]
    with desk.store.reading() as session:
        found = mapped(session, "main", "5010", date(2025, 1, 10))
    assert found is not None
    assert found.books_id == two


def test_a_wrong_type_is_refused_with_the_one_expected(desk: ChartDesk) -> None:
    wrong = desk.account("6000", "Office", "Expense", "OfficeGeneralAdministrativeExpenses")
    desk.pulls()
    with pytest.raises(Problem) as refused:
        desk.mapping.map("main", "2110", wrong, by="U1")
    assert refused.value.field == "account"
    assert refused.value.words() == (
        "Office is of the type Expense / Office General Administrative Expenses, which does not fit A/P Accrual. "
        "Choose an account of the type Other Current Liability / Accrued Liabilities or Other Current Liabilities."
    )
    assert desk.standing("2110").mapped is None


@pytest.mark.parametrize(("cls", "ar"), [(cls, ar) for cls in AccountClass for ar in (True, False)])
def test_each_class_takes_its_own_types_and_no_other(cls: AccountClass, ar: bool) -> None:
    row = next(row for row in CHART if row.cls is cls)
    for one in expected(cls, ar=ar):
        check_type(row, "it", one.type, one.subtypes[0] if one.subtypes else "Whatever", ar=ar)
    with pytest.raises(Problem, match="does not fit"):
        check_type(row, "it", "Bank", "Checking", ar=ar)


def test_the_receivable_depends_on_the_ar_module() -> None:
    receivable = CHART[0]
    check_type(receivable, "A/R", "Accounts Receivable", "AccountsReceivable", ar=False)
    check_type(receivable, "A/R", ASSET, "OtherCurrentAssets", ar=True)
    with pytest.raises(Problem):
        check_type(receivable, "A/R", "Accounts Receivable", "AccountsReceivable", ar=True)
    with pytest.raises(Problem):
        check_type(receivable, "A/R", ASSET, "OtherCurrentAssets", ar=False)


def test_an_accounts_payable_account_takes_no_voucher_line(desk: ChartDesk) -> None:
    payable = desk.account("2100", "Payables", "Accounts Payable", "AccountsPayable")
    desk.pulls()
    with pytest.raises(Problem, match="no voucher line may go there"):
        desk.mapping.map("main", "2110", payable, by="U1")
    desk.mapping.map("main", "2100", payable, by="U1")


def test_a_cost_of_goods_goes_to_no_expense(desk: ChartDesk) -> None:
    expense = desk.account("5010", "Materials", "Expense", "SuppliesMaterials")
    desk.pulls()
    with pytest.raises(Problem, match='COGS must be a "Cost of Goods Sold" account, not "Expense"') as refused:
        desk.mapping.map("main", "5010", expense, by="U1")
    assert refused.value.field == "account"


def test_one_account_of_the_books_stands_behind_one_of_ours(desk: ChartDesk) -> None:
    asset = desk.account("1200", "Control", ASSET, "OtherCurrentAssets")
    sales = desk.account("4000", "Sales", "Income", "SalesOfProductIncome")
    desk.pulls()
    desk.mapping.map("main", "1200", asset, by="U1")
    with pytest.raises(Problem, match="stands behind 1200 Accounts Receivable already"):
        desk.mapping.map("main", "1210", asset, by="U1")
    desk.mapping.map("main", "4010", sales, by="U1")
    desk.mapping.map("main", "4110", sales, by="U1")


def test_a_class_that_has_one_account_gets_no_second(desk: ChartDesk) -> None:
    with pytest.raises(Problem, match="A/P Accrual has one account, 2110 Accrued AP"):
        desk.mapping.add("main", "2111", "Accrued AP two", AccountClass.AP_ACCRUAL, by="U1")
    with pytest.raises(Problem, match="4010 is in the chart already"):
        desk.mapping.add("main", "4010", "Sales two", AccountClass.SALES, by="U1")
    desk.mapping.add("main", "4170", "Sales - Scrap", AccountClass.SALES, by="U1")
    assert desk.standing("4170").row.name == "Sales - Scrap"
    assert desk.audit("account added") == ["Sales - Scrap: added to Sales"]


def test_an_account_with_a_balance_moves_only_at_the_start_of_a_month(desk: ChartDesk) -> None:
    one = desk.account("2110", "Accrued AP", LIABILITY, "AccruedLiabilities")
    two = desk.account("2150", "Accrued payables", LIABILITY, "AccruedLiabilities")
    desk.pulls()
    desk.mapping.map("main", "2110", one, by="U1")
    desk.enters("2110", -600_00, date(2025, 1, 1))
    for start in (None, date(2025, 2, 2), date(2025, 1, 1)):
        with pytest.raises(Problem) as refused:
            desk.mapping.map("main", "2110", two, by="U1", start=start)
        assert refused.value.field == "start"
    desk.mapping.map("main", "2110", two, by="U1", start=date(2025, 2, 1))
    with desk.store.reading() as session:
        before, after = (mapped(session, "main", "2110", day) for day in (date(2025, 1, 31), date(2025, 2, 1)))
    assert before is not None
    assert after is not None
    assert (before.books_id, after.books_id) == (one, two)
    assert desk.audit("account mapped")[-1].endswith("to 2150 Accrued payables since 2025-02-01")


def test_required_accounts_are_red_until_they_are_mapped(desk: ChartDesk) -> None:
    def red() -> set[str]:
        return {one.row.number for one in desk.mapping.look("main").rows if one.is_red}

    assert red() == {"1200", "1210", "2100", "2110", "4010", "5010", "1250", "4100", "4200", "5500"}
    desk.uses = Uses(ar=False)
    assert red() == {"1200", "1210", "2100", "2110", "4010", "5010"}
    desk.uses = Uses(ar=True, tax=True, inventory=True, netting=True)
    assert red() >= {"4501", "3000", "7000"}
    sales = desk.account("4000", "Sales", "Income", "SalesOfProductIncome")
    desk.pulls()
    desk.mapping.map("main", "4130", sales, by="U1")
    assert "4010" not in red(), "any sales account will do"
    with desk.store.reading() as session:
        assert "4010" not in {row.number for row in missing(session, "main", desk.uses, desk.today)}
        assert "2110" in {row.number for row in missing(session, "main", desk.uses, desk.today)}


def test_a_missing_account_is_created_with_the_right_type_and_mapped(desk: ChartDesk) -> None:
    desk.mapping.create("main", "2110", by="U1")
    desk.engine.settle()
    assert desk.told == ["2110 Accrued AP is mapped to Accrued AP in QuickBooks."]
    [made] = [one for one in desk.books().accounts() if one.number == "2110"]
    assert (made.name, made.type, made.subtype) == ("Accrued AP", LIABILITY, "AccruedLiabilities")
    standing = desk.standing("2110")
    assert standing.mapped is not None
    assert standing.mapped.books_id == made.id
    desk.mapping.create("main", "2110", by="U1")
    desk.engine.settle()
    assert len([one for one in desk.books().accounts() if one.number == "2110"]) == 1, "looked before creating"


def test_every_account_of_the_template_can_be_created(desk: ChartDesk) -> None:
    for row in CHART:
        desk.mapping.create("main", row.number, by="U1")
        desk.engine.settle()
    assert not desk.mapping.look("main").is_complete, "account numbers are off"
    desk.person("account-numbers", on=True)
    desk.pulls()
    chart = desk.mapping.look("main")
    assert chart.is_complete, desk.told
    assert all(one.mapped for one in chart.rows)


def test_a_name_that_is_taken_is_said(desk: ChartDesk) -> None:
    desk.account("9999", "Accrued AP", "Expense", "OfficeGeneralAdministrativeExpenses")
    desk.mapping.create("main", "2110", by="U1")
    desk.engine.settle()
    assert desk.told == [
        "QuickBooks has an account named Accrued AP already. Map it, or rename it there and try again."
    ]


def test_a_quickbooks_that_is_away_is_said(desk: ChartDesk) -> None:
    desk.site.trouble("503", times=0)
    desk.pulls()
    assert len(desk.told) == 1
    assert "QuickBooks" in desk.told[0]
    assert desk.mapping.look("main").known is None


def test_what_changed_in_quickbooks_turns_red(desk: ChartDesk) -> None:
    there = desk.account("2110", "Accrued AP", LIABILITY, "AccruedLiabilities")
    desk.pulls()
    desk.mapping.map("main", "2110", there, by="U1")
    desk.person("deactivate", kind="Account", id=there)
    desk.pulls()
    assert "inactive" in desk.standing("2110").wrong
    assert desk.mapping.search("main", "2110") == []
    with pytest.raises(Problem, match="inactive"):
        desk.mapping.map("main", "2110", there, by="U1")


def test_the_sales_item_is_created_and_pointed_at_accrued_sales(desk: ChartDesk) -> None:
    desk.uses = Uses(ar=False)
    with pytest.raises(Problem, match="needs the account Accrued Sales"):
        desk.mapping.fix_item("main", by="U1")
    desk.mapping.create("main", "1210", by="U1")
    desk.engine.settle()
    assert desk.mapping.look("main").item == "The item Sales Accrual is missing in QuickBooks."
    desk.mapping.fix_item("main", by="U1")
    desk.engine.settle()
    assert desk.mapping.look("main").item == ""
    other = desk.account("1219", "Elsewhere", ASSET, "OtherCurrentAssets")
    [item] = [one for one in desk.books().items() if one.name == "Sales Accrual"]
    desk.books().point_item(item.id, other, "astray")
    desk.pulls()
    assert "points at another account" in desk.mapping.look("main").item
    desk.mapping.fix_item("main", by="U1")
    desk.engine.settle()
    assert desk.mapping.look("main").item == ""


def test_account_numbers_switched_off_are_known(desk: ChartDesk) -> None:
    desk.person("account-numbers", on=False)
    desk.pulls()
    known = desk.mapping.look("main").known
    assert known is not None
    assert not known.account_numbers


def test_without_a_connection_the_template_is_there_and_nothing_is_mapped(desk: ChartDesk) -> None:
    connection = desk.site.connecting.connection("main")
    desk.site.connecting.disconnect("main", "U1", connection.company_name)
    chart = desk.mapping.look("main")
    assert [one.row for one in chart.rows] == sorted(CHART, key=lambda row: row.number)
    assert all(one.expects and one.mapped is None for one in chart.rows)
    with pytest.raises(Problem, match="not connected"):
        desk.mapping.map("main", "2110", "1", by="U1")
    with pytest.raises(Problem, match="not connected"):
        desk.mapping.pull("main", by="U1")


def test_accounts_that_fit_are_found_first(desk: ChartDesk) -> None:
    desk.account("2000", "Payables", "Accounts Payable", "AccountsPayable")
    fits = desk.account("2900", "Payables accrued", LIABILITY, "AccruedLiabilities")
    desk.pulls()
    assert desk.mapping.search("main", "payables", "2110")[0].books_id == fits
    assert desk.mapping.search("main", "payables")[0].books_id != fits


def test_an_inactive_sales_item_is_made_active_again(desk: ChartDesk) -> None:
    desk.uses = Uses(ar=False)
    desk.mapping.create("main", "1210", by="U1")
    desk.engine.settle()
    desk.mapping.fix_item("main", by="U1")
    desk.engine.settle()
    [item] = [one for one in desk.books().items() if one.name == "Sales Accrual"]
    desk.person("deactivate", kind="Item", id=item.id)
    desk.pulls()
    assert "missing" in desk.mapping.look("main").item
    desk.mapping.fix_item("main", by="U1")
    desk.engine.settle()
    assert desk.mapping.look("main").item == "", desk.told


def test_a_department_without_its_own_company_has_mains_mapping(desk: ChartDesk) -> None:
    one = desk.account("2110", "Accrued AP", LIABILITY, "AccruedLiabilities")
    two = desk.account("2150", "Accrued payables", LIABILITY, "AccruedLiabilities")
    desk.pulls()
    desk.mapping.map("main", "2110", one, by="U1")

    def behind(department: str) -> str:
        with desk.store.reading() as session:
            found = mapped(session, department, "2110", desk.today)
        assert found is not None
        return found.books_id

    assert behind("sales") == one
    desk.mapping.map("sales", "2110", two, by="U1")
    assert (behind("sales"), behind("main")) == (two, one)


def test_accounts_that_worksheets_stand_on_are_needed(desk: ChartDesk) -> None:
    desk.pulls()
    filling = Filling(desk.mapping)
    assert "4120" not in {row.number for row in filling.missing("main")}
    vendor = Registering(desk.store, desk.site.now, new_id).create(Details("Carrier", SUPPLIER), by="U1").counterparty
    form = WorksheetForm(
        "W-1",
        sales=[SaleForm(900_00, account="4120")],
        accruals=[AccrualForm(vendor.id, TradeKind.INLAND_FREIGHT, 150_00, "5710")],
    )
    Recognising(desk.store, desk.site.now, new_id).save(form, by="U1")
    assert desk.standing("5710").is_red
    assert not desk.standing("5720").required
    assert {"5710", "4120"} <= {row.number for row in filling.missing("main")}
    desk.mapping.create_missing("main", by="U1")
    desk.engine.settle()
    assert desk.standing("5710").mapped is not None
