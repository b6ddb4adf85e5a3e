"""What QuickBooks refuses, and what keeps it from answering: nothing is lost, nothing is sent twice, all is said."""

from datetime import timedelta

import pytest

from domain.books.port import NameKind
from domain.connections.connection import ConsentPurpose
from domain.deliveries.delivery import DeliveryState
from domain.deliveries.sending import Sending
from domain.problems import Problem
from domain.vouchers.voucher import VoucherState
from tests.domain.january import day
from tests.domain.vouchers.desk import ANNA, BO, CARA, Desk

POSTED, FAILED, POSTING = VoucherState.POSTED, VoucherState.FAILED, VoucherState.POSTING
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def january(desk: Desk) -> None:
    desk.january.plays(day(27), posts=lambda _: None, undoes=lambda _: None)


def test_a_number_somebody_else_used_fails_until_it_is_free(desk: Desk) -> None:
    vendor = desk.documents("Vendor")[0]["Id"]
    other = desk.person("bill", vendor=vendor, account=desk.accrued_ap, amount="10", number="INV-7781")
    v1 = desk.posts("V-1")
    assert desk.voucher(v1).state is FAILED
    assert "already has a document with this number" in desk.delivery(v1).refusal
    assert desk.journal()["2100"] == -14_833_36, "a failed posting keeps its place in the journal"
    with pytest.raises(Problem, match="failed, so it cannot be undone"):
        desk.undoing.undo(v1, "wrong", by=BO)
    desk.person("delete", kind="Bill", id=other["Id"])
    desk.posting.try_again(v1, by=ANNA)
    with pytest.raises(Problem, match="nothing to try again"):
        desk.posting.try_again(v1, by=ANNA)
    desk.engine.settle()
    assert desk.voucher(v1).state is POSTED
    assert [bill["DocNumber"] for bill in desk.documents()] == ["INV-7781"]


def test_a_failed_posting_can_be_withdrawn_changed_and_posted(desk: Desk) -> None:
    before = desk.journal()
    vendor = desk.documents("Vendor")[0]["Id"]
    desk.person("bill", vendor=vendor, account=desk.accrued_ap, amount="10", number="INV-7781")
    v1 = desk.posts("V-1")
    assert desk.approving.withdraw(v1, by=ANNA).state is VoucherState.DRAFTED
    assert desk.journal() == before
    desk.sets(v1, number="INV-7781-B", amount=14_833_36, posting_date=day(28))
    desk.approving.submit(v1, by=ANNA)
    desk.approves(v1)
    desk.engine.settle()
    assert desk.voucher(v1).state is POSTED
    assert sorted(bill["DocNumber"] for bill in desk.documents()) == ["INV-7781", "INV-7781-B"]


