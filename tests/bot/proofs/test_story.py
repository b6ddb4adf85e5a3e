"""Clara ties out in Slack: all green, then somebody keys an entry in QuickBooks, and every amount answers why."""

import io
from typing import Any

import openpyxl
import requests

from standins.slack.person import Person
from tests.bot.proofs.conftest import Office


def ties_out(office: Office, person: Person, words: str = "2025-01-28") -> dict[str, Any]:
    """The message that answers `/tie-out …`, done."""
    person.types(f"/tie-out {words}", in_="#accounting")
    office.settle()
    return dict(person.sees("Tie-out of main as of", in_="@Tieout"))


def content(message: dict[str, Any], ending: str) -> bytes:
    """One of the files of a message."""
    file = next(one for one in message["files"] if one["name"].endswith(ending))
    bearer = {"Authorization": "Bearer xoxb-standin"}
    return requests.get(file["url_private_download"], headers=bearer, timeout=5).content


def test_everything_agrees_with_a_workbook_and_a_strip(office: Office, clara: Person) -> None:
    clara.types("/tie-out 2025-01-28", in_="#accounting")
    clara.sees("as of 28 January 2025 comes as a direct message", in_="#accounting", ephemeral=True)
    office.settle()
    message = clara.sees("Everything agrees to the cent", in_="@Tieout")
    said = clara.reads(message)
    assert "Tie-out of main as of 28 January 2025" in said and "Reading QuickBooks" not in said
    assert "0.00" in said and "Unpaid vouchers = Accounts payable" in said
    [files] = [one for one in clara.opens_thread(message) if one.get("files")]
    assert content(files, ".png").startswith(b"\x89PNG")
    book = openpyxl.load_workbook(io.BytesIO(content(files, ".xlsx")))
    assert book.sheetnames == ["Tie-out", "Sides", "Differences", "Proof history"]
    rows = {row[0]: row[5] for row in book.worksheets[0].iter_rows(min_row=5, values_only=True)}
    assert rows["R2"] == "agrees" and set(rows) >= {f"R{n}" for n in range(1, 9)}


def test_an_entry_keyed_in_quickbooks_is_named_and_leads_down_to_the_worksheet(office: Office, clara: Person) -> None:
    freight, accrued = office.accounts["5710"], office.accounts["2110"]
    entry = office.keys("250.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-9")
    message = ties_out(office, clara)
    said = clara.reads(message)
    assert "2 proofs of 8 differ" in said
    assert said.count("keyed in QuickBooks: Journal Entry JE-9 of 20 January 2025, by Sandy Cole") == 2
    clara.presses("Why?", on=message, near="R2")
    why = clara.reads(clara.sees_modal("Open payables"))
    assert "Not closed yet" in why and "2110 Accrued AP" in why
    clara.presses("Entries", near="2110")
    clara.sees_modal("accrual recognised")
    clara.presses("Open", near="W-103")
    clara.sees_modal("with the closing entry")
    clara.presses("Open W-103")
    clara.sees_modal("W-103")
    clara.closes_everything()
    office.acts("delete", kind="JournalEntry", id=entry["Id"])
    clara.presses("Prove again", on=message)
    office.settle()
    clara.sees("Everything agrees to the cent", in_="@Tieout", after=message)


def test_a_tie_out_is_shared_and_all_may_ask_why(office: Office, clara: Person) -> None:
    message = ties_out(office, clara, "2025-01-12")
    clara.presses("Share", on=message)
    office.settle()
    shared = clara.sees("as of 12 January 2025", in_="#accounting", ephemeral=False)
    assert "shared by @clara" in clara.reads(shared).casefold()
    clara.presses("Why?", on=shared, near="R6")
    clara.sees_modal("Gross profit of the worksheets")
    clara.closes_everything()


def test_what_is_typed_wrong_is_said_and_nobody_without_a_role_ties_out(
    office: Office, clara: Person, otto: Person
) -> None:
    clara.types("/tie-out help", in_="#accounting")
    clara.sees("compares Tieout with QuickBooks", in_="#accounting", ephemeral=True)
    clara.types("/tie-out soon", in_="#accounting")
    clara.sees("I did not understand “soon”", in_="#accounting", ephemeral=True)
    clara.types("/tie-out 2099-01-01", in_="#accounting")
    clara.sees("1 January 2099 has not come yet", in_="#accounting", ephemeral=True)
    otto.types("/tie-out", in_="@Tieout")
    otto.sees("You need a role", in_="@Tieout", ephemeral=True)


def test_quickbooks_that_does_not_answer_is_said_in_the_same_message(office: Office, clara: Person) -> None:
    office.control("faults", kind="503", times=3, route={"operation": "report"})
    message = ties_out(office, clara, "2025-01-20")
    said = clara.reads(message)
    assert "QuickBooks" in said and "agrees" not in said and "R2" not in said
    clara.presses("Prove again", on=message)
    office.settle()
    clara.sees("Everything agrees to the cent", in_="@Tieout", after=message)
