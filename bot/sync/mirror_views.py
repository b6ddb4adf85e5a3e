"""What a person hears when QuickBooks refused what they saved here."""

from typing import Final

from bot import blocks
from bot.blocks import Block, clip, escape
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.mirror import Mirror

TRY_AGAIN: Final = "sync.mirror_again"
REASON_LIMIT: Final = 600


def refused(party: Counterparty, mirror: Mirror) -> tuple[str, list[Block]]:
    """The refusals by role, and a button to try again; what was saved here stays."""
    text = f"{party.name} is saved here, but QuickBooks did not follow."
    lines = [_line(role, why) for role, why in sorted(mirror.refusals.items())]
    again = blocks.button("Try again", TRY_AGAIN, value=f"{party.id}|{mirror.realm}", label=f"Try {party.name} again")
    shown = blocks.section(f":warning: *{escape(party.name)}* is saved here, but QuickBooks did not follow:")
    return text, [shown, blocks.section("\n".join(lines)), blocks.actions(again, block_id="mirror")]


def _line(role: str, why: str) -> str:
    who = f"as {role}: " if role else ""
    return f"• {who}{escape(clip(why, REASON_LIMIT))}"
