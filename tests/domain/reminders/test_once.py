"""Each reminder comes once: with three processes, restarts, downtime, and a clock over both changes of the time."""

import threading
from collections import Counter
from datetime import timedelta
from itertools import cycle

import pytest

from domain.ledger.period import PeriodState
from domain.reminders.calendar import Calendar
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminding import Reminding
from tests.domain.reminders.desk import ANNA, CLARA, ZONE, ReminderDesk, reminder_desk

NEW_YORK = Calendar(ZONE, "US")
CLOSES = {"02-12": "2025-01", "03-04": "2025-02"}


def test_two_stretches_over_both_changes_with_three_processes_and_downtime(busy: ReminderDesk) -> None:
    busy.settings(owner=ANNA)
    processes = cycle([busy.process() for _ in range(3)])
    for start, days in (("02-01 09:30", 40), ("10-20 09:30", 18)):  # from spring to autumn nothing runs
        busy.ticks(start)
        for _ in range(days * 2):
            busy.moment += timedelta(hours=12)
            if "02-18" <= f"{busy.moment:%m-%d}" < "02-21":
                continue  # three days of downtime
            next(processes).remind()
            busy.reminding = busy.process()  # one is started anew
            busy.chat.delivers(busy.reminding)
            if (month := CLOSES.get(f"{busy.moment:%m-%d}")) and busy.moment.hour < 12:
                busy.month(month, PeriodState.CLOSED)
    said = busy.chat.said
    assert all(times == 1 for times in Counter((one.key, one.audience) for one in said).values())
    assert all(NEW_YORK.may_speak(one.at) for one in said)
    digests = [one.local[:5] for one in said if one.kind is Kind.DIGEST and one.local < "05"]
    assert digests == ["02-03", "02-10", "02-21", "02-24", "03-03", "03-10"], "late after the downtime"
    closes = [(one.key[11:18], one.audience, one.local[:5]) for one in said if one.kind is Kind.CLOSE]
    assert closes[:6] == [
        ("2025-01", CHANNEL, "02-03"),
        ("2025-01", ANNA, "02-05"),
        ("2025-01", CLARA, "02-07"),
        ("2025-02", CHANNEL, "03-03"),
        ("2025-03", CHANNEL, "10-20"),
        ("2025-03", ANNA, "10-20"),
    ]


@pytest.mark.parametrize(("before", "hours"), [("03-08 23:10", 31), ("11-01 23:10", 33)])
def test_what_came_due_in_the_night_of_a_change_is_told_at_seven(desk: ReminderDesk, before: str, hours: int) -> None:
    desk.only(Kind.DIGEST)
    desk.ticks(before)
    assert desk.ticks(desk.moment + timedelta(hours=hours - 1)) == [], "six in the morning of Monday"
    desk.ticks(desk.moment + timedelta(minutes=30))
    [digest] = desk.ticks(desk.moment + timedelta(minutes=30))
    assert digest.local[6:] == "07:10"


def test_after_days_of_downtime_what_was_missed_comes_at_once_and_once(desk: ReminderDesk) -> None:
    desk.settings(owner=ANNA)
    desk.only(Kind.CLOSE)
    assert desk.ticks("01-31 17:00") == []
    assert [one.audience for one in desk.ticks("02-06 10:00")] == [CHANNEL, ANNA]
    assert desk.ticks("02-06 10:05") == []


def test_a_chat_that_is_away_is_told_within_the_hour_after_it_is_back(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    desk.chat.away = True
    assert desk.ticks("02-03 09:00") == desk.ticks("02-03 10:00") == []
    desk.chat.away = False
    assert desk.ticks("02-03 10:20") == []
    assert [one.audience for one in desk.ticks("02-03 11:00")] == [CHANNEL]
    assert desk.ticks("02-04 09:00") == []


def test_while_nobody_is_known_to_be_anybody_nothing_is_healed(desk: ReminderDesk) -> None:
    desk.only(Kind.CLOSE)
    desk.ticks("02-07 09:00")
    desk.holders = lambda _: []
    desk.ticks("02-07 10:00")
    assert desk.chat.updates == [] and desk.reminder(Kind.CLOSE, CLARA).healed_at is None


def test_three_processes_race_and_say_each_thing_once(database_url: str) -> None:
    with reminder_desk(database_url) as desk:
        processes = [desk.process() for _ in range(3)]
        for at in ("02-03 09:00", "02-05 09:00", "02-07 09:00", "02-10 09:00"):
            desk.turns(at)
            gate = threading.Barrier(3)
            threads = [threading.Thread(target=_at_the_gate, args=(gate, one)) for one in processes]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            desk.chat.delivers(desk.reminding)
        said = Counter((one.kind, one.audience, one.key) for one in desk.chat.said)
        assert set(said.values()) == {1}
        assert [one.audience for one in desk.chat.said if one.kind is Kind.CLOSE] == [CHANNEL, CLARA]


def _at_the_gate(gate: threading.Barrier, process: Reminding) -> None:
    gate.wait()
    process.remind()
