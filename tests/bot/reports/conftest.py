"""An office where January is over: reports are asked for there. Nobody changes anything, so one serves all stories."""

from collections.abc import Iterator

import pytest

from tests.bot.office import whole_bot
from tests.bot.vouchers.office import Office
from tests.databases import Databases


@pytest.fixture(scope="package")
def office(databases: Databases) -> Iterator[Office]:
    with whole_bot(databases) as made:
        office = Office(made.tieout, made.workspace, made.quickbooks)
        office.begin()
        yield office
        office.settle()
