"""What a close refuses and survives: unfinished work, refusals of QuickBooks, split entries, departments, the order."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from domain.books.documents import DocumentKind
from domain.closing.closing import EntryChanged
from domain.closing.closing_entry import EntryState, carried_over, closed_months
from domain.closing.month_end import Step, packets_of
from domain.closing.working_out import summed, work_out
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.journal import NewLine, Route, append
from domain.ledger.period import PeriodState, state_of
from domain.problems import NotAllowed, Problem
from domain.vouchers.voucher import LineKind, Voucher, VoucherLine, VoucherState
from tests.databases import Databases
from tests.domain.closing.books import ANNA, BO, CARA, DEE, LightDesk, light_desk, mapping
from tests.domain.january import INLAND, MATERIAL, REALM, day
from tests.domain.test_january import CLOSING

MONTH = "2025-01"
DEBITS = 41_176_69


@pytest.fixture(scope="module")
def blank(databases: Databases) -> Iterator[LightDesk]:
    """To be copied: nothing has happened yet."""
    with databases.new() as url, light_desk(url) as made:
        yield made


@pytest.fixture(scope="module")
def played(databases: Databases) -> Iterator[LightDesk]:
    """To be copied: January has happened."""
    with databases.new() as url, light_desk(url) as made:
        made.january.plays()
        yield made


@pytest.fixture
def empty(blank: LightDesk, databases: Databases) -> Iterator[LightDesk]:
    with blank.copied(databases) as made:
        yield made


@pytest.fixture
def desk(played: LightDesk, databases: Databases) -> Iterator[LightDesk]:
    with played.copied(databases) as made:
        yield made


def sweeps(desk: LightDesk, on: date, department: str = "main", cents: int = 100) -> None:
    """A cost is recognised."""
    lines = [NewLine("5010", cents), NewLine("2110", -cents)]
    with desk.store.writing() as session:
        common = {"event": "accrual recognised", "realm": REALM, "actor": ANNA, "at": desk.january.now()}
        append(session, route=Route.SWEEP, on=on, department=department, lines=lines, **common)  # type: ignore[arg-type]


def drafts(desk: LightDesk, state: VoucherState, *, on: date, amount: int, worksheet: str = "W-101") -> Voucher:
    """A vendor's bill for the material of a worksheet."""
    accrual = desk.january.accrual(worksheet, MATERIAL if worksheet != "W-104" else INLAND)
    voucher = Voucher(
        id=desk.january.new_id(),
        department="main",
        number=7,
        state=state,
        vendor_id=accrual.vendor_id,
        posting_date=on,
        amount=amount,
        created_by=ANNA,
        created_at=desk.january.now(),
        changed_at=desk.january.now(),
    )
    with desk.store.writing() as session:
        session.add(voucher)
        session.add(
            VoucherLine(
                voucher_id=voucher.id,
                item_id=accrual.id,
                kind=LineKind.ACCRUAL,
                worksheet_id=accrual.worksheet_id,
                account=accrual.account,
            )
        )
    return voucher


@pytest.mark.parametrize("state", ["submitted", "posting", "undoing", "failed"])
def test_unfinished_vouchers_keep_the_month_open(desk: LightDesk, state: str) -> None:
    drafts(desk, VoucherState(state), on=day(30), amount=8_000_00)
    with pytest.raises(Problem, match=f"V-7 of 30 January 2025 is {state}") as refused:
        desk.preparing.lock("main", MONTH, by=ANNA)
    assert refused.value.next_step
    with desk.store.reading() as session:
        assert state_of(session, "main", MONTH) is PeriodState.OPEN
    assert desk.looking.look("main", MONTH).step(Step.LEFTOVERS).state == "open"


def test_what_is_dated_later_is_in_nobodys_way(desk: LightDesk) -> None:
    drafts(desk, VoucherState.SUBMITTED, on=day(1, 2), amount=8_000_00)
    assert desk.preparing.lock("main", MONTH, by=ANNA).state is PeriodState.LOCKED


