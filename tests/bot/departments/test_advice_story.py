"""What QuickBooks lacks for the way a department works is said where people set it up and test it."""

from domain.departments.configuring import Departments
from standins.slack.person import Person
from tests.bot.vouchers.conftest import Office

NUMBERS = "QuickBooks gives invoices numbers of its own instead of ours."


def without_ar(office: Office) -> None:
    """`paper` keeps its receivables in QuickBooks; it posts to main's company."""
    departments = Departments(office.tieout.store, office.tieout.clock.now, "UTC")
    departments.configure("paper", {"ar_on": False}, by="U0CLARA", version=0)


def test_a_test_says_what_the_mode_needs(office: Office, clara: Person) -> None:
    without_ar(office)
    clara.types("/accounting test", in_="#accounting")
    works = clara.sees("works: reading and writing are allowed", in_="@app")
    assert NUMBERS not in clara.reads(works)
    clara.types("/accounting test paper", in_="#accounting")
    clara.sees(NUMBERS, in_="@app")


def test_the_steps_of_setting_up_say_it_too(office: Office, clara: Person) -> None:
    without_ar(office)
    clara.types("/accounting setup paper", in_="#accounting")
    clara.sees("Before the first posting:", in_="@app")
    clara.sees(NUMBERS, in_="@app")


def test_a_controller_refreshes_the_tokens_by_hand(office: Office, bo: Person, clara: Person) -> None:
    clara.types("/accounting status main", in_="#accounting")
    clara.presses("Refresh tokens", on=clara.sees("Credentials:", in_="#accounting", ephemeral=True))
    clara.sees("The tokens of Blank Slate Trading are renewed.", in_="@app")
    bo.types("/accounting status main", in_="#accounting")
    assert "Refresh tokens" not in bo.reads(bo.sees("Credentials:", in_="#accounting", ephemeral=True))
