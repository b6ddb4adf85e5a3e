"""A controller puts right what somebody changed in QuickBooks: restored, adopted as it is, or asked about."""

import json
from datetime import date

import pytest
from sqlmodel import select

from domain.audit import AuditLine
from domain.drift.finding import Drift, DriftState, What
from domain.drift.watching_books import EVERY
from domain.ledger.locking import Locking
from domain.problems import Problem
from domain.vouchers.voucher import VoucherState
from tests.domain.drift.desk import BO, Desk
from tests.domain.vouchers.inline import InlineEngine


def edits(desk: Desk, amount: str = "1000.00", number: str = "FT-55") -> Drift:
    """Sandy changes the first line of a bill, and it is noticed."""
    bill = desk.bill(number)
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={bill["Line"][0]["Id"]: amount})
    return desk.looks()[0]


def acts(desk: Desk, drift: Drift) -> list[str]:
    with desk.store.reading() as session:
        lines = session.exec(select(AuditLine).where(AuditLine.subject == drift.about)).all()
    return [f"{line.act} by {line.by}" for line in lines]


def test_an_edited_bill_is_restored_and_everything_agrees(desk: Desk) -> None:
    drift = edits(desk)
    assert set(desk.red()) == {"R2", "R7"}
    desk.deciding.restore(drift.id, by=BO)
    desk.deciding.restore(drift.id, by=BO)  # a second press finds it under way
    desk.engine.settle()
    restored = desk.drift()
    assert (restored.state, restored.settled_by) == (DriftState.RESTORED, BO)
    assert desk.bill("FT-55")["TotalAmt"] == 1180 and desk.red() == {}
    assert desk.standing("V-2").version == desk.bill("FT-55")["SyncToken"]
    assert desk.voucher(desk.ids["V-2"]).state is VoucherState.POSTED
    assert desk.looks()[0] == restored, "our own write is no drift"
    told = acts(desk, drift)
    assert told[-2:] == ["restore document by bo", "restored in QuickBooks by tieout"]
    assert "change noticed by tieout" in told
    with pytest.raises(Problem, match="is restored already"):
        desk.deciding.restore(drift.id, by=BO)


def test_a_deleted_bill_is_written_anew_and_may_be_undone_as_ever(desk: Desk) -> None:
    old = desk.bill("FT-55")
    desk.person("delete", kind="Bill", id=old["Id"])
    drift = desk.looks()[0]
    assert (drift.what, drift.name, drift.proofs, drift.after) == (What.DELETED, "Bill FT-55", "R2 R7", {})
    assert drift.before["Total"] == "1,180.00" and drift.before["Vendor"] == "FastTruck"
    assert {one.number: one.amount for one in drift.moved} == {"2110": -1_180_00, "2100": 1_180_00}
    desk.deciding.restore(drift.id, by=BO)
    desk.engine.settle()
    new = desk.bill("FT-55")
    assert new["Id"] != old["Id"] and new["TotalAmt"] == 1180
    assert desk.standing("V-2").books_id == new["Id"]
    assert desk.drift().state is DriftState.RESTORED and desk.red() == {}
    assert desk.looks()[0].state is DriftState.RESTORED


def test_a_lost_answer_while_restoring_writes_it_once(desk: Desk) -> None:
    desk.person("delete", kind="Bill", id=desk.bill("FT-55")["Id"])
    drift = desk.looks()[0]
    desk.site.trouble("drop", when="after", route={"entity": "bill", "operation": "create"})
    desk.deciding.restore(drift.id, by=BO)
    desk.engine.settle()
    assert desk.drift().state is DriftState.RESTORING
    desk.turns(minutes=1)
    assert desk.drift().state is DriftState.RESTORED
    assert [one["DocNumber"] for one in desk.documents()].count("FT-55") == 1
    assert desk.red() == {}


def test_a_paid_bill_is_not_restored_and_the_finding_says_why(desk: Desk) -> None:
    drift = edits(desk, "1200.00")
    paid = desk.person("pay-bill", bill=desk.bill("FT-55")["Id"], amount="50.00")
    desk.deciding.restore(drift.id, by=BO)
    desk.engine.settle()
    refused = desk.drift()
    assert refused.state is DriftState.OPEN and "paid in part: 50.00" in refused.words
    assert desk.voucher(desk.ids["V-2"]).state is VoucherState.POSTED
    desk.person("delete", kind="BillPayment", id=paid["Id"])
    desk.looks()
    desk.deciding.restore(drift.id, by=BO)
    desk.engine.settle()
    assert desk.drift().state is DriftState.RESTORED and desk.red() == {}


def test_an_edited_bill_is_adopted_and_gives_way_when_it_is_put_back(desk: Desk) -> None:
    drift = edits(desk, "1000.00")
    desk.deciding.adopt(drift.id, by=BO)
    desk.deciding.adopt(drift.id, by=BO)
    assert desk.drift().state is DriftState.ADOPTED and desk.red() == {}
    assert desk.looks()[0].state is DriftState.ADOPTED
    edits(desk, str(first_share(desk)))
    assert desk.red() == {}, "what was adopted counts no more"


