"""Two companies to start from: a small landscaping business with some months behind it, and an empty one."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from standins.quickbooks import sample_data as data
from standins.quickbooks.envelopes import PACIFIC
from standins.quickbooks.sample_activity import seed_activity
from standins.quickbooks.sample_settings import NewCompany, put, settings

Doc = dict[str, Any]

CLASSIFICATIONS = {
    **dict.fromkeys(
        ("Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset"),
        "Asset",
    ),
    **dict.fromkeys(
        ("Accounts Payable", "Credit Card", "Other Current Liability", "Long Term Liability"),
        "Liability",
    ),
    "Equity": "Equity",
    **dict.fromkeys(("Income", "Other Income"), "Revenue"),
    **dict.fromkeys(("Cost of Goods Sold", "Expense", "Other Expense"), "Expense"),
}
DOLLAR = {"value": "USD", "name": "United States Dollar"}


def seed_sample(company: NewCompany) -> None:
    """Fill a new company with Intuit's sample ids under names of our own, and a few months of business."""
    seed_lists(company)
    seed_activity(company)


def seed_lists(company: NewCompany) -> None:
    """The sample company before its first document: settings, chart, names, items, terms, taxes, currencies."""
    settings(company, data.COMPANY, sales_tax=True)
    _accounts(company, [*data.ACCOUNTS, data.EXCHANGE_ACCOUNT])
    _lists(company)
    _taxes(company, data.TAX_CODES)
    _people(company)
    _items(company)
    _currencies(company)


def seed_empty(company: NewCompany) -> None:
    """Fill a new company with what QuickBooks itself creates: system accounts, terms, settings; no names."""
    settings(company, data.EMPTY_COMPANY, sales_tax=False)
    system = [account for account in data.ACCOUNTS if account[0] in data.SYSTEM_ACCOUNTS]
    _accounts(company, [*system, data.SALES_TAX_PAYABLE, data.EXCHANGE_ACCOUNT])
    for id, name, due_days in data.TERMS:
        put(company, "Term", id, Name=name, Active=True, Type="STANDARD", DiscountPercent=0, DueDays=due_days)
    for id, name, kind in data.PAYMENT_METHODS:
        put(company, "PaymentMethod", id, Name=name, Active=True, Type=kind)
    _taxes(company, [code for code in data.TAX_CODES if code[0] in data.PSEUDO_TAX_CODES])


def _accounts(company: NewCompany, accounts: Sequence[tuple[str, str, str, str, str]]) -> None:
    full: dict[str, str] = {}
    for id, name, account_type, sub_type, parent in accounts:
        full[id] = f"{full[parent]}:{name}" if parent else name
        put(
            company,
            "Account",
            id,
            Name=name,
            SubAccount=bool(parent),
            **({"ParentRef": {"value": parent}} if parent else {}),
            FullyQualifiedName=full[id],
            Active=True,
            Classification=CLASSIFICATIONS[account_type],
            AccountType=account_type,
            AccountSubType=sub_type,
            CurrentBalance=Decimal(0),
            CurrentBalanceWithSubAccounts=Decimal(0),
            CurrencyRef=DOLLAR,
        )


def _lists(company: NewCompany) -> None:
    for id, name, due_days in data.TERMS:
        put(company, "Term", id, Name=name, Active=True, Type="STANDARD", DiscountPercent=0, DueDays=due_days)
    for id, name, kind in data.PAYMENT_METHODS:
        put(company, "PaymentMethod", id, Name=name, Active=True, Type=kind)
    for id, name in data.DEPARTMENTS:
        put(company, "Department", id, Name=name, SubDepartment=False, FullyQualifiedName=name, Active=True)
    for id, name in data.CLASSES:
        put(company, "Class", id, Name=name, SubClass=False, FullyQualifiedName=name, Active=True)


