"""January 2025 is closed in Slack, from the command to the packet and back again, with receivables here or there.

The tests of this module are one story: each goes on where the one before it ended.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import requests
from sqlmodel import Session, select

from domain.accounts.account import Mapped
from domain.closing.inventory import InventoryValue
from domain.closing.month_end import Step
from domain.closing.packet import verify
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.period import PeriodState
from standins.slack.person import Person
from tests.bot.closing.office import Office


@pytest.fixture(scope="module", params=[True, False], ids=["ar-on", "ar-off"])
def office(request: pytest.FixtureRequest, building: Office) -> Iterator[Office]:
    building.begin(ar_on=request.param)
    yield building


def total(office: Office) -> str:
    return "41,176.69" if office.desk.january.ar_on else "40,726.69"


def content(message: dict[str, Any], ending: str) -> bytes:
    """One of the files of a message."""
    file = next(one for one in message["files"] if one["name"].endswith(ending))
    bearer = {"Authorization": "Bearer xoxb-standin"}
    return requests.get(file["url_private_download"], headers=bearer, timeout=5).content


def remap(session: Session, account: str, books_id: str) -> None:
    """Another account of the books stands behind one of ours."""
    session.exec(select(Mapped).where(Mapped.account == account)).one().books_id = books_id


def keys_an_entry(office: Office) -> Any:
    """Somebody keys a journal entry dated in January, past the closing date."""
    freight, accrued = office.desk.ids["5710"], office.desk.ids["2110"]
    lines = [{"account": freight, "debit": "250.00"}, {"account": accrued, "credit": "250.00"}]
    office.closes_books("")
    keyed = office.acts("journal-entry", lines=lines, date="2025-01-20", number="JE-9")
    office.closes_books("2025-01-31")
    return keyed


def hands_over_value(office: Office, person: Person, file: bytes) -> None:
    person.presses("Inventory value", on=office.card(person))
    person.attaches("File", "stock.csv", file)
    person.submits()
    office.settle()


def in_thread(person: Person, card: dict[str, Any]) -> list[dict[str, Any]]:
    return person.opens_thread(card)[1:]


def test_one_message_tells_every_step_and_who_does_it(office: Office, anna: Person, otto: Person) -> None:
    anna.types("/close-period january 2025", in_="#accounting")
    said = anna.reads(office.card(anna))
    assert "Next: Lock the month" in said and "9 steps have no owner yet" in said
    assert "it was due on 10 February 2025" in said
    anna.types("/close-period 2025-01", in_="#accounting")
    anna.sees("The close of January 2025 stands", in_="#accounting", ephemeral=True)
    office.settle()
    anna.presses("Who does what", on=office.card(anna))
    anna.sees_modal("Cash reconciled")
    anna.submits({"Cash reconciled": "bo"})
    assert "9. Cash reconciled, @bo" in anna.reads(office.card(anna)).replace("*", "")
    assert len([one for one in anna.messages("#accounting") if "Close of January" in anna.reads(one)]) == 1
    otto.types("/close-period 2025-01", in_="@Tieout")
    otto.sees("You need a role", in_="@Tieout", ephemeral=True)


def test_a_controller_locks_it_and_is_told_what_that_refuses(office: Office, anna: Person, clara: Person) -> None:
    anna.presses("Lock", on=office.card(anna))
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    clara.presses("Preview as it stands", on=office.card(clara))
    assert "It can be proposed once the month is locked" in clara.reads(clara.sees_modal("TO-2025-01"))
    clara.closes_everything()
    clara.presses("Lock", on=office.card(clara))
    assert "a voucher" in clara.reads(clara.sees_modal("Refused when dated up to 31 January 2025"))
    clara.submits()
    assert office.stands(Step.LOCK) == "done" and office.look().state is PeriodState.LOCKED


def test_the_report_comes_into_the_thread_as_table_workbook_and_paper(office: Office, anna: Person) -> None:
    card = office.card(anna)
    anna.presses("Report", on=card)
    office.settle()
    words, files = in_thread(anna, card)[-2:]
    assert total(office) in anna.reads(words) and "5,199.97" in anna.reads(words)
    assert "Alert 1: billed, not recognised: 700.00 in 1 line" in anna.reads(words)
    book = openpyxl.load_workbook(io.BytesIO(content(files, ".xlsx")))
    assert book.sheetnames[0] == "Closing Adjustments"
    assert content(files, ".pdf").startswith(b"%PDF")


def test_who_proposed_it_does_not_approve_it(office: Office, clara: Person, anna: Person) -> None:
    clara.presses("Preview", on=office.card(clara))
    said = clara.reads(clara.sees_modal("TO-2025-01"))
    assert total(office) in said and "4010 Sales - General" in said
    clara.submits()
    office.settle()
    clara.presses("Look and approve", on=office.card(clara))
    assert "another controller approves it" in clara.reads(clara.sees_modal("TO-2025-01"))
    assert not clara.modal["submit"]
    clara.closes_everything()
    anna.presses("Look and approve", on=office.card(anna))
    anna.sees_modal("TO-2025-01")
    anna.submits()
    anna.sees_modal("you need the role controller")
    anna.closes_everything()
    assert office.closing_entries() == {}


def test_an_approval_of_what_is_no_longer_shown_shows_the_new(office: Office, bo: Person, clara: Person) -> None:
    bo.presses("Look and approve", on=office.card(bo))
    bo.sees_modal("Approve the entry")
    with office.desk.store.writing() as session:  # the freight account is mapped anew meanwhile
        remap(session, "5710", office.desk.ids["5720"])
    bo.submits()
    assert "has changed since this was shown" in bo.reads(bo.sees_modal("TO-2025-01"))
    bo.closes_everything()
    assert office.closing_entries() == {}
    with office.desk.store.writing() as session:
        remap(session, "5710", office.desk.ids["5710"])
    bo.presses("Look and approve", on=office.card(bo))
    bo.sees_modal("Approve the entry")
    bo.submits()
    office.settle()
    [entry] = office.closing_entries().values()
    assert (entry["DocNumber"], entry["TxnDate"]) == ("TO-2025-01", "2025-01-31")
    assert office.stands(Step.POST) == "done"


def test_a_red_proof_refuses_the_signature(office: Office, anna: Person, clara: Person) -> None:
    anna.presses("Hand over the report", on=office.card(anna))
    anna.attaches("Reconciliation report", "bank.pdf", b"%PDF-1.4 reconciled to the cent")
    anna.submits()
    anna.presses("Run the proofs", on=office.card(anna))
    assert office.stands(Step.PROOFS) == "done" and office.stands(Step.SIGN) == "waiting"
    office.closes_books("2025-01-31")
    clara.presses("Read it now", on=office.card(clara))
    clara.presses("Sign", on=office.card(clara))
    clara.sees_modal("Sign January 2025")
    keyed = keys_an_entry(office)
    anna.presses("Run the proofs", on=office.card(anna))
    said = anna.reads(office.card(anna))
    assert "🔴 R2" in said.replace(":red_circle:", "🔴") and "Run them; each must be green." in said
    clara.submits()
    clara.sees_modal("The proofs of January 2025 are not all green.")
    clara.closes_everything()
    assert office.stands(Step.SIGN) == "waiting" and office.look().state is PeriodState.LOCKED
    office.closes_books("")
    office.acts("delete", kind="JournalEntry", id=keyed["Id"])
    office.closes_books("2025-01-31")
    anna.presses("Run the proofs", on=office.card(anna))
    assert office.stands(Step.SIGN) == "open"


def test_signed_the_packet_is_posted_and_holds_together(office: Office, anna: Person, clara: Person) -> None:
    anna.presses("Sign", on=office.card(anna))
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    clara.presses("Sign", on=office.card(clara))
    assert "Approved by" in clara.reads(clara.sees_modal("Sign January 2025"))
    clara.submits()
    card = office.card(clara)
    assert "Closed and signed" in clara.reads(card) and "Every step is done" in clara.reads(card)
    words, file = in_thread(clara, card)[-2:]
    packet = content(file, ".zip")
    assert verify(packet).hash in clara.reads(words)
    assert "cash/bank.pdf" in zipfile.ZipFile(io.BytesIO(packet)).namelist()


def test_two_controllers_reopen_it_and_the_channel_hears_an_alarm(office: Office, bo: Person, clara: Person) -> None:
    clara.presses("Reopen", on=office.card(clara))
    clara.sees_modal("Another controller confirms it")
    clara.submits({"Why it is reopened": "A bill of RecycleCo is missing."})
    clara.presses("Confirm", on=office.card(clara))
    clara.sees("You asked for this, so someone else must confirm it.", in_="#accounting", ephemeral=True)
    bo.presses("Confirm", on=office.card(bo))
    office.settle()
    bo.sees("January 2025 is not reopened. QuickBooks is closed through 31 January 2025", in_="@Tieout")
    office.closes_books("2024-12-31")
    bo.presses("Confirm", on=office.card(bo))
    office.settle()
    alarm = bo.reads(bo.sees("January 2025 of main is open again", in_="#accounting"))
    assert "@clara asked" in alarm.casefold() and "A bill of RecycleCo is missing." in alarm
    assert set(office.closing_entries()) == {"TO-2025-01", "TO-2025-01-X1"}
    assert office.look().state is PeriodState.REOPENED
    assert "Lock" in bo.reads(office.card(bo))


def test_what_is_proposed_again_can_be_withdrawn_and_the_month_unlocked(office: Office, bo: Person) -> None:
    bo.presses("Lock", on=office.card(bo))
    bo.sees_modal("Lock January 2025")
    bo.submits()
    office.enters(bo, "Preview")
    bo.presses("Withdraw the entry", on=office.card(bo))
    assert office.stands(Step.PROPOSE) == "open"
    bo.presses("Unlock", on=office.card(bo))
    bo.sees_modal("Unlock the month")
    bo.submits({"Why it is unlocked": "The bill comes today."})
    assert office.stands(Step.LOCK) == "open" and office.look().state is PeriodState.REOPENED


def test_stock_is_valued_by_file_and_a_bad_file_is_told_to_whoever_gave_it(office: Office, anna: Person) -> None:
    with office.desk.store.writing() as session:
        session.get_one(DepartmentSettings, "main").uses_inventory = True
    anna.types("/close-period 2025-01", in_="#accounting")
    hands_over_value(office, anna, b"location,value\nYard,ten\n")
    anna.sees("The file was not kept. Line 2", in_="@Tieout")
    hands_over_value(office, anna, b"location,value\nYard,1000.00\n")
    with office.desk.store.reading() as session:
        assert session.get_one(InventoryValue, ("main", "2025-01")).value == 1_000_00


def test_the_picture_of_all_work_and_what_is_typed_wrong(office: Office, anna: Person) -> None:
    anna.types("/accounting help flow", in_="#accounting")
    office.settle()
    message = anna.sees("Which work people do, and which goes by itself.", in_="@Tieout")
    assert content(message, ".png").startswith(b"\x89PNG")
    anna.types("/close-period januray", in_="#accounting")
    anna.sees("Did you mean /close-period January?", in_="#accounting", ephemeral=True)
    anna.types("/close-period 2099-01", in_="#accounting")
    anna.sees("January 2099 has not begun yet.", in_="#accounting", ephemeral=True)
