"""What each person finds on the App Home, and what they can do from it."""

from standins.slack.person import Person
from tests.bot.connection.office import Office


def labels(person: Person) -> set[str]:
    """The buttons on someone's Home."""
    rows = [block["elements"] for block in (person.home or {})["blocks"] if block["type"] == "actions"]
    return {element["text"]["text"] for row in rows for element in row}


def test_the_first_visit_is_greeted_once(office: Office, anna: Person) -> None:
    anna.opens_home()
    anna.sees_home("Welcome to Tieout")
    anna.presses("Refresh")
    office.settle()
    assert "Welcome" not in anna.reads(anna.sees_home("Nothing waits for you"))


def test_an_outsider_learns_only_that_a_role_is_needed(office: Office, clara: Person, otto: Person) -> None:
    office.connects(clara)
    otto.opens_home()
    assert (
        otto.reads(otto.sees_home("")) == "You need a role in Tieout for this. Ask whoever looks after Tieout for one."
    )


def test_everyone_sees_only_the_buttons_of_their_role(office: Office, anna: Person, bo: Person, clara: Person) -> None:
    for person in (anna, bo, clara):
        person.opens_home()
        person.sees_home("Not connected to an accounting system")
    prepares = {
        "Receive a payment",
        "Enter a vendor's bill",
        "Vouchers",
        "New counterparty",
        "Import counterparties",
        "Refresh",
    }
    assert labels(anna) == prepares
    assert labels(bo) == {"Vouchers", "Refresh"}
    assert labels(clara) == {"Connect QuickBooks", *prepares}


def test_the_controller_connects_from_home_and_sees_it_there(office: Office, clara: Person) -> None:
    clara.opens_home()
    clara.presses("Connect QuickBooks")
    assert office.consents(clara).ok
    clara.closes_everything()
    clara.sees_home("consent lasts another")
    assert {"Test", "Reconnect", "Sync counterparties"} <= labels(clara)


def test_a_sync_begun_here_waits_here_for_its_confirmation(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    office.has_counterparty("Acme Mills")
    anna.opens_home()
    anna.sees_home("Not synced yet")
    anna.presses("Sync counterparties")
    office.settle()
    anna.presses("Refresh")
    anna.sees_home("1 change to confirm, 0 matches to decide")


def test_a_lost_connection_comes_first(office: Office, bo: Person, clara: Person) -> None:
    office.connects(clara)
    office.control("revoke")
    office.turn(days=1)
    bo.opens_home()
    read = bo.reads(bo.sees_home("is lost since"))
    assert read.index("is lost since") < read.index("Connection lost to")
