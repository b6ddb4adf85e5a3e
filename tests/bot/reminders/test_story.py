"""Reminders in Slack: told once, each opens the thing itself, put off, muted, brought up to date where they stand, and
settled. The tests of this module are one story: each goes on where the one before it ended.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.clock import new_id
from domain.ledger.period import Period, PeriodState
from domain.proofs.proof import Proof, ProofResult, ProofRun, RunState
from domain.vouchers.voucher import LineKind, Voucher, VoucherLine, VoucherState
from standins.slack.person import Person
from tests.bot.vouchers.conftest import Office
from tests.domain.january import INLAND, OCEAN

MORNING = datetime(2025, 2, 7, 15, tzinfo=UTC)  # Friday, business day 5


@pytest.fixture(scope="module")
def office(begun: Office) -> Iterator[Office]:
    """Ten in the morning of 7 February in New York, with bills that came late and one that waits for approval."""
    begun.settle()
    begun.begin()
    clock = begun.tieout.clock
    draft(begun, "W-101", INLAND, VoucherState.DRAFTED, 1)
    draft(begun, "W-102", OCEAN, VoucherState.SUBMITTED, 2)
    proves_red(begun)
    clock.follow(MORNING, frozen=True)
    looks(begun)
    yield begun
    clock.follow(datetime.now(UTC))


def draft(office: Office, worksheet: str, kind: Any, state: VoucherState, number: int) -> None:
    """Anna has entered a bill of 3 February for an accrual of January."""
    accrual = office.january.accrual(worksheet, kind)
    at = MORNING - timedelta(days=2)
    voucher = Voucher(
        id=new_id(),
        department="main",
        number=number,
        vendor_id=accrual.vendor_id,
        bill_number=f"B-{number}",
        invoice_date=date(2025, 1, 31),
        posting_date=date(2025, 2, 3),
        state=state,
        amount=accrual.amount,
        preparers="U0ANNA",
        created_by="U0ANNA",
        created_at=at,
        changed_at=at,
        submitted_by="U0ANNA" if state is VoucherState.SUBMITTED else "",
        submitted_at=at if state is VoucherState.SUBMITTED else None,
    )
    line = VoucherLine(
        voucher_id=voucher.id,
        item_id=accrual.id,
        kind=LineKind.ACCRUAL,
        worksheet_id=accrual.worksheet_id,
        account=accrual.account,
    )
    with office.tieout.store.writing() as session:
        session.add_all([voucher, line])


def proves_red(office: Office) -> None:
    """The tie-out of 31 January differs in one proof."""
    run = ProofRun(
        id=new_id(),
        department="main",
        realm="9130350000000001",
        departments="main",
        as_of=date(2025, 1, 31),
        at=MORNING,
        by="U0CLARA",
        state=RunState.DONE,
    )
    red = Proof(code="R2", name="Accrued AP is open payables", ours=1_200_00, theirs=950_00)
    with office.tieout.store.writing() as session:
        session.add(run)
        session.flush()
        session.add(ProofResult.of(run.id, 0, red))


def looks(office: Office) -> None:
    """The scheduler looks, twice."""
    for _ in range(2):
        office.tieout.schedule.run_due()
        office.settle()


def closes(office: Office, month: str) -> None:
    period = Period(department="main", month=month, state=PeriodState.CLOSED, changed_at=MORNING, changed_by="U0CLARA")
    with office.tieout.store.writing() as session:
        session.add(period)


def says(person: Person, where: str, text: str) -> dict[str, Any]:
    return dict(person.sees(text, in_=where, ephemeral=False))


def test_a_month_opens_as_its_steps_and_is_begun_from_there(office: Office, anna: Person) -> None:
    anna.presses("Open", on=says(anna, "#accounting", "January 2025 needs closing: business day 5"))
    said = anna.reads(anna.sees_modal("Month end"))
    assert "Next: Late bills" in said and "Closing date in QuickBooks" in said
    anna.presses("Begin the close")
    anna.sees_modal("The close of January 2025 stands in")
    office.settle()
    says(anna, "#accounting", "Close of January 2025, main")


def test_late_bills_open_as_the_question_itself(office: Office, anna: Person, clara: Person) -> None:
    message = says(clara, "@app", "2 bills are not posted for January 2025")
    clara.presses("Decide", on=message)
    assert "B-1" in clara.reads(clara.sees_modal("January or February?"))


def test_what_waits_for_a_yes_opens_as_the_voucher(office: Office, bo: Person) -> None:
    bo.presses("Open", on=says(bo, "@app", "1 document waits over a day for your yes"))
    assert "B-2" in bo.reads(bo.sees_modal("OceanX"))


def test_several_things_open_one_by_one(office: Office, anna: Person) -> None:
    message = says(anna, "#accounting", "not posted")
    anna.presses("Open", on=says(anna, "#accounting", "adjustments of worksheets recognised by the end"))
    assert message and "PA-" in anna.reads(anna.sees_modal("Reminder"))
    anna.presses("Open")
    anna.sees_modal("W-101")


def test_proofs_open_as_why(office: Office, clara: Person) -> None:
    clara.presses("Open", on=says(clara, "#accounting", "proofs differ as of"))
    said = clara.reads(clara.sees_modal("Reminder"))
    assert "Accrued AP is open payables, 31 January 2025" in said
    clara.presses("Why?")
    clara.sees_modal("Why? R")


def test_home_lists_what_is_due(office: Office, anna: Person) -> None:
    anna.opens_home()
    said = anna.reads(anna.sees_home("Waiting for you"))
    assert said.count("January 2025 needs closing: business day 5") == 1
    assert "proofs differ" in said and "over a day for your yes" not in said, "vouchers to approve stand there anyway"


def test_the_digest_has_a_picture_in_its_thread(office: Office, anna: Person) -> None:
    week = says(anna, "#accounting", "The week to 3 February 2025")
    replies = anna.opens_thread(week)[1:]
    [file] = replies[0]["files"]
    assert file["name"] == "week-main-2025-02-03.png" and file["mimetype"] == "image/png"
    assert "From 6 January: " in file["alt_txt"] and "Gross profit week by week" in file["alt_txt"]
    looks(office)
    assert len(anna.opens_thread(week)[1:]) == len(replies), "looked at again, nothing is sent again"


def test_reminders_are_told_opened_muted_put_off_and_settled_in_their_places(
    office: Office, anna: Person, clara: Person
) -> None:
    week = anna.reads(anna.sees("The week to 3 February 2025", in_="#accounting"))
    assert "Adjustments not posted" in week and "connected" in week
    message = anna.sees("January 2025 needs closing: business day 5", in_="#accounting")
    anna.presses("Mute", on=message)
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    clara.presses("Mute", on=clara.sees("January 2025 needs closing: business day 5", in_="@app"))
    office.settle()
    clara.sees("brings this kind back", in_="@app")
    clara.types("/accounting reminders", in_="#accounting")
    assert "Nobody is disturbed from 20:00 to 7:00" in clara.reads(clara.sees_modal("Remind the channel of"))
    clara.submits({"Where I live": "Nowhere"})
    clara.sees_error("Where I live", "is not a time zone")
    clara.submits({"Where I live": "America/Chicago", "Remind me of": ["A month needs closing"]})
    clara.sees_modal("Kept.")
    clara.closes_everything()
    looks(office)
    told = [one for one in clara.messages("@app") if "January 2025 needs closing" in clara.reads(one)]
    assert len(told) == 2, "the muted one, and a new one"
    anna.selects("Snooze", "3 days", on=message)
    office.settle()
    anna.sees("Put off by @anna until", in_="#accounting")
    anna.opens_home()
    office.settle()
    assert "needs closing" not in anna.reads(anna.sees_home("proofs differ"))
    closes(office, "2025-01")
    looks(office)
    anna.sees("Settled: January 2025 is closed", in_="#accounting")
    clara.sees("Settled: January 2025 is closed", in_="@app")
