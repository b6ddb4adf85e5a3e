"""Stories of syncs as people live them: names brought here, what is saved followed, windows that others change too."""

from dataclasses import replace

from domain.connections.connection import ConsentPurpose
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import nothing_follows
from standins.slack.person import Person
from tests.bot.sync.conftest import Office

CUSTOMER = frozenset({TradeRole.CUSTOMER})


def ours(office: Office, name: str) -> Counterparty:
    """A counterparty of ours, saved by anna, and all that follows from it done."""
    kept = office.registering.create(Details(name, CUSTOMER), by="U0ANNA").counterparty
    office.settle()
    return kept


def test_names_of_quickbooks_are_chosen_and_brought(office: Office, anna: Person) -> None:
    office.has("Customer", "Baltic Paper", "Fast Truck")
    office.has("Vendor", "Baltic Paper (V)")
    anna.types("/sync-counterparties pull", in_="#accounting")
    plan = anna.sees("2 customers and 1 vendor without a counterparty here", in_="#accounting")
    anna.presses("See and choose", on=plan)
    anna.unticks("Fast Truck")
    anna.sees_modal("Bring 2 here")
    anna.submits()
    done = anna.sees("Kept here and linked | 1 | 1", in_="#accounting")
    anna.sees("Names that were only in QuickBooks: they were brought here", in_="#accounting")
    anna.types("/counterparty find baltic", in_="#accounting")
    assert "Baltic Paper (V)" not in anna.reads(anna.sees("Baltic Paper", in_="#accounting", ephemeral=True))
    anna.presses("Take them back", on=done)
    anna.sees("was taken back", in_="#accounting")


def test_a_long_list_is_searched(office: Office, anna: Person) -> None:
    office.has("Customer", *(f"Company {n:02}" for n in range(45)))
    anna.types("/sync-counterparties bring", in_="#accounting")
    anna.presses("See and choose", on=anna.sees("45 customers", in_="#accounting"))
    anna.sees_modal("1–40 of 45")
    anna.presses("Next ▶")
    anna.sees_modal("41–45 of 45")


def test_who_may_only_look_cannot_bring(office: Office, anna: Person, bo: Person) -> None:
    office.has("Customer", "Baltic Paper")
    anna.types("/sync-counterparties pull", in_="#accounting")
    plan = anna.sees("1 customer without a counterparty", in_="#accounting")
    bo.presses("Bring 1 here", on=plan)
    bo.sees("role", in_="#accounting", ephemeral=True)
    assert office.registering.named("Baltic Paper") is None


def test_what_is_refused_is_told_privately_and_can_be_tried_again(office: Office, anna: Person) -> None:
    party = ours(office, "Acme Mills")
    assert office.record("Customer", "Acme Mills")["Active"]
    invoice = owe(office)
    office.registering.deactivate(party.id, by="U0ANNA")
    told = anna.sees("QuickBooks did not follow", in_="@tieout")
    assert "It has a balance in QuickBooks and stays active there" in anna.reads(told)
    company = office.quickbooks.company()
    company.delete("Invoice", {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]})
    anna.presses("Try again", on=told)
    office.settle()
    assert not office.record("Customer", "Acme Mills")["Active"]


def owe(office: Office) -> dict[str, object]:
    company = office.quickbooks.company()
    sales = next(one["Id"] for one in company.all("Account") if one["AccountType"] == "Income")
    item = company.create("Item", {"Name": "Waste", "Type": "Service", "IncomeAccountRef": {"value": sales}})
    detail = {"ItemRef": {"value": item["Id"]}}
    line = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    customer = {"value": office.record("Customer", "Acme Mills")["Id"]}
    return dict(company.create("Invoice", {"CustomerRef": customer, "Line": [line]}))


def test_what_was_saved_while_the_connection_was_lost_follows_after_reconnecting(office: Office) -> None:
    party = ours(office, "Acme Mills")
    office.control("revoke")
    details = Details("Acme Paper Mills", CUSTOMER)
    office.registering.edit(party.id, details, by="U0ANNA", version=party.version)
    office.settle()
    assert office.record("Customer", "Acme")["DisplayName"] == "Acme Mills"
    office.connect(purpose=ConsentPurpose.RECONNECT)
    office.settle()
    assert office.record("Customer", "Acme")["DisplayName"] == "Acme Paper Mills"


def test_help_names_the_departments(office: Office, anna: Person) -> None:
    anna.types("/sync-counterparties help", in_="#accounting")
    anna.sees("put paper before any of these for another department", in_="#accounting", ephemeral=True)


def test_a_department_is_named_first(office: Office, anna: Person) -> None:
    office.has("Customer", "Baltic Paper")
    anna.types("/sync-counterparties PAPER pull", in_="#accounting")
    plan = anna.sees("1 customer without a counterparty", in_="#accounting")
    anna.presses("Bring 1 here", on=plan)
    anna.sees("Kept here and linked", in_="#accounting")
    office.settle()
    assert office.registering.named("Baltic Paper", "paper") is not None
    assert office.registering.named("Baltic Paper") is None


def test_two_people_decide_side_by_side(office: Office, anna: Person) -> None:
    office.has("Customer", "Recycle Company LLC", "Baltic Paper Trading LLC")
    for name in ("Recycle Co", "Baltic Paper Trading"):
        ours_unsynced(office, name)
    clara = office.workspace.person("clara", timeout=30)
    anna.types("/sync-counterparties", in_="#accounting")
    plan = anna.sees("Nothing has been written yet", in_="#accounting")
    for person in (anna, clara):
        person.presses("Decide 2 matches", on=plan)
        person.sees_modal("2 matches to decide")
    anna.presses("Accept", near="Recycle Co")
    anna.sees_modal("1 match to decide")
    clara.presses("Leave alone", near="Baltic Paper Trading")
    clara.sees_modal("All matches are decided")
    anna.presses("Accept", near="Baltic Paper Trading")
    anna.sees_modal("All matches are decided")


def ours_unsynced(office: Office, name: str) -> None:
    """Kept here without a word to QuickBooks, as an import does."""
    quiet = replace(office.registering, follow=nothing_follows)
    quiet.create(Details(name, CUSTOMER), by="U0ANNA")
