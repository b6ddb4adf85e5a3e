"""Which type and sub-type an account of the books must have to stand behind one of ours (S0-10, S3-22, S3-34, C4)."""

import re
from dataclasses import dataclass
from typing import Final

from domain.accounts.account import AccountClass, ChartRow
from domain.problems import Problem

PAYABLE, RECEIVABLE = "Accounts Payable", "Accounts Receivable"
ASSET, LIABILITY, INCOME = "Other Current Asset", "Other Current Liability", "Income"
COST, EXPENSE = "Cost of Goods Sold", "Expense"
CONTROLS = (PAYABLE, RECEIVABLE)


@dataclass(frozen=True)
class Expected:
    """A type of account and the sub-types that fit, the usual one first; none given means any."""

    type: str
    subtypes: tuple[str, ...] = ()

    def fits(self, type: str, subtype: str) -> bool:
        """Whether an account is of this kind."""
        return type == self.type and (not self.subtypes or subtype in self.subtypes)

    def words(self) -> str:
        """As QuickBooks says it to people."""
        if not self.subtypes:
            return self.type
        return f"{self.type} / {' or '.join(SPOKEN.get(name, spaced(name)) for name in self.subtypes)}"


SPOKEN: Final = {
    "SuppliesMaterialsCogs": "Supplies and Materials",
    "ShippingFreightDeliveryCos": "Shipping, Freight and Delivery",
    "OtherCostsOfServiceCos": "Other Costs of Services",
    "DiscountsRefundsGiven": "Discounts/Refunds Given",
    "SalesOfProductIncome": "Sales of Product Income",
}
_PAIRS: Final = {
    AccountClass.AR_ACCRUAL: (Expected(ASSET, ("OtherCurrentAssets",)),),
    AccountClass.AP: (Expected(PAYABLE, ("AccountsPayable",)),),
    AccountClass.AP_ACCRUAL: (Expected(LIABILITY, ("AccruedLiabilities", "OtherCurrentLiabilities")),),
    AccountClass.SALES: (Expected(INCOME, ("SalesOfProductIncome",)),),
    AccountClass.PURCHASES: (Expected(COST, ("SuppliesMaterialsCogs",)),),
    AccountClass.EXPENSES: (
        Expected(COST, ("SuppliesMaterialsCogs", "ShippingFreightDeliveryCos", "OtherCostsOfServiceCos")),
    ),
    AccountClass.INVENTORY: (Expected(ASSET, ("Inventory",)),),
    AccountClass.OFFSET: tuple(Expected(type) for type in (ASSET, LIABILITY, INCOME, COST, EXPENSE)),
    AccountClass.SALES_TAX: (Expected(LIABILITY, ("SalesTaxPayable", "GlobalTaxPayable", "OtherCurrentLiabilities")),),
    AccountClass.UNAPPLIED_CASH: (Expected(ASSET, ("OtherCurrentAssets",)),),
    AccountClass.INTEREST_PAID: (Expected(EXPENSE, ("InterestPaid",)),),
    AccountClass.DISCOUNTS: (Expected(INCOME, ("DiscountsRefundsGiven",)),),
    AccountClass.BANK_CHARGES: (Expected(EXPENSE, ("BankCharges",)),),
}


def expected(cls: AccountClass, *, ar: bool) -> tuple[Expected, ...]:
    """What fits a class, the usual first. With the AR module the receivable is a control account of our own (C4)."""
    if cls is AccountClass.AR:
        return (Expected(ASSET, ("OtherCurrentAssets",)),) if ar else (Expected(RECEIVABLE, ("AccountsReceivable",)),)
    return _PAIRS[cls]


def in_words(cls: AccountClass, *, ar: bool) -> str:
    """What fits a class, as one phrase."""
    return ", or ".join(one.words() for one in expected(cls, ar=ar))


def check_type(row: ChartRow, name: str, type: str, subtype: str, *, ar: bool) -> None:
    """Refuse an account of the books of a wrong type for one of ours, saying which was expected.

    So no line of a voucher ever goes to Accounts Payable (S3-34), nor a cost of goods to an expense (S4-11).
    """
    if any(one.fits(type, subtype) for one in expected(row.cls, ar=ar)):
        return
    wanted = f"Choose an account of the type {in_words(row.cls, ar=ar)}."
    if type == PAYABLE:
        raise Problem(f"{name} is an Accounts Payable account; no voucher line may go there.", next_step=wanted)
    if type == EXPENSE and row.cls in (AccountClass.PURCHASES, AccountClass.EXPENSES):
        raise Problem(f'COGS must be a "{COST}" account, not "{EXPENSE}", which {name} is.', next_step=wanted)
    has = f"{type} / {SPOKEN.get(subtype, spaced(subtype))}" if subtype else type
    raise Problem(f"{name} is of the type {has}, which does not fit {row.cls}.", next_step=wanted)


def spaced(name: str) -> str:
    """`AccruedLiabilities` as `Accrued Liabilities`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
