"""The journeys over the workspace's own doors: connect, import, sync, outsiders, and whatever people press twice."""

from concurrent.futures import ThreadPoolExecutor

from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.journeys.office import EXAMPLE, PATIENCE, Office, button, file_of

NEEDED = "You need a role in Tieout"
BAD = b"""Company,Role,E-mail,Currency
Cool Cars,customer,cars@coolcars.example,USD
Newcastle Fiber,supplier,,USD
Nowhere Bales,,,
Orchard Pallets,customer,orchard.example,
Summit: North,supplier,,
Newcastle  FIBER,supplier,,
"""


def test_from_the_first_connect_to_the_first_sync(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    clara.sees("Connected to Sandpiper Landscaping", in_="#accounting")
    office.imports(anna, str(EXAMPLE))
    before = office.names("Customer"), office.names("Vendor")
    plan = office.plan(anna)
    assert before == (office.names("Customer"), office.names("Vendor"))
    anna.presses("Confirm: link 7, create 114", on=plan)
    done = anna.sees("Created in QuickBooks | 114", in_="#accounting")
    assert done["ts"] == plan["ts"]
    anna.sees("shows the 8 matches left", in_="#accounting")
    assert {"Acme Mills", "Müller & Söhne Papier GmbH"} <= set(office.names("Customer"))
    assert {"Acme Mills (V)", "Wasatch Metals Recovery"} <= set(office.names("Vendor"))
    file = anna.sees("Every row and what became of it", thread=done)["files"][0]
    results = office.workspace.download("anna", file["id"]).decode("utf-8-sig").splitlines()
    assert len(results) == 1 + 7 + 114 + 8
    again = office.plan(anna)
    assert "Confirm" not in anna.reads(again)
    assert "Near match: you decide | 5 | 3" in anna.reads(again)


def test_someone_who_denies_connects_nothing_and_may_try_again(office: Office, clara: Person, anna: Person) -> None:
    clara.types("/accounting connect", in_="#accounting")
    link = str(clara.sees_button("Open QuickBooks")["url"])
    assert office.decides(link, "deny").status_code == 400
    anna.types("/sync-counterparties", in_="#accounting")
    anna.sees("QuickBooks is not connected", in_="#accounting")
    clara.closes_everything()
    office.connects(clara)
    clara.sees("Connected to Sandpiper Landscaping", in_="#accounting")


def test_near_matches_are_decided_one_by_one_and_together(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    office.imports(anna, str(EXAMPLE))
    plan = office.plan(anna)
    anna.presses("Decide 8 matches", on=plan)
    anna.sees_modal("Abbott's Bird Sanctuary · 96 · only one has the legal form LLC")
    anna.presses("Accept", near="Abbotts Bird Sanctuary LLC")
    anna.sees_modal("7 matches to decide")
    anna.presses("Create new", near="Jeffs Jalopies")
    anna.sees_modal("6 matches to decide")
    anna.presses("Leave alone", near="Mehlman and Daughters")
    anna.sees_modal("5 matches to decide")
    anna.presses("Next ▶")
    anna.sees_modal("5–5 of 5")
    anna.presses("◀ Previous")
    anna.presses("Accept all 95 and over")
    anna.sees_modal("2 matches to decide")
    anna.closes_everything()
    told = anna.reads(anna.sees("Decide 2 matches", in_="#accounting"))
    assert "Left alone | 1" in told and "Link: matched by one of us" in told


def test_an_outsider_learns_only_that_a_role_is_needed(building: Office) -> None:
    building.begin(TIEOUT_CHANNEL="C0GENERAL")
    office = building
    clara, anna, otto = (office.person(name) for name in ("clara", "anna", "otto"))
    office.connects(clara)
    office.imports(anna, "two.csv", file_of("Ahlstrom", "Billerud"))
    anna.types("/sync-counterparties", in_="#general")
    plan = anna.sees("Nothing has been written yet", in_="#general")
    for words in ("/accounting", "/accounting connect", "/counterparty find Ahlstrom", "/sync-counterparties"):
        otto.types(words, in_="#sales")
        told = otto.messages("#sales")[-1]
        assert told["is_ephemeral"]
        assert NEEDED in otto.reads(told)
    for label in (button(plan, "Confirm"), "See every row", "Cancel"):
        otto.presses(label, on=plan)
        otto.sees(NEEDED, in_="#general", ephemeral=True)
    otto.uploads("theirs.csv", file_of("Otto"), in_="@tieout")
    otto.opens_home()
    home = otto.reads(otto.sees_home(NEEDED))
    assert len(home) < 100 and "Sandpiper" not in home
    otto.sees_nothing("theirs.csv was", in_="@tieout")
    assert anna.sees("Nothing has been written yet", in_="#general")["ts"] == plan["ts"]
    assert "Ahlstrom" not in office.names("Customer")


def test_bad_rows_are_named_and_the_same_file_changes_nothing(office: Office, anna: Person) -> None:
    anna.uploads("march.csv", BAD, in_="@tieout")
    preview = anna.sees("Nothing has been imported yet", in_="@tieout")
    anna.presses("Show bad rows", on=preview)
    window = anna.reads(anna.sees_modal("Rows left out"))
    for reason in ("Line 4 · Nowhere Bales", "is not an e-mail address", "cannot hold a colon", "Newcastle FIBER"):
        assert reason in window
    anna.closes_everything()
    anna.presses("Import 2 rows", on=preview)
    anna.sees("Imported march.csv: 2 new, 0 roles added", in_="@tieout")
    anna.types("/counterparty find Newcastle", in_="#accounting")
    anna.sees("Newcastle Fiber", in_="#accounting")
    anna.uploads("march.csv", BAD, in_="@tieout")
    again = anna.sees("march.csv was not imported", in_="@tieout")
    anna.presses("Undo import", on=again)
    anna.sees("The import of march.csv was undone", in_="@tieout")
    anna.types("/counterparty find Newcastle", in_="#accounting")
    assert "Newcastle Fiber" not in anna.reads(anna.messages("#accounting")[-1])


def test_a_double_click_on_confirm_is_one_sync(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    office.imports(anna, "three.csv", file_of("Ahlstrom", "Billerud", "Cartonal"))
    plan = office.plan(anna)
    office.workspace.fault("duplicate_delivery", method="sync.confirm")
    anna.presses("Confirm: link 0, create 3", on=plan)
    anna.sees("Created in QuickBooks | 3", in_="#accounting")
    anna.sees("Every row and what became of it", thread=plan)
    assert len(anna.opens_thread(plan)) == 2
    assert [one["kind"] for one in office.asked_of_quickbooks()].count("batches") == 1


def test_two_people_confirm_at_once_and_it_is_done_once(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    office.imports(anna, "three.csv", file_of("Ahlstrom", "Billerud", "Cartonal"))
    plan = office.plan(anna)
    with Workspace(office.slack) as first, Workspace(office.slack) as second, ThreadPoolExecutor() as both:
        people = [first.person("anna", PATIENCE), second.person("clara", PATIENCE)]
        acks = list(both.map(lambda person: person.presses("Confirm: link 0, create 3", on=plan), people))
    assert all(ack["ok"] for ack in acks)
    anna.sees("Created in QuickBooks | 3", in_="#accounting")
    assert [one["kind"] for one in office.asked_of_quickbooks()].count("batches") == 1


def test_a_stale_confirm_asks_to_look_again(office: Office, clara: Person, anna: Person) -> None:
    office.connects(clara)
    office.imports(anna, "two.csv", file_of("Ahlstrom", "Jeffs Jalopies"))
    plan = office.plan(anna)
    office.workspace.fault("http_500", method="chat.update", times=100)
    clara.presses("Decide 1 match", on=plan)
    clara.presses("Create new", near="Jeffs Jalopies")
    clara.sees_modal("All matches are decided")
    anna.presses("Confirm: link 0, create 1", on=plan)
    anna.sees("The plan has changed since this was shown", in_="#accounting", ephemeral=True)
    assert "Ahlstrom" not in office.names("Customer")
    office.workspace.clear_faults()
    office.turn(minutes=2)
    anna.presses("Confirm: link 0, create 2", on=plan)
    anna.sees("Created in QuickBooks | 2", in_="#accounting")
    assert {"Ahlstrom", "Jeffs Jalopies"} <= set(office.names("Customer"))
