"""A month for a benchmark: worksheets recognised, two thirds of their costs billed, and books that hold the bills."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.books.balance_reports import LedgerLine, OpenItem, Settled
from domain.books.documents import DocumentKind
from domain.clock import wall_now
from domain.connections.connection import Connection
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, DeliveryState
from domain.ledger.journal import JournalEntry, JournalLine, NewLine, Route, Side, recognised
from domain.ledger.movement import Movement
from domain.ledger.period import Period, PeriodState
from domain.ledger.recount import counted
from domain.store import Store
from domain.table import Table
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import Accrual, Adjustment, AdjustmentSide, Worksheet, WorksheetStatus

MONTH, LAST_DAY, DEPARTMENT, REALM = "2025-01", date(2025, 1, 31), "main", "r"
PARTIES, PER_BILL, AT_ONCE = 500, 20, 5_000
KINDS = ((TradeKind.MATERIAL, "5010"), (TradeKind.INLAND_FREIGHT, "5710"), (TradeKind.OCEAN_FREIGHT, "5720"))


@dataclass
class Month:
    """Worksheets with three costs to every two of them; every twentieth has a memo. `in_books` is what bills hold."""

    worksheets: int
    at: Any = field(default_factory=wall_now)
    lines: int = 0
    in_books: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def fill(self, store: Store) -> None:
        """Write all of it, some thousand rows at a time."""
        for table, rows in (
            (Connection, self._connection()),
            (Mapped, self._mapped()),
            (Period, iter([self._by() | {"department": DEPARTMENT, "month": MONTH, "state": PeriodState.LOCKED}])),
            (Counterparty, self._parties()),
            (Worksheet, self._worksheets()),
            (Accrual, (row for n in range(self.worksheets) for row in self._accruals(n))),
            (Adjustment, self._memos()),
            (Delivery, self._deliveries()),
        ):
            _insert(store, table, rows)
        entries = enumerate(self._entries(), start=1)
        while some := list(islice(entries, AT_ONCE)):
            heads = [{"seq": seq, **head} for seq, (head, _) in some]
            lines = [{"entry": seq, **_repeated(head), **vars(line)} for seq, (head, of) in some for line in of]
            self.lines += len(lines)
            with store.writing() as session:
                session.execute(sa.insert(JournalEntry), heads)
                session.execute(sa.insert(JournalLine), lines)
        with store.writing() as session:
            session.execute(sa.insert(Movement).from_select(list(sa.inspect(Movement).columns.keys()), counted()))

    @property
    def bills(self) -> int:
        """How many there are."""
        return self.worksheets // PER_BILL

    def _entries(self) -> Iterator[tuple[dict[str, Any], Sequence[NewLine]]]:
        for n in range(self.worksheets):
            about: dict[str, Any] = {"counterparty_id": _id("c", n % PARTIES), "worksheet_id": _id("w", n)}
            net, tax = 9_000_00 + n % 977, 100_00 if n % 10 == 0 else 0
            owed = [NewLine("1200", net + tax, **about), NewLine("4010", -net, **about)]
            owed += [NewLine("4501", -tax, **about)] if tax else []
            yield self._head(n, Route.SWEEP, "sale recognised", f"recognised:{_id('w', n)}"), owed
            for cost in self._accruals(n):
                of = about | {"counterparty_id": cost["vendor_id"], "accrual_id": cost["id"]}
                costs = recognised(cost["account"], cost["amount"], **of)
                yield self._head(n, Route.SWEEP, "accrual recognised", f"accrual:{cost['id']}"), costs
            if n % 20 == 0:
                memo = (50_00 if n % 40 else -50_00) - n % 7
                tags = about | {"adjustment_id": _id("s", n)}
                yield (
                    self._head(n, Route.SWEEP, "sales adjustment", f"adjustment:{_id('s', n)}"),
                    [NewLine("1200", memo, **tags), NewLine("4110", -memo, **tags)],
                )
            if n % PER_BILL == PER_BILL - 1:
                yield self._head(n, Route.DOCUMENT, "voucher", f"voucher:{_id('v', n // PER_BILL)}"), self._bill(n)

    def _bill(self, last: int) -> list[NewLine]:
        """The first cost of each of twenty worksheets."""
        voucher, billed = _id("v", last // PER_BILL), []
        for n in range(last - PER_BILL + 1, last + 1):
            cost = next(self._accruals(n))
            about: dict[str, Any] = {"worksheet_id": _id("w", n), "voucher_id": voucher, "accrual_id": cost["id"]}
            of = cost["vendor_id"]
            billed.append(NewLine("2110", cost["amount"], counterparty_id=of, side=Side.BILLED, **about))
        total = sum(line.amount for line in billed)
        self.in_books["2110"] += total
        self.in_books["2100"] -= total
        return [*billed, NewLine("2100", -total, counterparty_id=_id("c", last % PARTIES), voucher_id=voucher)]

    def _head(self, n: int, route: Route, event: str, document: str) -> dict[str, Any]:
        made = {"at": self.at, "department": DEPARTMENT, "realm": REALM, "actor": "anna", "reverses": None}
        return {"route": route, "on": date(2025, 1, n % 31 + 1), "event": event, "document": document, **made}

    def _accruals(self, n: int) -> Iterator[dict[str, Any]]:
        for line in range(1 + n % 2):
            kind, account = KINDS[(n + line) % len(KINDS)]
            one = {"id": _id(f"a{line}", n), "worksheet_id": _id("w", n), "line": line + 1, "kind": kind}
            vendor = _id("c", (n // PER_BILL + line) % PARTIES)
            yield one | {"vendor_id": vendor, "account": account, "amount": 3_000_00 + n % 1013}

    def _worksheets(self) -> Iterator[dict[str, Any]]:
        for n in range(self.worksheets):
            stands = {"status": WorksheetStatus.INVOICE, "posting_date": date(2025, 1, n % 31 + 1)}
            one = {"id": _id("w", n), "number": f"W-{n}", "customer_id": _id("c", n % PARTIES)}
            yield one | stands | self._by() | self._made() | {"department": DEPARTMENT}

    def _memos(self) -> Iterator[dict[str, Any]]:
        for n in range(0, self.worksheets, 20):
            one = {"id": _id("s", n), "worksheet_id": _id("w", n), "number": n, "party_id": _id("c", n % PARTIES)}
            said = {"side": AdjustmentSide.SALE, "account": "4110", "amount": 50_00, "posted_on": LAST_DAY}
            yield one | said | {"department": DEPARTMENT}

    def _parties(self) -> Iterator[dict[str, Any]]:
        for n in range(PARTIES):
            one = {"id": _id("c", n), "name": f"Company {n}", "name_key": f"company {n}", "department": DEPARTMENT}
            yield one | {"is_customer": True, "is_supplier": True} | self._by() | self._made()

    def _deliveries(self) -> Iterator[dict[str, Any]]:
        for n in range(self.bills):
            told = {"kind": DocumentKind.BILL, "department": DEPARTMENT, "realm": REALM, "connection_id": "1"}
            stands = {"state": DeliveryState.CONFIRMED, "queued_at": self.at, "confirmed_at": self.at}
            yield {"subject": f"voucher:{_id('v', n)}", "revision": 1, "books_id": str(n + 1), **told, **stands}

    def _connection(self) -> Iterator[dict[str, Any]]:
        told = {"id": "1", "realm": REALM, "company_name": "Acme", "environment": "sandbox", "department": DEPARTMENT}
        dates = dict.fromkeys(("obtained_at", "access_expires_at", "refresh_expires_at", "connected_at"), self.at)
        yield told | dates | {"access_token": "", "refresh_token": "", "connected_by": "bo"}

    def _mapped(self) -> Iterator[dict[str, Any]]:
        for row in CHART:
            kept = {"department": DEPARTMENT, "account": row.number, "valid_from": ALWAYS, "realm": REALM, "by": "bo"}
            yield kept | {"books_id": f"9{row.number}", "books_name": row.name, "books_type": "", "at": self.at}

    def _by(self) -> dict[str, Any]:
        return {"changed_at": self.at, "changed_by": "anna"}

    def _made(self) -> dict[str, Any]:
        return {"created_at": self.at, "created_by": "anna"}


@dataclass(frozen=True)
class Books:
    """The books of such a month: they hold its bills, nobody has paid or keyed anything, and they answer at once."""

    balances: Mapping[str, int]

    def accounts(self) -> list[Any]:
        return []

    def trial_balance(self, _as_of: date) -> dict[str, int]:
        return {f"9{account}": amount for account, amount in self.balances.items()}

    def profit_and_loss(self, _start: date, _end: date) -> dict[str, int]:
        return {}

    def general_ledger(self, _accounts: Sequence[str], _start: date, _end: date) -> list[LedgerLine]:
        return []

    def open_items(self, _as_of: date, *, payable: bool) -> list[OpenItem]:
        return []

    def settled(self, _start: date, _end: date) -> list[Settled]:
        return []


def _id(kind: str, n: int) -> str:
    """As long as a real one."""
    return f"{kind}{n:0{32 - len(kind)}}"


def _repeated(head: Mapping[str, Any]) -> dict[str, Any]:
    """What lines repeat of their entry."""
    return {"department": head["department"], "on": head["on"], "tally": 1}


def _insert(store: Store, table: type[Table], rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        with store.writing() as session:
            session.execute(sa.insert(table), some)
