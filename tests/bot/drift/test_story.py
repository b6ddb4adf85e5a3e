"""Sandy keys an entry on Accrued AP in QuickBooks: the channel hears of it once, and Clara settles it there."""

from standins.slack.person import Person
from tests.bot.drift.conftest import Office
from tests.bot.vouchers.acting import submits


def test_an_entry_is_told_with_its_effect_asked_about_and_adopted(office: Office, anna: Person, clara: Person) -> None:
    freight, accrued = office.accounts["5710"], office.accounts["2110"]
    office.keys("250.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-9")
    office.looks()
    message = clara.sees("Sandy Cole keyed Journal Entry JE-9 on our accounts", in_="#accounting")
    said = clara.reads(message)
    assert "2110 Accrued AP: credit of" in said and "too much in January 2025" in said
    assert "R2 open payables, R6 gross profit" in said and "Restore" not in said
    anna.presses("Adopt", on=message)
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    anna.presses("Ask", on=message)
    anna.submits({"What do you want to know?": "Who keyed this?"})
    office.settle()
    assert "asks: Who keyed this?" in str([clara.reads(one) for one in clara.opens_thread(message)])
    clara.types("/accounting drift", in_="#accounting")
    clara.sees("1 change in QuickBooks to settle", in_="#accounting", ephemeral=True)
    clara.presses("Adopt", on=message)
    office.settle()
    assert "Tieout holds now what QuickBooks says" in clara.reads(
        clara.sees("JE-9 on our accounts", in_="#accounting", ephemeral=False)
    )
    clara.types("/accounting drift", in_="#accounting")
    clara.sees("nothing was changed there that is not settled", in_="#accounting", ephemeral=True)


def test_what_is_put_right_by_hand_closes_itself(office: Office, clara: Person) -> None:
    freight, accrued = office.accounts["5710"], office.accounts["2110"]
    entry = office.keys("12.00", debit=freight, credit=accrued, date="2025-01-21", number="JE-10")
    office.looks()
    clara.sees("Journal Entry JE-10", in_="#accounting")
    office.acts("delete", kind="JournalEntry", id=entry["Id"])
    office.looks()
    assert "Put right by hand" in clara.reads(clara.sees("JE-10", in_="#accounting"))


def test_a_bill_of_ours_is_restored_and_once_deleted_adopted(office: Office, anna: Person, clara: Person) -> None:
    card = submits(anna)
    clara.presses("Approve and post", on=card)
    office.looks()
    [bill] = office.documents()
    office.acts("edit", kind="Bill", id=bill["Id"], amounts={bill["Line"][0]["Id"]: "7000.00"})
    office.looks()
    message = clara.sees("Sandy Cole changed Bill INV-7781 in QuickBooks", in_="#accounting")
    said = clara.reads(message)
    assert "14,833.36" in said and "too much in January 2025" in said and "R7 unpaid vouchers" in said
    clara.presses("Open voucher", on=message)
    clara.sees_modal("V-1")
    clara.closes_everything()
    clara.presses("Restore", on=message)
    office.settle()
    assert "Restored by @clara" in clara.reads(clara.sees("changed Bill INV-7781", in_="#accounting"))
    assert [str(one["TotalAmt"]) for one in office.documents()] == ["14833.36"]
    office.looks()
    office.acts("delete", kind="Bill", id=bill["Id"])
    office.looks()
    gone = clara.sees("deleted Bill INV-7781 in QuickBooks", in_="#accounting")
    clara.presses("Adopt", on=gone)
    office.settle()
    assert "it is taken back in Tieout too" in clara.reads(clara.sees("deleted Bill INV-7781", in_="#accounting"))
    assert "Undone" in clara.reads(clara.sees("V-1", in_="#accounting"))
