"""The work of a house: bills and payments that wait to be entered, and the people who do it in Slack, stubbornly.

Whoever hears nothing looks again at what stands in Slack, and goes on from there.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import requests

from domain.books.port import NameKind, NewName
from domain.clock import new_id
from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import Registering
from domain.deliveries.delivery import ATTACH, POST, REMOVE
from domain.receipts.posting import SHOW as SHOW_RECEIPT
from domain.sales.invoicing import SHOW as SHOW_SALE
from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet import WorksheetStatus
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from standins.slack.person import Person, Refusal
from tests.chaos.fitting import Place, pause
from tests.chaos.house import House
from tests.chaos.month import HERE, SOLD_ON, MonthTeam, furnish

CHANNEL: Final = "#accounting"
MOMENT: Final = 0.2
COST, BILLED, SOLD = 500_00, "507.00", 1_000_00
POSTED: Final = {"bill": "Posted as Bill", "payment": "Posted as journal entry"}
TROUBLES: Final = (Refusal, AssertionError, requests.RequestException)


def haulier(number: int) -> str:
    """The vendor of bill `n`."""
    return f"Haulier {number:02}"


def mill(number: int) -> str:
    """The customer of payment `n`."""
    return f"Mill {number:02}"


def open_desk(place: Place, count: int) -> None:
    """So many worksheets in INVOICE, each with a vendor and a customer of its own; nothing is billed or paid."""
    team = MonthTeam(place, "setup")
    team.engine.start(dict.fromkeys((POST, ATTACH, REMOVE, SHOW_SALE, SHOW_RECEIPT), _let_be))
    registering = Registering(team.store, team.place.now, new_id)

    def party(name: str, role: TradeRole) -> str:
        details = Details(name, frozenset({role}), terms="Net 30")
        return registering.create(details, by="bo", department=HERE).counterparty.id

    furnish(team, HERE, party("Acme", TradeRole.CUSTOMER))
    for number in range(count):
        vendor, customer = party(haulier(number), TradeRole.SUPPLIER), party(mill(number), TradeRole.CUSTOMER)
        _links(team, vendor, haulier(number))
        form = WorksheetForm(
            number=f"W-{number}",
            customer_id=customer,
            posting_date=SOLD_ON,
            rep="Rita",
            sales=(SaleForm(SOLD),),
            accruals=[AccrualForm(vendor, TradeKind.INLAND_FREIGHT, COST)],
        )
        sheet = team.worksheets.save(form, by="bo", department=HERE).worksheet.id
        team.worksheets.set_status(sheet, WorksheetStatus.INVOICE, by="bo")
    team.engine.settle()
    team.close()


def _links(team: MonthTeam, vendor: str, name: str) -> None:
    connection = team.connecting.connection(HERE)
    books = team.online.books(*team.connecting.way_in(connection.id))
    made = books.create_name(NewName(name, NameKind.VENDOR, name), new_id())
    with team.store.writing() as session:
        session.add(
            CounterpartyLink(
                counterparty_id=vendor,
                role=TradeRole.SUPPLIER,
                realm=connection.realm,
                books_id=made.id,
                books_name=made.name,
                linked_at=team.place.now(),
                linked_by="bo",
                how=LinkedHow.CREATED,
            )
        )


def _let_be(_subject: str) -> None:
    """Before the doors open, messages are nobody's concern."""


@dataclass(frozen=True)
class Paper:
    """A bill or a payment that is to be entered, approved, and in the end `undone` or posted."""

    kind: str
    number: int

    @property
    def words(self) -> str:
        """How its card is known."""
        return haulier(self.number) if self.kind == "bill" else f"payment 47{self.number:02}"

    @property
    def undone(self) -> bool:
        """Every third one was wrong."""
        return self.number % 3 == 2


def papers(count: int) -> list[Paper]:
    """Bills and payments by turns."""
    return [Paper(kind, number) for number in range(count) for kind in ("bill", "payment")]


