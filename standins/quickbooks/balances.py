"""Balances of accounts, customers and vendors, moved along with every document's postings."""

from collections.abc import Iterable
from decimal import Decimal

from standins.quickbooks.ledger import Posting, postings_of
from standins.quickbooks.names import Key
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

CONTROL = {"Accounts Payable": ("Vendor", -1), "Accounts Receivable": ("Customer", 1)}
SHEET = ("Asset", "Liability", "Equity")


class Balances:
    """What each document posted, and the sums of it in the stored objects.

    CurrentBalance is debit-positive and kept for balance sheet accounts only, as QuickBooks shows it
    (Accounts Payable of a company that owes is negative); Balance of a party is what is open with it.
    """

    def __init__(self, company: Store) -> None:
        self._company = company
        self._posted: dict[Key, list[Posting]] = {}

    def replace(self, kind: str, id: str, doc: Object | None) -> None:
        """A document is new, changed or (None) gone."""
        self._move(self._posted.pop((kind, id), []), -1)
        if doc is not None and (posted := postings_of(self._company, kind, doc)):
            self._posted[kind, id] = posted
            self._move(posted, 1)

    def repost(self, item: str) -> None:
        """An item has other accounts or another cost: its documents post anew, as the ledger reads them now."""
        for kind, id in list(self._posted):
            doc = self._company.get(kind, id) or {}
            if any(_item(line) == item for line in doc.get("Line") or []):
                self.replace(kind, id, doc)

    def _move(self, posted: Iterable[Posting], sign: int) -> None:
        for posting in posted:
            account = self._company.get("Account", posting.account)
            if account is None:
                continue
            if account["Classification"] in SHEET:
                self._add(account, sign * posting.amount)
            party, side = CONTROL.get(account["AccountType"], ("", 0))
            if party and posting.entity_kind == party:
                self._owe(party, posting.entity, sign * side * posting.amount)

    def _add(self, account: Object, amount: Decimal) -> None:
        _raise(self._company, "Account", account, "CurrentBalance", amount)
        above: Object | None = account
        while above:
            _raise(self._company, "Account", above, "CurrentBalanceWithSubAccounts", amount)
            above = self._company.get("Account", (above.get("ParentRef") or {}).get("value", ""))

    def _owe(self, kind: str, id: str, amount: Decimal) -> None:
        party = self._company.get(kind, id)
        if party is None:
            return
        _raise(self._company, kind, party, "Balance", amount)
        while kind == "Customer" and party:
            _raise(self._company, kind, party, "BalanceWithJobs", amount)
            party = self._company.get(kind, (party.get("ParentRef") or {}).get("value", ""))


def _item(line: Object) -> str:
    detail = line.get("SalesItemLineDetail") or line.get("ItemBasedExpenseLineDetail") or {}
    return str((detail.get("ItemRef") or {}).get("value"))


def _raise(company: Store, kind: str, obj: Object, name: str, amount: Decimal) -> None:
    obj[name] = Decimal(obj.get(name) or 0) + amount
    company.dirty(kind, obj["Id"])
