"""The connection is lost while work waits or is under way; a controller reconnects, and the work goes on by itself."""

from standins.slack.person import Person
from tests.journeys.office import Office, button, file_of

MANY = [f"Mill number {n:03}" for n in range(70)]


def test_lost_before_confirm_the_work_waits_and_drains_after_a_reconnect(
    office: Office, clara: Person, anna: Person
) -> None:
    office.connects(clara)
    office.imports(anna, "mills.csv", file_of(*MANY))
    plan = office.plan(anna)
    office.quickbooks("acts/revoke")
    anna.presses(button(plan, "Confirm"), on=plan)
    anna.sees("It goes on by itself once QuickBooks is connected again", in_="#accounting")
    alert = clara.sees("QuickBooks no longer lets Tieout in", in_="#accounting")
    anna.types("/sync-counterparties", in_="#accounting")
    anna.sees("is lost", in_="#accounting", ephemeral=True)
    office.turn(hours=2)
    assert len(alerts(clara)) == 1

    clara.presses("Reconnect", on=alert)
    office.consents(clara)
    done = anna.sees("Created in QuickBooks | 70", in_="#accounting")
    assert done["ts"] == plan["ts"]
    anna.sees("your 1 interrupted sync goes on", in_="@tieout")
    healed = clara.sees("Healed: the QuickBooks connection to Sandpiper Landscaping works", in_="#accounting")
    assert healed["ts"] == alert["ts"]
    clara.sees("Connected to Sandpiper Landscaping again", in_="#accounting")
    assert set(MANY) <= set(office.names("Customer"))


def test_lost_in_the_middle_nothing_is_written_twice(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    office.imports(anna, "mills.csv", file_of(*MANY))
    plan = office.plan(anna)
    office.quickbooks("faults", kind="delay", seconds=2, times=0, route={"operation": "batch"})
    anna.presses(button(plan, "Confirm"), on=plan)
    anna.sees("Syncing with Sandpiper Landscaping", in_="#accounting")
    office.quickbooks("acts/revoke")
    anna.sees("It goes on by itself once QuickBooks is connected again", in_="#accounting")
    office.quickbooks_works_again()
    clara.presses("Reconnect", on=clara.sees("QuickBooks no longer lets Tieout in", in_="#accounting"))
    office.consents(clara)
    anna.sees("Created in QuickBooks | 70", in_="#accounting")
    assert [name for name in office.names("Customer") if name.startswith("Mill")] == MANY


def alerts(person: Person) -> list[str]:
    """What the channel was told of a loss."""
    return [text for each in person.messages("#accounting") if "lets Tieout in" in (text := person.reads(each))]
