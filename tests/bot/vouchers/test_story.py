"""Anna enters the vendor's bill of 28 January, Clara approves it, QuickBooks has it, and Bo takes it back."""

from standins.slack.person import Person
from tests.bot.vouchers.acting import V1, opens_ledger, says_bill, submits
from tests.bot.vouchers.conftest import Office


def test_a_bill_is_matched_submitted_approved_and_undone(
    office: Office, anna: Person, clara: Person, bo: Person
) -> None:
    opens_ledger(anna)
    anna.fills({"Amount of the bill": "14,833.36"})
    anna.ticks(*V1)
    anna.presses("Recalculate")
    said = anna.reads(anna.sees_modal("Ticked 4"))
    assert "14,780.00 · bill 14,833.36 · difference 53.36" in said
    says_bill(anna)
    preview = anna.reads(anna.sees_modal("Preview"))
    for words in ("28.46", "17.79", "7.11", "Gross profit:", "will hold Bill INV-7781 of 14,833.36"):
        assert words in preview
    anna.presses("Submit")
    anna.sees_modal("Waits for approval")
    assert office.documents() == []
    anna.closes_everything()
    card = clara.sees("Waits for approval", in_="#accounting")
    assert "RecycleCo · Bill INV-7781 · 14,833.36" in clara.reads(card)
    clara.presses("Approve and post", on=card)
    done = clara.sees("Posted as Bill INV-7781", in_="#accounting")
    assert done["ts"] == card["ts"]
    [bill] = office.documents()
    assert (bill["DocNumber"], str(bill["TotalAmt"])) == ("INV-7781", "14833.36")
    bo.presses("Undo", on=done)
    bo.submits({"Why it is undone": "The vendor sent it twice."})
    bo.sees("Undone", in_="#accounting")
    bo.sees("The vendor sent it twice.", thread=done)
    assert office.documents() == []
    opens_ledger(anna)
    assert "5 shown · 14,855.00" in anna.reads(anna.modal)


def test_who_prepared_it_does_not_approve_it(office: Office, clara: Person, otto: Person) -> None:
    card = submits(clara)
    clara.presses("Approve and post", on=card)
    clara.sees("You prepared V-1", in_="#accounting", ephemeral=True)
    assert office.voucher().state == "submitted"
    assert office.documents() == []


def test_an_approver_approves_up_to_a_limit(office: Office, anna: Person, bo: Person) -> None:
    card = submits(anna)
    bo.presses("Approve and post", on=card)
    bo.sees("an approver approves up to 10,000.00", in_="#accounting", ephemeral=True)
    assert office.documents() == []


def test_a_rejected_voucher_goes_back_with_the_reason(office: Office, anna: Person, clara: Person) -> None:
    card = submits(anna)
    clara.presses("Reject", on=card)
    clara.submits({"Why it is rejected": "Where is the paper?"})
    back = anna.sees("Draft", in_="#accounting")
    assert back["ts"] == card["ts"]
    anna.sees("Where is the paper?", thread=card)
    anna.presses("Open", on=back)
    anna.sees_modal("V-1")
    anna.presses("Go on with it")
    anna.sees_modal("Ticked 4")
    says_bill(anna)
    anna.sees_modal("Preview")
    anna.presses("Submit")
    again = anna.sees("Waits for approval", in_="#accounting")
    assert again["ts"] == card["ts"]


def test_a_stale_card_asks_to_look_again(office: Office, anna: Person, clara: Person) -> None:
    card = submits(anna)
    clara.presses("Open", on=card)
    clara.sees_modal("V-1")
    clara.closes_everything()
    voucher = office.voucher()
    with office.tieout.store.writing() as session:
        session.get_one(type(voucher), voucher.id).memo = "Another memo."
    clara.presses("Approve and post", on=card)
    clara.sees("has changed since this was shown", in_="#accounting", ephemeral=True)
    office.settle()
    clara.presses("Approve and post", on=clara.sees("Waits for approval", in_="#accounting"))
    clara.sees("Posted as Bill INV-7781", in_="#accounting")


def test_the_window_shows_the_work_and_then_the_result(office: Office, anna: Person, clara: Person) -> None:
    submits(anna)
    clara.types("/vouchers", in_="#accounting")
    clara.sees_modal("1 voucher")
    clara.presses("Open", near="V-1")
    clara.sees_modal("Waits for approval")
    clara.presses("Approve and post")
    clara.sees_modal("Posted as Bill INV-7781")
    clara.presses("Undo")
    clara.submits({"Why it is undone": "Twice."})
    clara.sees_modal("Undone")
    assert office.documents() == []
