"""Clara keeps payment terms and has QuickBooks know them."""

from standins.slack.person import Person
from tests.bot.accounts.conftest import Tieout


def opens(tieout: Tieout, person: Person) -> None:
    person.types("/accounting terms", in_="#accounting")
    person.sees_modal("Payment terms")
    tieout.settle()


def test_terms_are_kept_and_created_in_quickbooks(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    clara.presses("New terms")
    clara.submits(
        {"Description": "2/10 net 37", "Days": "37", "Discount in percent": "2", "Discount within days": "10"}
    )
    said = clara.reads(clara.sees_modal("2/10 net 37 is kept."))
    assert "2% within 10 days, net 37 days from the vendor's invoice date" in said
    assert "not in QuickBooks" in said
    clara.presses("Create in QuickBooks")
    tieout.settle()
    clara.sees_modal("in QuickBooks as 2/10 net 37")
    there = [one for one in tieout.desk.books().payment_terms() if one.name == "2/10 net 37"]
    assert [one.due_days for one in there] == [37]


def test_a_description_that_is_taken_is_refused_at_its_field(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    for _ in range(2):
        clara.presses("New terms")
        clara.submits({"Description": "Net 37", "Days": "37"})
    clara.sees_error("Description", "There are AP terms called Net 37 already.")
    clara.submits({"Description": "Net 38", "Days": "1.5"})
    clara.sees_error("Days", "whole number")


def test_terms_are_changed(tieout: Tieout, clara: Person) -> None:
    opens(tieout, clara)
    clara.presses("New terms")
    clara.submits({"Description": "EOM+15", "Days": "15"})
    clara.sees_modal("EOM+15 is kept.")
    clara.presses("Change", near="EOM+15 · Vendors")
    clara.ticks("Count from the end of the month")
    clara.submits()
    clara.sees_modal("end of month plus 15 days")


def test_a_viewer_only_looks(tieout: Tieout, clara: Person, bo: Person) -> None:
    opens(tieout, bo)
    said = bo.reads(bo.sees_modal("Net 30"))
    assert "in QuickBooks as Net 30" in said
    assert "New terms" not in said
