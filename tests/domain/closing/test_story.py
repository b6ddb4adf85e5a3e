"""January 2025 is closed, proved, signed, reopened and closed again, in QuickBooks on this machine and in both modes.

The tests of this module are one story: each goes on where the one before it ended.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from domain.audit import last
from domain.closing.closing import EntryChanged
from domain.closing.closing_entry import EntryKind, EntryState, carried_over, closed_months
from domain.closing.closing_report import closing_report
from domain.closing.month_end import Step, packets_of
from domain.closing.noting import ALARM
from domain.closing.packet import pack, verify
from domain.ledger.period import PeriodClosed, PeriodState, state_of
from domain.problems import NotAllowed, Problem
from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.closing.desk import ANNA, BO, CARA, DEE, MONTH, Desk, close_desk
from tests.domain.january import LAST, day
from tests.domain.test_january import CLOSING

pytestmark = pytest.mark.january


@pytest.fixture(scope="module", params=[True, False], ids=["ar-on", "ar-off"])
def desk(request: pytest.FixtureRequest, databases: Databases, standin: Running) -> Iterator[Desk]:
    with databases.new() as url, close_desk(url, standin, ar_on=request.param) as made:
        yield made


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    with desk.store.reading() as session:
        yield session


def test_before_it_is_locked_a_month_shows_what_comes_first(desk: Desk) -> None:
    look = desk.look()
    assert look.state is PeriodState.OPEN
    assert [one.state for one in look.steps][:3] == ["done", "done", "open"]
    assert look.next_step and look.next_step.step is Step.LOCK
    with pytest.raises(Problem, match="January 2025 is open") as refused:
        desk.closing.propose("main", MONTH, by=ANNA)
    assert "Lock the month first." in refused.value.words()
    assert desk.signing.missing("main", MONTH)[0].sentence == "January 2025 is not locked."


def test_each_step_has_an_owner(desk: Desk) -> None:
    desk.preparing.assign("main", MONTH, Step.CASH, CARA, by=BO)
    assert desk.look().step(Step.CASH).owner == CARA
    assert desk.look().step(Step.SIGN).owner == ""


def test_locked_the_month_takes_no_more_writes(desk: Desk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    with pytest.raises(PeriodClosed, match="January 2025 is locked"):
        desk.january.adjusts("SA-3", day(30))
    assert desk.stands(Step.PROPOSE) == "open"
    assert desk.stands(Step.APPROVE) == "waiting"


def test_what_is_shown_is_what_a_second_person_approves(desk: Desk, session: Session) -> None:
    [entry] = desk.closing.propose("main", MONTH, by=BO)
    assert (entry.number, entry.total) == ("TO-2025-01", 41_176_69 if desk.january.ar_on else 40_726_69)
    assert desk.look().fingerprint == entry.fingerprint
    assert desk.look().step(Step.PROPOSE).done_by == BO
    with pytest.raises(NotAllowed, match="You prepared this entry"):
        desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    with pytest.raises(NotAllowed, match="you need the role controller"):
        desk.closing.approve("main", MONTH, entry.fingerprint, by=CARA)
    with pytest.raises(EntryChanged):
        desk.closing.approve("main", MONTH, "0" * 64, by=DEE)
    assert desk.journal_entries() == {}
    assert closed_months(session, "main") == set()


def test_a_new_proposal_replaces_the_one_before(desk: Desk) -> None:
    [entry] = desk.closing.propose("main", MONTH, by=ANNA)
    assert [one.id for one in desk.entries()] == [entry.id]


def test_it_is_posted_exactly_once_and_is_the_report_line_by_line(desk: Desk) -> None:
    [entry] = desk.entries()
    desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    assert desk.stands(Step.POST) == "running"
    assert desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)[0].id == entry.id
    desk.works()
    [entry] = desk.entries()
    assert entry.state is EntryState.POSTED
    assert desk.journal_entries() == {"TO-2025-01": "2025-01-31"}
    document = desk.in_quickbooks(entry)
    assert {line.account_id: line.amount for line in document.lines} == {
        desk.ids[account]: amount for account, amount in CLOSING[desk.january.ar_on].items()
    }
    assert document.key == entry.subject
    assert "Closing entry of January 2025" in document.note
    assert {line.description for line in document.lines} >= {"5710 Freight - Inland", "2110 Accrued AP"}
    assert desk.refreshed[-1] == "main:2025-01"
    with desk.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}
        assert carried_over(session, "main", LAST) == dict(sorted(CLOSING[desk.january.ar_on].items()))
        assert carried_over(session, "main", day(30)) == {}


def test_what_is_posted_is_neither_proposed_again_nor_unlocked(desk: Desk) -> None:
    with pytest.raises(Problem, match="posted or on its way already"):
        desk.closing.propose("main", MONTH, by=ANNA)
    with pytest.raises(Problem, match="posted or on its way") as refused:
        desk.preparing.unlock("main", MONTH, "To look again.", by=BO)
    assert "Reopen the month instead." in refused.value.words()


def test_a_month_is_not_signed_before_all_is_there(desk: Desk) -> None:
    missing = [problem.sentence for problem in desk.signing.missing("main", MONTH)]
    assert missing == [
        "Nobody has shown that cash is reconciled.",
        "QuickBooks is closed nowhere, not through 31 January 2025.",
        "The proofs of January 2025 are not all green.",
    ]
    with pytest.raises(Problem, match="cash is reconciled"):
        desk.signing.sign("main", MONTH, by=BO)
    desk.january.moment = desk.january.moment.replace(month=2, day=5)
    desk.signing.reconciled("main", MONTH, "bank ../jan.pdf", "application/pdf", b"%PDF reconciled", by=CARA)
    assert desk.look().step(Step.CASH).done_by == CARA
    desk.proves(LAST)
    assert desk.stands(Step.PROOFS) == "done"


def test_the_closing_date_is_set_by_a_person_and_read_back(desk: Desk) -> None:
    desk.closes_books(day(30))
    desk.signing.ask_closing_date("main", MONTH)
    desk.works()
    waiting = desk.look().step(Step.CLOSING_DATE)
    assert (waiting.state, "It was 30 January 2025" in waiting.waits_for) == ("open", True)
    desk.closes_books(LAST)
    desk.signing.ask_closing_date("main", MONTH)
    desk.works()
    assert desk.stands(Step.CLOSING_DATE) == "done"


def test_a_red_proof_keeps_the_month_from_being_signed(desk: Desk) -> None:
    desk.closes_books(None)
    lines = [{"account": desk.ids["5710"], "debit": "250.00"}, {"account": desk.ids["2110"], "credit": "250.00"}]
    foreign = desk.person("journal-entry", lines=lines, date="2025-01-31", number="JE-9")
    desk.closes_books(LAST)
    desk.proves(LAST)
    with pytest.raises(Problem, match="not all green"):
        desk.signing.sign("main", MONTH, by=BO)
    desk.closes_books(None)
    desk.person("delete", kind="JournalEntry", id=foreign["Id"])
    desk.closes_books(LAST)
    desk.proves(LAST)


def test_signed_it_is_closed_and_its_packet_verifies_without_the_database(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.signing.sign("main", MONTH, by=CARA)
    assert desk.signing.sign("main", MONTH, by=BO).state is PeriodState.CLOSED
    assert desk.signing.sign("main", MONTH, by=DEE).changed_by == BO
    assert {one.state for one in desk.look().steps} == {"done"}
    with desk.store.reading() as session:
        [packet] = packets_of(session, "main", MONTH)
        signed = last(session, "month signed", "period:main:2025-01")
    verified = verify(packet.content, packet.hash)
    assert (verified.department, verified.month) == ("main", MONTH)
    assert verified.total == (41_176_69 if desk.january.ar_on else 40_726_69)
    assert "cash/bank _jan.pdf" in verified.files or "cash/bank .._jan.pdf" in verified.files
    assert signed and packet.hash in signed.detail


def test_the_first_thing_that_was_changed_in_a_packet_is_named(desk: Desk) -> None:
    with desk.store.reading() as session:
        [packet] = packets_of(session, "main", MONTH)
    with zipfile.ZipFile(io.BytesIO(packet.content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist() if name != "manifest.json"}
    assert pack(parts) == (packet.content, packet.hash)
    cheaper = parts | {"entry.json": parts["entry.json"].replace(b"1505336", b"1505335")}
    with pytest.raises(Problem, match=r"The entry TO-2025-01 does not balance"):
        verify(pack(cheaper)[0])
    report = parts | {"report.json": parts["report.json"].replace(b"1505336", b"1505335")}
    with pytest.raises(Problem, match=r"Account 5010 is not the same in the entry and in the report"):
        verify(pack(report)[0])
    history = parts | {"audit.csv": parts["audit.csv"].replace(b"closing entry approved", b"closing entry imagined")}
    with pytest.raises(Problem, match=r"Line \d+ of audit.csv is not as it was written"):
        verify(pack(history)[0])
    with pytest.raises(Problem, match=r"entry.json is not as it was when the packet was made"):
        verify(_swapped(packet.content, "entry.json", cheaper["entry.json"]))
    with pytest.raises(Problem, match=r"extra.txt was added"):
        verify(_swapped(packet.content, "extra.txt", b"hello"))
    with pytest.raises(Problem, match=r"report.pdf is missing"):
        verify(_swapped(packet.content, "report.pdf", None))
    with pytest.raises(Problem, match=r"The packet's hash is"):
        verify(pack(parts | {"notes.txt": b""})[0], packet.hash)
    with pytest.raises(Problem, match=r"not a close packet"):
        verify(b"hello")


def _swapped(content: bytes, name: str, other: bytes | None) -> bytes:
    """The packet with one file exchanged, put in or taken out, and its list as it was."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        names = [*old.namelist(), *([name] if name not in old.namelist() else [])]
        for each in names:
            if each != name:
                new.writestr(each, old.read(each))
            elif other is not None:
                new.writestr(each, other)
    return file.getvalue()


