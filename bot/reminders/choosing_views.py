"""The window in which a person chooses what they are reminded of; a controller chooses for the channel as well."""

from typing import Any, Final

from bot import blocks
from bot.blocks import Block, View
from bot.reminders.views import NAMES
from domain.departments.department_settings import DepartmentSettings
from domain.reminders.matter import Kind
from domain.reminders.reminder import ReminderChoice

CHOICE: Final = "reminders.choice"
OURS: Final = (Kind.APPROVALS,)


def choice_window(
    mine: ReminderChoice, channel: ReminderChoice | None, settings: DepartmentSettings, zone: str, said: str = ""
) -> View:
    """`channel` is None for whoever does not choose for it."""
    parts = [blocks.section(f":white_check_mark: {said}")] if said else []
    parts += [
        _kinds("mine", "Remind me of", mine, list(Kind)),
        blocks.field(
            "zone",
            "Where I live",
            blocks.text_input(mine.zone, limit=64, hint=zone),
            optional=True,
            hint=f"A time zone such as Europe/Berlin; empty for {zone}. Slack does not tell it to Tieout.",
        ),
    ]
    if channel is not None:
        parts.append(_kinds("channel", "Remind the channel of", channel, [one for one in Kind if one not in OURS]))
    hours = f"{settings.quiet_from}:00 to {settings.quiet_until}:00"
    parts.append(
        blocks.context(
            f"Nobody is disturbed from {hours} where they live, at weekends, or on holidays of "
            f"{settings.holidays or 'nowhere'}. `/accounting settings` has the hours, the holidays, the age of old "
            "accruals, and who owns the close."
        )
    )
    return blocks.modal("Reminders", parts, callback_id=CHOICE, submit="Keep", metadata=settings.department)


def read_choice(view: View) -> tuple[set[Kind], str, set[Kind] | None]:
    """What the person mutes, where they live, and what they mute in the channel, if they may."""
    state: dict[str, Any] = view["state"]
    here = {block["block_id"] for block in view["blocks"]}
    mine = set(Kind) - {Kind(one) for one in blocks.ticked(state, "mine")}
    heard = {Kind(one) for one in blocks.ticked(state, "channel")}
    return mine, blocks.typed(state, "zone"), set(Kind) - heard - set(OURS) if "channel" in here else None


def _kinds(name: str, label: str, chosen: ReminderChoice, kinds: list[Kind]) -> Block:
    options = {kind: blocks.option(NAMES[kind], kind.value) for kind in kinds}
    wanted = [option for kind, option in options.items() if kind not in chosen.kinds]
    return blocks.field(name, label, blocks.checkboxes("value", list(options.values()), initial=wanted), optional=True)
