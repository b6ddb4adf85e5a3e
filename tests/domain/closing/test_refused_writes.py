"""A write into a locked month is refused by the act itself, in a sentence of its own and with a way out (S2-40).

Vouchers and their undoing, and receipts, are refused in their own stories.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import func, select

from domain.ledger.journal import JournalEntry
from domain.ledger.period import PeriodClosed
from tests.databases import Databases
from tests.domain.closing.books import ANNA, LightDesk, light_desk
from tests.domain.january import OCEAN, January, day

PRESSES: dict[str, tuple[Callable[[January], object], str, str]] = {
    "into INVOICE": (
        lambda january: january.invoices("W-105"),
        "A worksheet cannot become INVOICE with the posting date 22 January 2025, because January 2025 is locked.",
        "Choose a posting date from 1 February 2025 on.",
    ),
    "out of INVOICE": (
        lambda january: january.leaves_invoice("W-103"),
        "The worksheet cannot leave INVOICE, because that would change 20 January 2025 and January 2025 is locked.",
        "Correct it by adjustments from 1 February 2025 on.",
    ),
    "a changed sale": (
        lambda january: january.sells("W-103", 3_400_00),
        "The sale cannot be changed, because it was recognised on 20 January 2025 and January 2025 is locked.",
        "Record a sales adjustment from 1 February 2025 on.",
    ),
    "a changed accrual": (
        lambda january: january.worksheets.remove_accrual(january.accrual("W-102", OCEAN).id, by="U1"),
        "The accrual cannot be changed, because it was recognised on 12 January 2025 and January 2025 is locked.",
        "Let the bill's variance correct it, or record a purchase adjustment from 1 February 2025 on.",
    ),
    "a sales adjustment": (
        lambda january: january.adjusts("SA-3", day(29)),
        "A sales adjustment cannot be posted on 29 January 2025, because January 2025 is locked.",
        "Choose a date from 1 February 2025 on.",
    ),
}


@pytest.fixture(scope="module")
def desk(databases: Databases) -> Iterator[LightDesk]:
    """January has happened and is locked."""
    with databases.new() as url, light_desk(url) as made:
        made.january.plays()
        made.preparing.lock("main", "2025-01", by=ANNA)
        yield made


def entries(desk: LightDesk) -> int:
    with desk.store.reading() as session:
        return session.exec(select(func.count()).select_from(JournalEntry)).one()


@pytest.mark.parametrize("what", PRESSES)
def test_each_press_is_refused_in_its_own_words_and_leaves_nothing(desk: LightDesk, what: str) -> None:
    press, sentence, way_out = PRESSES[what]
    before = entries(desk)
    with pytest.raises(PeriodClosed) as refused:
        press(desk.january)
    assert (refused.value.sentence, refused.value.next_step) == (sentence, way_out)
    assert entries(desk) == before
