"""What must hold once the trouble is over, by number as the invariants are known."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from domain.audit import verify
from domain.books.documents import DocumentKind
from domain.books.paper import ENTITIES, read_document
from domain.connections.connection import live_connections
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import ACCOUNTS_PAYABLE, ACCRUED_AP, JournalEntry, JournalLine, Route, balances
from domain.table import Table
from domain.vouchers.entering import document_of
from domain.vouchers.voucher import Voucher, VoucherFile, VoucherState
from standins.quickbooks.options import CLIENT_SECRET
from tests.chaos.company import ON
from tests.chaos.fitting import REALMS, Place, Team
from tests.chaos.running import Books
from tests.chaos.worker import TAKE_BACK, vouchers

MOST_AT_ONCE, MOST_A_MINUTE = 8, 490
POSTED, UNDONE = VoucherState.POSTED, VoucherState.UNDONE


def prove(place: Place, books: Books, count: int) -> None:
    """Everything."""
    team = Team(place, "auditor")
    try:
        _prove(team, books, count)
    finally:
        team.store.close()


def _prove(team: Team, books: Books, count: int) -> None:
    every_voucher_is_where_people_wanted_it(team, count)
    one_document_for_each_posted_voucher(team, books)
    posted_means_confirmed(team, books)
    one_file_for_each_that_has_one(team, books)
    the_journal_is_what_the_books_say(team)
    the_pace_was_kept(books)
    no_secret_is_in_the_engine(team)


def documents(books: Books) -> dict[str, list[str]]:
    """The ids of the bills and credits each voucher has, over all companies."""
    found: dict[str, list[str]] = {}
    for realm in REALMS.values():
        for kind in (DocumentKind.BILL, DocumentKind.VENDOR_CREDIT):
            for row in books.objects(realm, ENTITIES[kind]):
                document = read_document(kind, row)
                found.setdefault(document.key, []).append(document.id)
    return found


def every_voucher_is_where_people_wanted_it(team: Team, count: int) -> None:
    """I3: none lost, none stuck."""
    wanted = Counter(UNDONE if one.memo == TAKE_BACK else POSTED for one in _all(team))
    assert Counter(one.state for one in _all(team)) == wanted
    assert wanted.total() == count


def one_document_for_each_posted_voucher(team: Team, books: Books) -> None:
    """I1, and none for one that was undone, and none of nobody's."""
    held = {key: len(ids) for key, ids in documents(books).items()}
    assert held == {document_of(one): 1 for one in vouchers(team, POSTED)}


def posted_means_confirmed(team: Team, books: Books) -> None:
    """I2: exactly one confirmed delivery, of the id QuickBooks gave."""
    with team.store.reading() as session:
        confirmed = session.exec(select(Delivery).where(Delivery.state == DeliveryState.CONFIRMED)).all()
    held = documents(books)
    assert sorted(one.subject for one in confirmed) == sorted(document_of(one) for one in vouchers(team, POSTED))
    assert all(held[one.subject] == [one.books_id] for one in confirmed)


def one_file_for_each_that_has_one(team: Team, books: Books) -> None:
    """The vendor's document is attached once."""
    posted = [one.id for one in vouchers(team, POSTED)]
    with team.store.reading() as session:
        kept = session.exec(select(VoucherFile.name).where(col(VoucherFile.voucher_id).in_(posted))).all()
    names = [str(one["FileName"]) for realm in REALMS.values() for one in books.objects(realm, "attachable")]
    assert Counter(names) & Counter(kept) == Counter(kept), "each has its file, and has it once"
    assert max(Counter(names).values(), default=1) == 1


def the_journal_is_what_the_books_say(team: Team) -> None:
    """I9: every entry balances, sums of the database are those of Python, and QuickBooks' trial balance is ours."""
    with team.store.reading() as session:
        entries = {one.seq: one for one in session.exec(select(JournalEntry))}
        lines = session.exec(select(JournalLine)).all()
        assert verify(session) is None, "the audit trail is whole"
        asked = {department: balances(session, department=department) for department in REALMS}
    by_entry: Counter[int] = Counter()
    ours: dict[str, Counter[str]] = {department: Counter() for department in REALMS}
    told: dict[str, Counter[str]] = {department: Counter() for department in REALMS}
    for line in lines:
        entry = entries[line.entry]
        by_entry[line.entry] += line.amount
        ours[entry.department][line.account] += line.amount
        if entry.route is Route.DOCUMENT:
            told[entry.department][line.account] += line.amount
    assert not any(by_entry.values())
    for department in REALMS:
        assert asked[department] == dict(ours[department])
        assert sum(asked[department].values()) == 0
        in_books = trial_balance(team, department)
        assert in_books == {account: told[department][account] for account in (ACCRUED_AP, ACCOUNTS_PAYABLE)}


def trial_balance(team: Team, department: str) -> dict[str, int]:
    """What QuickBooks' own report says of Accrued AP and A/P, in cents."""
    connection = team.connecting.connection(department)
    books = team.online.documents(*team.connecting.way_in(connection.id))
    accounts = books.accounts()
    accrued = next(one.id for one in accounts if one.number == ACCRUED_AP)
    payable = next(one.id for one in accounts if one.type == "Accounts Payable")
    report = books.trial_balance(ON)
    return {ACCRUED_AP: report.get(accrued, 0), ACCOUNTS_PAYABLE: report.get(payable, 0)}


def the_pace_was_kept(books: Books) -> None:
    """I4: never more than eight at once for a company, nor more than 490 in any minute."""
    for realm in REALMS.values():
        rows = [one for one in books.look("requests")["requests"] if f"/company/{realm}/" in one["path"]]
        assert max((one["abreast"] for one in rows), default=0) <= MOST_AT_ONCE
        assert most_in_a_minute([datetime.fromisoformat(one["at"]) for one in rows]) <= MOST_A_MINUTE


def most_in_a_minute(moments: list[datetime]) -> int:
    """The most moments in any stretch of sixty seconds; the moments are in order."""
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= timedelta(seconds=60):
            first += 1
        most = max(most, last - first + 1)
    return most


def no_secret_is_in_the_engine(team: Team) -> None:
    """I11: neither tokens nor keys in what the engine keeps."""
    vault = team.connecting.tokens.vault
    with team.store.reading() as session:
        sealed = [text for one in live_connections(session) for text in (one.access_token, one.refresh_token)]
    secrets = [CLIENT_SECRET, team.place.key, *sealed, *(vault.open(text) for text in sealed)]
    kept = list(_engine_rows(team))
    assert len(kept) > 10, "these are the engine's tables"
    assert not [row for row in kept for secret in secrets if secret in row]


def _engine_rows(team: Team) -> Iterator[str]:
    """Every row of every table that is not the domain's, as text."""
    schema = None if team.store.is_sqlite else "dbos"
    with team.store.reading() as session:
        bind: Any = session.get_bind()
        names = set(sa.inspect(bind).get_table_names(schema=schema))
        for name in names if schema else names - set(Table.metadata.tables):
            table = sa.Table(name, sa.MetaData(), autoload_with=bind, schema=schema)
            yield from (repr(tuple(row)) for row in session.execute(sa.select(table)))


def _all(team: Team) -> list[Voucher]:
    with team.store.reading() as session:
        return list(session.exec(select(Voucher).order_by(col(Voucher.number))))
