"""Clara decides how the department works; what she decides holds for the next bill."""

from sqlmodel import col, delete, select

from domain.audit import AuditLine
from domain.departments.configuring import Departments
from domain.departments.department_settings import ApprovalsIn, DepartmentSettings
from domain.ledger.go_live import OpeningReceivable
from domain.ledger.journal import JournalEntry, JournalLine
from domain.ledger.movement import Movement
from standins.slack.person import Person
from tests.bot.vouchers.acting import submits
from tests.bot.vouchers.conftest import Office


def opens(person: Person, words: str = "") -> str:
    person.types(f"/accounting settings {words}", in_="#accounting")
    return person.reads(person.sees_modal("Receivables"))


def kept(office: Office, department: str = "main") -> DepartmentSettings:
    store = office.tieout.store
    return Departments(store, office.tieout.clock.now, "UTC").settings(department)


def forgets_the_journal(office: Office) -> None:
    """Nothing was posted here yet."""
    with office.tieout.store.writing() as session:
        session.execute(delete(Movement))
        session.execute(delete(JournalLine))
        session.execute(delete(JournalEntry).where(col(JournalEntry.reverses).is_not(None)))
        session.execute(delete(JournalEntry))
        session.execute(delete(OpeningReceivable))


def test_a_controller_changes_a_limit_and_it_holds_at_once(
    office: Office, anna: Person, bo: Person, clara: Person
) -> None:
    assert "nobody changed them yet" in opens(clara)
    clara.submits({"An approver approves up to": "15,000", "Two people approve above": "$60,000.00"})
    said = clara.reads(clara.sees_modal("Kept."))
    assert "Changed last by @clara" in said
    clara.closes_everything()
    assert (kept(office).approver_limit, kept(office).two_people_above) == (15_000_00, 60_000_00)
    with office.tieout.store.reading() as session:
        (line,) = session.exec(select(AuditLine).where(AuditLine.act == "settings changed")).all()
    assert line.by == "U0CLARA"
    assert "limit of an approver: 10,000.00 → 15,000.00" in line.detail
    bo.presses("Approve and post", on=submits(anna))  # 14,833.36: above what he could approve before
    bo.sees("Posted as Bill INV-7781", in_="#accounting")


def test_what_cannot_be_read_is_said_at_its_field(office: Office, clara: Person) -> None:
    opens(clara)
    clara.submits({"An approver approves up to": "a lot"})
    clara.sees_error("An approver approves up to", "“a lot” is not an amount.")
    clara.submits({"An approver approves up to": "10,000.00", "Quiet from, hour": "25"})
    clara.sees_error("Quiet from, hour", "An hour is from 0 to 23.")
    clara.submits({"Quiet from, hour": "20", "Short payment forgiven, in percent": "0.55"})
    clara.sees_error("Short payment forgiven, in percent", "at most one decimal")
    assert kept(office).version == 0


def test_the_ar_module_is_chosen_once(office: Office, clara: Person) -> None:
    assert "AR module on: receivables are kept here." in opens(clara)  # January has begun
    clara.closes_everything()
    forgets_the_journal(office)
    opens(clara)
    clara.selects("AR module", "Off: invoices and payments are kept in QuickBooks")
    clara.ticks("Sales tax")
    clara.submits()
    clara.sees_modal("Kept.")
    assert (kept(office).ar_on, kept(office).uses_tax) == (False, True)
    clara.closes_everything()
    clara.types("/accounting accounts", in_="#accounting")
    office.settle()
    clara.sees_modal("does not fit A/R")  # it is mapped to a liability, and now must be QuickBooks' own (C4)


def test_each_department_has_its_own(office: Office, clara: Person) -> None:
    assert "paper" in opens(clara, "paper")
    clara.selects("Approvals are asked for", "As a direct message to each who may approve")
    clara.submits()
    clara.sees_modal("Kept.")
    assert kept(office, "paper").approvals_in is ApprovalsIn.DIRECT
    assert kept(office).approvals_in is ApprovalsIn.CHANNEL


def test_only_controllers_look_at_them(office: Office, bo: Person) -> None:
    bo.types("/accounting settings", in_="#accounting")
    bo.sees("you need the role controller", in_="#accounting", ephemeral=True)
    bo.sees_no_modal()


def test_a_letterhead_is_kept_line_by_line(office: Office, clara: Person) -> None:
    opens(clara)
    typed = "Metals Division\n\n  12 Harbor   Road\nPortland, ME 04101"
    clara.submits({"Letterhead of invoices and statements": typed, "How customers pay": "ACH 021000021"})
    clara.sees_modal("Kept.")
    here = kept(office)
    assert here.letterhead.splitlines() == ["Metals Division", "12 Harbor Road", "Portland, ME 04101"]
    assert here.remittance == "ACH 021000021"
    with office.tieout.store.reading() as session:
        [said] = session.exec(select(AuditLine.detail).where(AuditLine.act == "settings changed")).all()
    assert "letterhead: none → Metals Division / 12 Harbor Road / Portland, ME 04101" in said
