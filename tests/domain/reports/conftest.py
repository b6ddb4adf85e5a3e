"""January as every report reads it, with receivables kept here and in QuickBooks."""

from collections.abc import Iterator

import pytest

from domain.accounts.term import Term, TermBase, TermSide, description_key
from domain.reports.asked import Asked
from tests.databases import Databases
from tests.domain.january import January, day

LAST = Asked("main", day(31))


def net_30(january: January) -> None:
    """The customers' terms are kept here, counted from the posting date."""
    with january.store.writing() as session:
        session.add(
            Term(
                id="net-30",
                department="main",
                description="Net 30",
                description_key=description_key("Net 30"),
                side=TermSide.AR,
                base=TermBase.POSTING,
                days=30,
                changed_by="U1",
                changed_at=january.now(),
            )
        )


@pytest.fixture(scope="package")
def months(databases: Databases) -> Iterator[dict[bool, January]]:
    """The whole month with the AR module on and off; who uses it only reads."""
    with databases.opened() as kept_here, databases.opened() as in_quickbooks:
        made = {True: January(kept_here), False: January(in_quickbooks, ar_on=False)}
        for january in made.values():
            net_30(january)
            january.plays()
        yield made


@pytest.fixture(params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, months: dict[bool, January]) -> January:
    """The month in both modes."""
    return months[request.param]


@pytest.fixture
def kept_here(months: dict[bool, January]) -> January:
    """The month with receivables kept here."""
    return months[True]