def first_share(desk: Desk) -> float:
    """The first line of V-2's bill as we hold it."""
    with desk.store.reading() as session:
        document = desk.matter.document(session, desk.standing("V-2"))
    return document.lines[0].amount / 100


def test_an_entry_of_others_is_adopted_in_an_open_month_and_follows_its_deletion(desk: Desk) -> None:
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    entry = desk.keys("250.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-9")
    drift = desk.looks()[0]
    with pytest.raises(Problem, match="is not ours"):
        desk.deciding.restore(drift.id, by=BO)
    desk.deciding.adopt(drift.id, by=BO)
    assert desk.red() == {}
    desk.person("delete", kind="JournalEntry", id=entry)
    gone = desk.looks()[0]
    assert (gone.what, gone.id != drift.id) == (What.DELETED, True)
    desk.deciding.adopt(gone.id, by=BO)
    assert desk.red() == {}


def test_a_question_goes_to_the_thread_once(desk: Desk) -> None:
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    entry = desk.keys("9.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-11")
    drift = desk.looks()[0]
    with pytest.raises(Problem, match="Say what you want to know"):
        desk.deciding.ask(drift.id, " ", by=BO)
    desk.deciding.ask(drift.id, "Who keyed this?", by=BO)
    desk.engine.settle()
    asked = desk.drift()
    assert (asked.state, asked.question, asked.asked_by) == (DriftState.ASKED, "Who keyed this?", BO)
    assert desk.waiting() == [drift.id]
    desk.person("delete", kind="JournalEntry", id=entry)
    assert desk.looks()[0].state is DriftState.HEALED and desk.waiting() == []


def test_two_processes_notice_once(desk: Desk) -> None:
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    entry = desk.keys("7.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-12")
    before = len(desk.findings())
    desk.site.turn(seconds=EVERY.total_seconds())
    other = InlineEngine()
    twin = desk.process(other)  # type: ignore[arg-type]
    assert [twin.watch(), desk.watching.watch()] == [1, 0], "one of them orders the look of this moment"
    [(_, about)] = other.promised
    other.workflows = {"watch-books": twin.look}
    desk.watching._look(about.partition("@")[0])  # both are at it all the same
    other.run()
    assert len(desk.findings()) == before + 1
    desk.person("delete", kind="JournalEntry", id=entry)
    assert desk.looks()[0].state is DriftState.HEALED


def test_a_deleted_bill_is_adopted_by_undoing_its_voucher(desk: Desk) -> None:
    desk.person("delete", kind="Bill", id=desk.bill("FT-55")["Id"])
    drift = desk.looks()[0]
    desk.deciding.adopt(drift.id, by=BO)
    desk.engine.settle()
    assert desk.voucher(desk.ids["V-2"]).state is VoucherState.UNDONE
    assert desk.drift().state is DriftState.ADOPTED and desk.red() == {}
    assert json.dumps(desk.looks()[0].after) == "{}"


def test_a_closed_month_is_not_adopted_and_is_proved_again(desk: Desk) -> None:
    Locking(desk.store, desk.january.now).lock("main", "2025-01", by=BO)
    drift = edits(desk, "14000.00", number="INV-7781")
    assert drift.months == ["2025-01"] and drift.proved.startswith("January 2025 does not agree any more: ")
    with pytest.raises(Problem, match="January 2025 is locked") as refused:
        desk.deciding.adopt(drift.id, by=BO)
    assert refused.value.next_step == "Record a correcting adjustment in an open month, or restore it."
    desk.deciding.restore(drift.id, by=BO)
    desk.engine.settle()
    assert desk.drift().state is DriftState.RESTORED


def test_a_closing_date_moved_back_is_an_alarm_until_it_is_put_right(desk: Desk) -> None:
    from domain.ledger.period import Period, PeriodState

    with desk.store.writing() as session:
        session.get_one(Period, ("main", "2025-01")).state = PeriodState.CLOSED
    desk.site.control("acts/closing-date", date="2025-01-31")
    before = len(desk.looks())
    desk.site.control("acts/closing-date", date="2024-12-31")
    alarm = desk.looks()[0]
    assert (alarm.what, alarm.after) == (What.CLOSING_DATE, {"Closing date": "31 December 2024"})
    assert alarm.before == {"Closing date": "31 January 2025 or later"}
    assert alarm.proved.startswith("January 2025") and len(desk.findings()) == before + 1
    with pytest.raises(Problem, match="cannot be adopted"):
        desk.deciding.adopt(alarm.id, by=BO)
    assert desk.looks()[0] == alarm
    desk.site.control("acts/closing-date", date=date(2025, 1, 31).isoformat())
    assert desk.looks()[0].state is DriftState.HEALED
