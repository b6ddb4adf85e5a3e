"""What the lines of the trail say, whatever stands in them."""

import json
from datetime import UTC, datetime

import pytest

from bot.audit import views
from domain.audit import AuditLine
from domain.auditing import End, Page, Sought, Verdict

AT = datetime(2025, 1, 28, 14, 30, tzinfo=UTC)
EVERYTHING = Sought()


def line(id: int = 7, by: str = "U0CLARA", subject: str = "voucher:1", detail: str = "") -> AuditLine:
    return AuditLine(id=id, at=AT, by=by, act="voucher approved", subject=subject, detail=detail)


def said(*lines: AuditLine, names: dict[str, str] | None = None, sought: Sought = EVERYTHING) -> str:
    named = {one.subject: "V-1 Acme" for one in lines} | (names or {})
    return json.dumps(views.answer(Page(lines, named, older=False), sought), ensure_ascii=False)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("", Sought()),
        ("  V-3 ", Sought("V-3")),
        ("me", Sought(by="U0CLARA")),
        ("<@U0ANNA|anna>", Sought(by="U0ANNA")),
        ("@U0ANNA", Sought(by="U0ANNA")),
        ("x" * 500, Sought("x" * views.LONGEST_TEXT)),
    ],
)
def test_words_behind_the_command_are_a_person_or_a_text(typed: str, sought: Sought) -> None:
    assert views.read_words(typed, "U0CLARA") == sought


def test_people_are_mentioned_and_the_scheduler_has_the_name_of_the_bot() -> None:
    assert "<@U0CLARA> · voucher approved · *V-1 Acme*" in said(line(detail="for U0BO"))
    assert "for <@U0BO>" in said(line(detail="for U0BO"))
    assert "Tieout · voucher approved" in said(line(by="tieout"))
    assert "*<@" not in said(line(subject="person:U0BO"), names={"person:U0BO": "U0BO"})


def test_what_came_from_outside_neither_links_nor_mentions() -> None:
    shown = said(line(detail="<!channel> & <https://x|y>"), names={"voucher:1": "<@U1>"}, sought=Sought("<!here>"))
    assert "<!channel>" not in shown and "<@U1>" not in shown and "<!here>" not in shown


def test_a_full_page_of_long_lines_fits_slack() -> None:
    lines = [line(id=10**9 + n, detail="word " * 500) for n in range(20)]
    _, shown = views.answer(Page(lines, {"voucher:1": "V-1 " + "N" * 100}, older=True), Sought("x" * 200, "U0ANNA"))
    assert all(len(block["text"]["text"]) < 3000 for block in shown[:-1])
    value = shown[-1]["elements"][0]["value"]
    assert len(value) < 2000
    pressed = views.read_press({"action_id": views.OLDER, "value": value})
    assert pressed == Sought("x" * 200, "U0ANNA", 10**9 + 19)


def test_a_verdict_says_how_far_it_holds() -> None:
    assert "12,345 lines, unbroken" in views.verdict(Verdict(End(12_345, "ab" * 32), None, ""))
    assert "0 lines, unbroken." in views.verdict(Verdict(End(0, ""), None, ""))
    broken = views.verdict(Verdict(End(12_345, "ab" * 32), line(id=1_234), "V-1 Acme"))
    assert "broken at line 1,234" in broken and "<@U0CLARA> · voucher approved · *V-1 Acme*" in broken
