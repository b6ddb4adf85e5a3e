"""People hand over files of counterparties: they see what each row would do, import it, and take it back."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlmodel import delete, func, select

from domain.counterparties.counterparty import Counterparty, CounterpartyLink
from domain.counterparties.details import Details, TradeRole
from domain.problems import Problem
from standins.slack.person import Person
from standins.slack.refusal import Json
from tests.bot.counterparties.conftest import Tieout, link_up
from tests.bot.office import ROOT

CUSTOMER = frozenset({TradeRole.CUSTOMER})
THREE = b"Company,Role,E-mail\nAcme Mills,customer,ap@acme.example\nBolt & Co,supplier,\nBad Co,customer,nobody\n"


def drops(person: Person, name: str, content: bytes | None = None, file: Path | None = None) -> None:
    """Drop a file in the messages with the app, for the main department."""
    person.uploads(file or name, content, in_="@app")
    person.sees("Which department is", in_="@app")
    person.presses("main")


def count(tieout: Tieout) -> int:
    with tieout.store.reading() as session:
        return session.exec(select(func.count()).select_from(Counterparty)).one()


def files_in_thread(person: Person, message: Json) -> dict[str, str]:
    """The files in a message's thread, by name."""
    files = [file for reply in person.opens_thread(message) for file in reply.get("files", [])]
    return {each["name"]: person.workspace.download(person.name, each["id"]).decode("utf-8-sig") for each in files}


def test_a_file_is_handed_over_previewed_imported_and_undone(anna: Person, tieout: Tieout) -> None:
    tieout.registering.create(Details("Bolt & Co", CUSTOMER), by="U0CLARA")
    anna.types("/counterparty import", in_="#accounting")
    anna.attaches("CSV or XLSX file", "companies.csv", THREE)
    anna.submits()
    anna.sees_modal("comes in your messages with me")
    told = anna.sees("Nothing has been imported yet", in_="@app")
    assert "is not an e-mail address" in anna.reads(told)
    assert count(tieout) == 1
    tieout.settle()
    assert "Bad Co" in files_in_thread(anna, told)["companies-every-row.csv"]

    anna.closes_everything()
    anna.presses("Import 2 rows", on=told)
    done = anna.sees("Imported companies.csv: 1 new, 1 role added", in_="@app")
    assert done["ts"] == told["ts"]
    assert "/sync-counterparties" in anna.reads(done)
    assert count(tieout) == 2
    tieout.settle()
    assert "nobody" in files_in_thread(anna, done)["companies-left-out.csv"]

    anna.presses("Undo import", on=done)
    undone = anna.sees("was undone", in_="@app")
    assert undone["ts"] == told["ts"]
    assert count(tieout) == 1


def test_the_same_file_twice_changes_nothing(anna: Person, tieout: Tieout) -> None:
    drops(anna, "companies.csv", THREE)
    anna.presses("Import 2 rows", on=anna.sees("Nothing has been imported yet", in_="@app"))
    anna.sees("Imported companies.csv", in_="@app")
    anna.uploads("again.csv", THREE, in_="@app")
    anna.presses("main", on=anna.sees("Which department is again.csv for?", in_="@app"))
    again = anna.sees("again.csv was not imported. This file was imported already", in_="@app")
    assert count(tieout) == 2
    anna.presses("Undo import", on=again)
    anna.sees("The import of companies.csv was undone", in_="@app")
    assert count(tieout) == 0


def test_pressing_what_was_done_already_changes_nothing(anna: Person, tieout: Tieout) -> None:
    drops(anna, "companies.csv", THREE)
    told = anna.sees("Nothing has been imported yet", in_="@app")
    batch = next(each for each in told["blocks"] if each.get("block_id") == "preview")["elements"][0]["value"]
    anna.presses("Import 2 rows", on=told)
    done = anna.sees("Imported companies.csv", in_="@app")
    with pytest.raises(Problem, match="imported already"):
        tieout.receiving.apply(batch, by="U0ANNA")
    anna.presses("Undo import", on=done)
    anna.sees("was undone", in_="@app")
    with pytest.raises(Problem, match="dropped already"):
        tieout.receiving.undo(batch, by="U0ANNA")
    with pytest.raises(Problem, match="was dropped"):
        tieout.receiving.apply(batch, by="U0ANNA")
    assert count(tieout) == 0


def test_two_presses_in_a_row_import_once(anna: Person, tieout: Tieout) -> None:
    drops(anna, "companies.csv", THREE)
    told = anna.sees("Nothing has been imported yet", in_="@app")
    tieout.workspace.fault("duplicate_delivery", method="counterparties.apply_import")
    anna.presses("Import 2 rows", on=told)
    done = anna.sees("Imported companies.csv", in_="@app")
    tieout.settle()
    assert len(files_in_thread(anna, done)) == 2
    assert [each["name"] for reply in anna.opens_thread(done) for each in reply.get("files", [])] == [
        "companies-every-row.csv",
        "companies-left-out.csv",
    ]


def test_an_import_that_is_linked_stays_and_says_why(anna: Person, tieout: Tieout) -> None:
    drops(anna, "companies.csv", THREE)
    anna.presses("Import 2 rows", on=anna.sees("Nothing has been imported yet", in_="@app"))
    done = anna.sees("Imported companies.csv", in_="@app")
    made = tieout.registering.named("Acme Mills")
    assert made
    link_up(tieout, made)
    anna.presses("Undo import", on=done)
    refused = anna.sees("cannot be undone: Acme Mills is linked", in_="@app")
    assert refused["ts"] == done["ts"]
    assert count(tieout) == 2
    with tieout.store.writing() as session:
        session.execute(delete(CounterpartyLink))
    anna.presses("Undo import", on=refused)
    anna.sees("was undone", in_="@app")
    assert count(tieout) == 0


