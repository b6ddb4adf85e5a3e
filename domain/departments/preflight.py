"""Before anything is posted: is the company in QuickBooks set up for how the department works (2.3, S3-16, S4-01)?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from domain.accounts.account import Uses
from domain.accounts.mapping import Chart, Mapping
from domain.books.documents import DocumentBooks, Preferences
from domain.books.port import CounterpartyBooks, Finding
from domain.connections.connection import ConnectionState, connection_of

INVENTORY_PLANS: Final = ("plus", "advanced")
WHERE: Final = "Gear > Account and settings >"


@dataclass(frozen=True)
class Preflight:
    """Asks the books of a connection what only they know, and compares it with what a department uses."""

    mapping: Mapping
    documents: Callable[[str], DocumentBooks]
    names: Callable[[str], CounterpartyBooks]

    def findings(self, department: str) -> list[Finding]:
        """What would go wrong, in words; empty is ready. Nothing is asked without a working connection.

        Account numbers are asked for elsewhere. Raises what the books raise.
        """
        with self.mapping.store.reading() as session:
            connection = connection_of(session, department)
        if connection is None or connection.state is not ConnectionState.CONNECTED:
            return []
        uses, preferences = self.mapping.uses(department), self.documents(connection.id).preferences()
        found = [
            *self._closed(preferences),
            *_receivables(preferences, uses),
            *_accounts(self.mapping.look(department)),
        ]
        return found + (list(_plan(self.names(connection.id).company().plan)) if uses.inventory else [])

    def _closed(self, preferences: Preferences) -> Iterator[Finding]:
        """Each document is checked by its own date; when today itself is closed, people should know (C18)."""
        if preferences.closing_date and preferences.closing_date >= self.mapping.today():
            yield Finding(
                f"The books are closed in QuickBooks through {preferences.closing_date:%-d %B %Y}, today included.",
                f"Move the closing date: {WHERE} Advanced > Accounting > Close the books.",
            )


def _receivables(preferences: Preferences, uses: Uses) -> Iterator[Finding]:
    """With the AR module off, invoices and memos are QuickBooks' own, with our numbers, paid and taxed there."""
    if uses.ar:
        return
    if not preferences.own_sales_numbers:
        yield Finding(
            "QuickBooks gives invoices numbers of its own instead of ours.",
            f"Switch on custom transaction numbers: {WHERE} Sales > Sales form content.",
        )
    if preferences.applies_credits:
        yield Finding(
            "QuickBooks applies credits by itself, so that a credit memo of ours would make an invoice part paid.",
            f"Switch it off: {WHERE} Advanced > Automation > Automatically apply credits.",
        )
    if uses.tax and not preferences.sales_tax:
        yield Finding("Sales tax is not set up in QuickBooks.", "Set it up there: Taxes > Sales tax.")


def _accounts(chart: Chart) -> Iterator[Finding]:
    """What the chart says, by the accounts as last read."""
    red = [one for one in chart.rows if one.is_red]
    if red:
        first = f"{red[0].row.number} {red[0].row.name}"
        more = f" and {len(red) - 1} more" if len(red) > 1 else ""
        what = red[0].wrong or "It is not mapped."
        yield Finding(f"Accounts to settle: {first}{more}. {what}", "Settle them: /accounting accounts.")
    if chart.item:
        yield Finding(chart.item, "Set it right: /accounting accounts.")


def _plan(plan: str) -> Iterator[Finding]:
    """Inventory needs a larger subscription (S4-01)."""
    if plan and not any(name in plan.casefold() for name in INVENTORY_PLANS):
        yield Finding(
            f"Inventory needs QuickBooks Online Plus or Advanced; this company has {plan}.", "Change the plan."
        )
