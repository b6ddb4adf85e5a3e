"""What people see of invoices and memos, with the AR module on and off."""

from decimal import Decimal

from standins.slack.person import Person
from tests.bot.sales.conftest import Office


def test_with_ar_on_an_invoice_is_printed_here_and_follows_its_sale(anna: Person, office: Office) -> None:
    office.begin(ar_on=True)
    office.invoices(anna)
    card = anna.sees("Worksheet W-101 · Acme Mills", in_="#accounting")
    assert "Invoice W-101 · 12,000.00 · due 4 February 2025" in anna.reads(card)
    assert office.documents("Invoice") == []
    paper = anna.sees("Invoice W-101, 12,000.00", thread=card)
    assert [one["name"] for one in paper["files"]] == ["invoice-W-101.pdf"]
    office.sells(anna, "11,500")
    again = anna.sees("Invoice W-101, 11,500.00. The paper above is replaced by this one.", thread=card)
    assert again["files"]
    assert "11,500.00" in anna.reads(anna.sees("Worksheet W-101 · Acme Mills", in_="#accounting"))
    office.opens(anna)
    anna.presses("Change", near="SA-1")
    anna.presses("PDF")
    office.settle()
    anna.sees("Not posted yet.", in_="@app")
    anna.submits({"Posting date": "2025-01-25"})
    anna.sees_modal("Credit memo W-101-C1")
    anna.closes_everything()
    office.settle()
    assert "Credit memo W-101-C1 · 350.00" in anna.reads(anna.sees("Worksheet W-101 · Acme Mills", in_="#accounting"))
    anna.sees("Credit memo W-101-C1, 350.00", thread=card)


def test_a_pdf_is_sent_to_whoever_presses_and_goes_with_its_worksheet(anna: Person, bo: Person, office: Office) -> None:
    office.begin(ar_on=True)
    office.invoices(anna, "W-105")
    card = bo.sees("Worksheet W-105 · Acme Mills", in_="#accounting")
    bo.presses("PDF", on=card)
    office.settle()
    assert any(message.get("files") for message in bo.messages(in_="@app"))
    office.opens(anna, "W-105")
    anna.presses("Take out of INVOICE")
    anna.sees_modal("W-105 · work")
    anna.closes_everything()
    office.settle()
    assert "withdrawn" in anna.reads(anna.sees("Worksheet W-105 · Acme Mills", in_="#accounting"))


def test_with_ar_off_the_invoice_stands_in_quickbooks_and_a_paid_one_is_kept(anna: Person, office: Office) -> None:
    office.begin(ar_on=False)
    office.invoices(anna)
    assert office.totals() == {"W-101": Decimal(12_000)}
    card = anna.sees("in QuickBooks as W-101", in_="#accounting")
    assert "See it in QuickBooks" in anna.reads(card)
    office.acts("receive-payment", invoice=office.documents("Invoice")[0]["Id"], amount="500.00")
    anna.presses("Is it paid?", on=card)
    office.settle()
    anna.sees("in QuickBooks as W-101, 500.00 of 12,000.00 paid", in_="#accounting")
    office.sells(anna, "11,000")
    anna.sees(
        "Invoice W-101 is paid in part: 500.00 of 12,000.00. Record a sales adjustment instead.", in_="#accounting"
    )
    office.opens(anna)
    assert "Sale · 12,000.00" in anna.reads(anna.sees_modal("W-101 · INVOICE"))
    anna.presses("Take out of INVOICE")
    anna.sees_modal("Its invoice is being taken out of QuickBooks")
    anna.closes_everything()
    office.settle()
    office.opens(anna)
    shown = anna.reads(anna.sees_modal("W-101 · INVOICE"))
    assert "is paid in part" in shown and office.totals() == {"W-101": Decimal(12_000)}


def test_what_quickbooks_does_not_take_waits_on_home_until_it_is_settled(
    anna: Person, bo: Person, office: Office
) -> None:
    office.begin(ar_on=False)
    customer, item = office.record("Customer", "Baltic")["Id"], office.documents("Item")[-1]["Id"]
    detail = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": item}}}
    head = {"CustomerRef": {"value": customer}, "DocNumber": "W-105"}
    theirs = office.quickbooks.company().create("Invoice", {**head, "Line": [{"Amount": 5, **detail}]})
    office.invoices(anna, "W-105")
    card = anna.sees("not taken by QuickBooks", in_="#accounting")
    anna.opens_home()
    anna.sees_home("Invoices and memos QuickBooks did not take: 1")
    bo.presses("Withdraw", on=card)
    bo.sees("you need the role clerk or controller")
    office.acts("delete", kind="Invoice", id=theirs["Id"])
    anna.presses("Try again", on=card)
    office.settle()
    anna.sees("in QuickBooks as W-105", in_="#accounting")
    assert office.totals() == {"W-105": Decimal(1_000)}
