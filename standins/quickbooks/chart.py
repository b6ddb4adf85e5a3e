"""How the ledger reads a company: amounts, references, and the accounts QuickBooks falls back on by itself."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Protocol

Doc = dict[str, Any]

CENT = Decimal("0.01")
ZERO = Decimal(0)


class Books(Protocol):
    """As much of a company as the ledger reads."""

    def all(self, kind: str) -> Iterable[Doc]: ...
    def get(self, kind: str, id: str) -> Doc | None: ...


def money(value: Any) -> Decimal:
    """An amount as stored (Decimal, number, text or absent), to the cent, half up."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value or 0))
    return exact.quantize(CENT, ROUND_HALF_UP)


def ref(owner: Doc | None, field: str) -> str:
    """The id a reference points to; empty when the reference is absent."""
    return str(((owner or {}).get(field) or {}).get("value") or "")


class Chart:
    """The accounts QuickBooks itself falls back on when a document names none."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self._found: dict[tuple[str, ...], str] = {}

    @cached_property
    def accounts(self) -> list[Doc]:
        """The oldest first."""
        return sorted(self.books.all("Account"), key=lambda account: (len(account["Id"]), account["Id"]))

    def first(self, currency: str = "", **wanted: str) -> str:
        """The oldest account with these fields, in this currency when one is given; empty when there is none."""
        key = (currency, *wanted, *wanted.values())
        if key not in self._found:
            self._found[key] = next(self._fitting(currency, wanted), "")
        return self._found[key]

    def _fitting(self, currency: str, wanted: dict[str, str]) -> Iterator[str]:
        for account in self.accounts:
            fits = all(account.get(field) == value for field, value in wanted.items())
            if fits and (not currency or ref(account, "CurrencyRef") in ("", currency)):
                yield str(account["Id"])

    def payable(self, doc: Doc) -> str:
        return ref(doc, "APAccountRef") or self._control(doc, "Accounts Payable")

    def receivable(self, doc: Doc) -> str:
        return ref(doc, "ARAccountRef") or self._control(doc, "Accounts Receivable")

    def _control(self, doc: Doc, account_type: str) -> str:
        """The control account of the document's currency; the oldest one until QuickBooks has made that."""
        return self.first(ref(doc, "CurrencyRef"), AccountType=account_type) or self.first(AccountType=account_type)

    def undeposited(self) -> str:
        return self.first(AccountSubType="UndepositedFunds")

    def deposit_to(self, doc: Doc) -> str:
        return ref(doc, "DepositToAccountRef") or self.undeposited()

    def discounts(self) -> str:
        return self.first(AccountSubType="DiscountsRefundsGiven")

    def sales(self) -> str:
        return self.first(AccountSubType="SalesOfProductIncome") or self.first(AccountType="Income")

    def opening(self) -> str:
        return self.first(AccountSubType="OpeningBalanceEquity")

    def exchange(self) -> str:
        """Exchange gain or loss; without such an account the difference stays in opening balance equity."""
        return self.first(AccountSubType="ExchangeGainOrLoss") or self.opening()

    def tax_payable(self, rate_id: str) -> str:
        """The liability account of the agency behind a tax rate: QuickBooks names it "<agency> Payable"."""
        agency = self.books.get("TaxAgency", ref(self.books.get("TaxRate", rate_id), "AgencyRef")) or {}
        return (
            self.first(Name=f"{agency.get('DisplayName', '')} Payable")
            or self.first(AccountSubType="SalesTaxPayable")
            or self.first(AccountSubType="GlobalTaxPayable")
            or self.first(AccountType="Other Current Liability")
        )
