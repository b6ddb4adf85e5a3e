"""What people are reminded of, whom it concerns, how it comes back and how it ends."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.audit import AuditLine
from domain.ledger.period import PeriodState
from domain.problems import NotAllowed, Problem
from domain.proofs.proof import Proof, ProofResult, ProofRun, RunState
from domain.reminders.choosing import Later
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminder import Reminder, ReminderState
from domain.vouchers.voucher import VoucherState
from tests.domain.reminders.desk import ANNA, BO, CLARA, OTTO, ReminderDesk


def test_a_month_asks_the_channel_then_its_owner_then_the_controllers_and_stops_when_closed(
    desk: ReminderDesk,
) -> None:
    desk.settings(owner=ANNA)
    desk.only(Kind.CLOSE)
    told = {at: [one.audience for one in desk.ticks(f"{at} 09:00")] for at in ("01-31", "02-03", "02-04", "02-05")}
    assert told == {"01-31": [], "02-03": [CHANNEL], "02-04": [], "02-05": [ANNA]}
    assert [one.audience for one in desk.ticks("02-07 09:00")] == [CLARA]
    assert desk.reminder(Kind.CLOSE).known.days == 5
    desk.chat.updates.clear()
    desk.month("2025-01", PeriodState.CLOSED)
    assert desk.ticks("02-08 22:00") == [], "late on a Saturday a message is brought up to date, silently"
    assert sorted(state for _, state in desk.chat.updates) == ["healed"] * 3
    desk.month("2025-01", PeriodState.REOPENED)
    assert [one.audience for one in desk.ticks("02-10 09:00")] == [CHANNEL], "reopened, it begins anew"


def test_a_department_that_has_not_begun_hears_nothing(desk: ReminderDesk) -> None:
    desk.reminding = desk.process()
    object.__setattr__(desk.reminding, "departments", ["paper"])
    assert desk.ticks("02-10 09:00") == []


def test_costs_without_a_bill_are_one_message_that_keeps_count(busy: ReminderDesk) -> None:
    busy.only(Kind.OLD_ACCRUALS)
    assert busy.ticks("02-26 09:00") == [], "the oldest is of 12 January"
    [told] = busy.ticks("02-27 09:00")
    known = busy.reminder(Kind.OLD_ACCRUALS).known
    assert (told.audience, told.key) == (CHANNEL, "old-accruals:main:2025-02-27")
    assert (known.count, known.days, known.on, known.total) == (2, 46, "2025-01-12", 1_500_00)
    assert known.rows[0][0] == "W-102" and known.rows[0][2] == 1_200_00
    assert busy.ticks("02-28 09:00") == [] and busy.reminder(Kind.OLD_ACCRUALS).known.days == 47
    busy.settings(old_after_days=90)
    busy.ticks("02-28 10:00")
    assert busy.reminder(Kind.OLD_ACCRUALS).state is ReminderState.HEALED


def test_staged_adjustments_are_told_at_the_end_of_the_month_until_it_is_locked(busy: ReminderDesk) -> None:
    busy.only(Kind.STAGED)
    assert busy.ticks("01-30 09:00") == []
    assert [one.key for one in busy.ticks("01-31 09:00")] == ["staged:main:2025-01:2025-01-31"]
    assert {row[0] for row in busy.reminder(Kind.STAGED).known.rows} >= {"SA-3", "PA-2"}
    assert busy.ticks("02-03 09:00") == []
    busy.month("2025-01", PeriodState.LOCKED)
    busy.ticks("02-03 10:00")
    assert busy.reminder(Kind.STAGED).state is ReminderState.HEALED


def test_a_voucher_that_waits_over_a_day_is_told_to_those_whose_yes_would_count(desk: ReminderDesk) -> None:
    desk.only(Kind.APPROVALS)
    desk.turns("01-13 10:00")
    small, large = desk.submits(1, 900_00), desk.submits(2, 20_000_00, by=BO)
    assert desk.ticks("01-14 09:59") == []
    assert [one.audience for one in desk.ticks("01-14 10:00")] == [BO, CLARA]
    assert [row[0] for row in desk.reminder(Kind.APPROVALS, BO).known.rows] == ["V-1"], "above his limit, and his own"
    assert desk.reminder(Kind.APPROVALS, CLARA).known.total == 20_900_00
    desk.decides(small)
    desk.ticks("01-14 10:05")
    assert desk.reminder(Kind.APPROVALS, BO).state is ReminderState.HEALED
    assert desk.reminder(Kind.APPROVALS, CLARA).known.count == 1
    desk.decides(large, VoucherState.DRAFTED)
    desk.ticks("01-14 10:10")
    assert desk.reminder(Kind.APPROVALS, CLARA).state is ReminderState.HEALED


def test_proofs_that_turn_red_are_told_until_they_agree(desk: ReminderDesk) -> None:
    desk.settings(owner=ANNA)
    desk.only(Kind.PROOFS)
    proves(desk, date(2025, 1, 13), theirs=0)
    assert desk.ticks("01-14 09:00") == []
    proves(desk, date(2025, 1, 14), theirs=250_00)
    assert [one.audience for one in desk.ticks("01-14 10:00")] == [CHANNEL, ANNA]
    assert desk.reminder(Kind.PROOFS).known.rows == (("R2", "Open payables", 250_00),)
    proves(desk, date(2025, 1, 14), theirs=0)
    desk.ticks("01-14 11:00")
    assert desk.reminder(Kind.PROOFS).state is ReminderState.HEALED


def test_months_that_differ_are_one_matter_and_closed_ones_another(desk: ReminderDesk) -> None:
    desk.only(Kind.PROOFS)
    desk.turns("03-10 09:00")
    for on in (date(2025, 3, 10), date(2025, 2, 28)):
        proves(desk, on, theirs=250_00)
    proves(desk, date(2025, 1, 31), theirs=0, closed=True)
    assert [(one.audience, one.key) for one in desk.ticks()] == [
        (CHANNEL, "proofs:main:2025-03-10"),
        (CLARA, "proofs:main:2025-03-10"),
    ]
    known = desk.reminder(Kind.PROOFS).known
    assert (known.count, known.days, known.on) == (2, 1, "2025-03-10")
    assert [row[1] for row in known.rows] == ["Open payables, 10 March 2025", "Open payables, 28 February 2025"]
    proves(desk, date(2025, 1, 31), theirs=250_00, closed=True)
    assert [one.key for one in desk.ticks()] == ["proofs:main:closed:2025-03-10"] * 2, "a closed month is news"
    assert desk.reminder(Kind.PROOFS).known.month == "2025-01"
    for on in (date(2025, 3, 10), date(2025, 2, 28)):
        proves(desk, on, theirs=0)
    desk.ticks()
    assert {row.state for row in reminders(desk, "proofs:main:2025")} == {ReminderState.HEALED}
    assert {row.state for row in reminders(desk, "proofs:main:closed")} == {ReminderState.OPEN}


def reminders(desk: ReminderDesk, beginning: str) -> list[Reminder]:
    with desk.store.reading() as session:
        return [one for one in session.exec(select(Reminder)) if one.key.startswith(beginning)]


def proves(desk: ReminderDesk, on: date, theirs: int, *, closed: bool = False) -> None:
    desk.moment += timedelta(minutes=1)
    run = ProofRun(id=f"{desk.moment.timestamp()}", department="main", as_of=on, at=desk.moment, by=CLARA)
    run.closed = closed
    run.state = RunState.DONE
    with desk.store.writing() as session:
        session.add(run)
        session.flush()
        session.add(ProofResult.of(run.id, 1, Proof("R2", "Open payables", 0, theirs)))


def test_without_a_channel_the_owner_hears_and_without_an_owner_the_controllers(desk: ReminderDesk) -> None:
    desk.channel = False
    desk.reminding = desk.process()
    desk.only(Kind.DIGEST)
    assert [one.audience for one in desk.ticks("01-13 09:00")] == [CLARA]
    desk.settings(owner=ANNA)
    assert [one.audience for one in desk.ticks("01-21 09:00")] == [ANNA]


def test_the_digest_says_what_was_posted_and_what_waits(busy: ReminderDesk) -> None:
    busy.only(Kind.DIGEST)
    busy.submits(9, 640_00)
    [told] = busy.ticks("01-27 07:00")
    rows = {what: (words, cents) for what, words, cents in busy.reminder(Kind.DIGEST).known.rows}
    assert told.key == "digest:main:2025-01-27:2025-01-27"
    assert rows["Vouchers to approve"] == ("1 now", 640_00)
    assert rows["Worksheets recognised"][0] == "1 dated last week"
    assert rows["QuickBooks"][0] == "not connected" and rows["Proofs"][0] == "never made"
    assert busy.ticks("01-31 07:00") == []


def test_a_snoozed_reminder_comes_back_in_the_morning_of_a_business_day(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    desk.ticks("02-07 09:00")
    name = desk.reminder(Kind.CLOSE, CLARA).name
    with pytest.raises(NotAllowed):
        desk.choosing.snooze(name, Later.DAY, by=BO)
    desk.choosing.snooze(name, Later.DAY, by=CLARA)
    assert desk.ticks() == [] and desk.chat.updates[-1] == (name, ReminderState.SNOOZED)
    assert desk.ticks("02-08 12:00") == desk.ticks("02-10 06:59") == []
    assert [one.audience for one in desk.ticks("02-10 07:00")] == [CLARA]
    channel = desk.choosing.snooze(desk.reminder(Kind.CLOSE).name, Later.WEEK, by=ANNA)
    assert f"{channel.snoozed_until:%m-%d %H:%M}" == "02-18 12:00", "Monday the 17th is Presidents' Day"
    desk.month("2025-01", PeriodState.CLOSED)
    desk.ticks("02-19 09:00")
    assert desk.reminder(Kind.CLOSE).state is ReminderState.HEALED
    with pytest.raises(Problem, match="settled"):
        desk.choosing.snooze(name, Later.DAYS, by=CLARA)
    with desk.store.reading() as session:
        acts = session.exec(select(AuditLine).where(AuditLine.act == "reminder snoozed")).all()
    assert [(line.by, line.detail) for line in acts] == [
        (CLARA, "for clara, 1 day"),
        (ANNA, "for channel, next week"),
    ]


def test_a_muted_kind_is_silent_for_its_audience_alone_until_it_is_wanted_again(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    desk.ticks("02-07 09:00")
    with pytest.raises(NotAllowed):
        desk.choosing.mute(desk.reminder(Kind.CLOSE).name, by=ANNA)
    desk.choosing.mute(desk.reminder(Kind.CLOSE, CLARA).name, by=CLARA)
    assert Kind.CLOSE in desk.choosing.look(CLARA).kinds and Kind.CLOSE not in desk.choosing.look(CHANNEL).kinds
    desk.month("2025-01", PeriodState.CLOSED)
    assert [one.audience for one in desk.ticks("03-07 09:00")] == [CHANNEL], "now it is about February"
    desk.choosing.choose(CLARA, set(), by=CLARA)
    assert [one.audience for one in desk.ticks("03-10 09:00")] == [CLARA]


def test_of_months_nobody_has_begun_with_only_the_first_is_told(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    assert desk.ticks("05-02 09:00")[0].key == "close:main:2025-01:2025-02-01"
    assert len(desk.chat.said) == 2 and desk.reminder(Kind.CLOSE).known.count == 3
    desk.month("2025-01", PeriodState.LOCKED)
    desk.ticks("05-05 09:00")
    assert {one.key[11:18] for one in desk.chat.said} == {"2025-01", "2025-02"}
    assert desk.reminder(Kind.CLOSE).known.count == 2


def test_quiet_hours_are_those_of_where_a_person_lives(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    desk.choosing.choose(CLARA, set(Kind) - {Kind.CLOSE}, "Asia/Tokyo", by=CLARA)
    assert [one.audience for one in desk.ticks("02-07 09:00")] == [CHANNEL], "in Tokyo it is late on Friday evening"
    assert [one.audience for one in desk.ticks("02-09 17:30")] == [CLARA], "and here it is Sunday afternoon"
    with pytest.raises(Problem, match="time zone"):
        desk.choosing.choose(CLARA, (), "Tokyo", by=CLARA)
    with pytest.raises(NotAllowed):
        desk.choosing.choose(CLARA, (), by=OTTO)
