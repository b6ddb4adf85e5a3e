"""The AP Ledger in a window: hundreds of lines, proposals, lists, drafts that are never lost, and the vendor's PDF."""

from domain.worksheets.trade import TradeKind
from domain.worksheets.worksheet_form import AccrualForm, SaleForm, WorksheetForm
from standins.slack.person import Person
from tests.bot.vouchers.acting import V1, opens_ledger, says_bill, submits
from tests.bot.vouchers.conftest import Office


def has_many(office: Office, number: int) -> None:
    """OceanX has this many accruals, of 100.01, 100.02, ..."""
    vendor, customer = office.january.parties["OceanX"], office.january.parties["Acme Mills"]
    for first in range(0, number, 20):
        accruals = [AccrualForm(vendor, TradeKind.MATERIAL, 100_00 + n + 1) for n in range(first, first + 20)]
        form = WorksheetForm(f"S-{first:03}", customer, sales=(SaleForm(100),), accruals=tuple(accruals))
        office.january.worksheets.save(form, by="U0ANNA")


def test_ticks_stay_over_pages(office: Office, anna: Person) -> None:
    has_many(office, 120)
    opens_ledger(anna, "OceanX")
    before = anna.reads(anna.modal)
    total = int(before.split("Tick all ")[1].split(" ")[0])
    assert total >= 120
    anna.ticks("S-000 · material · 100.01")
    anna.presses("Next ▶")
    anna.sees_modal("51–60")
    anna.ticks("S-040 · material · 100.51")
    anna.presses("◀ Previous")
    anna.sees_modal("1–10")
    anna.unticks("S-000 · material · 100.01")
    anna.presses("Recalculate")
    anna.sees_modal("Ticked 1 · 100.51")
    anna.presses(f"Tick all {total} shown")
    anna.sees_modal(f"Ticked {total}")
    anna.presses("Untick all")
    anna.sees_modal("Ticked 0")


