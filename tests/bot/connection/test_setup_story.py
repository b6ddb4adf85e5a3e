"""Setting up: four steps in order, one private message that keeps up with them (S0-01, S0-02)."""

import pytest

from domain.connections.setup import SettingUp
from standins.slack.person import Person
from standins.slack.refusal import Json
from tests.bot.connection.office import Office, company


def labels(message: Json) -> list[str]:
    """What can be pressed on a message."""
    rows = [block.get("elements") or [block["accessory"]] for block in message["blocks"] if _has_buttons(block)]
    return [element["text"]["text"] for row in rows for element in row]


def _has_buttons(block: Json) -> bool:
    return block["type"] == "actions" or "accessory" in block


def refreshed(office: Office, person: Person) -> Json:
    """The list after Refresh; there is one message only."""
    person.presses("Refresh", on=person.sees("steps done", in_="@tieout"))
    office.settle()
    lists = [each for each in person.messages("@tieout") if "steps done" in person.reads(each)]
    assert len(lists) == 1
    return lists[0]


def test_the_steps_unlock_in_order(office: Office, clara: Person) -> None:
    clara.types("/accounting setup", in_="#accounting")
    office.settle()
    first = clara.sees("Setup: 0 of 4 steps done", in_="@tieout")
    assert labels(first) == ["Import counterparties", "Refresh"]

    office.has_counterparty("Acme Mills")
    second = refreshed(office, clara)
    assert "1 active counterparty" in clara.reads(second)
    assert labels(second) == ["Import counterparties", "Connect QuickBooks", "Refresh"]

    clara.presses("Connect QuickBooks", on=second)
    assert office.consents(clara).ok
    clara.closes_everything()
    third = refreshed(office, clara)
    said = clara.reads(third)
    assert "Setup: 2 of 4 steps done" in said and company(office) in said
    assert "Gear > Account and settings > Advanced > Chart of accounts > Enable account numbers" in said
    assert "Sync counterparties" not in labels(third)

    office.control("acts/account-numbers", on=True)
    fourth = refreshed(office, clara)
    assert "0 of 1 counterparty linked" in clara.reads(fourth)
    clara.presses("Sync counterparties", on=fourth)
    office.settle()
    run = office.syncing.latest("main")
    assert run is not None
    office.syncing.confirm(run.id, run.revision, by="U0ANNA")
    office.settle()
    last = refreshed(office, clara)
    assert "Setup: 4 of 4 steps done" in clara.reads(last) and "1 of 1 counterparty linked" in clara.reads(last)
    assert labels(last) == ["Import counterparties", "Sync counterparties", "Refresh"]


def test_everyone_sees_the_steps_and_only_their_own_buttons(office: Office, bo: Person, anna: Person) -> None:
    office.has_counterparty("Acme Mills")
    for person in (bo, anna):
        person.types("/accounting setup", in_="#accounting")
        office.settle()
    assert labels(bo.sees("1 of 4", in_="@tieout")) == ["Refresh"]
    shown = anna.sees("1 of 4", in_="@tieout")
    assert labels(shown) == ["Import counterparties", "Refresh"]
    assert "A controller connects it" in anna.reads(shown)


def test_a_connection_that_is_lost_is_a_step_again(office: Office, clara: Person) -> None:
    office.has_counterparty("Acme Mills")
    office.connects(clara)
    office.control("revoke")
    office.turn(days=1)
    clara.types("/accounting setup", in_="#accounting")
    office.settle()
    shown = clara.sees("is lost. A controller reconnects it", in_="@tieout")
    assert "Reconnect" in labels(shown)


def test_books_that_do_not_answer_leave_the_step_open_and_say_why(office: Office, clara: Person) -> None:
    office.has_counterparty("Acme Mills")
    office.connects(clara)
    office.control("acts/account-numbers", on=True)
    office.control("faults", kind="503", times=0)
    clara.types("/accounting setup", in_="#accounting")
    office.settle()
    clara.sees("is not answering", in_="@tieout")


def test_home_shows_how_far_setting_up_is_until_it_is_done(office: Office, clara: Person) -> None:
    office.has_counterparty("Acme Mills")
    clara.opens_home()
    clara.sees_home("Setup: 1 of 4. Next: Connect QuickBooks.")
    office.connects(clara)
    clara.sees_home("Setup: 2 of 4. Next: Switch on account numbers in QuickBooks.")
    clara.presses("Show the steps")
    office.settle()
    clara.sees("Setup: 2 of 4 steps done", in_="@tieout")
    office.control("acts/account-numbers", on=True)
    clara.presses("Test")
    office.settle()
    clara.opens_home()
    clara.sees_home("Setup: 3 of 4. Next: Sync counterparties with QuickBooks.")


def test_a_test_names_account_numbers_that_are_off_as_a_hint(office: Office, anna: Person, clara: Person) -> None:
    office.connects(clara)
    anna.types("/accounting test", in_="#accounting")
    office.settle()
    told = anna.reads(anna.sees("works: reading and writing are allowed", in_="@tieout"))
    assert "Account numbers are switched off in QuickBooks." in told
    office.control("acts/account-numbers", on=True)
    anna.types("/accounting test", in_="#accounting")
    office.settle()
    assert "Account numbers" not in anna.reads(anna.messages("@tieout")[-1])
    assert not office.watching.alerting.still_open(), "a hint is no alarm"


def test_a_mistake_of_ours_does_not_leave_the_list_asking(
    office: Office, clara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: SettingUp, _department: str) -> None:
        raise KeyError("our mistake")

    monkeypatch.setattr(SettingUp, "ask_books", broken)
    clara.types("/accounting setup", in_="#accounting")
    office.settle()
    said = clara.reads(clara.sees("could not be listed: Something went wrong on our side", in_="@tieout"))
    assert "Reference " in said and "Asking" not in said
