"""What refuses an undo says so in its own words, and offers the way out."""

import pytest

from domain.ledger.locking import Locking
from standins.slack.person import Person
from tests.bot.vouchers.acting import submits
from tests.bot.vouchers.conftest import Office


@pytest.fixture
def bill(office: Office, anna: Person, clara: Person) -> str:
    """V-1 is posted; its id in QuickBooks."""
    clara.presses("Approve and post", on=submits(anna))
    clara.sees("Posted as Bill INV-7781", in_="#accounting")
    office.settle()
    return str(office.documents()[0]["Id"])


def undoes(person: Person, button: str = "Undo") -> None:
    person.presses(button, on=person.sees("Posted as", in_="#accounting"))
    person.submits({"Why it is undone": "It was wrong."})


def test_each_refusal_has_its_own_words(office: Office, clara: Person, bill: str) -> None:
    office.acts("pay-bill", bill=bill, amount="1000")
    undoes(clara)
    clara.sees("is paid in part: 1,000.00 of 14,833.36", in_="#accounting")
    office.acts("pay-bill", bill=bill)
    undoes(clara)
    clara.sees("Bill INV-7781 is paid.", in_="#accounting")
    assert office.voucher().state == "posted"
    assert len(office.documents()) == 1


def test_a_locked_month_refuses_at_once(office: Office, clara: Person, bill: str) -> None:
    Locking(office.tieout.store, office.tieout.clock.now).lock("main", "2025-01", by="U0CLARA")
    undoes(clara)
    clara.sees_modal("cannot be undone")
    clara.closes_everything()
    assert len(office.documents()) == 1


def test_a_document_deleted_there_is_undone_as_it_is(office: Office, clara: Person, bill: str) -> None:
    office.acts("delete", kind="Bill", id=bill)
    undoes(clara)
    clara.sees("no longer in QuickBooks", in_="#accounting")
    undoes(clara, "Undo it as it is")
    clara.sees("Undone", in_="#accounting")


def test_the_way_out_is_a_prefilled_adjustment(office: Office, anna: Person, bill: str) -> None:
    office.acts("pay-bill", bill=bill)
    anna.types("/vouchers v-1", in_="#accounting")
    anna.sees_modal("In QuickBooks\npaid")
    anna.presses("Correct it")
    anna.submits({"Correction": "-100"})
    anna.sees_modal("is staged on W-101")
    anna.closes_everything()
    anna.types("/post-voucher", in_="#accounting")
    anna.selects("Type a part of its name", "RecycleCo")
    anna.sees_modal("-100.00")


def test_an_undone_voucher_is_entered_again(office: Office, anna: Person, clara: Person, bill: str) -> None:
    undoes(clara)
    clara.sees("Undone", in_="#accounting")
    anna.types("/vouchers undone", in_="#accounting")
    anna.presses("Open", near="V-1")
    anna.sees_modal("Undone")
    anna.presses("Enter it again")
    anna.sees_modal("Ticked 4")


def test_a_preparer_cannot_undo(office: Office, anna: Person, otto: Person, bill: str) -> None:
    card = anna.sees("Posted as", in_="#accounting")
    anna.presses("Undo", on=card)
    anna.sees("You prepared V-1", in_="#accounting", ephemeral=True)
    assert len(office.documents()) == 1
