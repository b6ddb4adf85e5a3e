"""How the page draws text: mrkdwn, dates in the reader's zone, rich text and Markdown."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.standins.page.conftest import Visit

DRAW = """async ([module, name, given]) => {
  const holder = document.createElement("div");
  holder.append((await import(`/page/${module}.js`))[name](given));
  return holder.firstChild.innerHTML;
}"""


def drawn(page: Page, module: str, name: str, given: Any) -> str:
    return str(page.evaluate(DRAW, [module, name, given]))


MRKDWN = [
    ("*Total* _net_ ~old~ `4200`", "<b>Total</b> <i>net</i> <s>old</s> <code>4200</code>"),
    ("*_both_*", "<b><i>both</i></b>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("* not bold *", "* not bold *"),
    ("`*raw* &lt;b&gt;`", "<code>*raw* &lt;b&gt;</code>"),
    ("one\ntwo", "one<br>two"),
    ("&gt; quoted\n&gt; again\nafter", "<blockquote>quoted<br>again</blockquote>after"),
    ("see\n```a  1\nb  2```", "see<pre>a  1\nb  2</pre>"),
    ("• one\n• two", "• one<br>• two"),
    ("AT&amp;T &lt;ok&gt;", "AT&amp;T &lt;ok&gt;"),
    ("&amp;lt;", "&amp;lt;"),
    (":warning: 10:30:45 :nope:", '<span class="emoji" role="img" aria-label="warning">⚠️</span> 10:30:45 :nope:'),
    ("<@U0BO> in <#C0GENERAL>", '<span class="mention" data-user="U0BO">@Bo Lindqvist</span> in '
     '<a class="mention" href="#C0GENERAL">#general</a>'),
    ("<!here>", '<span class="mention me">@here</span>'),
    ("<https://x.test/?a=1&amp;b=2|the *bill*>", '<a href="https://x.test/?a=1&amp;b=2" target="_blank" '
     'rel="noopener noreferrer">the *bill*</a>'),
    ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
    ("https://x.test/a.", '<a href="https://x.test/a" target="_blank" rel="noopener noreferrer">https://x.test/a</a>.'),
]  # fmt: skip


def test_mrkdwn_is_drawn_as_in_slack(page: Page) -> None:
    wrong = {text: drawn(page, "mrkdwn", "mrkdwn", text) for text, wanted in MRKDWN
             if drawn(page, "mrkdwn", "mrkdwn", text) != wanted}  # fmt: skip
    assert wrong == {}


DATES = "async ([seconds, pattern]) => (await import('/page/dates.js')).dateText(seconds, pattern, 'fallback')"


@pytest.mark.parametrize(
    ("who", "pattern", "wanted"),
    [
        ("anna", "{date_num} {time}", "2025-12-31 7:00 PM"),
        ("otto", "{date_num} {time}", "2026-01-01 1:00 AM"),
        ("anna", "on {date}", "on December 31st, 2025"),
        ("anna", "{date_long}", "Wednesday, December 31st, 2025"),
        ("anna", "{date_short} {time_secs}", "Dec 31, 2025 7:00:00 PM"),
        ("anna", "{unknown}", "{unknown}"),
    ],
)
def test_a_date_is_in_the_readers_zone(visit: Visit, who: str, pattern: str, wanted: str) -> None:
    assert visit(who, "C0GENERAL").evaluate(DATES, [1767225600, pattern]) == wanted


def test_days_near_now_have_names_by_the_workspaces_clock(page: Page) -> None:
    now = int(page.evaluate("async () => (await import('/page/store.js')).now().getTime() / 1000"))
    assert page.evaluate(DATES, [now, "{date_short_pretty}"]) == "Today"
    assert page.evaluate(DATES, [now - 86_400, "Due {date_pretty}"]) == "Due yesterday"
    assert page.evaluate(DATES, [now - 7_201, "{ago}"]) == "2 hours ago"


WALL = "async (seconds) => { const d = await import('/page/dates.js'); return d.epochOf(d.wallClock(seconds)); }"


@pytest.mark.parametrize("moment", [1_767_225_600, 1_772_953_140, 1_772_953_200, 1_793_511_000])
def test_a_moment_survives_the_datetime_field_even_when_clocks_change(page: Page, moment: int) -> None:
    assert page.evaluate(WALL, moment) == moment


def test_rich_text_keeps_its_structure(page: Page) -> None:
    bold = {"type": "text", "text": "<b>", "style": {"bold": True}}
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": word}]} for word in ("one", "two")]
    block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [bold]},
            {"type": "rich_text_list", "style": "ordered", "elements": items},
        ],
    }
    html = drawn(page, "richtext", "richText", block)
    assert '<div class="rich-section"><b>&lt;b&gt;</b></div>' in html
    assert "<li>one</li><li>two</li></ol>" in html


def test_markdown_has_headings_lists_and_tables(page: Page) -> None:
    text = "## Close\n- **AP** done\n\n| Step | State |\n|---|---|\n| AP | [ok](javascript:x) |\n```\n*raw*\n```"
    html = drawn(page, "markdown", "markdown", text)
    assert "Close</p><ul><li><b>AP</b> done</li></ul>" in html
    assert "<td>AP</td><td><span>ok</span></td>" in html
    assert "<pre>*raw*</pre>" in html
