"""An office before its first day: QuickBooks has its balances, our parties and accounts are there, nothing is open."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from domain.accounts.account import CHART
from tests.bot.office import whole_bot
from tests.bot.proofs import conftest as proofs
from tests.bot.vouchers import office as vouchers
from tests.databases import Databases
from tests.domain.january import January


@dataclass
class Office(proofs.Office):
    """Its QuickBooks holds receivables of 5,000.00 and accrued costs of 600.00 on 31 December."""

    equity: str = field(default="", init=False)

    def begin(self) -> None:
        """Nothing was ever booked here."""
        self.forget()
        self.connect()
        self.january = January(self.tieout.store)
        with self.tieout.store.writing() as session:
            for row in CHART:
                self.accounts[row.number] = self._account(row.number, row.name, row.cls)
                session.add(vouchers._mapped(row.number, row.name, self.accounts[row.number]))
        self.equity = self._made({"Name": "Opening", "AccountType": "Equity", "AccountSubType": "OpeningBalanceEquity"})
        self.keys("600.00", debit=self.equity, credit=self.accounts["2110"], date="2024-12-31")
        self.keys("5000.00", debit=self.accounts["1200"], credit=self.equity, date="2024-12-31")
        self.settle()


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks, made.hands)
        office.begin()
        yield office
        office.settle()