@pytest.mark.parametrize(
    ("state", "said"), [("sending", "is on its way"), ("removing", "is being removed"), ("refused", "was refused")]
)
def test_sales_that_quickbooks_has_not_got_keep_the_month_open(empty: LightDesk, state: str, said: str) -> None:
    with empty.store.writing() as session:
        lines = [NewLine("1200", 100), NewLine("1210", -100)]
        common = {"event": "invoice", "department": "main", "realm": REALM, "actor": ANNA, "document": "sale:s1"}
        append(session, route=Route.DOCUMENT, on=day(20), at=empty.january.now(), lines=lines, **common)  # type: ignore[arg-type]
        session.add(
            Delivery(
                subject="sale:s1",
                revision=1,
                kind=DocumentKind.INVOICE,
                department="main",
                realm=REALM,
                connection_id="c1",
                state=DeliveryState(state),
                queued_at=empty.january.now(),
                books_number="W-101",
            )
        )
    with pytest.raises(Problem, match=f"The invoice W-101 {said}"):
        empty.preparing.lock("main", MONTH, by=ANNA)


def test_a_late_bill_shows_what_either_month_would_bear(desk: LightDesk) -> None:
    drafts(desk, VoucherState.DRAFTED, on=day(3, 2), amount=8_100_00)
    [late] = desk.looking.look("main", MONTH).late
    assert (late.vendor, late.last_day, late.first_day_after) == ("RecycleCo", day(31), day(1, 2))
    assert late.if_in == {"2025-01": -100_00}
    assert late.if_after == {"2025-02": -100_00}
    assert desk.looking.look("main", MONTH).step(Step.LATE_BILLS).state == "open"
    desk.preparing.bills_looked_at("main", MONTH, by=CARA)
    assert desk.looking.look("main", MONTH).step(Step.LATE_BILLS).done_by == CARA


def test_a_late_bill_is_dated_into_the_month_until_it_is_locked(desk: LightDesk) -> None:
    voucher = drafts(desk, VoucherState.DRAFTED, on=day(3, 2), amount=8_100_00)
    assert desk.preparing.date_bill(voucher.id, day(31), by=CARA).posting_date == day(31)
    with desk.store.reading() as session:
        kept = session.get_one(Voucher, voucher.id)
    assert (kept.revision, kept.prepared_by) == (2, frozenset({CARA}))
    desk.preparing.lock("main", MONTH, by=ANNA)
    with pytest.raises(Problem, match="January 2025 is locked"):
        desk.preparing.date_bill(voucher.id, day(31), by=CARA)
    assert desk.preparing.date_bill(voucher.id, day(1, 2), by=CARA).posting_date == day(1, 2)


def test_a_submitted_bill_is_dated_by_who_prepared_it(desk: LightDesk) -> None:
    voucher = drafts(desk, VoucherState.SUBMITTED, on=day(3, 2), amount=8_100_00)
    with pytest.raises(Problem, match="V-7 is submitted"):
        desk.preparing.date_bill(voucher.id, day(31), by=CARA)


def test_who_may_do_what(desk: LightDesk) -> None:
    with pytest.raises(NotAllowed, match="You need a role"):
        desk.preparing.lock("main", MONTH, by="stranger")
    desk.preparing.lock("main", MONTH, by=ANNA)
    with pytest.raises(NotAllowed, match="controller"):
        desk.preparing.unlock("main", MONTH, "A mistake.", by=ANNA)


