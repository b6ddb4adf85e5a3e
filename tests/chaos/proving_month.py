"""What must hold of receipts, invoices and closes once the trouble is over."""

from collections import Counter
from datetime import date

from sqlmodel import select

from domain.accounts.account import all_mapped
from domain.audit import verify
from domain.books.documents import DocumentKind
from domain.books.paper import ENTITIES, read_document
from domain.closing.closing_entry import ClosingEntry, EntryKind, EntryState, carried_over_on_books
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import JournalEntry, JournalLine, Route
from domain.receipts.receipt import ActKind, ActState, ReceiptAct
from tests.chaos.fitting import REALMS, Place
from tests.chaos.month import MonthTeam
from tests.chaos.month_worker import plan, sheets, unfinished
from tests.chaos.proving import no_secret_is_in_the_engine, the_pace_was_kept
from tests.chaos.running import Books

END = date(2025, 1, 31)
WRITTEN = (DocumentKind.INVOICE, DocumentKind.JOURNAL_ENTRY)


def prove_month(place: Place, books: Books, count: int) -> None:
    """Everything."""
    team = MonthTeam(place, "auditor")
    try:
        everything_is_where_people_wanted_it(team, count)
        one_document_for_each(team, books, count)
        for department in REALMS:
            the_trial_balance_is_the_expected_one(team, department)
        the_pace_was_kept(books)
        no_secret_is_in_the_engine(team)
    finally:
        team.store.close()


def everything_is_where_people_wanted_it(team: MonthTeam, count: int) -> None:
    """None lost, none stuck; every month was closed, reopened and closed again."""
    assert not any(unfinished(team, department) for department in REALMS)
    with team.store.reading() as session:
        acts = Counter((one.kind, one.state) for one in session.exec(select(ReceiptAct)))
        closes = Counter((one.kind, one.state) for one in session.exec(select(ClosingEntry)))
        assert verify(session) is None
    wrong = len(range(2, count, 3))
    assert acts == Counter(
        {
            (ActKind.RECEIPT, ActState.POSTED): count - wrong,
            (ActKind.RECEIPT, ActState.UNDONE): wrong,
            (ActKind.REVERSAL, ActState.POSTED): wrong,
        }
    )
    posted = {kind: closes[kind, EntryState.POSTED] for kind in EntryKind}
    assert posted == dict.fromkeys(EntryKind, len(REALMS)) and closes.total() - sum(posted.values()) == closes_given_up(
        closes
    )


def closes_given_up(closes: Counter[tuple[EntryKind, EntryState]]) -> int:
    """Proposals that lapsed because somebody proposed once more."""
    return sum(number for (_, state), number in closes.items() if state is EntryState.WITHDRAWN)


def one_document_for_each(team: MonthTeam, books: Books, count: int) -> None:
    """Each confirmed delivery has its document and each document of ours its delivery."""
    held: dict[str, list[str]] = {}
    for realm in REALMS.values():
        for kind in WRITTEN:
            for row in books.objects(realm, ENTITIES[kind]):
                document = read_document(kind, row)
                if document.key:
                    held.setdefault(document.key, []).append(document.id)
    with team.store.reading() as session:
        confirmed = session.exec(select(Delivery).where(Delivery.state == DeliveryState.CONFIRMED)).all()
    assert held == {one.subject: [one.books_id] for one in confirmed}
    assert sum(key.startswith("sale:") for key in held) == sum(plan(sheet) != 2 for sheet in sheets(team))
    assert sum(key.startswith("receipt:") for key in held) == count + len(range(2, count, 3))
    assert sum(key.startswith("closing:") for key in held) == 3 * len(REALMS)


def the_trial_balance_is_the_expected_one(team: MonthTeam, department: str) -> None:
    """The journal balances; what documents and closes brought to QuickBooks is what its own report says."""
    with team.store.reading() as session:
        entries = {one.seq: one for one in session.exec(select(JournalEntry))}
        lines = session.exec(select(JournalLine)).all()
        mapped = all_mapped(session, department, REALMS[department], END)
        expected = Counter(carried_over_on_books(session, department, END))
    sums: Counter[int] = Counter()
    for line in lines:
        entry = entries[line.entry]
        sums[line.entry] += line.amount
        if entry.department == department and entry.route is Route.DOCUMENT:
            expected[line.account.removeprefix("bank:") if ":" in line.account else mapped[line.account].books_id] += (
                line.amount
            )
    assert not any(sums.values())
    books = team.online.documents(*team.connecting.way_in(team.connecting.connection(department).id))
    told = books.trial_balance(END)
    ours = set(expected) | {one.books_id for one in mapped.values()}
    assert {id: told.get(id, 0) for id in ours if told.get(id)} == {id: sum for id, sum in expected.items() if sum}
