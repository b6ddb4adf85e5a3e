"""Texts and blocks as a person reads them."""

import pytest

from standins.slack.plain import Reader, holds

READER = Reader({"U1": "anna", "C1": "accounting", "S1": "clerks"}, "America/New_York")


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("*bold* and _it_ and ~gone~ and `code`", "bold and it and gone and code"),
        ("*_both_*", "both"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("<@U1> in <#C1>, <!subteam^S1>, <!here>", "@anna in #accounting, @clerks, @here"),
        ("<https://a.example|the report> or <https://b.example>", "the report or https://b.example"),
        ("A &amp; B &lt;C&gt;", "A & B <C>"),
        ("<!date^1767225600^{date_short} {time}|then>", "Dec 31, 2025 7:00 PM"),
        ("&gt; quoted", "quoted"),
    ],
)
def test_markup_reads_as_on_the_page(markup: str, read: str) -> None:
    assert READER.mrkdwn(markup) == read


def test_blocks_read_line_by_line() -> None:
    raw = [{"type": "raw_text", "text": "Vendor"}, {"type": "raw_number", "value": 5, "text": "5.00"}]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Bills"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*Two*"},
            "fields": [{"type": "mrkdwn", "text": "left"}],
        },
        {"type": "table", "rows": [raw]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_small_"}]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": "one "}, {"type": "user", "user_id": "U1"}],
                        },
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
                    ],
                }
            ],
        },
    ]
    assert READER.blocks(blocks) == "Bills\nTwo\nleft\nVendor | 5.00\nsmall\none @anna\ntwo"


def test_words_are_found_however_they_are_spaced() -> None:
    assert holds("Posted  12\nvouchers", "posted 12 Vouchers")
    assert not holds("Posted 12", "13")


def test_an_old_attachment_reads_whole() -> None:
    old = {"pretext": "New", "title": "Invoice 7", "text": "*Due*", "fields": [{"title": "To", "value": "Acme"}]}
    lines = ["Paid", "New", "Invoice 7", "Due", "To", "Acme", "Tieout"]
    assert READER.message({"text": "Paid", "attachments": [{**old, "footer": "Tieout"}]}).split("\n") == lines
