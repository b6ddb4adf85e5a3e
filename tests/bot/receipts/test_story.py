"""Acme pays on 28 January: Anna enters it, Clara approves it, QuickBooks has it once, and it can be undone by date."""

from domain.departments.department_settings import DepartmentSettings
from domain.receipts.receipt import ActKind, Receipt, ReceiptAct
from standins.slack.person import Person
from tests.bot.receipts.conftest import Office
from tests.bot.receipts.office import posted
from tests.domain.january import day


def opens(person: Person, customer: str) -> None:
    person.types("/receipt", in_="#accounting")
    person.sees_modal("Customer")
    person.selects("Type a part of its name", customer)
    person.sees_modal("Payment number")


def receives(person: Person, customer: str = "Acme Mills", **fields: str) -> dict[str, object]:
    """From the command to the card."""
    opens(person, customer)
    person.selects("Deposited to", "1000 Checking")
    person.submits({name.replace("_", " "): typed for name, typed in fields.items()})
    person.sees_modal("Waits for approval")
    person.closes_everything()
    return person.sees("Waits for approval", in_="#accounting")


CR1 = {
    "Payment_number": "4711",
    "Payment_date": "2025-01-28",
    "Cash": "11,397.00",
    "Bank_fee": "20.00",
    "Applied_to_W-101": "11,650.00",
    "Discount_in_it,_W-101": "233.00",
}
CR2 = {
    "Payment_number": "81",
    "Payment_date": "2025-01-28",
    "Cash": "4,500.00",
    "Unapplied_rest": "500.00",
    "Applied_to_W-102": "4,000.00",
}


def test_a_payment_is_entered_approved_posted_and_undone(
    office: Office, anna: Person, clara: Person, bo: Person
) -> None:
    opens(anna, "Acme Mills")
    anna.fills({"Cash": "11,397.00", "Applied to W-101": "11,650.00"})
    anna.presses("Recalculate")
    assert "253.00 is given out too much" in anna.reads(anna.sees_modal("given out too much"))
    anna.fills({"Bank fee": "20.00", "Discount in it, W-101": "233.00", "Payment number": "4711"})
    anna.fills({"Payment date": "2025-01-28"})
    anna.presses("Recalculate")
    anna.sees_modal("It closes")
    anna.selects("Deposited to", "1000 Checking")
    anna.submits()
    anna.sees_modal("Waits for approval")
    anna.closes_everything()
    card = clara.sees("Waits for approval", in_="#accounting")
    assert office.entries() == {}
    anna.presses("Approve and post", on=card)
    anna.sees("You prepared CR-1", in_="#accounting", ephemeral=True)
    clara.presses("Approve and post", on=card)
    done = clara.sees("Posted as journal entry CR-1", in_="#accounting")
    assert done["ts"] == card["ts"]
    entry = office.entries()["CR-1"]
    assert entry["TxnDate"] == "2025-01-28"
    assert posted(entry) == [
        ("Debit", "11397.00"),
        ("Debit", "20.00"),
        ("Debit", "233.00"),
        ("Credit", "11650.00"),
    ]
    bo.presses("Undo", on=done)
    bo.submits({"Undone on": "2025-01-31", "Why it is undone": "It bounced."})
    clara.sees("Undone", in_="#accounting")
    office.settle()
    back = office.entries()["CR-1-U"]
    assert back["TxnDate"] == "2025-01-31"
    assert [side for side, _ in posted(back)] == ["Credit", "Credit", "Credit", "Debit"]
    assert len(office.entries()) == 2


def test_what_is_missing_is_said_at_its_field(office: Office, anna: Person) -> None:
    opens(anna, "Acme Mills")
    anna.selects("Deposited to", "1000 Checking")
    anna.submits({"Payment number": "1", "Payment date": "2025-01-28", "Cash": "10.00", "Applied to W-101": "9.00"})
    anna.sees_error("Unapplied rest", "1.00 of 10.00 goes nowhere")
    anna.submits({"Applied to W-101": "11,650.01", "Cash": "11,650.01"})
    anna.sees_error("Applied to W-101", "Of W-101 11,650.00 is open")
    anna.submits({"Applied to W-101": "11,650.00", "Cash": "11,650.00"})
    anna.sees_modal("Waits for approval")


def test_a_lost_answer_leaves_one_entry(office: Office, anna: Person, clara: Person) -> None:
    card = receives(anna, "Baltic Paper", **CR2)
    office.control("faults", kind="drop", when="after", route={"entity": "journalentry", "method": "POST"})
    clara.presses("Approve and post", on=card)
    clara.sees("Waiting:", in_="#accounting")
    office.turns(seconds=6)
    clara.sees("Posted as journal entry CR-1", in_="#accounting")
    assert list(office.entries()) == ["CR-1"]


