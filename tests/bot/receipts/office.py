"""An office on 28 January whose worksheets are invoiced and whose books have bank accounts; no customer has paid."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from domain.accounts.account import ALWAYS, CHART, KnownAccount, Mapped
from domain.clock import wall_now
from tests.bot import office
from tests.domain.january import REALM, January, day

ACCOUNTS: Final = {
    "1200": ("AR Control", "Other Current Asset"),
    "1250": ("Unapplied Cash", "Other Current Asset"),
    "4200": ("Sales Discount", "Income"),
    "5500": ("Bank Fee", "Expense"),
    "1000": ("Checking", "Bank"),
}


@dataclass
class Office(office.Office):
    """The bot, both places it speaks with, and the month."""

    january: January = field(init=False)

    def begin(self) -> None:
        """Worksheets are invoiced, and QuickBooks has the accounts receipts need."""
        self.tieout.clock.follow(wall_now())
        self.forget()
        self.connect()
        self.settle()
        self.january = January(self.tieout.store)
        self.january.plays(day(28), posts=lambda _: None, undoes=lambda _: None)
        has_accounts(self)
        self.settle()

    def turns(self, **length: float) -> None:
        """Time passes for the bot, until the next story, and what is due goes on."""
        clock = self.tieout.clock
        clock.follow(clock.now() + timedelta(**length))
        self.tieout.schedule.run_due()
        self.settle()

    def account(self, number: str) -> str:
        """The id of an account in QuickBooks."""
        return next(str(one["Id"]) for one in self.documents("Account") if one.get("AcctNum") == number)

    def entries(self) -> dict[str, dict[str, Any]]:
        """The journal entries QuickBooks holds, by number."""
        return {one["DocNumber"]: one for one in self.documents("JournalEntry")}


def has_accounts(house: office.Office) -> None:
    """QuickBooks has the accounts receipts need, and ours are mapped to them."""
    objects = [{"Name": name, "AcctNum": number, "AccountType": type} for number, (name, type) in ACCOUNTS.items()]
    house.control("load", kind="Account", objects=objects)
    ids = {one.get("AcctNum"): str(one["Id"]) for one in house.documents("Account")}
    with house.tieout.store.writing() as session:
        for row in CHART:
            session.merge(_mapped(row.number, row.name, ids.get(row.number, ids["1200"])))
        bank = {"realm": REALM, "books_id": ids["1000"], "number": "1000", "name": "Checking"}
        session.add(KnownAccount(**bank, type="Bank", subtype="Checking"))


def posted(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Side and amount of each line."""
    return [(line["JournalEntryLineDetail"]["PostingType"], str(line["Amount"])) for line in entry["Line"]]


def _mapped(number: str, name: str, books_id: str) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=books_id,
        books_name=name,
        books_type="Other Current Asset",
        by="U0CLARA",
        at=wall_now(),
    )
