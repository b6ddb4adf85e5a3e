"""A customer with hundreds of open invoices pays: they are found, filled in oldest first, or pasted, page by page."""

from datetime import date, timedelta

from domain.ledger.go_live import OpeningKind, OpeningReceivable
from domain.ledger.journal import AR_CONTROL, BEFORE_GO_LIVE, NewLine, Route, append
from standins.slack.person import Person
from tests.bot.receipts.conftest import Office
from tests.bot.receipts.test_story import opens
from tests.domain.january import REALM

MANY = 120
FIRST = date(2024, 6, 1)


def owes_many(office: Office) -> None:
    """Acme Mills owes 120 old invoices of 100.00 besides those of January."""
    january = office.january
    acme = january.parties["Acme Mills"]
    with office.tieout.store.writing() as session:
        for n in range(1, MANY + 1):
            id, number = f"e{n:031x}", f"OI-{n:03}"
            about = {"id": id, "department": "main", "line": n, "kind": OpeningKind.INVOICE, "number": number}
            session.add(OpeningReceivable(**about, customer_id=acme, dated=FIRST + timedelta(n), amount=100_00))
            lines = [NewLine(AR_CONTROL, 100_00, acme, opening_id=id), NewLine(BEFORE_GO_LIVE, -100_00, acme)]
            facts = {"on": date(2024, 12, 31), "department": "main", "realm": REALM, "at": january.now()}
            append(session, route=Route.OBSERVED, event="opening", actor="x", lines=lines, **facts)


def test_a_payment_over_a_hundred_invoices_is_filled_in_by_two_presses(
    office: Office, anna: Person, clara: Person
) -> None:
    owes_many(office)
    opens(anna, "Acme Mills")
    anna.selects("Deposited to", "1000 Checking")
    anna.fills({"Payment number": "9", "Payment date": "2025-01-28", "Cash": "10,050.00"})
    assert "1 to 15 of 123 open invoices" in anna.reads(anna.sees_modal("More invoices"))
    anna.presses("Oldest first")
    said = anna.reads(anna.sees_modal("101 invoices filled in."))
    assert "It closes." in said
    anna.presses("Oldest first")
    anna.sees_modal("Nothing is left to apply. Write what came first.")
    anna.cancels()
    anna.fills({"Only these": "101"})
    said = anna.reads(anna.sees_modal("OI-101 · 10 Sep 2024 · open 100.00"))
    assert "OI-101" in said and "W-101" in said and "OI-100" not in said
    anna.submits()
    anna.sees_modal("Waits for approval")
    anna.closes_everything()
    clara.presses("Approve and post", on=clara.sees("Waits for approval", in_="#accounting"))
    clara.sees("Posted as journal entry CR-1", in_="#accounting")


def test_a_list_from_the_customer_is_pasted_and_what_is_not_known_is_said(office: Office, anna: Person) -> None:
    owes_many(office)
    opens(anna, "Acme Mills")
    anna.fills({"Cash": "150.00"})
    anna.presses("Paste a list")
    anna.submits({"The list": "OI-007\noi-120, 50.00\nOI-999 5.00"})
    said = anna.reads(anna.sees_modal("2 invoices filled in."))
    assert "OI-999 5.00" in said
    anna.cancels()
    assert "It closes." in anna.reads(anna.sees_modal("Customer's payment"))
    anna.presses("Clear all 2")
    anna.sees_modal("still goes nowhere")


def test_unapplied_cash_is_applied_page_by_page(office: Office, anna: Person, clara: Person) -> None:
    owes_many(office)
    opens(anna, "Acme Mills")
    anna.selects("Deposited to", "1000 Checking")
    paid = {"Payment number": "9", "Payment date": "2025-01-28", "Cash": "4,500.00", "Unapplied rest": "4,500.00"}
    anna.submits(paid)
    anna.closes_everything()
    clara.presses("Approve and post", on=clara.sees("Waits for approval", in_="#accounting"))
    clara.sees("Posted as journal entry CR-1", in_="#accounting")
    office.settle()
    anna.types("/receipt unapplied Acme", in_="#accounting")
    anna.presses("Apply")
    anna.sees_modal("1 to 20 of 123 open invoices")
    anna.fills({"Applied on": "2025-01-29", "OI-001 · 2 Jun 2024 · open 100.00": "40.00"})
    anna.presses("More invoices ▶")
    anna.fills({"OI-040 · 11 Jul 2024 · open 100.00": "60.00"})
    anna.presses("Recalculate")
    anna.sees_modal("Applied here 100.00, left 4,400.00.")
    anna.presses("Paste a list")
    anna.submits({"The list": "W-103 1,000.00"})
    anna.sees_modal("Applied here 1,100.00, left 3,400.00.")
    anna.closes_everything()
    anna.types("/receipt unapplied Acme", in_="#accounting")
    anna.presses("Apply")
    anna.sees_modal("Applied here 1,100.00")
    anna.fills({"Applied on": "2025-01-29"})
    anna.presses("Oldest first")
    anna.sees_modal("34 invoices filled in.")
    anna.submits()
    anna.closes_everything()
    clara.sees("Posted as journal entry CR-1-A1", in_="#accounting")
    office.settle()
    assert len(office.entries()["CR-1-A1"]["Line"]) == 1 + 37
