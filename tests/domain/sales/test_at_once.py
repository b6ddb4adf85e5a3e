"""Acts that meet, on PostgreSQL truly at once: one invoice, whoever presses and however often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from domain.problems import Problem
from domain.sales.billed import Billing, Standing
from tests.domain.january import day
from tests.domain.sales.desk import Desk


def test_many_presses_at_once_make_one_invoice_and_one_memo(desk: Desk) -> None:
    desk.keeps("W-101", "SA-1")

    def presses(act: Callable[[], object]) -> None:
        def press(_n: int) -> None:
            with suppress(Problem):
                act()

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(press, range(6)))
        desk.engine.settle()

    presses(lambda: desk.january.invoices("W-101"))
    presses(lambda: desk.january.adjusts("SA-1", day(25)))
    assert desk.totals() == {"W-101": "12000.00"} and desk.totals("CreditMemo") == {"W-101-C1": "350.00"}
    other = desk.enters("Invoice", "W-105")
    desk.keeps("W-105")
    desk.invoices("W-105")
    billing, document = Billing(desk.store), desk.document("W-105").id
    assert [one.document.number for one in billing.refused(["main"]).rows] == ["W-105"]
    desk.person("delete", kind="Invoice", id=other)
    presses(lambda: desk.settling.try_again(document, by="U1"))
    assert [one.standing for one in billing.siblings(document)] == [Standing.IN_BOOKS]
    assert desk.totals() == {"W-101": "12000.00", "W-105": "1000.00"}
