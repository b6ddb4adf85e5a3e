"""What a person starts the app with: slash commands and shortcuts."""

import re

from standins.slack import messages, payloads
from standins.slack.delivery import Ack
from standins.slack.manifest import Command
from standins.slack.refusal import Refused
from standins.slack.state import Slack
from standins.slack.toasts import toast
from standins.slack.world import Channel, Message, User


def trigger(slack: Slack, user: User, what: str, view: str | None = None, channel: str | None = None) -> str:
    """A trigger id for this act, dead from the start under the fault expire_triggers."""
    expired = bool(slack.faults.strikes("expire_triggers", what, user.id))
    return slack.triggers.give(user.id, view, channel, expired)


async def run(slack: Slack, user: User, channel: Channel, name: str, text: str) -> tuple[Ack, str]:
    """Type a slash command; the ack and what Slack shows if it failed. Refused if the manifest has no such command."""
    command = next((each for each in slack.manifest.features.slash_commands if each.command == name), None)
    if command is None or "commands" not in slack.manifest.scopes:
        toast(slack, user.id, f"{name} is not a valid command.", "error")
        raise Refused("unknown_command")
    if not messages.sees(channel, user.id):
        raise Refused("channel_not_found")
    sent = escaped(slack, text) if command.should_escape else text
    payload = payloads.command(slack, user, channel, command, sent, trigger(slack, user, name, channel=channel.id))
    ack = await slack.delivery.send("slash_commands", payload, name, user.id)
    if not ack.ok:
        return ack, toast(slack, user.id, f'{name} failed with the error "{ack.error}"', "error")
    try:
        _answer(slack, user, channel, command, text, ack)
    except Refused:
        return Ack(False, error="invalid_command_response"), toast(
            slack, user.id, f"{name} failed because the app did not respond with a valid message.", "error"
        )
    return ack, ""


def _answer(slack: Slack, user: User, channel: Channel, command: Command, text: str, ack: Ack) -> None:
    answer = ack.payload if isinstance(ack.payload, dict) else {"text": ack.payload}
    in_channel = answer.get("response_type") == "in_channel"
    if in_channel:
        messages.post(slack, channel, {"user": user.id, "text": f"{command.command} {text}".strip()})
    if answer.get("text") or answer.get("blocks") or answer.get("attachments"):
        body = messages.from_app(slack, messages.content(slack, answer))
        messages.post(slack, channel, body, only_for=None if in_channel else user.id)


def escaped(slack: Slack, text: str, names: bool = True) -> str:
    """`@anna` and `#general` as `<@U..|anna>` and `<#C..|general>`; in messages without the names."""

    known = {f"@{each.name}": each.id for each in slack.world.users.values()}
    known |= {f"#{each.name}": each.id for each in slack.world.channels.values() if not each.is_im}

    def link(found: re.Match[str]) -> str:
        name = found.group()
        return f"<{name[0]}{known[name]}{f'|{name[1:]}' if names else ''}>"

    longest_first = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return re.sub(rf"(?<!\S)(?:{longest_first})(?![\w-]|\.\w)", link, text)


async def shortcut(slack: Slack, user: User, callback_id: str, message: Message | None) -> tuple[Ack, str]:
    """Choose a shortcut; one of type message needs the message. Refused if the manifest has no such shortcut."""
    kind = "message" if message else "global"
    found = [
        each for each in slack.manifest.features.shortcuts if each.callback_id == callback_id and each.type == kind
    ]
    if not found:
        raise Refused("unknown_shortcut")
    payload = payloads.shortcut(
        slack, user, found[0], trigger(slack, user, callback_id, channel=message.channel if message else None), message
    )
    ack = await slack.delivery.send("interactive", payload, callback_id, user.id)
    return ack, "" if ack.ok else toast(slack, user.id, f"{found[0].name} did not respond ({ack.error}).", "error")
