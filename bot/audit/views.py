"""The audit trail as Slack shows it: its last lines, what was found, and whether it holds."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot import blocks
from bot.blocks import Block, count, escape, moment
from domain.audit import AuditLine
from domain.auditing import End, Page, Sought, Verdict

OLDER, BY_PERSON, EXPORT, VERIFY = "audit.older", "audit.by_person", "audit.export", "audit.verify"
PERSON: Final = re.compile(r"[UW][0-9A-Z]{2,}")
MENTION: Final = re.compile(r"<?@?([UW][0-9A-Z]{2,})(?:\|[^>]*)?>?")
IN_DETAIL: Final = re.compile(r"\b(for|to) ([UW][0-9A-Z]{2,})\b")
WHEN: Final = "{date_short_pretty} at {time_secs}"
PER_BLOCK: Final = 4
DETAIL_SHOWN: Final = 250
LONGEST_TEXT: Final = 200
HELP: Final = (
    "*/accounting audit* shows the last lines of the audit trail: who did what, to which thing, and when.\n"
    "• `/accounting audit V-3` or `W-101`: what was done to that voucher or worksheet\n"
    "• `/accounting audit RecycleCo`: what concerns that company, its vouchers and worksheets too\n"
    "• `/accounting audit approved`: lines with these words\n"
    "• `/accounting audit me`: what I did; for somebody else, choose the person below the answer\n"
    "The buttons send the whole trail as a file, and verify that no line was changed, slipped in or taken out."
)
Words = tuple[str, list[Block]]


def read_words(words: str, me: str) -> Sought:
    """What was typed behind `/accounting audit`: a person, or words."""
    text = words.strip()[:LONGEST_TEXT]
    if text.casefold() == "me":
        return Sought(by=me)
    person = MENTION.fullmatch(text)
    return Sought(by=person[1]) if person else Sought(text)


def read_press(action: Mapping[str, Any]) -> Sought:
    """What a press below the lines asks for."""
    if action["action_id"] == BY_PERSON:
        return Sought(by=str(action["selected_user"]))
    return Sought(**json.loads(action["value"]))


def answer(page: Page, sought: Sought) -> Words:
    """The lines, and what else can be done with the trail."""
    said = _heading(page, sought)
    told = [_line(line, page.names[line.subject]) for line in page.lines]
    groups = ["\n".join(told[n : n + PER_BLOCK]) for n in range(0, len(told), PER_BLOCK)]
    return said, [blocks.section(f"*{said}*"), *map(blocks.section, groups), _buttons(page, sought)]


def ordered(workflow_words: str) -> str:
    """The answer to a press whose outcome takes a while."""
    return f"{workflow_words} It comes as a direct message from me."


def verdict(found: Verdict) -> str:
    """Whether the chain holds, or its first broken line."""
    lines = count(found.end.number, "line")
    broken = found.broken
    if broken is None:
        last = f" The last one has the hash `{found.end.hash}`." if found.end.number else ""
        return f":white_check_mark: The audit trail: {lines}, unbroken.{last}"
    return (
        f":red_circle: The audit trail is broken at line {broken.id:,}: it is not as it was written, or does not "
        f"follow the line before it.\n{_line(broken, found.name)}\nEvery line before it holds. "
        "Keep a copy of the database as it is now, and compare it with a backup and with earlier exports."
    )


def exported(end: End) -> str:
    """What goes with the file."""
    return (
        f"The audit trail up to line {end.number:,}, which has the hash `{end.hash}`. A hash is the SHA-256 of the "
        "JSON list of number, moment, by, act, subject, detail and the hash before. An apostrophe stands before what a "
        "spreadsheet would take for a formula; take it off before you calculate a hash."
    )


def _heading(page: Page, sought: Sought) -> str:
    about = f" about “{escape(sought.text)}”" if sought.text else ""
    by = f" by <@{sought.by}>" if sought.by else ""
    if not page.lines:
        return f"The audit trail has no {'older ' if sought.before else ''}lines{about}{by}."
    which = f"before number {sought.before:,}" if sought.before else "the latest first"
    return f"The audit trail{about}{by}: {count(len(page.lines), 'line')}, {which}"


def _line(line: AuditLine, name: str) -> str:
    who = f"<@{line.by}>" if PERSON.fullmatch(line.by) else escape(line.by.capitalize())
    thing = f"<@{name}>" if line.subject.startswith("person:") and PERSON.fullmatch(name) else f"*{escape(name)}*"
    detail = IN_DETAIL.sub(r"\1 <@\2>", escape(" ".join(blocks.clip(line.detail, DETAIL_SHOWN).split())))
    more = f"\n>{detail}" if detail else ""
    return f"`{line.id}` {moment(line.at, style=WHEN)} · {who} · {line.act} · {thing}{more}"


def _buttons(page: Page, sought: Sought) -> Block:
    person: Block = {"type": "users_select", "action_id": BY_PERSON, "placeholder": blocks.plain("By a person")}
    if sought.by:
        person["initial_user"] = sought.by
    older = []
    if page.older:
        to = {"text": sought.text, "by": sought.by, "before": page.lines[-1].id}
        older = [blocks.button("Older lines", OLDER, value=json.dumps(to))]
    asks = blocks.asks("Export the audit trail?", "You get all of it, with its hashes, as a CSV file.", "Export")
    export = blocks.button("Export everything", EXPORT, confirm=asks)
    return blocks.actions(*older, person, export, blocks.button("Verify the chain", VERIFY))
