"""Clara goes on holiday: Bo approves for her until she is back, and no day longer."""

from datetime import timedelta

from standins.slack.person import Person
from tests.bot.vouchers.acting import submits
from tests.bot.vouchers.conftest import Office


def lends(office: Office, clara: Person, days: int) -> None:
    clara.types("/accounting delegate", in_="#accounting")
    clara.sees_modal("Lend authority")
    until = (office.tieout.clock.now() + timedelta(days=days)).date()
    clara.submits({"Lend to": "U0BO", "Up to and including": until.isoformat()})


def test_a_controller_lends_her_authority_and_takes_it_back(
    office: Office, anna: Person, bo: Person, clara: Person
) -> None:
    card = submits(anna)  # 14,833.36: above what Bo approves on his own
    lends(office, clara, 7)
    clara.sees_modal("@bo approves for you until")
    bo.types("/accounting delegate", in_="#accounting")
    bo.sees_modal("You approve for @clara until")
    bo.closes_everything()
    clara.presses("Take it back")
    clara.sees_modal("Your authority is yours alone again.")
    clara.closes_everything()
    bo.presses("Approve and post", on=card)
    bo.sees("an approver approves up to 10,000.00", in_="#accounting", ephemeral=True)
    lends(office, clara, 7)
    bo.presses("Approve and post", on=card)
    bo.sees("Posted as Bill INV-7781", in_="#accounting")


def test_what_is_lent_has_a_day_and_another_person(office: Office, clara: Person) -> None:
    lends(office, clara, -3)
    clara.sees_error("Up to and including", "a day that has not passed")
    clara.submits({"Lend to": "U0CLARA", "Up to and including": "2099-01-01"})
    clara.sees_error("Lend to", "Choose another person.")


def test_a_clerk_has_nothing_to_lend(anna: Person) -> None:
    anna.types("/accounting delegate", in_="#accounting")
    anna.sees("you need the role approver or controller", in_="#accounting", ephemeral=True)
