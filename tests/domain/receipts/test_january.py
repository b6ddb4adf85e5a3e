"""The receipts of the worked January: CR-1 to CR-4 come out as written, to the cent."""

from datetime import date

import pytest

from domain.books.documents import NewDocument
from domain.receipts.entering import document
from domain.receipts.receipt import ActState
from tests.domain.january import day
from tests.domain.receipts.till import CHECKING, Till

pytestmark = pytest.mark.january
BANK = f"bank:{CHECKING}"


def played(till: Till) -> Till:
    """The rest of the month, from the 27th on; the worksheets' own entries included."""
    january = till.january
    for on, act in january.calendar(january.posts, january.undoes, till.receives):
        if day(27) <= on <= day(31):
            january.later()
            act()
    return till


def test_the_receipts_of_the_month_stand_in_the_journal(till: Till) -> None:
    journal = played(till).journal(day(31))
    assert journal["1200"] == 12_203_33
    assert journal["1250"] == -300_00
    assert journal[BANK] == 15_897_00
    assert (journal["5500"], journal["4200"]) == (20_00, 233_00)
    assert sum(journal.values()) == 0
    assert {number: one.open for number, one in till.owed("Acme Mills").items()} == {
        "W-098": 5_000_00,
        "W-103": 3_333_33,
    }
    assert {number: one.open for number, one in till.owed("Baltic Paper").items()} == {"W-102": 3_870_00}
    [ahead] = till.ahead("Baltic Paper")
    assert (ahead.name, ahead.left, ahead.on) == ("CR-2", 300_00, day(28))


def test_the_books_hold_an_entry_for_each_act(till: Till) -> None:
    held = {one.number: one for one in played(till).books.documents.values()}
    assert {number: (one.on, one.total) for number, one in held.items()} == {
        "CR-1": (day(27), 11_650_00),
        "CR-2": (day(28), 4_500_00),
        "CR-2-A1": (day(30), 200_00),
        "CR-3": (day(30), 1_000_00),
        "CR-3-U": (day(31), 1_000_00),
    }
    assert till.state(till.names["CR-4"]) is ActState.UNDONE


def test_cr_4_stands_on_the_30th_and_is_gone_from_the_31st_on(till: Till) -> None:
    played(till)
    owed = [till.journal(day(n))["1200"] for n in (29, 30, 31)]
    assert owed[1] - owed[0] == -200_00 - 1_000_00
    assert owed[2] - owed[1] == 1_000_00
    assert till.journal(date(2025, 2, 28))["1200"] == owed[2]


def test_what_the_books_are_told_of_cr_1(till: Till) -> None:
    till.receives("CR-1")
    with till.store.reading() as session:
        new: NewDocument = document(session, till.act(till.names["CR-1"]))
    assert [(line.account_id, line.amount, line.description) for line in new.lines] == [
        (CHECKING, 11_397_00, f"CR-1 Acme Mills, payment {till.receipt(till.names['CR-1']).payment_number}"),
        ("q5500", 20_00, "CR-1 Acme Mills, Bank Fee"),
        ("q4200", 233_00, "CR-1 Acme Mills, Sales Discount"),
        ("q1200", -11_650_00, "CR-1 Acme Mills, invoice W-101"),
    ]
    assert (new.number, new.on, new.total) == ("CR-1", day(27), 11_650_00)
