"""What the tests of proofs may ask for."""

from collections.abc import Iterator

import pytest

from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.books.company import two_companies
from tests.domain.proofs.desk import Desk, proof_desk


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@pytest.fixture(scope="module", params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, databases: Databases, standin: Running) -> Iterator[Desk]:
    """The whole month, told to QuickBooks, before its close; the tests of a module act on it in turn."""
    with databases.new() as url, proof_desk(url, standin, ar_on=request.param) as desk:
        yield desk.plays()
