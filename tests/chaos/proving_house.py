"""What must hold, seen from outside, once the bots that were killed have been left in peace."""

from collections import Counter

from sqlmodel import col, select

from domain.audit import verify
from domain.books.documents import DocumentKind
from domain.books.paper import ENTITIES, read_document
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import JournalLine
from domain.receipts.receipt import ReceiptAct
from domain.vouchers.voucher import Voucher
from tests.chaos.desk import Desk, Paper
from tests.chaos.fitting import REALMS
from tests.chaos.house import House
from tests.chaos.month import HERE, MonthTeam
from tests.chaos.proving import no_secret_is_in_the_engine, the_pace_was_kept
from tests.chaos.proving_month import the_trial_balance_is_the_expected_one

WRITTEN = (DocumentKind.BILL, DocumentKind.VENDOR_CREDIT, DocumentKind.JOURNAL_ENTRY)
CARRIED = (DeliveryState.CONFIRMED, DeliveryState.REMOVED, DeliveryState.WITHDRAWN)


def prove_house(house: House, desk: Desk) -> None:
    """Everything."""
    team = MonthTeam(house.place, "auditor")
    try:
        each_has_one_card_that_tells_the_truth(house, desk)
        quickbooks_holds_one_document_for_each(house, desk)
        nothing_is_on_its_way_and_each_is_known(house, team)
        the_books_are_whole(team)
        the_trial_balance_is_the_expected_one(team, HERE)
        the_pace_was_kept(house.quickbooks)
        no_secret_is_in_the_engine(team)
    finally:
        team.store.close()


def each_has_one_card_that_tells_the_truth(house: House, desk: Desk) -> None:
    """One message for each bill and payment, and it says what became of it."""
    dee = house.person("dee")
    assert {paper: len(cards) for paper, cards in desk.cards(dee).items()} == dict.fromkeys(desk.papers, 1)
    assert desk.left(dee) == []


def quickbooks_holds_one_document_for_each(house: House, desk: Desk) -> None:
    """A bill unless it was undone; an entry for each payment, and one more that takes an undone one back."""
    bills = [one["DocNumber"] for one in house.quickbooks.objects(REALMS[HERE], "bill")]
    assert sorted(bills) == sorted(f"FT-{one.number:02}" for one in _of(desk, "bill") if not one.undone)
    entries = Counter(one["DocNumber"] for one in house.quickbooks.objects(REALMS[HERE], "journalentry"))
    assert not [number for number, times in entries.items() if times > 1]
    paid = _of(desk, "payment")
    assert entries.total() == len(paid) + sum(one.undone for one in paid)


def nothing_is_on_its_way_and_each_is_known(house: House, team: MonthTeam) -> None:
    """Each document of QuickBooks is a confirmed delivery and the other way round; no voucher or receipt is twice."""
    held = {
        document.key: document.id
        for kind in WRITTEN
        for row in house.quickbooks.objects(REALMS[HERE], ENTITIES[kind])
        if (document := read_document(kind, row)).key
    }
    with team.store.reading() as session:
        kept = session.exec(select(Delivery)).all()
        numbers = session.exec(select(Voucher.bill_number).where(col(Voucher.number).is_not(None))).all()
        acts = session.exec(select(ReceiptAct.name).where(ReceiptAct.name != "")).all()
    assert {one.subject: one.books_id for one in kept if one.state is DeliveryState.CONFIRMED} == held
    assert {one.state for one in kept} <= set(CARRIED)
    assert [name for name, times in Counter([*numbers, *acts]).items() if times > 1] == []


def the_books_are_whole(team: MonthTeam) -> None:
    """The journal balances entry by entry, and the audit trail has no broken link."""
    sums: Counter[int] = Counter()
    with team.store.reading() as session:
        for line in session.exec(select(JournalLine)):
            sums[line.entry] += line.amount
        assert verify(session) is None
    assert sums and not any(sums.values())


def _of(desk: Desk, kind: str) -> list[Paper]:
    return [one for one in desk.papers if one.kind == kind]
