"""The whole bot in this process with a Slack and a QuickBooks of its own, in the middle of the worked January.

Anna is a clerk, Bo an approver, Clara the controller, Otto nobody.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from sqlmodel import select

from bot import parts, settings
from bot.parts import Tieout
from domain import engine as engines
from domain.accounts.account import ALWAYS, CHART, Mapped
from domain.clock import wall_now
from domain.counterparties.counterparty import CounterpartyLink
from domain.table import Table
from domain.vouchers.voucher import Voucher
from standins.quickbooks import options as quickbooks_options
from standins.quickbooks import person as quickbooks_person
from standins.quickbooks import running as quickbooks_running
from standins.slack import options as slack_options
from standins.slack import running as slack_running
from standins.slack.manifest import read_manifest
from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.bot.sync.conftest import Office as Connected
from tests.bot.sync.conftest import environment
from tests.domain.january import REALM, VENDORS, January, day

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 20


@dataclass
class Office:
    """The bot, both places it speaks with, and the month."""

    tieout: Tieout
    workspace: Workspace
    quickbooks: quickbooks_running.Running

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.workspace.settles()
        beside(self.tieout.engine.settle)
        self.workspace.settles()

    def begin(self) -> None:
        """It is 28 January: worksheets are invoiced, nothing is billed, QuickBooks has our vendors and accounts."""
        connected = Connected(self.tieout, self.workspace, self.quickbooks)
        self.workspace.do("reset")
        connected.control("reset")
        with self.tieout.store.writing() as session:
            for table in reversed(Table.metadata.sorted_tables):
                session.execute(table.delete())
        connected.connect()
        connected.has("Vendor", *VENDORS)
        self.january = January(self.tieout.store)
        self.january.plays(day(28), posts=lambda _: None, undoes=lambda _: None)
        account = {"Name": "Accrued AP", "AcctNum": "2110", "AccountType": "Other Current Liability"}
        connected.control("load", kind="Account", objects=[account, {"Name": "Bank", "AccountType": "Bank"}])
        self._link_all()
        self.settle()

    def documents(self, kind: str = "Bill") -> list[dict[str, Any]]:
        """What QuickBooks holds."""
        return [dict(one) for one in self.quickbooks.company().all(kind)]

    def acts(self, act: str, **body: Any) -> Any:
        """Somebody does something inside QuickBooks."""
        return quickbooks_person.ACTS[act](self.quickbooks.company(), body)[1]

    def fails(self, kind: str) -> None:
        """QuickBooks is in trouble, for all writes, until the next story."""
        connected = Connected(self.tieout, self.workspace, self.quickbooks)
        connected.control("faults", kind=kind, times=100)

    def voucher(self, number: int = 1) -> Voucher:
        """A voucher by its number."""
        with self.tieout.store.reading() as session:
            return session.exec(select(Voucher).where(Voucher.number == number)).one()

    def _link_all(self) -> None:
        company = self.quickbooks.company()
        ids = {one["DisplayName"]: str(one["Id"]) for one in company.all("Vendor")}
        accounts = {one.get("AcctNum") or one["Name"]: str(one["Id"]) for one in company.all("Account")}
        with self.tieout.store.writing() as session:
            for name in VENDORS:
                link = select(CounterpartyLink).where(CounterpartyLink.counterparty_id == self.january.parties[name])
                session.exec(link).one().books_id = ids[name]
            for row in CHART:
                session.add(_mapped(row.number, row.name, accounts["2110"]))


def beside(act: Callable[[], object]) -> None:
    """In a thread of its own: the engine refuses to work where a browser's event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(act).result()


def _mapped(number: str, name: str, books_id: str) -> Mapped:
    return Mapped(
        department="main",
        account=number,
        valid_from=ALWAYS,
        realm=REALM,
        books_id=books_id,
        books_name=name,
        books_number=number,
        books_type="Other Current Liability",
        by="U0CLARA",
        at=wall_now(),
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("vouchers")
    slack = slack_options.Options(read_manifest(ROOT / "manifest.yml"))
    books = quickbooks_options.Options(company="empty", limits=False)
    with slack_running.running(slack) as workspace, quickbooks_running.running(books) as quickbooks:
        tieout = parts.build(settings.read(environment(workspace, quickbooks, folder)), poll_seconds=0.01)
        tieout.store.create_tables()
        engines.migrate(tieout.store)
        beside(tieout.start)
        handler = SocketModeHandler(tieout.app, "xapp-standin", ping_interval=1, receive_buffer_size=65536)
        handler.connect()  # type: ignore[no-untyped-call]  # the library is partly untyped
        workspace.is_connected()
        yield Office(tieout, workspace, quickbooks)
        handler.close()  # type: ignore[no-untyped-call]  # the library is partly untyped
        beside(tieout.stop)


@pytest.fixture
def office(begun: Office) -> Iterator[Office]:
    """28 January."""
    begun.settle()
    begun.begin()
    yield begun
    begun.settle()


@pytest.fixture
def anna(office: Office) -> Person:
    """A clerk."""
    return office.workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def bo(office: Office) -> Person:
    """An approver, up to 10,000.00."""
    return office.workspace.person("bo", timeout=PATIENCE)


@pytest.fixture
def clara(office: Office) -> Person:
    """The controller."""
    return office.workspace.person("clara", timeout=PATIENCE)


@pytest.fixture
def otto(office: Office) -> Person:
    """Has no role."""
    return office.workspace.person("otto", timeout=PATIENCE)