def test_cancelling_drops_the_preview(anna: Person, tieout: Tieout) -> None:
    drops(anna, "companies.csv", THREE)
    anna.presses("Cancel", on=anna.sees("Nothing has been imported yet", in_="@app"))
    anna.sees("was cancelled. Nothing was imported", in_="@app")
    assert count(tieout) == 0


def test_the_rows_left_out_are_shown_page_by_page(anna: Person, tieout: Tieout) -> None:
    rows = "".join(f"<!channel> {n},customer,nobody\n" for n in range(2, 60))
    drops(anna, "companies.csv", b"Company,Role,E-mail\n" + rows.encode())
    told = anna.sees("Nothing in this file can be imported", in_="@app")
    anna.presses("Show bad rows", on=told)
    first = anna.sees_modal("Line 41")
    assert "<!channel>" not in str(first["blocks"])
    anna.presses("Next 40")
    anna.sees_modal("Line 42")


def test_a_file_without_roles_is_asked_about(anna: Person, tieout: Tieout) -> None:
    drops(anna, "names.csv", b"Company\nAcme Mills\nBolt & Co\n")
    anna.presses("All are suppliers", on=anna.sees("What are the companies in names.csv?", in_="@app"))
    anna.presses("Import 2 rows", on=anna.sees("Nothing has been imported yet", in_="@app"))
    anna.sees("Imported names.csv: 2 new", in_="@app")
    made = tieout.registering.named("Acme Mills")
    assert made and made.is_supplier


def test_a_workbook_by_the_shortcut(anna: Person, tieout: Tieout) -> None:
    workbook = Workbook()
    workbook.active.append(["Company", "Role"])
    workbook.active.append(["Acme Mills", "both"])
    content = io.BytesIO()
    workbook.save(content)
    anna.chooses_shortcut("import_counterparties")
    anna.attaches("CSV or XLSX file", "companies.xlsx", content.getvalue())
    anna.submits({"Department": "paper"})
    anna.presses("Import 1 row", on=anna.sees("Nothing has been imported yet", in_="@app"))
    anna.sees("Imported companies.xlsx: 1 new", in_="@app")
    assert tieout.registering.named("Acme Mills", "paper")


def test_files_that_cannot_be_read_say_why(anna: Person, tieout: Tieout) -> None:
    for name, content, why in (
        ("photo.png", b"\x89PNG\r\n", "CSV and XLSX files only"),
        ("blank.csv", b" \n \n", "is empty"),
        ("wrong.csv", b"Phone,Role\n1,customer\n", "no column with the company's name"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "not a workbook that can be read"),
        ("huge.csv", b"x" * 12_000_001, "at most 12 MB"),
    ):
        anna.uploads(name, content, in_="@app")
        if name not in ("photo.png", "huge.csv"):
            anna.presses("main", on=anna.sees(f"Which department is {name} for?", in_="@app"))
        assert why in anna.reads(anna.sees(f"{name} was not imported", in_="@app"))
    assert count(tieout) == 0


def test_a_file_in_a_channel_is_none_of_our_business(anna: Person, tieout: Tieout) -> None:
    anna.uploads("companies.csv", THREE, in_="#accounting")
    tieout.settle()
    anna.sees_nothing("companies.csv", in_="@app")


def test_only_those_who_may_import_are_listened_to(bo: Person, otto: Person, tieout: Tieout) -> None:
    bo.uploads("companies.csv", THREE, in_="@app")
    bo.sees("for clerks and controllers only", in_="@app")
    otto.uploads("companies.csv", THREE, in_="@app")
    tieout.settle()
    otto.sees_nothing("import", in_="@app")


def test_the_example_goes_in_as_it_is(anna: Person, tieout: Tieout) -> None:
    drops(anna, "counterparties.csv", file=ROOT / "examples" / "counterparties.csv")
    told = anna.sees("Nothing has been imported yet", in_="@app")
    button = next(each for each in told["blocks"] if each.get("block_id") == "preview")["elements"][0]
    anna.presses(button["text"]["text"], on=told)
    anna.sees("Imported counterparties.csv", in_="@app")
    assert count(tieout) > 100


def test_a_drop_that_slack_tells_twice_is_read_once(anna: Person, tieout: Tieout) -> None:
    tieout.workspace.fault("duplicate_delivery", method="file_shared")
    anna.uploads("companies.csv", THREE, in_="@app")
    anna.sees("Which department is", in_="@app")
    tieout.settle()
    asked = [each for each in anna.messages("@app") if "Which department" in anna.reads(each)]
    assert len(asked) == 1


def test_a_long_import_tells_how_far_it_is(anna: Person, tieout: Tieout) -> None:
    rows = "".join(f"Company {n},customer\n" for n in range(400))
    drops(anna, "companies.csv", b"Company,Role\n" + rows.encode())
    anna.presses("Import 400 rows", on=anna.sees("Nothing has been imported yet", in_="@app"))
    anna.sees("Imported companies.csv: 400 new", in_="@app")
    told = [call["arguments"]["text"] for call in tieout.workspace.calls("chat.update")]
    assert [text.split("… ")[1] for text in told if "is done" in text] == [
        f"Line {line} is done." for line in (151, 301, 401)
    ]
    assert count(tieout) == 400
