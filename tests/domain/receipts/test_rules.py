"""Receiving, applying, returning, undoing: what is asked for, what is refused, and what becomes of a refusal."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from domain.accounts.account import OwnAccount
from domain.audit import AuditLine
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.locking import Locking
from domain.ledger.period import PeriodClosed
from domain.problems import NotAllowed, Problem
from domain.receipts.deciding import ReceiptChanged
from domain.receipts.drafting import Payment, Pays
from domain.receipts.receipt import ActState
from domain.worksheets.worksheet import WorksheetStatus
from tests.domain.january import day
from tests.domain.receipts.till import CHECKING, OFFICE, UNDEPOSITED, Till
from tests.domain.vouchers.desk import ANNA, BO, CARA

DEE = "dee"


def refused(till: Till, id: str) -> Problem:
    with pytest.raises(Problem) as stopped:
        till.deciding.submit(id, by=ANNA)
    return stopped.value


def test_a_receipt_must_close_to_the_cent(till: Till) -> None:
    w101 = till.key("W-101")
    short = till.drafts("Acme Mills", Pays(w101, 980_01), amount=980_00)
    assert (refused(till, short).field, refused(till, short).sentence) == (
        "amount",
        "980.01 is given out, but only 980.00 came: 0.01 too much.",
    )
    long = till.drafts("Acme Mills", Pays(w101, 980_00), amount=980_01)
    assert (refused(till, long).field, refused(till, long).sentence) == ("unapplied", "0.01 of 980.01 goes nowhere.")
    whole = till.drafts("Acme Mills", Pays(w101, 1_000_00), amount=980_00, fee=20_00)
    assert till.deciding.submit(whole, by=ANNA).name == "CR-1", "a payment of 980 and a fee of 20 settle 1,000"


def test_no_more_is_applied_than_is_open_on_the_day_and_after(till: Till) -> None:
    w101 = till.key("W-101")
    assert till.owed("Acme Mills")["W-101"].open == 11_650_00
    more = till.drafts("Acme Mills", Pays(w101, 11_650_01), amount=11_650_01)
    assert refused(till, more).sentence == "Of W-101 11,650.00 is open from 28 January 2025 on."
    early = till.drafts("Acme Mills", Pays(w101, 12_000_00), amount=12_000_00, on=day(24))
    assert "11,650.00 is open from 24 January" in refused(till, early).sentence
    before = till.drafts("Acme Mills", Pays(w101, 10_00), amount=10_00, on=day(4))
    assert (refused(till, before).field, refused(till, before).sentence) == (
        "on",
        "W-101 is of 5 January 2025, after the payment.",
    )


def test_an_invoice_is_paid_by_its_own_customer(till: Till) -> None:
    with pytest.raises(Problem, match="not of this customer"):
        till.drafts("Acme Mills", Pays(till.key("W-102"), 10_00), amount=10_00)


def test_cash_goes_to_a_bank_account_or_to_undeposited_funds(till: Till) -> None:
    w101 = till.key("W-101")
    wrong = till.drafts("Acme Mills", Pays(w101, 10_00), amount=10_00, deposit_id=OFFICE)
    assert refused(till, wrong).field == "deposit_id"
    till.posts("Acme Mills", Pays(w101, 10_00), amount=10_00, deposit_id=UNDEPOSITED)
    assert till.journal()[f"bank:{UNDEPOSITED}"] == 10_00


def test_the_same_payment_number_asks_why(till: Till) -> None:
    w101 = till.key("W-101")
    till.submits("Acme Mills", Pays(w101, 10_00), amount=10_00, number="4711")
    again = till.drafts("Acme Mills", Pays(w101, 10_00), amount=10_00, number=" 4711")
    asked = refused(till, again)
    assert (asked.field, asked.sentence) == (
        "number_reason",
        "Payment 4711 of this customer is CR-1: why is this another one?",
    )
    till.drafting.set_payment(again, Payment("4711", day(28), CHECKING, 10_00, number_reason="Two parts."), by=ANNA)
    assert till.deciding.submit(again, by=ANNA).state is ActState.SUBMITTED


def test_who_prepared_it_does_not_approve_it_and_the_limit_holds(till: Till) -> None:
    large = till.submits("Acme Mills", Pays(till.key("W-101"), 10_500_00, 600_00), amount=9_900_00)
    for person, words in ((ANNA, "someone else"), (CARA, "10,500.00, and an approver approves up to"), ("x", "decide")):
        with pytest.raises(NotAllowed, match=words):
            till.approves(large, by=person)
    assert till.approves(large).state is ActState.POSTING
    with till.store.reading() as session:
        assert len(session.exec(select(AuditLine).where(AuditLine.act == "press refused")).all()) == 3


def test_an_approver_sees_what_is_posted(till: Till) -> None:
    w101 = till.key("W-101")
    first = till.submits("Acme Mills", Pays(w101, 11_600_00), amount=11_600_00)
    shown = till.act(first).fingerprint
    till.deciding.withdraw(first, by=ANNA)
    till.drafting.set_lines(first, [Pays(w101, 11_000_00)], by=ANNA)
    till.drafting.set_payment(first, Payment("9", day(28), CHECKING, 11_000_00), by=ANNA)
    till.deciding.submit(first, by=ANNA)
    with pytest.raises(ReceiptChanged):
        till.deciding.approve(first, shown, by=BO)
    till.posts("Acme Mills", Pays(w101, 1_000_00), amount=1_000_00)
    with pytest.raises(Problem, match=r"10,650\.00 is open"):
        till.approves(first)
    assert till.state(first) is ActState.SUBMITTED


def test_a_short_payment_within_tolerance_settles_the_invoice(till: Till) -> None:
    w102 = till.key("W-102")
    own = OwnAccount(department="main", number="4190", name="Tolerance", kind="Sales")
    with till.store.writing() as session:
        session.add(own)
    paid = till.posts("Baltic Paper", Pays(w102, 8_060_00, settle=True), amount=8_060_00)
    assert till.owed("Baltic Paper") == {}
    assert till.journal()["4190"] == 10_00
    figures = till.january.worksheets.figures(w102)
    assert figures.net_sales == 7_500_00 + 120_00 - 10_00
    assert [one.total for one in till.books.documents.values()] == [8_060_00], "the closing entry brings the rest"
    till.using.undo(paid, on=day(30), reason="Bounced.", by=DEE)
    till.settles()
    assert till.owed("Baltic Paper")["W-102"].open == 8_070_00
    assert "4190" not in till.journal(day(28)), "it goes with its receipt"


@pytest.mark.parametrize(
    ("applied", "settings"),
    [
        (8_059_99, DepartmentSettings(department="main")),
        (8_069_00, DepartmentSettings(department="main", short_pay_amount=99)),
        (8_030_00, DepartmentSettings(department="main", short_pay_amount=1_000_00, short_pay_percent_tenths=4)),
    ],
)
def test_a_larger_rest_is_not_given_up(till: Till, applied: int, settings: DepartmentSettings) -> None:
    till.settings = settings
    draft = till.drafts("Baltic Paper", Pays(till.key("W-102"), applied, settle=True), amount=applied)
    assert "is not within" in refused(till, draft).sentence


def test_unapplied_cash_is_applied_and_returned_up_to_what_is_left(till: Till) -> None:
    paid = till.posts("Baltic Paper", amount=500_00, unapplied=500_00)
    w102 = till.key("W-102")
    with pytest.raises(Problem, match=r"500\.00 is unapplied"):
        till.using.apply_unapplied(paid, {w102: 500_01}, on=day(29), by=ANNA)
    with pytest.raises(Problem, match="came on 28 January"):
        till.using.apply_unapplied(paid, {w102: 1_00}, on=day(27), by=ANNA)
    applied = till.using.apply_unapplied(paid, {w102: 200_00}, on=day(29), by=ANNA, id="a" * 32)
    assert till.using.apply_unapplied(paid, {w102: 200_00}, on=day(29), by=ANNA, id="a" * 32).id == applied.id
    back = till.using.give_back(paid, 250_00, on=day(30), deposit_id=CHECKING, reason="They asked.", by=ANNA)
    assert till.journal()["1250"] == -300_00, "a return waits for approval"
    with pytest.raises(NotAllowed, match="someone else"):
        till.approves(back.id, by=ANNA)
    assert till.approves(back.id, by=CARA).name == "CR-1-R1"
    till.settles()
    assert till.journal()["1250"] == -50_00
    assert till.journal()[f"bank:{CHECKING}"] == 250_00
    assert sorted(one.number for one in till.books.documents.values()) == ["CR-1", "CR-1-A1", "CR-1-R1"]


def test_a_return_that_is_no_longer_covered_is_not_approved(till: Till) -> None:
    paid = till.posts("Baltic Paper", amount=500_00, unapplied=500_00)
    back = till.using.give_back(paid, 400_00, on=day(30), deposit_id=CHECKING, reason="They asked.", by=ANNA)
    till.using.apply_unapplied(paid, {till.key("W-102"): 200_00}, on=day(29), by=ANNA)
    with pytest.raises(Problem, match=r"Of CR-1 300\.00 is unapplied"):
        till.approves(back.id)
    assert till.deciding.reject(back.id, "Used.", by=BO).state is ActState.DROPPED


def test_what_was_used_is_undone_first(till: Till) -> None:
    paid = till.posts("Baltic Paper", Pays(till.key("W-102"), 100_00), amount=600_00, unapplied=500_00)
    applied = till.using.apply_unapplied(paid, {till.key("W-102"): 200_00}, on=day(29), by=ANNA)
    till.settles()
    with pytest.raises(Problem, match="CR-1-A1 used the unapplied cash of CR-1") as stopped:
        till.using.undo(paid, on=day(30), reason="Bounced.", by=BO)
    assert stopped.value.next_step == "Undo CR-1-A1 first."
    with pytest.raises(NotAllowed, match="someone else"):
        till.using.undo(applied.id, on=day(30), reason="Wrong.", by=ANNA)
    till.using.undo(applied.id, on=day(30), reason="Wrong.", by=BO)
    with pytest.raises(Problem, match="CR-1-A1 is being undone just now"):
        till.using.undo(paid, on=day(30), reason="Bounced.", by=BO)
    till.settles()
    with pytest.raises(Problem, match="not undone before 30 January"):
        till.using.undo(paid, on=day(29), reason="Bounced.", by=BO)
    till.using.undo(paid, on=day(31), reason="Bounced.", by=BO)
    till.settles()
    assert till.owed("Baltic Paper")["W-102"].open == 8_070_00
    assert till.ahead("Baltic Paper") == []
    assert [till.journal(day(n)).get("1250", 0) for n in (28, 29, 30, 31)] == [-500_00, -300_00, -500_00, 0]
    with pytest.raises(Problem, match="undone, so it cannot be undone"):
        till.using.undo(paid, on=day(31), reason="Again.", by=BO)


def test_a_closed_month_takes_no_undo_but_an_open_one_does(till: Till) -> None:
    paid = till.posts("Acme Mills", Pays(till.key("W-101"), 10_00), amount=10_00)
    Locking(till.store, till.january.now).lock("main", "2025-01", by=BO)
    with pytest.raises(PeriodClosed, match="undone on 31 January 2025") as stopped:
        till.using.undo(paid, on=day(31), reason="Bounced.", by=BO)
    assert stopped.value.field == "on"
    till.using.undo(paid, on=date(2025, 2, 3), reason="Bounced.", by=BO)
    till.settles()
    assert till.journal(day(31))["1200"] + 10_00 == till.journal(date(2025, 2, 3))["1200"]


def test_a_paid_worksheet_does_not_leave_invoice_until_its_receipt_is_undone(till: Till) -> None:
    paid = till.posts("Acme Mills", Pays(till.key("W-103"), 10_00), amount=10_00)
    with pytest.raises(Problem, match="is paid"):
        till.january.leaves_invoice("W-103")
    till.using.undo(paid, on=day(29), reason="Bounced.", by=BO)
    till.settles()
    assert till.january.leaves_invoice("W-103").worksheet.status is WorksheetStatus.WORK


def test_with_receivables_in_quickbooks_nothing_is_received_here(till: Till) -> None:
    till.settings = DepartmentSettings(department="main", ar_on=False)
    with pytest.raises(Problem, match="the AR module is off for main") as stopped:
        till.drafting.open_draft("main", by=ANNA)
    assert stopped.value.next_step == "Receive the payment in QuickBooks."


def test_a_refused_receipt_is_tried_again_or_withdrawn(till: Till) -> None:
    before = till.journal()
    till.books.troubles = ["refused", "refused"]
    w101 = till.key("W-101")
    id = till.posts("Acme Mills", Pays(w101, 10_00), amount=10_00)
    assert till.state(id) is ActState.FAILED
    assert till.journal()[f"bank:{CHECKING}"] == 10_00, "it keeps its place in the journal"
    till.posting.try_again(id, by=BO)
    with pytest.raises(Problem, match="nothing to try again"):
        till.posting.try_again(id, by=BO)
    till.settles()
    assert till.deciding.withdraw(id, by=ANNA).state is ActState.DRAFTED
    assert till.journal() == before
    till.deciding.submit(id, by=ANNA)
    till.approves(id)
    till.settles()
    assert (till.state(id), till.act(id).name) == (ActState.POSTED, "CR-1")


def test_an_undo_that_quickbooks_refuses_can_be_withdrawn_and_done_later(till: Till) -> None:
    w102 = till.key("W-102")
    id = till.posts("Baltic Paper", Pays(w102, 8_065_00, settle=True), amount=8_065_00)
    stood = till.journal()
    till.books.troubles = ["refused"]
    back = till.using.undo(id, on=day(29), reason="Bounced.", by=BO)
    assert till.state(id) is ActState.UNDOING
    till.settles()
    assert till.state(back.id) is ActState.FAILED
    till.deciding.withdraw(back.id, by=BO)
    assert till.journal() == stood == till.journal(day(29))
    assert till.state(id) is ActState.POSTED
    till.using.undo(id, on=day(30), reason="Bounced.", by=BO)
    till.settles()
    assert till.owed("Baltic Paper")["W-102"].open == 8_070_00
    assert sorted(one.number for one in till.books.documents.values()) == ["CR-1", "CR-1-U"]


def test_unapplied_cash_at_go_live_is_used_like_any_other(till: Till) -> None:
    """What a go-live file brought in: no receipt of ours stands behind it until it is used."""
    from domain.ledger.go_live import OpeningKind, OpeningReceivable
    from domain.ledger.journal import BEFORE_GO_LIVE, UNAPPLIED_CASH, NewLine, Route, append

    opening, customer = "f" * 32, till.january.parties["Baltic Paper"]
    with till.store.writing() as session:
        line = {"id": opening, "department": "main", "line": 9, "kind": OpeningKind.UNAPPLIED, "number": "OA-1"}
        session.add(OpeningReceivable(**line, customer_id=customer, dated=date(2024, 12, 5), amount=90_00))
        cash = NewLine(UNAPPLIED_CASH, -90_00, customer, opening_id=opening)
        about = {"route": Route.OBSERVED, "on": date(2024, 12, 31), "event": "opening", "department": "main"}
        lines = [cash, replace(cash, account=BEFORE_GO_LIVE, amount=90_00)]
        append(session, **about, realm="r", actor="x", at=till.january.now(), lines=lines)
    assert [(one.name, one.left) for one in till.ahead("Baltic Paper")] == [("OA-1", 90_00)]
    act = till.using.apply_unapplied(opening, {till.key("W-102"): 50_00}, on=day(28), by=ANNA)
    till.settles()
    assert (act.name, till.state(act.id)) == ("CR-1-A1", ActState.POSTED)
    assert [(one.name, one.left) for one in till.ahead("Baltic Paper")] == [("CR-1 (OA-1)", 40_00)]
    with pytest.raises(Problem, match="is paid"):
        till.january.leaves_invoice("W-102")
    till.using.undo(act.id, on=day(29), reason="Wrong.", by=BO)
    till.settles()
    assert [one.left for one in till.ahead("Baltic Paper")] == [90_00]