def test_unlocked_the_month_is_open_and_the_proposal_has_lapsed(desk: LightDesk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    [entry] = desk.closing.propose("main", MONTH, by=ANNA)
    with pytest.raises(Problem, match="Say why"):
        desk.preparing.unlock("main", MONTH, "", by=BO)
    assert desk.preparing.unlock("main", MONTH, "SA-3 is missing.", by=BO).state is PeriodState.OPEN
    with pytest.raises(Problem, match="no entry of January 2025 to approve"):
        desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    desk.january.adjusts("SA-3", day(30))
    desk.preparing.lock("main", MONTH, by=ANNA)
    [again] = desk.closing.propose("main", MONTH, by=ANNA)
    assert again.fingerprint != entry.fingerprint


def test_an_account_mapped_anew_makes_the_entry_another_one(desk: LightDesk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    [entry] = desk.closing.propose("main", MONTH, by=ANNA)
    with desk.store.writing() as session:
        session.merge(mapping("5710", "elsewhere", desk.january.now()))
    with pytest.raises(EntryChanged):
        desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    assert not desk.books.documents


def test_what_is_recorded_while_the_entry_is_summed_is_noticed(desk: LightDesk) -> None:
    with desk.store.reading() as session:
        before = summed(session, "main", MONTH)
    desk.january.adjusts("SA-3", day(30))
    with desk.store.writing() as session:
        assert not before.stands(session, "main", MONTH, split=False)
        assert summed(session, "main", MONTH).stands(session, "main", MONTH, split=False)
        assert work_out(session, "main", MONTH, before) == work_out(session, "main", MONTH)


def test_each_of_four_parts_is_posted_once_although_quickbooks_refuses_one(desk: LightDesk) -> None:
    with desk.store.writing() as session:
        session.get_one(DepartmentSettings, "main").split_closing = True
    desk.preparing.lock("main", MONTH, by=ANNA)
    [first, *_] = desk.closing.propose("main", MONTH, by=ANNA)
    desk.books.troubles = ["", "refused"]
    desk.closing.approve("main", MONTH, first.fingerprint, by=BO)
    desk.works()
    assert [entry.state for entry in desk.entries(MONTH)] == ["posted", "failed", "posted", "posted"]
    look = desk.looking.look("main", MONTH).step(Step.POST)
    said = "TO-2025-01-2: QuickBooks refused: no.\nTO-2025-01, TO-2025-01-3, TO-2025-01-4 are in QuickBooks already."
    assert (look.state, look.waits_for) == ("failed", said)
    assert not desk.looking.look("main", MONTH).withdrawable, "three parts are there"
    with desk.store.reading() as session:
        assert closed_months(session, "main") == set()
    with pytest.raises(Problem, match="Nothing of the entry") as refused:
        desk.closing.withdraw("main", MONTH, by=BO)
    assert "then press Try again" in refused.value.words()
    desk.closing.try_again("main", MONTH, by=ANNA)
    desk.works()
    numbers = sorted(document.number for document in desk.books.documents.values())
    assert numbers == ["TO-2025-01", "TO-2025-01-2", "TO-2025-01-3", "TO-2025-01-4"]
    with desk.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}
        assert carried_over(session, "main", day(31)) == dict(sorted(CLOSING[True].items()))


def test_a_lost_answer_leaves_one_document(desk: LightDesk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    [entry] = desk.closing.propose("main", MONTH, by=ANNA)
    desk.books.troubles = ["lost after"]
    desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    desk.works()
    assert desk.entries(MONTH)[0].state is EntryState.POSTING
    desk.january.later()
    desk.deliveries.resume_due()
    desk.works()
    assert desk.entries(MONTH)[0].state is EntryState.POSTED
    assert [document.total for document in desk.books.documents.values()] == [DEBITS]


def test_refused_and_withdrawn_it_is_proposed_anew(desk: LightDesk) -> None:
    desk.preparing.lock("main", MONTH, by=ANNA)
    [entry] = desk.closing.propose("main", MONTH, by=ANNA)
    desk.books.troubles = ["refused"]
    desk.closing.approve("main", MONTH, entry.fingerprint, by=BO)
    desk.works()
    with desk.store.writing() as session:
        session.merge(mapping("5710", "elsewhere", desk.january.now()))
    desk.closing.withdraw("main", MONTH, by=ANNA)
    [again] = desk.posts_entry(MONTH)
    assert again.state is EntryState.POSTED
    assert "elsewhere" in {line.books_id for line in again.entry_lines}


def test_a_month_without_sweep_lines_closes_without_a_document(empty: LightDesk) -> None:
    [entry] = empty.closes(MONTH)
    assert (entry.state, entry.total, entry.lines) == (EntryState.POSTED, 0, [])
    assert not empty.books.documents
    empty.signs(MONTH, day(31))
    with empty.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}
        assert state_of(session, "main", MONTH) is PeriodState.CLOSED
    asked = empty.reopenings.ask("main", MONTH, "A load was forgotten.", by=BO)
    empty.books.closed = None
    empty.reopenings.confirm(asked.id, by=DEE)
    with empty.store.reading() as session:
        assert closed_months(session, "main") == set()
        assert state_of(session, "main", MONTH) is PeriodState.REOPENED
    assert not empty.books.documents


def test_months_are_closed_and_signed_in_order_and_reopened_latest_first(empty: LightDesk) -> None:
    sweeps(empty, day(5))
    sweeps(empty, day(5, 2))
    with pytest.raises(Problem, match="February 2025 cannot be locked before January 2025"):
        empty.preparing.lock("main", "2025-02", by=ANNA)
    empty.preparing.lock("main", MONTH, by=ANNA)
    empty.preparing.lock("main", "2025-02", by=ANNA)
    with pytest.raises(Problem, match="January 2025 has no closing entry yet"):
        empty.closing.propose("main", "2025-02", by=ANNA)
    empty.posts_entry(MONTH)
    empty.posts_entry("2025-02")
    with pytest.raises(Problem, match="January 2025 is not signed yet"):
        empty.signs("2025-02", day(28, 2))
    empty.signs(MONTH, day(28, 2))
    empty.signing.sign("main", "2025-02", by=BO)
    with pytest.raises(Problem, match="cannot be opened before February 2025"):
        empty.reopenings.ask("main", MONTH, "A mistake.", by=BO)
    for month, closed in (("2025-02", day(31)), (MONTH, None)):
        empty.books.closed = closed
        empty.reopenings.confirm(empty.reopenings.ask("main", month, "A mistake.", by=BO).id, by=DEE)
        empty.works()
    with empty.store.reading() as session:
        assert closed_months(session, "main") == set()
        assert carried_over(session, "main", day(28, 2)) == {}


def test_a_reversal_that_quickbooks_refuses_is_tried_again(empty: LightDesk) -> None:
    sweeps(empty, day(5))
    empty.closes(MONTH)
    asked = empty.reopenings.ask("main", MONTH, "A mistake.", by=BO)
    empty.books.troubles = ["refused"]
    empty.reopenings.confirm(asked.id, by=DEE)
    empty.works()
    assert empty.looking.look("main", MONTH).trouble == "TO-2025-01-X1: QuickBooks refused: no."
    with empty.store.reading() as session:
        assert closed_months(session, "main") == {MONTH}
        assert state_of(session, "main", MONTH) is PeriodState.LOCKED
    with pytest.raises(Problem, match="posted or on its way already"):
        empty.closing.propose("main", MONTH, by=ANNA)
    empty.closing.try_again("main", MONTH, by=ANNA)
    empty.works()
    with empty.store.reading() as session:
        assert closed_months(session, "main") == set()
        assert state_of(session, "main", MONTH) is PeriodState.REOPENED


def test_what_was_asked_for_may_be_dropped(empty: LightDesk) -> None:
    empty.closes(MONTH)
    asked = empty.reopenings.ask("main", MONTH, "A mistake.", by=BO)
    empty.reopenings.drop(asked.id, by=DEE)
    assert empty.looking.look("main", MONTH).reopening is None
    with pytest.raises(Problem, match="dropped"):
        empty.reopenings.drop(asked.id, by=DEE)
    with pytest.raises(Problem, match="dropped"):
        empty.reopenings.confirm(asked.id, by=DEE)


def test_a_month_that_is_merely_locked_is_unlocked_and_not_reopened(empty: LightDesk) -> None:
    empty.preparing.lock("main", MONTH, by=ANNA)
    with pytest.raises(Problem, match="nothing to reopen") as refused:
        empty.reopenings.ask("main", MONTH, "A mistake.", by=BO)
    assert "Unlock it instead." in refused.value.words()


def test_one_closing_date_waits_for_every_department_of_the_company(empty: LightDesk) -> None:
    sweeps(empty, day(5))
    sweeps(empty, day(6), "east")
    empty.closes(MONTH)
    waiting = empty.looking.look("main", MONTH).step(Step.CLOSING_DATE)
    assert (waiting.state, "east must post first" in waiting.waits_for) == ("waiting", True)
    empty.proofs.is_green = False
    proofs = empty.looking.look("main", MONTH).step(Step.PROOFS)
    said = "They prove the whole company: east must post first."
    assert (proofs.state, proofs.waits_for) == ("waiting", said), "run now they could not count"
    empty.proofs.is_green = True
    with pytest.raises(Problem, match="east has not posted its closing entry yet"):
        empty.signs(MONTH, day(31))
    empty.books.closed = None
    [east] = empty.closes(MONTH, "east")
    assert east.number == "TO-2025-01-east"
    empty.signs(MONTH, day(31))
    with empty.store.reading() as session:
        assert state_of(session, "main", MONTH) is PeriodState.CLOSED
        assert state_of(session, "east", MONTH) is PeriodState.LOCKED


def test_a_closing_date_that_cannot_be_read_is_said(empty: LightDesk) -> None:
    empty.closes(MONTH)
    empty.books.away = True
    empty.signing.ask_closing_date("main", MONTH)
    empty.works()
    step = empty.looking.look("main", MONTH).step(Step.CLOSING_DATE)
    assert (step.state, step.waits_for) == ("failed", "QuickBooks does not answer.")
    empty.books.away, empty.books.closed = False, day(31)
    empty.signing.ask_closing_date("main", MONTH)
    empty.works()
    assert empty.looking.look("main", MONTH).step(Step.CLOSING_DATE).state == "done"


def test_a_value_that_an_entry_used_stays(empty: LightDesk) -> None:
    with empty.store.writing() as session:
        session.get_one(DepartmentSettings, "main").uses_inventory = True
    sweeps(empty, day(5))
    empty.preparing.lock("main", MONTH, by=ANNA)
    with pytest.raises(Problem, match="no inventory value for the end of December 2024"):
        empty.closing.propose("main", MONTH, by=ANNA)
    assert empty.looking.look("main", MONTH).step(Step.PROPOSE).state == "failed"
    empty.preparing.take_value("main", "2024-12", "bins.csv", b"Location,Value\nYard,12000\n", by=ANNA)
    empty.preparing.take_value("main", MONTH, "bins.csv", b"Location,Value\nYard,12500\n", by=ANNA)
    [entry] = empty.posts_entry(MONTH)
    assert {line.account: line.amount for line in entry.entry_lines} == {"2110": -100, "3000": 500_00, "5010": -499_00}
    for month in ("2024-12", MONTH):
        with pytest.raises(Problem, match="closing entry of January 2025 uses this value"):
            empty.preparing.take_value("main", month, "bins.csv", b"Location,Value\nYard,1\n", by=ANNA)


def test_a_whole_close_from_the_first_press_to_the_last(database_url: str) -> None:
    with light_desk(database_url) as desk:
        sweeps(desk, day(5), cents=12_34)
        desk.closes(MONTH)
        desk.signs(MONTH, day(31))
        with desk.store.reading() as session:
            assert carried_over(session, "main", day(31)) == {"2110": -12_34, "5010": 12_34}
            assert state_of(session, "main", MONTH) is PeriodState.CLOSED


def test_the_command_verifies_a_packet_and_names_what_does_not_match(
    empty: LightDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sweeps(empty, day(5), cents=12_34)
    empty.closes(MONTH)
    empty.signs(MONTH, day(31))
    with empty.store.reading() as session:
        [packet] = packets_of(session, "main", MONTH)
    path = tmp_path / packet.name
    path.write_bytes(packet.content)
    assert main(["verify", str(path), "--hash", packet.hash]) == 0
    assert "VERIFIED: the close of main, 2025-01; 8 files, an entry of 12.34." in capsys.readouterr().out
    path.write_bytes(packet.content.replace(b"close.json", b"clothe.jsn"))
    assert main(["verify", str(path)]) == 1
    assert "NOT VERIFIED: " in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "nothing.zip")]) == 2
