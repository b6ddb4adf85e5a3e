"""Random quarters of two departments, in both modes: the house and the model agree on every figure, and prove.

The short form plays a few; with TIEOUT_CHAOS=full many more, from TIEOUT_CHAOS_SEED on.
"""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.closing.closing_report import closing_report
from domain.vouchers.limits import Rules
from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.books.company import two_companies
from tests.domain.model.agreement import agrees, month_ends
from tests.domain.model.house import MAIN, WEST, house
from tests.domain.model.play import MONTHS, Quarter

FULL = os.environ.get("TIEOUT_CHAOS") == "full"
FIRST_SEED = int(os.environ.get("TIEOUT_CHAOS_SEED", "0"))
SEEDS = range(FIRST_SEED, FIRST_SEED + (60 if FULL else 4))
REPORTS = ("open payables", "gross profit by worksheet", "variance by vendor", "sales journal", "tax")


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@contextmanager
def quarter(databases: Databases, standin: Running, seed: int, *, ar_on: bool, cash: bool = True) -> Iterator[Quarter]:
    """A quarter that is ready to be played; what its departments chose is the seed's, too."""
    chance = random.Random(seed).random
    rules = Rules(variance_account="5110" if chance() < 0.25 else "", zero_removed=chance() < 0.2)
    chosen: dict[str, Any] = {"uses_inventory": chance() < 0.3, "split_closing": chance() < 0.25, "rules": rules}
    with databases.new() as url, house(url, standin, ar_on=ar_on, **chosen) as made:
        yield Quarter(made, seed, cash=cash)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_quarter_closes_and_proves(databases: Databases, standin: Running, seed: int) -> None:
    """Even seeds have the AR module on. Closed once, a month is reopened, changed and closed again."""
    with quarter(databases, standin, seed, ar_on=seed % 2 == 0) as played:
        for _ in range(2):
            played.plays(55)
            agrees(played, [played.some_day()])
        played.closes_all()
        agrees(played, month_ends())
        played.reopens(MAIN if seed % 3 else WEST)
        played.plays(10)
        played.closes_all()
        agrees(played, month_ends())


def test_a_closed_quarter_is_the_same_a_year_later(databases: Databases, standin: Running) -> None:
    """Another quarter goes by: early bills meet their worksheets, receipts are undone, corrections are posted."""
    with quarter(databases, standin, FIRST_SEED + 1000, ar_on=True) as played:
        played.plays(60)
        played.closes_all()
        before = figures(played)
        played.goes_on(date(2025, 4, 1), 90)
        played.house.january.moment = datetime(2025, 7, 10, 9, tzinfo=UTC)
        played.plays(50)
        played.house.january.moment = datetime(2026, 4, 10, 9, tzinfo=UTC)
        assert figures(played) == before
        agrees(played, [*month_ends(), date(2025, 6, 30)])


def figures(played: Quarter) -> dict[str, object]:
    """Every figure that is said of the closed months: proofs, reports, closing entries. A worksheet that is not
    recognised yet is told with the date it has now, as names are: dates are left out."""
    told: dict[str, object] = {}
    for month, end in zip(MONTHS, month_ends(), strict=True):
        told[month] = played.house.proves(end)
        for department in played.models:
            for name in (*REPORTS, "aging", "unapplied cash", "open invoices"):
                report = played.house.tells(name, department, end)
                rows = [[cell for cell in row if not isinstance(cell, date)] for row in report.rows]
                told[f"{month} {department} {name}"] = [*rows, report.totals]
            with played.house.store.reading() as session:
                told[f"{month} {department}"] = closing_report(session, department, month).amounts
    return told


def test_a_department_that_has_nothing_but_stock_is_proved_with_the_others(
    databases: Databases, standin: Running
) -> None:
    """Its closing entry is the change of inventory alone (E15), and nothing of it is in the journal."""
    with databases.new() as url, house(url, standin, ar_on=True, uses_inventory=True) as made:
        played = Quarter(made, FIRST_SEED)
        played.closes_all()
        assert played.models[WEST].stock["2025-01"] and not played.models[WEST].loads
        agrees(played, month_ends())


def test_both_modes_make_the_same_profit(databases: Databases, standin: Running) -> None:
    """The same acts, with the AR module on and off: every account of profit and loss gets the same in every month."""
    profits, told = [], []
    for ar_on in (True, False):
        with quarter(databases, standin, FIRST_SEED + 2000, ar_on=ar_on, cash=False) as played:
            played.plays(60)
            played.closes_all()
            agrees(played)
            with played.house.store.reading() as session:
                found = [closing_report(session, who, month).amounts for who in played.models for month in MONTHS]
            profits.append([{a: x for a, x in one.items() if a[0] in "56" or a[:2] in ("40", "41")} for one in found])
            told.append([words.split(": ")[0] for words in played.told])
    assert told[0] == told[1]
    assert profits[0] == profits[1] and any(profits[0])


def test_an_invoice_that_leaves_twice_is_gone_twice(databases: Databases, standin: Running) -> None:
    """Each removal is a request of its own: QuickBooks must not answer the second with what it did at the first."""
    with databases.new() as url, house(url, standin, ar_on=False) as made:
        played = Quarter(made, 509)
        played._make(MAIN)
        [name] = played._loads(MAIN, invoiced=False)
        for on in (date(2025, 1, 5), date(2025, 2, 5)):
            made.invoices(played.ids[name], on)
            made.unwinds(played.ids[name])
            assert not [*made.site.standin.company().all("Invoice")]
