"""January as every report reads it, with receivables kept here and in QuickBooks."""

from collections.abc import Iterator

import pytest

from domain.accounts.term import Term, TermBase, TermSide, description_key
from domain.reports.asked import Asked
from domain.store import Store
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
def months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, January]]:
    """The whole month with the AR module on and off; who uses it only reads."""
    made = {}
    for ar_on in (True, False):
        store = Store(f"sqlite:///{tmp_path_factory.mktemp('january')}/tieout.db")
        store.create_tables()
        made[ar_on] = January(store, ar_on=ar_on)
        net_30(made[ar_on])
        made[ar_on].plays()
    yield made
    for january in made.values():
        january.store.close()


@pytest.fixture(params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, months: dict[bool, January]) -> January:
    """The month in both modes."""
    return months[request.param]


@pytest.fixture
def kept_here(months: dict[bool, January]) -> January:
    """The month with receivables kept here."""
    return months[True]
