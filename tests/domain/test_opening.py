"""The opening comes in once, must equal QuickBooks, and what lies before it is closed."""

from datetime import date

import pytest
from sqlmodel import select

from domain.ledger.go_live import GoLive, OpeningReceivable, OpeningState
from domain.ledger.journal import JournalEntry, Route, balance, balances, open_payables
from domain.ledger.opening import Opening
from domain.ledger.period import PeriodState, is_open, state_of
from domain.problems import Problem
from domain.store import Store
from tests.domain.january import GO_LIVE, INLAND, OPENING, OPENING_BALANCES, REALM, January


@pytest.fixture(params=[True, False], ids=["ar-on", "ar-off"])
def january(request: pytest.FixtureRequest, store: Store) -> January:
    return January(store, ar_on=request.param)


def load(january: January, content: bytes = OPENING, balances: dict[str, int] = OPENING_BALANCES) -> GoLive:
    opening = Opening(january.store, january.now, january.new_id, lambda _: january.ar_on)
    common = {"department": "main", "realm": REALM, "balances": balances, "by": "U1"}
    return opening.load("opening.csv", content, go_live=GO_LIVE, **common)  # type: ignore[arg-type]


def test_what_was_open_stands_in_the_journal_the_day_before(january: January) -> None:
    assert load(january).state is OpeningState.LOADED
    with january.store.reading() as session:
        entries = session.exec(select(JournalEntry)).all()
        assert {(entry.route, entry.on) for entry in entries} == {(Route.OBSERVED, date(2024, 12, 31))}
        held = balances(session, department="main")
        assert held["2110"] == -600_00
        assert held.get("1200") == (5_000_00 if january.ar_on else None)
        assert [payable.amount for payable in open_payables(session, "main")] == [600_00]
        (receivable,) = session.exec(select(OpeningReceivable)).all()
    assert (receivable.number, receivable.amount, receivable.due) == ("W-098", 5_000_00, date(2025, 1, 9))


def test_the_months_before_are_closed(january: January) -> None:
    load(january)
    with january.store.reading() as session:
        assert state_of(session, "main", "2024-12") is PeriodState.CLOSED
        assert not is_open(session, "main", date(2024, 11, 1))
        assert is_open(session, "main", GO_LIVE)


def test_the_same_file_twice_changes_nothing(january: January) -> None:
    load(january)
    load(january)
    with january.store.reading() as session:
        assert balance(session, "2110", department="main") == -600_00
    with pytest.raises(Problem, match="main was opened already, as of 1 January 2025"):
        load(january, OPENING + b"\n")


def test_a_crash_half_way_is_finished_by_the_same_file(january: January, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = b"".join(b"accrual,W-%d,FastTruck,,,inland freight,,1.00\n" % n for n in range(200))
    content = b"What,Number,Party,Date,Due,Kind,Account,Amount\n" + rows
    lines, portion = {"2110": -200_00}, Opening._portion

    def dies(opening: Opening, department: str, realm: str, rows: list[object], by: str) -> None:
        if rows[0].line > 100:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        portion(opening, department, realm, rows, by)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Opening, "_portion", dies)
        load(january, content, lines)
    assert load(january, content, lines).state is OpeningState.LOADED
    with january.store.reading() as session:
        assert len(open_payables(session, "main")) == 200
        assert balance(session, "2110", department="main") == -200_00


def test_a_gap_to_quickbooks_is_named_and_nothing_comes_in(january: January) -> None:
    with pytest.raises(Problem) as refused:
        load(january, balances={"2110": -650_00, "1200": 4_000_00})
    assert "Accrued AP: the file has 600.00, QuickBooks 650.00, a gap of 50.00." in refused.value.sentence
    assert (
        "Accounts Receivable: the file has 5,000.00, QuickBooks 4,000.00, a gap of -1,000.00." in refused.value.sentence
    )
    with january.store.reading() as session:
        assert session.exec(select(GoLive)).all() == session.exec(select(JournalEntry)).all() == []


def test_unapplied_cash_is_an_account_here_and_part_of_receivables_there(january: January) -> None:
    content = OPENING + b"unapplied cash,CR-0,Baltic Paper,2024-12-30,,,,300\n"
    held = {"2110": -600_00, "1200": 5_000_00, "1250": -300_00}
    load(january, content, held if january.ar_on else {"2110": -600_00, "1200": 4_700_00})
    with january.store.reading() as session:
        assert balance(session, "1250", department="main") == (-300_00 if january.ar_on else 0)


def test_every_line_that_is_wrong_is_named(january: January) -> None:
    content = (
        b"What,Number,Party,Kind,Amount\n"
        b"rent,1,FastTruck,,1\naccrual,2,Nobody,,1\naccrual,3,FastTruck,office rent,1\naccrual,4,FastTruck,,-1\n"
    )
    with pytest.raises(Problem) as refused:
        load(january, content, {})
    for words in (
        "Line 2: “rent” is neither",
        "Line 3: There is no supplier",
        "Line 4: “office rent”",
        "Line 5: The amount",
    ):
        assert words in refused.value.sentence
    with pytest.raises(Problem, match="has no column number and no column party"):
        load(january, b"What,Amount\naccrual,1\n", {})


def test_what_came_with_the_opening_is_not_edited(january: January) -> None:
    load(january)
    freight = january.accrual("W-099", INLAND)
    with pytest.raises(Problem, match="W-099 came with the opening"):
        january.worksheets.remove_accrual(freight.id, by="U1")
