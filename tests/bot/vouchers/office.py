"""An office in the middle of the worked January: vendors, accounts and worksheets are there, nothing is billed.

Anna is a clerk, Bo an approver, Clara the controller, Otto nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.clock import wall_now
from domain.counterparties.counterparty import CounterpartyLink
from domain.store import Store
from domain.vouchers.voucher import Voucher
from tests.bot import office
from tests.domain.january import REALM, VENDORS, January, day

Objects = Iterable[Mapping[str, Any]]


@dataclass
class Office(office.Office):
    """The bot, both places it speaks with, and the month."""

    january: January = field(init=False)

    def begin(self) -> None:
        """It is 28 January: worksheets are invoiced, nothing is billed, QuickBooks has our vendors and accounts."""
        self.forget()
        self.connect()
        self.has("Vendor", *VENDORS)
        self.january = plays_january(self.tieout.store)
        account = {"Name": "Accrued AP", "AcctNum": "2110", "AccountType": "Other Current Liability"}
        self.control("load", kind="Account", objects=[account, {"Name": "Bank", "AccountType": "Bank"}])
        self._link_all()
        self.settle()

    def voucher(self, number: int = 1) -> Voucher:
        """A voucher by its number."""
        with self.tieout.store.reading() as session:
            return session.exec(select(Voucher).where(Voucher.number == number)).one()

    def _link_all(self) -> None:
        company = self.quickbooks.company()
        link_all(self.tieout.store, self.january, company.all("Vendor"), company.all("Account"))


def plays_january(store: Store) -> January:
    """The month up to its 28th, with nothing billed."""
    january = January(store)
    january.plays(day(28), posts=lambda _: None, undoes=lambda _: None)
    return january


def link_all(store: Store, january: January, vendors: Objects, accounts: Objects) -> None:
    """Our vendors are these of QuickBooks, and every account of ours is its 2110."""
    ids = {str(one["DisplayName"]): str(one["Id"]) for one in vendors}
    accrued = next(str(one["Id"]) for one in accounts if one.get("AcctNum") == "2110")
    with store.writing() as session:
        for name in VENDORS:
            link = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == january.parties[name])
            session.exec(link).one().books_id = ids[name]
        for row in CHART:
            session.add(_mapped(row.number, row.name, accrued))


def _mapped(number: str, name: str, books_id: str) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=books_id,
        books_name=name,
        books_number=number,
        books_type="Other Current Liability",
        by="U0CLARA",
        at=wall_now(),
    )
