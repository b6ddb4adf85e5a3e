"""Approvals asked for directly: each who may approve has a card of their own, kept up to date."""

from domain.departments.configuring import Departments
from domain.departments.department_settings import ApprovalsIn
from standins.slack.person import Person
from tests.bot.vouchers.acting import V1, opens_ledger, says_bill
from tests.bot.vouchers.conftest import Office


def asks_directly(office: Office) -> None:
    departments = Departments(office.tieout.store, office.tieout.clock.now, "UTC")
    departments.configure("main", {"approvals_in": ApprovalsIn.DIRECT}, by="U0CLARA", version=0)


def submits(person: Person) -> None:
    opens_ledger(person)
    person.ticks(*V1)
    says_bill(person)
    person.sees_modal("Preview")
    person.presses("Submit")
    person.sees_modal("Waits for approval")
    person.closes_everything()


def test_each_who_may_approve_is_asked_and_sees_what_became_of_it(
    office: Office, anna: Person, bo: Person, clara: Person
) -> None:
    asks_directly(office)
    submits(anna)  # 14,833.36: beyond what Bo may approve
    clara.presses("Approve and post", on=clara.sees("Waits for approval", in_="@app"))
    clara.sees("Posted as Bill INV-7781", in_="@app")
    anna.sees("Posted as Bill INV-7781", in_="@app")
    bo.sees_nothing("INV-7781", in_="@app")
    anna.sees_nothing("INV-7781", in_="#accounting")
    assert office.voucher().state == "posted"


def test_whom_authority_is_lent_to_is_asked_as_well(office: Office, anna: Person, bo: Person, clara: Person) -> None:
    asks_directly(office)
    clara.types("/accounting delegate", in_="#accounting")
    clara.sees_modal("Lend authority")
    clara.submits({"Lend to": "U0BO", "Up to and including": "2099-01-01"})
    clara.closes_everything()
    submits(anna)
    bo.presses("Approve and post", on=bo.sees("Waits for approval", in_="@app"))
    clara.sees("Posted as Bill INV-7781", in_="@app")
