"""A person and an app built on the unmodified Bolt library talk with each other over Socket Mode."""

from typing import Any

import pytest
from slack_sdk import WebClient

from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.standins.slack.ledgerly import button, text


def test_a_command_is_answered_privately_and_then_in_the_channel(anna: Person, bo: Person) -> None:
    ack = anna.types("/close 2026-01", in_="#accounting")
    assert ack["ok"]
    anna.sees("Closing 2026-01", in_="#accounting", ephemeral=True)
    anna.sees("Close 2026-01?", ephemeral=False)
    bo.sees("Close 2026-01?")
    bo.sees_nothing("Closing")


def test_a_confirmed_press_replaces_the_message_for_everybody(anna: Person, bo: Person) -> None:
    anna.types("/close 2026-01", in_="#accounting")
    asked = anna.sees("Close 2026-01?")
    assert bo.presses("Confirm", on=asked, confirm=False)["cancelled"]["confirm"]["text"] == "Close it"
    bo.presses("Confirm", on=asked)
    closed = anna.sees("Closed by @bo on Dec 31, 2025")
    assert closed["ts"] == asked["ts"]
    assert anna.reads(closed) == "Closed by @bo on Dec 31, 2025"
    anna.sees_nothing("Close 2026-01?")


def test_an_entry_of_an_overflow_is_chosen_by_its_label(anna: Person) -> None:
    anna.types("/close 2026-01", in_="#accounting")
    anna.sees("Close 2026-01?")
    anna.presses("Help")
    anna.sees("You chose h.", ephemeral=True)


def test_a_modal_is_filled_checked_and_submitted(anna: Person) -> None:
    anna.types("/bill january paper", in_="#accounting")
    anna.sees_modal("Enter a bill")
    anna.submits()
    anna.sees_error("Vendor", "required")
    anna.selects("Vendor", "Acme Mills")
    anna.submits(Amount="1200")
    anna.sees_error("Amount", "Above your limit of 1,000.")
    answer = anna.submits(Amount="12.50")
    assert answer["ack"]["ok"] and answer["errors"] is None
    anna.sees_no_modal()
    anna.sees("Saved Acme Mills 12.50 january paper", in_="@ledgerly")


def test_a_file_goes_along_with_a_modal(anna: Person) -> None:
    anna.chooses_shortcut("new_bill")
    anna.sees_modal("Enter a bill")
    anna.selects("Vendor", "Acme Yarns")
    anna.attaches("Paper", "bill.pdf", b"%PDF-1.7")
    anna.submits(Amount="3")
    anna.sees("Saved Acme Yarns 3 none bill.pdf")


def test_a_cancelled_modal_tells_the_app(anna: Person) -> None:
    anna.types("/bill", in_="#accounting")
    anna.sees_modal("Enter a bill")
    anna.cancels()
    anna.sees("Given up, cleared: False")
    anna.types("/bill")
    anna.sees_modal()
    anna.closes_everything()
    anna.sees("Given up, cleared: True")


def test_the_home_tab_opens_and_refreshes(anna: Person) -> None:
    anna.opens_home()
    anna.sees_home("Opened for the first time")
    anna.opens_home()
    anna.sees_home("Opened again")
    anna.presses("Refresh")
    anna.sees_home("Opened refreshed")


def test_a_shared_file_reaches_the_app(anna: Person) -> None:
    anna.uploads("counterparties.csv", b"name\nAcme\n", in_="#accounting")
    anna.sees("Got counterparties.csv, 10 bytes")


def test_a_mention_is_answered_in_its_thread(anna: Person) -> None:
    question = anna.types("@ledgerly are you there?", in_="#accounting")
    anna.sees("You called?", thread=question)
    assert [each["text"] for each in anna.opens_thread(question)][1:] == ["You called?"]
    assert "You called?" not in [each["text"] for each in anna.messages()]


def test_a_direct_message_is_answered(anna: Person, bo: Person) -> None:
    anna.types("hello", in_="@ledgerly")
    anna.sees("You said: hello")
    bo.sees_nothing("You said: hello")


def test_a_message_shortcut_carries_the_message(anna: Person) -> None:
    said = anna.types("the rent is due", in_="#accounting")
    anna.chooses_shortcut("file_this", on=said)
    anna.sees("Filed: the rent is due", ephemeral=True)


def test_a_private_channel_is_closed_to_strangers(workspace: Workspace, anna: Person) -> None:
    anna.types("our figures", in_="#accounting")
    otto = workspace.person("otto", timeout=0.1)
    otto.sees_nothing("our figures")
    with pytest.raises(Exception, match="channel_not_found"):
        otto.types("/close 2026-01", in_="#accounting")


def test_what_is_not_seen_is_told_with_what_is(anna: Person) -> None:
    anna.types("here I am", in_="#general")
    anna.timeout = 0.05
    with pytest.raises(AssertionError, match="here I am"):
        anna.sees("somebody else")


def test_a_reload_clears_what_was_only_on_the_screen(anna: Person) -> None:
    anna.types("/close 2026-01", in_="#accounting")
    anna.sees("Closing", ephemeral=True)
    anna.reloads()
    anna.sees_nothing("Closing")


def test_one_of_many_equal_buttons_is_found_by_what_stands_near(client: WebClient, anna: Person) -> None:
    rows: list[dict[str, Any]] = []
    for name in ("Acme", "Bolt"):
        rows.append(
            {
                "type": "section",
                "text": text(f"Approve {name}?"),
                "accessory": button("Details", "more_info", value=name),
            }
        )
        rows.append(
            {"type": "actions", "elements": [button("Approve", "yes", value=name), button("Approve all", "all")]}
        )
    client.chat_postMessage(channel="C0GENERAL", text="rows", blocks=rows)
    found = anna.workspace.wait("anna", element={"label": "Approve", "near": "Bolt"})
    assert found["element"]["value"] == "Bolt" and found["element"]["action_id"] == "yes"
    found = anna.workspace.wait("anna", element={"label": "Details", "near": "Acme"})
    assert found["element"]["value"] == "Acme"