def _taxes(company: NewCompany, codes: Sequence[tuple[str, str, str, bool, tuple[str, ...]]]) -> None:
    used = {rate for code in codes for rate in code[4]}
    for id, name in data.AGENCIES if used else []:
        put(company, "TaxAgency", id, DisplayName=name, TaxTrackedOnPurchases=False, TaxTrackedOnSales=True)
    for id, name, percent, agency in data.TAX_RATES if used else []:
        rate = Decimal(percent)
        put(
            company,
            "TaxRate",
            id,
            Name=name,
            Description=name,
            Active=True,
            RateValue=rate,
            AgencyRef={"value": agency},
            SpecialTaxType="NONE",
            DisplayType="ReadOnly",
            EffectiveTaxRate=[{"RateValue": rate, "EffectiveDate": "2020-01-01T00:00:00-08:00"}],
        )
    for id, name, description, taxable, rates in codes:
        put(
            company,
            "TaxCode",
            id,
            Name=name,
            Description=description,
            Active=True,
            Taxable=taxable,
            TaxGroup=bool(rates),
            SalesTaxRateList={"TaxRateDetail": [_rate_of(rate) for rate in rates]},
            PurchaseTaxRateList={"TaxRateDetail": []},
        )


def _rate_of(id: str) -> Doc:
    name = next(name for rate, name, _percent, _agency in data.TAX_RATES if rate == id)
    return {"TaxRateRef": {"value": id, "name": name}, "TaxTypeApplicable": "TaxOnAmount", "TaxOrder": 0}


def _people(company: NewCompany) -> None:
    names = {id: name for id, name, *_rest in data.CUSTOMERS}
    for id, name, firm, email, city, parent in data.CUSTOMERS:
        job = {"ParentRef": {"value": parent}, "Level": 1} if parent else {}
        put(
            company,
            "Customer",
            id,
            Taxable=bool(firm),
            BillAddr=_address(id, city),
            Job=bool(parent),
            BillWithParent=False,
            **job,
            Balance=Decimal(0),
            BalanceWithJobs=Decimal(0),
            CurrencyRef=DOLLAR,
            PreferredDeliveryMethod="Print",
            **({"CompanyName": firm} if firm else {}),
            FullyQualifiedName=f"{names[parent]}:{name}" if parent else name,
            DisplayName=name,
            PrintOnCheckName=name,
            Active=True,
            PrimaryEmailAddr={"Address": email},
            DefaultTaxCodeRef={"value": "2"},
        )
    for id, name, email, city in data.VENDORS:
        put(
            company,
            "Vendor",
            id,
            BillAddr=_address(id, city),
            Balance=Decimal(0),
            Vendor1099=False,
            CurrencyRef=DOLLAR,
            CompanyName=name,
            DisplayName=name,
            PrintOnCheckName=name,
            Active=True,
            PrimaryEmailAddr={"Address": email},
            TermRef={"value": "3"},
        )
    for id, given, family in data.EMPLOYEES:
        full = f"{given} {family}"
        names_of = {"GivenName": given, "FamilyName": family, "DisplayName": full, "PrintOnCheckName": full}
        put(company, "Employee", id, **names_of, BillableTime=False, Active=True)


def _address(id: str, city: str) -> Doc:
    where = {"CountrySubDivisionCode": "CA", "PostalCode": f"94{int(id):03d}"}
    return {"Id": str(int(id) + 1), "Line1": f"{100 + int(id) * 7} Main Street", "City": city, **where}


def _items(company: NewCompany) -> None:
    started = (company.clock.now().astimezone(PACIFIC) - timedelta(days=200)).date().isoformat()
    names = {id: name for id, name, *_rest in data.ACCOUNTS}
    for id, name, kind, price, income, cost, expense, on_hand in data.ITEMS:
        refs = {"IncomeAccountRef": income, "ExpenseAccountRef": expense, "AssetAccountRef": "81" if on_hand else ""}
        stock = {"QtyOnHand": Decimal(on_hand), "InvStartDate": started} if on_hand else {}
        put(
            company,
            "Item",
            id,
            Name=name,
            Description=name,
            Active=True,
            FullyQualifiedName=name,
            Taxable=kind != "Service",
            UnitPrice=Decimal(price),
            Type=kind,
            **{field: {"value": account, "name": names[account]} for field, account in refs.items() if account},
            PurchaseCost=Decimal(cost),
            TrackQtyOnHand=bool(on_hand),
            **stock,
        )


def _currencies(company: NewCompany) -> None:
    today = company.clock.now().astimezone(PACIFIC).date().isoformat()
    for id, code, name in data.CURRENCIES:
        put(company, "CompanyCurrency", id, Code=code, Name=name, Active=True)
    for code, rate in data.RATES:
        codes = {"SourceCurrencyCode": code, "TargetCurrencyCode": "USD"}
        put(company, "ExchangeRate", code, **codes, Rate=Decimal(rate), AsOfDate=today)