def test_reopening_takes_two_people_a_reason_and_an_open_quickbooks(desk: Desk) -> None:
    with pytest.raises(Problem, match="Say why"):
        desk.reopenings.ask("main", MONTH, " ", by=BO)
    with pytest.raises(NotAllowed):
        desk.reopenings.ask("main", MONTH, "SA-3 was forgotten.", by=CARA)
    asked = desk.reopenings.ask("main", MONTH, "SA-3 was forgotten.", by=BO)
    with pytest.raises(Problem, match="being reopened already"):
        desk.reopenings.ask("main", MONTH, "Again.", by=DEE)
    with pytest.raises(NotAllowed, match="someone else must confirm"):
        desk.reopenings.confirm(asked.id, by=BO)
    with pytest.raises(Problem, match="QuickBooks is closed through 31 January 2025") as refused:
        desk.reopenings.confirm(asked.id, by=DEE)
    assert "Move the closing date in QuickBooks" in refused.value.words()
    assert desk.look().state is PeriodState.CLOSED


def test_the_reversal_has_its_own_number_and_nothing_of_the_month_is_left(desk: Desk) -> None:
    desk.closes_books(date(2024, 12, 31))
    [asked] = [desk.look().reopening]
    assert asked is not None
    desk.reopenings.confirm(asked.id, by=DEE)
    assert desk.reopenings.confirm(asked.id, by=DEE).confirmed_by == DEE
    with desk.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}, "until QuickBooks has the reversal"
    desk.works()
    assert desk.journal_entries() == {"TO-2025-01": "2025-01-31", "TO-2025-01-X1": "2025-01-31"}
    with desk.store.reading() as session:
        assert state_of(session, "main", MONTH) is PeriodState.REOPENED
        assert closed_months(session, "main") == set()
        assert carried_over(session, "main", LAST) == {}
    assert desk.talking.told.count((ALARM, asked.id)) == 1
    look = desk.look()
    assert (look.step(Step.LOCK).state, look.step(Step.CASH).state, look.numbers) == ("open", "open", [])
    assert look.step(Step.CLOSING_DATE).state == "waiting"


