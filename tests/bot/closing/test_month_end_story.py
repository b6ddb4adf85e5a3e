"""Month end when things go wrong: late bills that are submitted, four parts of which QuickBooks refuses one, a refused
entry withdrawn, two departments of one company. The tests of this module are one story, in their order.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import select

from domain.accounts.account import Mapped
from domain.clock import new_id
from domain.closing.month_end import Step
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.journal import NewLine, Route, append
from domain.ledger.period import PeriodState, state_of
from domain.vouchers.voucher import LineKind, Voucher, VoucherLine, VoucherState
from domain.worksheets.trade import TradeKind
from standins.slack.person import Person
from tests.bot.closing.office import MONTH, Office
from tests.domain.january import REALM

FEBRUARY = datetime(2025, 2, 4, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(building: Office) -> Iterator[Office]:
    """January is told to QuickBooks, its entry is split in four, and OceanX bills W-102's freight on 31 January."""
    building.begin()
    with building.tieout.store.writing() as session:
        session.get_one(DepartmentSettings, "main").split_closing = True
    a_bill_waits(building)
    yield building


def a_bill_waits(office: Office) -> None:
    """Anna has entered and submitted it, dated 1 February."""
    accrual = office.desk.january.accrual("W-102", TradeKind.OCEAN_FREIGHT)
    voucher = Voucher(
        id=new_id(),
        department="main",
        number=88,
        realm=REALM,
        vendor_id=accrual.vendor_id,
        bill_number="OX-88",
        invoice_date=date(2025, 1, 31),
        posting_date=date(2025, 2, 1),
        state=VoucherState.SUBMITTED,
        amount=1_240_00,
        created_at=FEBRUARY,
        changed_at=FEBRUARY,
        submitted_at=FEBRUARY,
        submitted_by="U0ANNA",
        created_by="U0ANNA",
        preparers="U0ANNA",
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


def paper_recognises(office: Office) -> None:
    """Paper, which posts to main's company, has a cost of 12.00 in January, and main's accounts behind its own."""
    with office.tieout.store.writing() as session:
        for one in session.exec(select(Mapped).where(Mapped.department == "main")).all():
            session.add(Mapped(**one.model_dump() | {"department": "paper"}))
        lines = [NewLine("5010", 12_00), NewLine("2110", -12_00)]
        about: dict[str, Any] = {"event": "accrual recognised", "realm": REALM, "actor": "U0ANNA", "at": FEBRUARY}
        append(session, route=Route.SWEEP, on=date(2025, 1, 9), department="paper", lines=lines, **about)


def card(office: Office, person: Person, department: str = "main") -> dict[str, Any]:
    """The message of a department's close, as it stands."""
    office.settle()
    return dict(person.sees(f"Close of January 2025, {department}", in_="#accounting", ephemeral=False))


def labels(message: dict[str, Any]) -> set[str]:
    """What its buttons say."""
    elements = [one for block in message["blocks"] for one in block.get("elements", [])]
    elements += [block["accessory"] for block in message["blocks"] if "accessory" in block]
    return {one["text"]["text"] for one in elements if one["type"] == "button"}


def test_a_late_bill_that_waits_for_approval_is_withdrawn_and_dated_in_one_window(
    office: Office, anna: Person, clara: Person
) -> None:
    anna.types("/close-period 2025-01", in_="#accounting")
    clara.presses("Decide", on=card(office, clara))
    said = clara.reads(clara.sees_modal("Late bills"))
    assert "@anna withdraws it, or an approver rejects it" in said
    clara.presses("Open")
    clara.sees_modal("V-88")
    clara.closes_everything()
    anna.presses("Decide", on=card(office, anna))
    anna.sees_modal("You prepared it: withdrawn, it can be dated here.")
    anna.presses("Withdraw")
    anna.sees_modal("OX-88: January or February?")
    anna.submits({"OX-88: January or February?": "31 January 2025"})
    assert "1 bill is dated in January 2025 and not submitted" in anna.reads(card(office, anna))
    with office.tieout.store.reading() as session:
        voucher = session.exec(select(Voucher).where(Voucher.number == 88)).one()
    assert (voucher.state, voucher.posting_date) == (VoucherState.DRAFTED, date(2025, 1, 31))
    assert "posting 31 Jan 2025" in clara.reads(clara.sees("V-88", in_="#accounting")), "its own message follows"


def test_whoever_locks_is_told_which_draft_will_miss_the_month(office: Office, anna: Person, clara: Person) -> None:
    clara.presses("Lock", on=card(office, clara))
    said = clara.reads(clara.sees_modal("Lock January 2025"))
    assert "Dated in January and not submitted" in said and "OX-88, OceanX: 1,240.00" in said
    clara.closes_everything()
    anna.presses("Decide", on=card(office, anna))
    anna.sees_modal("OX-88")
    anna.submits({"OX-88: January or February?": "1 February 2025"})
    clara.presses("Lock", on=card(office, clara))
    assert "not submitted" not in clara.reads(clara.sees_modal("Lock January 2025"))
    clara.submits()
    assert office.stands(Step.LOCK) == "done"


def test_of_four_parts_the_refused_one_is_named_and_tried_again_alone(
    office: Office, bo: Person, clara: Person
) -> None:
    clara.presses("Preview", on=card(office, clara))
    shown = clara.reads(clara.sees_modal("TO-2025-01"))
    assert "TO-2025-01 in 4 journal entries" in shown.replace("*", "") and "credit memos" in shown
    clara.submits()
    moisture = office.desk.ids["5140"]
    office.acts("deactivate", kind="Account", id=moisture)
    office.enters(bo, "Look and approve")
    said = bo.reads(card(office, bo))
    assert "TO-2025-01-4: An account of this entry was made inactive in QuickBooks" in said
    assert "TO-2025-01, TO-2025-01-2, TO-2025-01-3 are in QuickBooks already." in said
    assert "Try again" in labels(card(office, bo)) and "Withdraw the entry" not in labels(card(office, bo))
    assert set(office.closing_entries()) == {"TO-2025-01", "TO-2025-01-2", "TO-2025-01-3"}
    office.acts("reactivate", kind="Account", id=moisture)
    bo.presses("Try again", on=card(office, bo))
    assert office.stands(Step.POST) == "done"
    assert set(office.closing_entries()) == {f"TO-2025-01{part}" for part in ("", "-2", "-3", "-4")}
    bo.presses("Run the proofs", on=card(office, bo))
    assert office.stands(Step.PROOFS) == "done", "four journal entries prove as one does"


def test_two_departments_close_side_by_side_and_one_closing_date_serves_both(
    office: Office, anna: Person, bo: Person, clara: Person
) -> None:
    paper_recognises(office)
    anna.types("/close-period paper January 2025", in_="#accounting")
    paper = card(office, anna, "paper")
    assert paper["ts"] != card(office, anna)["ts"]
    anna.types("/close-period main January 2025", in_="#accounting")
    assert "paper must post first" in anna.reads(card(office, anna))
    clara.presses("Lock", on=paper)
    clara.sees_modal("Lock January 2025 of paper")
    clara.submits()
    clara.presses("Preview", on=card(office, clara, "paper"))
    assert "12.00" in clara.reads(clara.sees_modal("TO-2025-01-paper"))
    clara.submits()
    office.settle()
    office.closes_books("2025-01-31")  # somebody was too quick
    bo.presses("Look and approve", on=card(office, bo, "paper"))
    bo.sees_modal("TO-2025-01-paper")
    bo.submits()
    said = bo.reads(card(office, bo, "paper"))
    assert "TO-2025-01-paper: The books of that date are closed in QuickBooks." in said
    assert {"Try again", "Withdraw the entry"} <= labels(card(office, bo, "paper"))


def test_a_refused_entry_is_withdrawn_proposed_anew_and_posted(office: Office, bo: Person, clara: Person) -> None:
    office.closes_books("")
    clara.presses("Withdraw the entry", on=card(office, clara, "paper"))
    clara.presses("Preview", on=card(office, clara, "paper"))
    clara.sees_modal("TO-2025-01-paper")
    clara.submits()
    bo.presses("Look and approve", on=card(office, bo, "paper"))
    bo.sees_modal("TO-2025-01-paper")
    bo.submits()
    office.settle()
    assert len([number for number in office.closing_entries() if number == "TO-2025-01-paper"]) == 1
    assert "paper must post first" not in bo.reads(card(office, bo)), "main's message follows what paper did"
    with office.tieout.store.reading() as session:
        assert state_of(session, "paper", MONTH) is PeriodState.LOCKED
