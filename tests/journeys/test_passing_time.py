"""Days and years pass: connections are tested daily, and consent that ends is told in time, in one message."""

from typing import Any

from standins.slack.person import Person
from tests.journeys.office import Office

YEARS_LEFT_BUT_15_DAYS = 5 * 365 - 15
AT_MOST = 90  # days between two looks: consent that nobody used for a hundred days is gone


def test_the_end_of_consent_is_told_at_14_7_3_and_1_days_in_one_message(office: Office, clara: Person) -> None:
    office.connects(clara)
    for days in (*[AT_MOST] * (YEARS_LEFT_BUT_15_DAYS // AT_MOST), YEARS_LEFT_BUT_15_DAYS % AT_MOST):
        office.turn(days=days)
    assert not told(clara, "The consent ends")
    seen = []
    for days, level in ((1, "14 days"), (6, "14 days"), (1, "7 days"), (4, "3 days"), (2, "1 day")):
        office.turn(days=days)
        [message] = told(clara, "The consent ends")
        assert f"within {level}." in clara.reads(message)
        seen.append(message["ts"])
    assert len(set(seen)) == 1
    office.turn(days=2)
    [lost] = told(clara, "QuickBooks no longer lets Tieout in")
    clara.presses("Reconnect", on=lost)
    office.consents(clara)
    clara.sees("Connected to Sandpiper Landscaping again", in_="#accounting")


def test_a_connection_is_tested_every_day_and_a_failure_is_one_alert(office: Office, clara: Person) -> None:
    office.connects(clara)
    before = len(office.asked_of_quickbooks())
    office.turn(days=1)
    assert len(office.asked_of_quickbooks()) > before, "nobody asked, and it was tested"
    office.quickbooks("faults", kind="403", times=0)
    office.turn(days=1)
    [alert] = told(clara, "has a problem")
    office.turn(hours=1)
    assert len(told(clara, "has a problem")) == 1
    office.quickbooks_works_again()
    office.turn(hours=1)
    healed = clara.sees("Healed", in_="#accounting")
    assert healed["ts"] == alert["ts"]


def told(person: Person, text: str) -> list[dict[str, Any]]:
    """The messages in #accounting that say so now."""
    return [each for each in person.messages("#accounting") if text in person.reads(each)]