def test_the_reopened_month_takes_the_correction_and_is_posted_again_under_its_own_number(desk: Desk) -> None:
    with desk.store.reading() as session:
        before = closing_report(session, "main", MONTH, desk.january.now())
        known = desk.january.now()
    desk.january.later()
    desk.january.adjusts("SA-3", day(30))
    desk.settles()
    desk.preparing.lock("main", MONTH, by=ANNA)
    [*_, entry] = desk.posts_entry()
    assert (entry.number, entry.kind, entry.state) == ("TO-2025-01-R1", EntryKind.REPOST, EntryState.POSTED)
    assert set(desk.journal_entries()) == {"TO-2025-01", "TO-2025-01-X1", "TO-2025-01-R1"}
    expected = dict(CLOSING[desk.january.ar_on])
    expected["4110"] += 80_00
    expected["1200" if desk.january.ar_on else "1210"] -= 80_00
    with desk.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}
        assert carried_over(session, "main", LAST) == dict(sorted(expected.items()))
        then = closing_report(session, "main", MONTH, known)
    assert (then.amounts, then.lines) == (before.amounts, before.lines)


def test_the_second_signature_needs_everything_anew_and_keeps_both_packets(desk: Desk) -> None:
    assert [problem.sentence for problem in desk.signing.missing("main", MONTH)] == [
        "Nobody has shown that cash is reconciled.",
        "QuickBooks is closed through 31 December 2024, not through 31 January 2025.",
        "The proofs of January 2025 are not all green.",
    ]
    desk.january.later()
    desk.signing.reconciled("main", MONTH, "bank.pdf", "application/pdf", b"%PDF again", by=CARA)
    desk.closes_books(LAST)
    desk.signing.read("main", MONTH)
    desk.proves(LAST)
    desk.signing.sign("main", MONTH, by=DEE)
    with desk.store.reading() as session:
        packets = packets_of(session, "main", MONTH)
    assert [packet.name for packet in packets] == ["close-main-2025-01.zip", "close-main-2025-01-R1.zip"]
    assert [verify(packet.content, packet.hash).hash for packet in packets] == [packet.hash for packet in packets]
