"""People hand over files of worksheets: they see what each row would do, import them, and take them back."""

from standins.slack.person import Person
from standins.slack.refusal import Json
from tests.bot.worksheets.conftest import Tieout

HEADER = "Worksheet,Customer,Posting date,Line,Vendor,Amount\n"
TWO = (
    HEADER
    + "W-1,Acme Mills,2025-01-05,sale,,12000\nW-1,,,material,RecycleCo,8000\nW-2,Baltic Paper,,sale,,1\n"
    + "W-3,Acme Mills,,office rent,RecycleCo,5\n"
)


def hands_over(person: Person, tieout: Tieout, content: str = TWO, name: str = "january.csv") -> Json:
    person.types("/worksheet import", in_="#accounting")
    person.attaches("CSV or XLSX file", name, content.encode())
    person.submits()
    person.sees_modal("I am reading the file.")
    person.presses("Done")
    tieout.settle()
    return person.sees(name, in_="@app")


def test_a_file_is_previewed_imported_and_undone(anna: Person, tieout: Tieout) -> None:
    preview = hands_over(anna, tieout)
    said = anna.reads(preview)
    assert "Nothing has been imported yet." in said
    assert "“office rent” is not a trade expense" in said
    assert not tieout.looking.find("", ["main"])
    (report,) = [file for reply in anna.opens_thread(preview) for file in reply.get("files", [])]
    assert report["name"] == "january-every-row.csv"
    anna.presses("Import 2 worksheets", on=preview)
    tieout.settle()
    done = anna.sees("Imported 2 worksheets from january.csv. 1 worksheet left out.", in_="@app")
    assert "By @anna · department main" in anna.reads(done)
    assert "Next: /worksheet" in anna.reads(done)
    assert {one.number for one in tieout.looking.find("", ["main"])} == {"W-1", "W-2"}
    anna.presses("Undo import", on=done)
    tieout.settle()
    anna.sees("nothing of it is left", in_="@app")
    assert not tieout.looking.find("", ["main"])


def test_an_undo_names_what_was_changed_since_and_may_be_asked_for_again(anna: Person, tieout: Tieout) -> None:
    anna.presses("Import 2 worksheets", on=hands_over(anna, tieout))
    tieout.settle()
    (accrual,) = tieout.found("W-1").accruals
    tieout.worksheets.remove_accrual(accrual.id, by="U0CLARA")
    anna.presses("Undo import", on=anna.sees("Imported 2 worksheets", in_="@app"))
    tieout.settle()
    refused = anna.sees("W-1 was changed since", in_="@app")
    assert len(tieout.looking.find("", ["main"])) == 2
    anna.presses("Undo import", on=refused)
    tieout.settle()
    anna.sees("W-1 was changed since", in_="@app")


def test_a_file_that_is_no_table_is_refused_in_words(anna: Person, tieout: Tieout) -> None:
    hands_over(anna, tieout, "Hello\n", "hello.csv")
    anna.sees("hello.csv was not imported.", in_="@app")


def test_a_preview_is_dropped(anna: Person, tieout: Tieout) -> None:
    anna.presses("Cancel", on=hands_over(anna, tieout))
    tieout.settle()
    anna.sees("nothing of it is left", in_="@app")
    assert not tieout.looking.find("", ["main"])
