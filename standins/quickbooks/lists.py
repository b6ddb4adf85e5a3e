"""The lists: accounts, items, terms, locations, classes, payment methods, tax agencies, currencies."""

from decimal import Decimal

from standins.quickbooks import subtypes
from standins.quickbooks.changes import Change
from standins.quickbooks.currencies import NAMES, currency_ref
from standins.quickbooks.documents import check_type
from standins.quickbooks.envelopes import Fault, business, missing
from standins.quickbooks.people import ancestors, deactivate, refuse_taken_name
from standins.quickbooks.references import set_currency

DEEPEST = 4  # parents above an entry
ONE_OF_A_KIND = ("OpeningBalanceEquity", "UndepositedFunds", "RetainedEarnings", "ExchangeGainOrLoss")
INVENTORY = (
    ("IncomeAccountRef", ("Income",), "SalesOfProductIncome"),
    ("ExpenseAccountRef", ("Cost of Goods Sold",), ""),
    ("AssetAccountRef", ("Other Current Asset",), "Inventory"),
)


def account(change: Change) -> None:
    """An account has a type and a detail type; either gives the other (6010, 6430)."""
    new = change.new
    _set_type(change)
    set_currency(change)
    for name in ("CurrentBalance", "CurrentBalanceWithSubAccounts"):
        new.setdefault(name, Decimal(0))
    _nest(change, "SubAccount")
    parent = change.company.get("Account", (new.get("ParentRef") or {}).get("value", ""))
    if parent and parent["AccountType"] != new["AccountType"]:
        raise Fault("6150", "A sub-account has the type of its parent", "ParentRef")
    if parent and new["AccountSubType"] in ONE_OF_A_KIND:
        raise Fault("6150", f"A {new['AccountSubType']} account cannot be a sub-account", "ParentRef")
    _check_number(change)
    _settle(change)


def _set_type(change: Change) -> None:
    new, old = change.new, change.old or {}
    kind, detail = new.get("AccountType", ""), new.get("AccountSubType", "")
    if not kind and not detail:
        raise Fault("6010", "AccountType or AccountSubType is required", "AccountType")
    if kind and kind not in subtypes.TYPES:
        raise Fault("2170", f"Invalid Enumeration : {kind}", "AccountType")
    if detail and not subtypes.type_of(detail):
        raise Fault("2170", f"Invalid Enumeration : {detail}", "AccountSubType")
    if kind and old.get("AccountType") not in (None, kind) and "AccountSubType" not in change.given:
        detail = ""
    new["AccountType"] = kind or subtypes.type_of(detail)
    new["AccountSubType"] = detail or subtypes.details(kind)[0]
    if new["AccountSubType"] not in subtypes.details(new["AccountType"]):
        raise Fault("6430", f"Invalid account type : {detail} is no detail type of {kind}", "AccountSubType")
    new["Classification"] = subtypes.classification(new["AccountType"])


def _check_number(change: Change) -> None:
    """6140 for a number that is taken, in a company that uses account numbers."""
    number = change.new.get("AcctNum")
    uses = (change.company.preferences.get("AccountingInfoPrefs") or {}).get("UseAccountNumbers")
    if not number or not uses or not change.turned("AcctNum"):
        return
    for other in change.company.all("Account"):
        if other.get("AcctNum") == number and other["Id"] != (change.old or {}).get("Id"):
            text = "You must specify a different number. This number has already been used."
            raise Fault("6140", f"Duplicate Document Number Error : {text} AcctNum={number}", "AcctNum")


def item(change: Change) -> None:
    """A product or service with the accounts it is sold to and bought from."""
    new = change.new
    _check_accounts(change)
    if new["Type"] == "Inventory":
        new["TrackQtyOnHand"] = True
    elif (change.old or {}).get("TrackQtyOnHand"):
        raise business("TrackQtyOnHand cannot be turned off.", "TrackQtyOnHand")
    if new.get("ParentRef"):
        new["SubItem"] = True
    _nest(change, "")
    _settle(change)


def _check_accounts(change: Change) -> None:
    new = change.new
    if new["Type"] in ("Category", "Group"):
        return
    if new["Type"] == "Inventory":
        absent = [name for name in ("QtyOnHand", "InvStartDate", *(row[0] for row in INVENTORY)) if name not in new]
        if absent:
            raise missing(*absent)
        if not new.get("TrackQtyOnHand"):
            raise missing("TrackQtyOnHand")
        for name, types, detail in INVENTORY:
            check_type(change.company, name, new[name], *types)
            target = change.company.get("Account", new[name]["value"]) or {}
            if detail and target.get("AccountSubType") != detail:
                raise Fault("6430", f"Invalid account type : {name} must be an account of detail type {detail}", name)
    elif not new.get("IncomeAccountRef") and not new.get("ExpenseAccountRef"):
        raise missing("IncomeAccountRef")


def term(change: Change) -> None:
    """Due after days, or on a day of the month."""
    new = change.new
    if "DueDays" not in new and "DayOfMonthDue" not in new:
        raise missing("DueDays")
    if not 0 <= new.get("DueDays", 0) <= 999 or not 1 <= new.get("DayOfMonthDue", 1) <= 31:
        raise Fault("2080", "Invalid Number : DueDays is 0 to 999, DayOfMonthDue 1 to 31", "DueDays")
    new["Type"] = "STANDARD" if "DueDays" in new else "DATE_DRIVEN"
    _settle(change)


def department(change: Change) -> None:
    """A location, maybe inside another."""
    _nest(change, "SubDepartment")
    _settle(change)


def tracking_class(change: Change) -> None:
    """A class, maybe inside another."""
    _nest(change, "SubClass")
    _settle(change)


def payment_method(change: Change) -> None:
    """Cash, check, a card."""
    change.new["Type"] = change.new.get("Type") or "NON_CREDIT_CARD"
    _settle(change)


def tax_agency(change: Change) -> None:
    """Who sales tax is paid to; QuickBooks adds the liability account of the agency."""
    refuse_taken_name(change)


def currency(change: Change) -> None:
    """A currency the company uses besides its own."""
    code = change.new["Code"]
    currency_ref(code)
    for other in change.company.all("CompanyCurrency"):
        if other["Code"] == code and other["Id"] != (change.old or {}).get("Id"):
            raise Fault("6240", "The name supplied already exists. : null")
    change.new["Name"] = change.new.get("Name") or NAMES[code]


def _nest(change: Change, sub: str) -> None:
    """The full name through the parents, and the mark of a child."""
    new = change.new
    new["Name"] = new["Name"].strip()
    chain = ancestors(change.company, change.kind, new)
    if len(chain) > DEEPEST:
        raise Fault("6180", "You can only have up to 5 levels", "ParentRef")
    new["FullyQualifiedName"] = ":".join([*(one["Name"] for one in reversed(chain)), new["Name"]])
    if sub:
        new[sub] = bool(chain)


def _settle(change: Change) -> None:
    deactivate(change, "Name")
    refuse_taken_name(change)
