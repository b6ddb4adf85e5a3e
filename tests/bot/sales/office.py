"""An office whose worksheets are in work, and a QuickBooks that has what sales need."""

from dataclasses import dataclass, field
from decimal import Decimal

from sqlmodel import select

from domain.counterparties.counterparty import CounterpartyLink
from domain.departments.configuring import Departments
from domain.worksheets.adjusting import AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide
from standins.slack.person import Person
from tests.bot import office as offices
from tests.domain.january import CUSTOMERS, January
from tests.domain.sales.desk import knows_books


@dataclass
class Office(offices.Office):
    """The bot, both places it speaks with, and January's worksheets in work."""

    january: January = field(init=False)

    def begin(self, *, ar_on: bool) -> None:
        """W-101 and W-105 are in work, with SA-1 staged on the first; QuickBooks is connected."""
        self.forget()
        self.connect()
        self.settle()
        self.january = January(self.tieout.store)
        Departments(self.tieout.store, self.january.now, "UTC").configure(
            "main", {"ar_on": ar_on}, by="U0CLARA", version=0
        )
        for number in ("W-101", "W-105"):
            sheet = self.january.worksheets.save(self.january.form(number), by="U0CLARA")
            if number == "W-101":
                form = AdjustmentForm(AdjustmentSide.SALE, "4140", -350_00)
                self.january.adjusting.stage(sheet.worksheet.id, form, by="U0CLARA")
        self._furnish()
        self.settle()

    def invoices(self, person: Person, number: str = "W-101") -> None:
        """Somebody makes a worksheet INVOICE in its window."""
        self.opens(person, number)
        person.presses("Make it INVOICE")
        person.sees_modal("becomes INVOICE")
        person.submits()
        person.sees_modal(f"{number} · INVOICE")
        person.closes_everything()
        self.settle()

    def opens(self, person: Person, number: str = "W-101") -> None:
        person.types(f"/worksheet {number}", in_="#accounting")
        person.presses("Open", on=person.sees(f"Worksheet {number}", ephemeral=True))
        person.sees_modal(number)

    def sells(self, person: Person, amount: str, number: str = "W-101") -> None:
        """Somebody changes the sale."""
        self.opens(person, number)
        person.presses("Change", near="Sale")
        person.submits({"Amount, net of tax": amount})
        person.sees_modal(f"{number} · INVOICE")
        person.closes_everything()
        self.settle()

    def totals(self, kind: str = "Invoice") -> dict[str, Decimal]:
        return {str(one["DocNumber"]): Decimal(one["TotalAmt"]) for one in self.documents(kind)}

    def _furnish(self) -> None:
        self.has("Customer", *CUSTOMERS)
        company = self.quickbooks.company()
        company.preferences["SalesFormsPrefs"]["CustomTxnNumbers"] = True
        accrued = company.create(
            "Account",
            {"Name": "Accrued Sales", "AccountType": "Other Current Asset", "AccountSubType": "OtherCurrentAssets"},
        )
        item = company.create(
            "Item", {"Name": "Sales Accrual", "Type": "Service", "IncomeAccountRef": {"value": accrued["Id"]}}
        )
        term = next(one["Id"] for one in company.all("Term") if one["Name"] == "Net 30")
        knows_books(self.january, item=item["Id"], tax_code="", term=term)
        with self.tieout.store.writing() as session:
            for name in CUSTOMERS:
                link = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == self.january.parties[name])
                session.exec(link).one().books_id = self.record("Customer", name)["Id"]