def test_the_rest_is_applied_and_returned(office: Office, anna: Person, clara: Person) -> None:
    card = receives(anna, "Baltic Paper", **CR2)
    clara.presses("Approve and post", on=card)
    clara.sees("Posted as journal entry CR-1", in_="#accounting")
    office.settle()
    anna.types("/receipt unapplied Baltic", in_="#accounting")
    anna.sees_modal("has paid 500.00 ahead")
    anna.presses("Apply")
    anna.sees_modal("has 500.00 unapplied")
    field = "W-102 · 12 Jan 2025 · open 4,070.00"
    anna.submits({"Applied on": "2025-01-30", field: "600.00"})
    anna.sees_modal("500.00 is unapplied")
    anna.closes_everything()
    anna.types("/receipt CR-1", in_="#accounting")
    anna.sees_modal("Still unapplied: 500.00")
    anna.presses("Apply unapplied cash")
    anna.submits({"Applied on": "2025-01-30", field: "200.00"})
    anna.sees_modal("Posted as journal entry CR-1-A1")
    anna.presses("Return unapplied cash")
    anna.selects("Paid from", "1000 Checking")
    anna.submits({"Amount": "300.00", "Returned on": "2025-01-30", "Why it is returned": "They asked."})
    anna.closes_everything()
    waits = clara.sees("Unapplied cash returned", in_="#accounting")
    clara.presses("Approve and post", on=waits)
    clara.sees("Posted as journal entry CR-1-R1", in_="#accounting")
    assert {number: posted(one) for number, one in office.entries().items() if "-" in number[3:]} == {
        "CR-1-A1": [("Debit", "200.00"), ("Credit", "200.00")],
        "CR-1-R1": [("Debit", "300.00"), ("Credit", "300.00")],
    }
    office.settle()
    clara.presses("Undo", on=card)
    clara.submits({"Undone on": "2025-01-31", "Why it is undone": "It bounced."})
    clara.sees_modal("Undo CR-1-R1 first")


def test_a_draft_is_kept_and_a_rejected_one_comes_back(office: Office, anna: Person, clara: Person) -> None:
    card = receives(anna, **CR1)
    clara.presses("Reject", on=card)
    clara.submits({"Why it is rejected": "Which bank?"})
    back = anna.sees("Draft", in_="#accounting")
    assert back["ts"] == card["ts"]
    anna.sees("Which bank?", thread=card)
    anna.types("/receipt", in_="#accounting")
    anna.sees_modal("Go on with a draft")
    anna.selects("Choose a draft", "Acme Mills · 4711 · 11,397.00")
    anna.sees_modal("It closes")
    anna.submits()
    anna.sees_modal("Waits for approval")
    anna.types("/receipt list", in_="#accounting")
    anna.sees_modal("1 receipt")


def test_with_receivables_in_quickbooks_it_says_where(office: Office, anna: Person) -> None:
    with office.tieout.store.writing() as session:
        session.add(DepartmentSettings(department="main", ar_on=False, version=1))
    anna.types("/receipt", in_="#accounting")
    anna.sees("because the AR module is off for main. Receive the payment in QuickBooks.", ephemeral=True)
    anna.types("/receipt help", in_="#accounting")
    anna.sees("enters a customer's payment", ephemeral=True)


def test_an_approver_asks_and_home_says_what_waits(office: Office, anna: Person, bo: Person) -> None:
    card = receives(anna, "Baltic Paper", **CR2)
    bo.opens_home()
    bo.sees_home("Receipts for you to approve: 1")
    bo.presses("Ask", on=card)
    bo.submits({"Your question": "Which load is it for?"})
    anna.sees("Which load is it for?", thread=card)
    bo.sees("Waits for approval", in_="#accounting")
    office.acts("deactivate", kind="Account", id=office.account("1250"))
    bo.presses("Approve and post", on=card)
    bo.sees("QuickBooks did not take it", in_="#accounting")
    office.settle()
    anna.opens_home()
    home = anna.reads(anna.sees_home("Receipts QuickBooks did not take: 1"))
    assert "CR-1 · Baltic Paper · Payment · 4,500.00" in home


def test_a_date_in_the_future_is_warned_of(office: Office, anna: Person) -> None:
    opens(anna, "Acme Mills")
    anna.fills({"Payment date": "2035-01-28"})
    anna.presses("Recalculate")
    anna.sees_modal("28 Jan 2035 is in the future")


def test_a_list_of_many_is_turned(office: Office, anna: Person) -> None:
    at, acme = office.january.now(), office.january.parties["Acme Mills"]
    with office.tieout.store.writing() as session:
        for n in range(1, 22):
            about = {"id": f"r{n}", "department": "main", "created_at": at}
            session.add(Receipt(**about, number=n, customer_id=acme, created_by="U0ANNA", changed_at=at))
            session.add(ReceiptAct(**about, receipt_id=f"r{n}", kind=ActKind.RECEIPT, name=f"CR-{n}", on=day(28)))
    anna.types("/receipt list", in_="#accounting")
    first = anna.reads(anna.sees_modal("21 receipts"))
    assert "CR-21 " in first and "CR-2 " in first and "CR-1 " not in first
    anna.presses("Next ▶")
    last = anna.reads(anna.sees_modal("◀ Previous"))
    assert "CR-1 " in last and "CR-2 " not in last
    anna.presses("◀ Previous")
    assert "CR-21 " in anna.reads(anna.sees_modal("Next ▶"))
