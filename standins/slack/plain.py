"""Turns texts and blocks into the plain words a person reads: names for ids, dates in their zone, no markup."""

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from standins.slack.refusal import Json

# what stands for each token of <!date^...>, as strftime formats
DATE_TOKENS = {
    "date_num": "%Y-%m-%d",
    "date_short_pretty": "%b %-d, %Y",
    "date_long_pretty": "%A, %B %-d, %Y",
    "date_pretty": "%B %-d, %Y",
    "date_short": "%b %-d, %Y",
    "date_long": "%A, %B %-d, %Y",
    "date": "%B %-d, %Y",
    "time_secs": "%-I:%M:%S %p",
    "time": "%-I:%M %p",
    "ago": "%B %-d, %Y",
}
LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
STYLE = re.compile(r"(?<![\w`])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w`])")
CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)


class Reader:
    """One person reading: knows names of ids, and their time zone."""

    def __init__(self, names: dict[str, str], tz: str = "UTC") -> None:
        self._names = names
        self._zone = ZoneInfo(tz)

    def mrkdwn(self, text: str) -> str:
        """Slack's markup as it reads on the page."""
        text = CODE.sub(lambda found: found[1] or found[2] or "", text)
        for _ in range(3):  # styles nest three deep
            text = STYLE.sub(lambda found: found[2], text)
        text = re.sub(r"^&gt; ?", "", text, flags=re.MULTILINE)
        return html.unescape(LINK.sub(self._link, text))

    def _link(self, found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("!date^"):
            return self._date(target.split("^"), label)
        if target[0] in "@#":
            return target[0] + (label or self._names.get(target[1:], target[1:]))
        if target.startswith("!subteam^"):
            return "@" + (label or self._names.get(target[9:], target[9:])).removeprefix("@")
        return f"@{target[1:]}" if target[0] == "!" else label or target

    def _date(self, parts: list[str], fallback: str | None) -> str:
        if len(parts) < 3 or not parts[1].isdigit():
            return fallback or ""
        return self.moment(int(parts[1]), parts[2])

    def moment(self, timestamp: int, form: str) -> str:
        """A moment in the reader's zone, by the tokens of `<!date^...>`."""
        here = datetime.fromtimestamp(timestamp, UTC).astimezone(self._zone)
        return re.sub(r"\{(\w+)\}", lambda found: here.strftime(DATE_TOKENS.get(found[1], found[0])), form)

    def text(self, thing: Any) -> str:
        """A text object, or plain text."""
        if isinstance(thing, str):
            return thing
        if not isinstance(thing, dict) or not isinstance(thing.get("text"), str):
            return ""
        return self.mrkdwn(thing["text"]) if thing.get("type") == "mrkdwn" else thing["text"]

    def message(self, body: Json) -> str:
        """A whole message: its blocks if it has any, else its text; its files, reactions left out."""
        lines = [self.blocks(body["blocks"]) if body.get("blocks") else self.mrkdwn(body.get("text") or "")]
        for attachment in body.get("attachments") or []:
            lines += self._attachment(attachment)
        lines += [str(file.get("title") or file.get("name")) for file in body.get("files") or []]
        return "\n".join(line for line in lines if line)

    def _attachment(self, attachment: Json) -> Iterable[str]:
        if attachment.get("blocks"):
            yield self.blocks(attachment["blocks"])
            return
        yield from (self.mrkdwn(str(attachment.get(key) or "")) for key in ("pretext", "title"))
        yield self.mrkdwn(str(attachment.get("text") or attachment.get("fallback") or ""))
        for field in attachment.get("fields") or []:
            yield from (self.mrkdwn(str(field.get(key) or "")) for key in ("title", "value"))
        yield str(attachment.get("footer") or "")

    def view(self, body: Json) -> str:
        """A modal or Home tab: title, blocks, buttons, and what is filled in."""
        titles = [self.text(body.get(key)) for key in ("submit", "close")]
        title = "" if body["type"] == "home" else self.text(body.get("title"))
        errors = list((body.get("errors") or {}).values())
        values = body.get("state", {}).get("values", {})
        return "\n".join(each for each in (title, self.blocks(body["blocks"], values), *errors, *titles) if each)

    def blocks(self, blocks: Iterable[Json], values: Json | None = None) -> str:
        """Every word in the blocks, a line each; of what can be filled in, what it holds."""
        return "\n".join(line for block in blocks for line in self._block(block, values or {}) if line)

    def _block(self, block: Json, values: Json) -> Iterable[str]:
        kind = block.get("type")
        if kind == "rich_text":
            yield self.rich(block)
        elif kind in ("table", "data_table"):
            yield self.text(block.get("caption"))
            for row in block["rows"]:
                yield " | ".join(self._cell(cell) for cell in row)
        else:
            yield from self._parts(block, values)

    def _parts(self, block: Json, values: Json) -> Iterable[str]:
        yield from (
            self.text(block.get(key)) for key in ("title", "subtitle", "text", "body", "label", "hint", "alt_text")
        )
        yield self.rich(block.get("rich_text_title") or {})
        yield from (self.text(each) for each in block.get("fields") or [])
        held = values.get(str(block.get("block_id")), {})
        for element in (block.get("accessory"), block.get("element"), *(block.get("elements") or [])):
            if isinstance(element, dict):
                yield from self._element(element, held.get(element.get("action_id"), {}))
        yield from (line for each in block.get("child_blocks") or [] for line in self._block(each, values))

    def _element(self, element: Json, held: Json) -> Iterable[str]:
        if element.get("type") in ("plain_text", "mrkdwn"):
            yield self.text(element)
            return
        yield from (self.text(element.get(key)) for key in ("text", "placeholder", "alt_text"))
        if element.get("type") in ("checkboxes", "radio_buttons"):
            for option in element["options"]:
                yield from (self.text(option["text"]), self.text(option.get("description")))
        for key, value in held.items():
            if key != "type" and value is not None:
                yield from self._held(value)

    def _held(self, value: Any) -> Iterable[str]:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield self.text(each.get("text")) or str(each.get("name", ""))
            else:
                yield self._names.get(str(each), str(each))

    def _cell(self, cell: Json) -> str:
        return self.rich(cell) if cell.get("type") == "rich_text" else str(cell.get("text", cell.get("value", "")))

    def rich(self, node: Json) -> str:
        """Rich text: sections and list items a line each."""
        match node.get("type"):
            case "text" | "link":
                return str(node.get("text") or node.get("url", ""))
            case "user" | "channel" | "usergroup":
                id = str(node[f"{node['type']}_id"])
                return ("#" if node["type"] == "channel" else "@") + self._names.get(id, id)
            case "emoji":
                return f":{node['name']}:"
            case "date":
                return self.moment(int(node["timestamp"]), str(node["format"]))
            case "broadcast":
                return f"@{node['range']}"
        between = "\n" if node.get("type") in ("rich_text", "rich_text_list") else ""
        return between.join(self.rich(each) for each in node.get("elements") or [])


def holds(text: str, wanted: str) -> bool:
    """Whether the wanted words are in the text, however they are spaced and cased."""
    return " ".join(wanted.split()).casefold() in " ".join(text.split()).casefold()