def test_what_adds_up_is_proposed(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.fills({"Amount of the bill": "7,000.00"})
    anna.presses("Propose")
    said = anna.reads(anna.sees_modal("2 lines ticked that add up to the bill exactly."))
    assert "Ticked 2 · 7,000.00" in said
    assert "It is the only set that does." in said


def test_a_list_is_pasted(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.presses("Paste a list")
    anna.submits({"The list": "W-101, 8,000.00\nW-103\nW-999"})
    said = anna.reads(anna.sees_modal("2 lines ticked"))
    assert "W-999" in said
    anna.cancels()
    anna.sees_modal("Ticked 2 · 10,000.00")


def test_a_list_is_dropped_as_a_file(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.presses("Paste a list")
    rows = b"Worksheet;Amount\nW-101;8,000.00\nW-103;\nW-999;12.00\n"
    anna.attaches("Tick from a file", "statement.csv", rows)
    anna.submits({})
    office.settle()
    said = anna.reads(anna.sees_modal("2 lines ticked from statement.csv."))
    assert "W-999" in said
    assert "Worksheet" not in said.split("several things")[1].split("Ticked")[0]
    assert "Ticked 2 · 10,000.00" in said


def test_lines_are_added_by_search_and_filtered(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.selects("Add by search", "W-103")
    anna.presses("Recalculate")
    anna.sees_modal("Ticked 1 · 2,000.00")
    anna.selects("Show", "Approved worksheets")
    anna.sees_modal("Nothing that is open fits this filter.")


def test_a_draft_is_never_lost(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.fills({"Amount of the bill": "14,833.36"})
    anna.ticks(*V1)
    anna.presses("Recalculate")
    anna.sees_modal("Ticked 4")
    anna.closes_everything()
    anna.chooses_shortcut("enter_vendor_bill")
    anna.sees_modal("Go on with a draft")
    anna.selects("Choose a draft", "RecycleCo · 14,833.36")
    anna.sees_modal("Ticked 4 · 14,780.00 · bill 14,833.36")


def test_a_large_variance_asks_for_a_reason(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.ticks(*V1)
    says_bill(anna, amount="16,000")
    anna.sees_modal("differs by 1,220.00 from the 14,780.00 agreed")
    anna.submits({"Why the bill differs": "Heavier than agreed."})
    anna.sees_modal("Heavier than agreed.")


def test_a_number_that_is_taken_is_refused_at_its_field(office: Office, anna: Person) -> None:
    submits(anna, "W-101 · material", amount="8,000.00")
    opens_ledger(anna)
    anna.ticks("W-103 · material")
    says_bill(anna, amount="2,000")
    anna.sees_error("Bill number", "Bill INV-7781 of this vendor is on V-1 (8,000.00, submitted) already.")
    says_again = {"Bill number": "inv 07781", "Amount": "twelve"}
    anna.submits(says_again)
    anna.sees_error("Amount", "is not an amount")
    anna.submits({"Amount": "2,500.00"})
    anna.sees_modal("why is this another one?")
    anna.submits({"Why this is another bill": "Their February book.", "Why the bill differs": "Heavier."})
    anna.sees_modal("Waits for approval")
    card = anna.reads(anna.sees("Why it is another bill: Their February book.", in_="#accounting"))
    assert "Why the bill differs: Heavier." in card


def test_the_vendors_document_goes_with_the_bill(office: Office, anna: Person, clara: Person) -> None:
    opens_ledger(anna)
    anna.ticks(*V1)
    anna.presses("Next: the bill")
    anna.sees_modal("Vendor's invoice date")
    anna.attaches("The vendor's document", "inv-7781.pdf", b"%PDF-1.4 a bill")
    anna.submits({"Bill number": "INV-7781", "Amount": "14,833.36", "Vendor's invoice date": "2025-01-28"})
    anna.sees_modal("Preview")
    anna.presses("Submit")
    anna.closes_everything()
    office.settle()
    clara.presses("Approve and post", on=clara.sees("Waits for approval", in_="#accounting"))
    assert "inv-7781.pdf" in clara.reads(clara.sees("Posted as Bill INV-7781", in_="#accounting"))
    office.settle()
    assert [one["FileName"] for one in office.documents("Attachable")] == ["inv-7781.pdf"]


def test_only_who_prepares_enters_bills(office: Office, otto: Person) -> None:
    otto.types("/post-voucher", in_="#sales")
    assert "You need a role in Tieout" in otto.reads(otto.messages("#sales")[-1])


def test_typing_helps(office: Office, anna: Person) -> None:
    for words, answer in (
        ("/vouchers help", "lists the vouchers"),
        ("/vouchers submited", "Did you mean /vouchers submitted?"),
        ("/vouchers V-77", "There is no voucher V-77."),
        ("/post-voucher help", "enters a vendor's bill"),
    ):
        anna.types(words, in_="#accounting")
        assert answer in anna.reads(anna.messages("#accounting")[-1])


def test_a_voucher_of_hundreds_of_lines_fits_every_window(office: Office, anna: Person, clara: Person) -> None:
    has_many(office, 460)
    opens_ledger(anna, "OceanX")
    total = anna.reads(anna.modal).split("Tick all ")[1].split(" ")[0]
    anna.presses(f"Tick all {total} shown")
    ticked = anna.reads(anna.sees_modal(f"Ticked {total}")).split(f"Ticked {total} · ")[1].split("\n")[0]
    says_bill(anna, amount=ticked)
    assert "more lines" in anna.reads(anna.sees_modal("Preview"))
    anna.presses("Submit")
    anna.sees_modal("Waits for approval")
    anna.closes_everything()
    card = clara.sees("Waits for approval", in_="#accounting")
    clara.sees("more lines", thread=card)


def test_a_number_longer_than_quickbooks_holds_is_shown_as_it_will_stand_there(office: Office, anna: Person) -> None:
    opens_ledger(anna)
    anna.ticks("W-101 · material")
    says_bill(anna, number="INV-2025-0000000000007782", amount="8,000.00")
    anna.sees_modal("will hold Bill INV-2025-0000000~")
