"""Writes the generated tables of the README from what the program runs on: `python -m tests.readme`."""

import re
from pathlib import Path

from bot.settings import Settings
from standins.quickbooks.entities import listing

README = Path(__file__).resolve().parent.parent / "README.md"


def settings_table() -> str:
    """One row for each setting."""
    rows = ["| Variable | Default | What it is |", "| --- | --- | --- |"]
    for field in Settings.model_fields.values():
        default = "required" if field.is_required() else f"`{field.default}`" if field.default != "" else ""
        rows.append(f"| `{field.alias}` | {default} | {field.description} |")
    return "\n".join(rows)


def written(text: str) -> str:
    """The README with its generated parts made new."""
    return replaced(replaced(text, "settings", settings_table()), "entities", listing.markdown())


def replaced(text: str, part: str, content: str) -> str:
    """The text with what stands between two marks replaced."""
    marks = rf"(<!-- {part} -->\n).*?(<!-- /{part} -->)"
    return re.sub(marks, lambda found: f"{found[1]}{content}\n{found[2]}", text, flags=re.S)


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