@dataclass
class Desk:
    """Anna enters, Bo approves, Clara undoes: all at once, until everything is where they want it."""

    house: House
    papers: Sequence[Paper]
    over: threading.Event = field(default_factory=threading.Event)
    presses: int = 0

    def work(self) -> list[threading.Thread]:
        """Everybody begins."""
        acts: dict[str, Callable[[Person, Paper, str], object]] = {
            "anna": self._enters,
            "bo": self._approves,
            "clara": self._undoes,
        }
        began = [threading.Thread(target=self._works, args=(name, act), daemon=True) for name, act in acts.items()]
        for one in began:
            one.start()
        return began

    def cards(self, person: Person) -> dict[Paper, list[str]]:
        """What the cards of each paper say, one card each, if all is well."""
        texts = [person.reads(one) for one in person.messages(CHANNEL)]
        return {paper: [text for text in texts if paper.words in text] for paper in self.papers}

    def left(self, person: Person) -> list[Paper]:
        """What is not yet where people want it."""
        return [paper for paper, cards in self.cards(person).items() if not cards or not _done(paper, cards[-1])]

    def _works(self, name: str, act: Callable[[Person, Paper, str], object]) -> None:
        person = self.house.person(name)
        while not self.over.is_set():
            with suppress(*TROUBLES):
                cards = self.cards(person)
                if all(found and _done(paper, found[-1]) for paper, found in cards.items()):
                    return
                for paper in self.papers:
                    with suppress(*TROUBLES):
                        act(person, paper, (self._look(person, paper) or [""])[-1])
            pause(MOMENT)

    def _look(self, person: Person, paper: Paper) -> list[str]:
        return self.cards(person)[paper]

    def _enters(self, anna: Person, paper: Paper, card: str) -> None:
        if not card:
            self.enters(anna, paper)

    def enters(self, anna: Person, paper: Paper) -> None:
        """From the command to the card."""
        if self.house.workspace.look("modal", user="anna")["stack"]:
            anna.closes_everything()
        self.presses += 1
        if paper.kind == "bill":
            self._enters_bill(anna, paper)
        else:
            self._enters_payment(anna, paper)
        anna.sees_modal("Waits for approval")
        anna.closes_everything()
        anna.sees(paper.words, in_=CHANNEL)

    def _enters_bill(self, anna: Person, paper: Paper) -> None:
        anna.types("/post-voucher", in_=CHANNEL)
        anna.sees_modal("Vendor")
        anna.selects("Type a part of its name", paper.words)
        anna.sees_modal("Ticked 0")
        anna.presses("Tick all 1 shown")
        anna.sees_modal("Ticked 1")
        anna.presses("Next: the bill")
        anna.sees_modal("Vendor's invoice date")
        bill = {"Bill number": f"FT-{paper.number:02}", "Amount": BILLED, "Vendor's invoice date": "2025-01-28"}
        anna.submits(bill)
        anna.sees_modal("Preview")
        anna.presses("Submit")

    def _enters_payment(self, anna: Person, paper: Paper) -> None:
        anna.types("/receipt", in_=CHANNEL)
        anna.sees_modal("Customer")
        anna.selects("Type a part of its name", mill(paper.number))
        anna.sees_modal("Payment number")
        anna.selects("Deposited to", "1000 Till")
        sheet = f"Applied to W-{paper.number}"
        paid = {"Payment number": f"47{paper.number:02}", "Payment date": "2025-01-28"}
        anna.submits({**paid, "Cash": "1,000.00", sheet: "1,000.00"})

    def _approves(self, bo: Person, paper: Paper, card: str) -> None:
        if "Waits for approval" in card:
            self._presses(bo, paper, "Approve and post")
        elif "Try again" in card:
            self._presses(bo, paper, "Try again")

    def _undoes(self, clara: Person, paper: Paper, card: str) -> None:
        if not paper.undone or POSTED[paper.kind] not in card or "Undo" not in card:
            return
        if self.house.workspace.look("modal", user="clara")["stack"]:
            clara.closes_everything()
        self._presses(clara, paper, "Undo")
        clara.sees_modal("Why it is undone")
        clara.submits({"Why it is undone": "It was wrong."} | self._on(paper))
        if self.house.workspace.look("modal", user="clara")["stack"]:
            clara.closes_everything()

    def _on(self, paper: Paper) -> dict[str, Any]:
        return {"Undone on": "2025-01-30"} if paper.kind == "payment" else {}

    def _presses(self, person: Person, paper: Paper, label: str) -> None:
        self.presses += 1
        person.presses(label, on=person.sees(paper.words, in_=CHANNEL))


def _done(paper: Paper, card: str) -> bool:
    return "Undone" in card if paper.undone else POSTED[paper.kind] in card
