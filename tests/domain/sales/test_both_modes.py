"""Whatever happens to sales, profit is the same with the AR module on and off, and QuickBooks holds what is owed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.books.documents import Document, DocumentBooks, DocumentKind, DocumentLine, NewDocument
from domain.deliveries.delivering import Deliveries
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.engine import Engine
from domain.ledger.journal import balances
from domain.problems import Problem
from domain.sales.invoicing import Invoicing
from domain.sales.sale_matter import SaleMatter
from domain.vault import Vault
from domain.worksheets.adjusting import Adjusting, AdjustmentForm
from domain.worksheets.worksheet import AdjustmentSide, WorksheetStatus
from tests.databases import Databases
from tests.domain.books.parts import VAULT_KEY, connected
from tests.domain.january import REALM, SHIPMENTS, January, day
from tests.domain.sales.desk import knows_books
from tests.domain.vouchers.inline import InlineBooks, InlineEngine

NUMBERS = sorted(SHIPMENTS)[:3]
ACTS = st.tuples(
    st.sampled_from(["invoice", "invoice", "sell", "leave", "adjust"]),
    st.sampled_from(NUMBERS),
    st.integers(1, 999_999_99),
    st.booleans(),
)


@dataclass
class SaleBooks(InlineBooks):
    """QuickBooks as far as sales need it."""

    def create_document(self, new: NewDocument, request_id: str) -> Document:
        self.made += 1
        return self._keep(str(self.made), "0", new)

    def update_document(self, kind: DocumentKind, id: str, version: str, new: NewDocument, request_id: str) -> Document:
        assert self.documents[id].version == version and self.documents[id].kind is kind
        return self._keep(id, str(int(version) + 1), new)

    def _keep(self, id: str, version: str, new: NewDocument) -> Document:
        lines = tuple(DocumentLine("", one.amount, one.description, one.item_id, taxed=one.taxed) for one in new.lines)
        about = (new.books_number, new.on, new.total, new.party_id, new.whole_note, lines, (), new.total, {})
        self.documents[id] = Document(new.kind, id, version, *about, due_on=new.due_on, tax=new.tax)
        return self.documents[id]


@dataclass
class House:
    """A month in one mode; with the AR module off every promise to QuickBooks is kept at once."""

    january: January
    books: SaleBooks = field(default_factory=SaleBooks)
    inline: InlineEngine = field(default_factory=InlineEngine)

    def __post_init__(self) -> None:
        january, engine, books = self.january, cast(Engine, self.inline), cast(DocumentBooks, self.books)
        deliveries = Deliveries(january.store, engine, january.now)
        invoicing = Invoicing(deliveries, january.new_id)
        january.worksheets = replace(january.worksheets, invoices=invoicing)
        january.adjusting = Adjusting(january.worksheets)
        matter = SaleMatter(invoicing, january.worksheets, bool)
        about = (january.store, engine, january.now, lambda _: books, {"sale": matter})
        sending, removing = Sending(*about), Removing(*about)
        self.inline.workflows = {POST: sending.post, ATTACH: sending.attach, REMOVE: removing.remove}

    def does(self, act: str, number: str, cents: int, below: bool) -> bool:
        """One act; answers whether it was taken."""
        january, id = self.january, self.january.worksheet(number).id
        january.later()
        taken = False
        with suppress(Problem):
            match act:
                case "invoice":
                    january.worksheets.set_status(id, WorksheetStatus.INVOICE, by="U1")
                case "leave":
                    january.worksheets.set_status(id, WorksheetStatus.WORK, by="U1")
                case "sell":
                    january.sells(number, cents)
                case _:
                    form = AdjustmentForm(AdjustmentSide.SALE, "4110", -cents if below else cents)
                    january.adjusting.post(january.adjusting.stage(id, form, by="U1").id, on=day(31), by="U1")
            taken = True
        while self.inline.promised:
            self.inline.run()
        return taken

    def journal(self) -> dict[str, int]:
        with self.january.store.reading() as session:
            found = balances(session, department="main", as_of=day(31))
        return {account: amount for account, amount in found.items() if amount}

    def by_day(self) -> list[dict[str, int]]:
        """The accounts at the end of each day."""
        with self.january.store.reading() as session:
            days = [balances(session, department="main", as_of=day(n)) for n in range(1, 32)]
        return [{account: amount for account, amount in one.items() if amount} for one in days]

    def profit(self) -> dict[str, int]:
        return {
            account: amount for account, amount in self.journal().items() if account[0] in "45" and account != "4501"
        }


@contextmanager
def house(databases: Databases, *, ar_on: bool) -> Iterator[House]:
    with databases.opened() as store:
        january = January(store, ar_on=ar_on)
        connected(store, Vault(VAULT_KEY), realm=REALM)
        knows_books(january, item="7", tax_code="3", term="3")
        for number in NUMBERS:
            january.worksheets.save(january.form(number), by="U1")
        yield House(january)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=4, max_size=12))
def test_profit_is_the_same_in_both_modes(databases: Databases, acts: list[tuple[str, str, int, bool]]) -> None:
    with house(databases, ar_on=True) as on, house(databases, ar_on=False) as off:
        for act in acts:
            assert on.does(*act) == off.does(*act)
        assert on.profit() == off.profit()
        kept_here, in_books = on.journal(), off.journal()
        assert on.books.documents == {} and in_books.get("1210", 0) == 0
        assert kept_here.get("1200", 0) == in_books.get("1200", 0)
        assert kept_here.get("4501", 0) == in_books.get("4501", 0)
        signs = {DocumentKind.INVOICE: 1, DocumentKind.CREDIT_MEMO: -1}
        held = sum(signs[one.kind] * one.total for one in off.books.documents.values())
        assert held == in_books.get("1200", 0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ar_on=st.booleans(), others=st.lists(ACTS, max_size=4), sales=st.lists(st.integers(1, 999_999_99), max_size=3))
def test_a_sale_that_is_taken_back_leaves_nothing_on_any_day(
    databases: Databases, ar_on: bool, others: list[tuple[str, str, int, bool]], sales: list[int]
) -> None:
    with house(databases, ar_on=ar_on) as made:
        for act in others:
            made.does(*act)
        made.january.worksheets.save(made.january.form("W-105"), by="U1")
        before, held = made.by_day(), dict(made.books.documents)
        assert made.does("invoice", "W-105", 0, False)
        for cents in sales:
            assert made.does("sell", "W-105", cents, False)
        assert made.by_day() != before
        assert made.does("leave", "W-105", 0, False)
        assert made.by_day() == before
        assert made.books.documents == held
