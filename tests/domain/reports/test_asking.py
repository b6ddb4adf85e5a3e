"""What a report is refused for before anything is made."""

from typing import Any, cast

import pytest

from domain.accounts.account import Uses
from domain.problems import Problem
from domain.reports.reporting import Question, Reporting
from domain.store import Store
from tests.domain.january import day
from tests.domain.reports.conftest import LAST


def test_where_quickbooks_keeps_the_receivables_the_receipts_are_there_too(store: Store) -> None:
    nothing = cast(Any, None)
    reporting = Reporting(store, nothing, nothing, nothing, lambda _: Uses(ar=False), nothing)
    with pytest.raises(Problem, match="Receipts are kept in QuickBooks, because the AR module is off for main") as said:
        reporting.ask(Question("receipts", LAST, "U1"))
    assert (said.value.field, LAST.as_of) == ("report", day(31))
