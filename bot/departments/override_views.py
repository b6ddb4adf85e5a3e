"""The window in which a controller lets through what is dated before go-live."""

from collections.abc import Sequence
from typing import Final

from bot import blocks
from bot.blocks import View, escape
from domain.departments.letting_through import Held
from domain.problems import Problem

OVERRIDE: Final = "departments.override"


def override_window(department: str, held: Sequence[Held], said: str = "") -> View:
    """What is held back, to choose from."""
    why = "What is dated before go-live is held back: it may stand in QuickBooks already."
    parts = [blocks.section(f"*{escape(department)}*\n{why}")]
    parts += [blocks.section(f":white_check_mark: {escape(said)}")] if said else []
    if not held:
        return blocks.modal("Before go-live", [*parts, blocks.section("Nothing is held back.")])
    options = [blocks.option(one.words, one.document) for one in held]
    parts.append(blocks.field("document", "Let through", blocks.select("value", "Choose a document", options)))
    reason = blocks.text_input(multiline=True, limit=1000)
    parts.append(blocks.field("reason", "Why", reason, hint="It is written into the audit trail with your name."))
    return blocks.modal("Before go-live", parts, callback_id=OVERRIDE, submit="Let through", metadata=department)


def read_override(view: View) -> tuple[str, str, str]:
    """The department, the document, and the reason."""
    document = blocks.chosen(view["state"], "document")
    if not document:
        raise Problem("Choose a document.", field="document")
    return view["private_metadata"], document, blocks.typed(view["state"], "reason")
