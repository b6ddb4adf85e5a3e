"""An office on 28 January whose QuickBooks has every account and the opening balances; nothing is billed yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlmodel import delete

from domain.accounts.account import CHART, Mapped
from domain.accounts.expected import expected
from tests.bot.office import whole_bot
from tests.bot.vouchers import office as vouchers
from tests.databases import Databases


@dataclass
class Office(vouchers.Office):
    """Accounts of ours by number, as QuickBooks knows them."""

    accounts: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Everything agrees."""
        super().begin()
        with self.tieout.store.writing() as session:
            session.execute(delete(Mapped))
            for row in CHART:
                self.accounts[row.number] = self._account(row.number, row.name, row.cls)
                session.add(vouchers._mapped(row.number, row.name, self.accounts[row.number]))
        equity = self._made({"Name": "Opening", "AccountType": "Equity", "AccountSubType": "OpeningBalanceEquity"})
        self.keys("600.00", debit=equity, credit=self.accounts["2110"], date="2024-12-31")
        self.keys("5000.00", debit=self.accounts["1200"], credit=equity, date="2024-12-31")

    def keys(self, amount: str, *, debit: str, credit: str, date: str, number: str = "") -> Any:
        """Sandy keys a journal entry in QuickBooks."""
        lines = [{"account": debit, "debit": amount}, {"account": credit, "credit": amount}]
        return self.acts("journal-entry", lines=lines, date=date, number=number)

    def _account(self, number: str, name: str, cls: Any) -> str:
        kind = expected(cls, ar=True)[0]
        known = [one for one in self.documents("Account") if one["AccountType"] == kind.type == "Accounts Payable"]
        if number == "2110":
            known = [one for one in self.documents("Account") if one.get("AcctNum") == number]
        if known:
            return str(known[0]["Id"])
        subtype = {"AccountSubType": kind.subtypes[0]} if kind.subtypes else {}
        return self._made({"Name": name, "AcctNum": number, "AccountType": kind.type} | subtype)

    def _made(self, account: dict[str, Any]) -> str:
        return str(self.control("load", kind="Account", objects=[account])["ids"][0])


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        office.begin()
        yield office
        office.settle()
