"""Draw a window anew, though someone may have drawn or closed it meanwhile."""

from collections.abc import Callable
from typing import Final

from slack_bolt import Args
from slack_sdk.errors import SlackApiError

from bot.blocks import View

CHANGED: Final = "hash_conflict"
CLOSED: Final = ("not_found", "view_not_found", "expired_trigger_id")


def refresh(args: Args, draw: Callable[[], View]) -> None:
    """Update the window that was pressed; where another press was faster, what is true now is drawn over it once.

    A window that is closed by now needs nothing: what was decided is kept.
    """
    shown = args.body["view"]
    if _update(args, draw(), view_id=shown["id"], hash=shown["hash"]) == CHANGED:
        _update(args, draw(), view_id=shown["id"])


def _update(args: Args, view: View, **which: str) -> str:
    """What was in the way, if it is one of the two that are nobody's mistake."""
    try:
        args.client.views_update(view=view, **which)
    except SlackApiError as refused:
        error = str(refused.response.get("error"))
        if error not in (CHANGED, *CLOSED):
            raise
        return error
    return ""
