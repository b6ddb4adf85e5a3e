"""A request that the network delivers twice, to a QuickBooks that does not know it again but for its number."""

import pytest

from tests.chaos.conftest import Opens
from tests.chaos.proving import prove
from tests.chaos.running import DONE, Books, processes

COUNT = 3  # all with a number


@pytest.mark.chaos
@pytest.mark.parametrize("operation", ["create", "delete"])
def test_the_refusal_of_the_second_is_no_refusal_of_ours(opens: Opens, quickbooks: Books, operation: str) -> None:
    place = opens(COUNT, honoured=False)
    quickbooks.control("assumptions", duplicate_bill_numbers_refused=True)
    quickbooks.control("faults", kind="duplicate", times=0, route={"entity": "bill", "operation": operation})
    with processes(place, ["bot-1"]) as [bot]:
        assert bot.ends(20) == DONE
    prove(place, quickbooks, COUNT)
