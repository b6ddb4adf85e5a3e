"""An import outlasts a Slack that is away, and says so when a mistake of ours stops it."""

import pytest

from domain.imports.importing import Importing
from standins.slack.person import Person
from tests.bot.counterparties.conftest import Tieout
from tests.bot.counterparties.test_imports import THREE, count, drops, files_in_thread


def breaks(monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """The next time this is done, a mistake of ours shows; then it is mended."""

    def broken(*_given: object, **_more: object) -> None:
        monkeypatch.undo()
        raise KeyError("our mistake")

    monkeypatch.setattr(Importing, act, broken)


@pytest.mark.parametrize("kind", ["http_500", "ratelimited", "drop"])
def test_a_slack_that_is_away_is_waited_for(anna: Person, tieout: Tieout, kind: str) -> None:
    for method in ("chat.postMessage", "chat.update", "files.info", "files.getUploadURLExternal"):
        tieout.workspace.fault(kind, method=method, times=3, seconds=0)
    anna.uploads("companies.csv", THREE, in_="@app")
    tieout.settle()  # what was said and not answered for is said again, with buttons of its own
    anna.presses("main")
    told = anna.sees("Nothing has been imported yet", in_="@app")
    tieout.settle()
    assert list(files_in_thread(anna, told)) == ["companies-every-row.csv"]


def test_a_mistake_while_reading_is_told_where_it_was_said(
    anna: Person, tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, "preview")
    drops(anna, "companies.csv", THREE)
    said = anna.sees("companies.csv was not imported. Something went wrong on our side", in_="@app")
    assert "Reference " in anna.reads(said)
    tieout.settle()
    assert not [each for each in anna.messages("@app") if "Reading" in anna.reads(each)]


def test_a_preview_that_is_there_stays_when_its_file_cannot_be_attached(
    anna: Person, tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks(monkeypatch, "report")
    drops(anna, "companies.csv", THREE)
    anna.sees("Something went wrong on our side", in_="@app")
    anna.presses("Import 2 rows")
    anna.sees("Imported companies.csv", in_="@app")


def test_an_import_that_a_mistake_stopped_goes_on_when_pressed_again(
    anna: Person, tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    drops(anna, "companies.csv", THREE)
    told = anna.sees("Nothing has been imported yet", in_="@app")
    breaks(monkeypatch, "_finish")
    anna.presses("Import 2 rows", on=told)
    stopped = anna.sees("Something went wrong on our side", in_="@app")
    assert stopped["ts"] == told["ts"] and "Importing" not in anna.reads(stopped)
    anna.presses("Go on importing", on=stopped)
    anna.sees("Imported companies.csv", in_="@app")
    assert count(tieout) == 2


def test_an_undo_that_a_mistake_stopped_goes_on_when_pressed_again(
    anna: Person, tieout: Tieout, monkeypatch: pytest.MonkeyPatch
) -> None:
    drops(anna, "companies.csv", THREE)
    anna.presses("Import 2 rows", on=anna.sees("Nothing has been imported yet", in_="@app"))
    done = anna.sees("Imported companies.csv", in_="@app")
    tieout.settle()
    breaks(monkeypatch, "_audit")
    anna.presses("Undo import", on=done)
    stopped = anna.sees("Something went wrong on our side", in_="@app")
    anna.presses("Go on undoing", on=stopped)
    anna.sees("was undone", in_="@app")
    assert count(tieout) == 0