def test_books_closed_in_quickbooks_stop_it_before_it_is_sent(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    desk.site.control("acts/closing-date", date="2025-01-31")
    desk.approves(v1)
    desk.engine.settle()
    assert (desk.voucher(v1).state, desk.delivery(v1).refusal_code) == (FAILED, "6210")
    assert "closed in QuickBooks through 31 January 2025" in desk.delivery(v1).refusal
    assert desk.delivery(v1).tries == 0
    with pytest.raises(Problem, match="closed in QuickBooks"):
        desk.submits("V-2")
    desk.site.control("acts/closing-date", date="2024-12-31")
    desk.turns(minutes=6)
    assert desk.approving.submit(desk.ids["V-2"], by=ANNA).state is VoucherState.SUBMITTED
    desk.posting.try_again(v1, by=ANNA)
    desk.engine.settle()
    assert desk.voucher(v1).state is POSTED


def test_books_closed_since_they_were_asked_refuse_it_by_themselves(desk: Desk) -> None:
    desk.posts("V-2")
    desk.site.control("acts/closing-date", date="2025-01-31")
    v1 = desk.posts("V-1")
    assert (desk.voucher(v1).state, desk.delivery(v1).tries) == (FAILED, 1)
    assert desk.delivery(v1).refusal_code == "6210"


def test_an_inactive_vendor_fails_in_words(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    desk.person("deactivate", kind="Vendor", id=desk.site.books().find_names(NameKind.VENDOR, ["RecycleCo"])[0].id)
    desk.approves(v1)
    desk.engine.settle()
    assert desk.voucher(v1).state is FAILED
    assert "inactive" in desk.delivery(v1).refusal or "RecycleCo" in desk.delivery(v1).refusal


def test_while_disconnected_vouchers_queue_and_then_go_in_order(desk: Desk) -> None:
    desk.site.control("acts/revoke")
    desk.site.turn(hours=2)
    waiting = [desk.posts(name) for name in ("V-2", "V-1", "V-3")]
    assert [desk.voucher(one).state for one in waiting] == [POSTING] * 3
    assert [one.id for one in desk.deliveries.on_the_way("main")] == waiting
    desk.turns(hours=5)
    assert desk.documents() == []
    connection = desk.site.connect(purpose=ConsentPurpose.RECONNECT).connection
    with desk.store.writing() as session:
        assert desk.deliveries.resume_all(session, connection) == 3
    desk.engine.settle()
    assert [desk.voucher(one).state for one in waiting] == [POSTED] * 3
    assert len(desk.documents()) == 2
    with desk.store.writing() as session:
        assert desk.deliveries.resume_all(session, connection) == 0


def test_what_waited_goes_on_when_the_company_is_connected_anew(desk: Desk) -> None:
    desk.site.trouble("429", route={"entity": "bill", "method": "POST"})
    v1 = desk.posts("V-1")
    old = desk.site.connecting.connection("main")
    desk.site.connecting.disconnect("main", BO, old.company_name)
    desk.turns(minutes=5)
    assert desk.voucher(v1).state is POSTING
    new = desk.site.connect().connection
    with desk.store.writing() as session:
        assert desk.deliveries.resume_all(session, new) == 1
    desk.engine.settle()
    assert desk.voucher(v1).state is POSTED
    desk.site.connecting.disconnect("main", BO, new.company_name)
    desk.site.connect()
    assert desk.undoes("V-1").state is VoucherState.UNDOING
    desk.turns(seconds=6)
    assert desk.voucher(v1).state is VoucherState.UNDONE


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_a_requestid_the_look_alone_keeps_it_single(desk: Desk, when: str) -> None:
    desk.forgetful = True
    desk.site.trouble("drop", when=when, times=2, route={"entity": "bill", "method": "POST"})
    v1 = desk.posts("V-1")
    for _ in range(3):
        desk.turns(seconds=6)
    assert desk.voucher(v1).state is POSTED
    assert len(desk.documents()) == 1


def test_without_the_intent_a_lost_answer_would_double_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control run: what the tests above would see if the intent were not committed first."""
    desk.forgetful = True
    monkeypatch.setattr(Sending, "_intend", lambda *_: True)
    desk.site.standin.company().preferences.pop("OtherPrefs")
    desk.site.control("assumptions", duplicate_bill_numbers_refused=False)
    desk.site.trouble("drop", when="after", route={"entity": "bill", "method": "POST"})
    desk.posts("V-1")
    desk.turns(seconds=6)
    assert len(desk.documents()) == 2


def test_the_vendors_pdf_is_attached_once_even_if_the_answer_is_lost(desk: Desk) -> None:
    draft = desk.drafts("V-1")
    desk.vouching.attach(draft, "INV-7781.pdf", "application/pdf", PDF, by=ANNA)
    desk.approving.submit(draft, by=ANNA)
    desk.site.trouble("drop", when="after", route={"path": "upload"})
    desk.approves(draft)
    desk.engine.settle()
    assert desk.voucher(draft).state is POSTED, "its file does not hold a voucher up"
    assert desk.delivery(draft).attached_at is None
    desk.turns(seconds=6)
    assert desk.delivery(draft).attached_at
    assert [one["FileName"] for one in desk.documents("Attachable")] == ["INV-7781.pdf"]


def test_what_may_have_arrived_is_not_withdrawn(desk: Desk) -> None:
    v1 = desk.submits("V-1")
    desk.dies_at = {"post-answered"}
    desk.approves(v1)
    desk.dies()
    desk.sending.broke(desk.delivery(v1).errand, "Something went wrong on our side.")
    assert desk.voucher(v1).state is FAILED
    with pytest.raises(Problem, match="may have reached QuickBooks"):
        desk.approving.withdraw(v1, by=ANNA)
    desk.restarts()
    desk.january.moment += timedelta(seconds=6)
    desk.posting.try_again(v1, by=ANNA)
    desk.engine.settle()
    assert desk.voucher(v1).state is POSTED
    assert len(desk.documents()) == 1


def test_a_mapping_that_moved_is_where_the_next_voucher_goes(desk: Desk) -> None:
    first = desk.submits("V-2")
    desk.maps("2110", "2150")
    with pytest.raises(Problem, match="changed since"):
        desk.approves(first, by=CARA)
    desk.approves(first, by=CARA)
    desk.engine.settle()
    [bill] = desk.documents()
    accounts = {line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"] for line in bill["Line"]}
    assert accounts == {desk.account_id("2150")}
    assert desk.delivery(first).state is DeliveryState.CONFIRMED
