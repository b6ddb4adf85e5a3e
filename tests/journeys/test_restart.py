"""The bot is killed in the middle of a sync and started again: the work goes on, and nothing is written twice."""

from collections import Counter

import pytest

from tests.journeys.office import Office, file_of

MANY = [f"Mill number {n:03}" for n in range(70)]
CONFIRM = "Confirm: link 0, create 70"


@pytest.mark.parametrize("point", ["page-read", "batch-intended", "batch-answered", "batch-recorded", "finishing"])
def test_a_sync_goes_on_where_the_bot_was_killed(building: Office, point: str) -> None:
    building.begin(TIEOUT_DIE_AT=point)
    office, clara, anna = building, building.person("clara"), building.person("anna")
    office.connects(clara)
    office.imports(anna, "mills.csv", file_of(*MANY))
    anna.types("/sync-counterparties", in_="#accounting")
    if point != "page-read":
        anna.presses(CONFIRM, on=anna.sees("Nothing has been written yet", in_="#accounting"))
    assert office.bot_dies() == 9
    shown = anna.sees("Sandpiper Landscaping", in_="#accounting", ephemeral=False)
    heard = len(office.asked_of_quickbooks())

    office.start_bot()
    if point == "page-read":
        anna.presses(CONFIRM, on=anna.sees("Nothing has been written yet", in_="#accounting"))
    done = anna.sees("Created in QuickBooks | 70", in_="#accounting")
    assert done["ts"] == shown["ts"], "the message that was there goes on"
    assert Counter(office.names("Customer")) & Counter(MANY) == Counter(MANY)
    file = anna.sees("Every row and what became of it", thread=done)["files"][0]
    assert office.workspace.download("anna", file["id"]).decode("utf-8-sig").count('"created as Mill number') == 70

    asked = office.asked_of_quickbooks()
    ids = [one["requestid"] for one in asked if one["kind"] == "batches"]
    assert len(ids) == len(set(ids)), "no batch was sent again"
    if point in ("batch-intended", "batch-answered"):
        after = [one["kind"] for one in asked[heard:]]
        assert "queries" in after[: after.index("batches")], "looked up before anything more was sent"
