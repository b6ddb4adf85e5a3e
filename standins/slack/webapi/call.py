"""One Web API call: its decoded arguments and the workspace it acts on."""

from dataclasses import dataclass

from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import BOT_USER_ID, Channel, World


@dataclass(frozen=True)
class Call:
    """Arguments may come as text (forms) or typed (JSON); these readers take both."""

    slack: Slack
    arguments: Json

    @property
    def world(self) -> World:
        """What is in the workspace."""
        return self.slack.world

    def text(self, name: str) -> str:
        """An argument as text, empty if missing."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """An argument that must be there; refused with invalid_arguments or the method's own error."""
        value = self.text(name)
        if value:
            return value
        missing = [f"[ERROR] missing required field: {name}"] if error == "invalid_arguments" else None
        raise Refused(error, missing)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean, which forms write 1/0 or true/false."""
        value = self.arguments.get(name)
        return default if value is None else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number; refused with invalid_arguments."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise Refused("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None

    def names(self, name: str) -> list[str]:
        """A list, which forms write with commas."""
        value = self.arguments.get(name)
        parts = value if isinstance(value, list) else self.text(name).split(",")
        return [str(each).strip() for each in parts if str(each).strip()]

    def granted(self, scope: str) -> bool:
        """Whether the manifest has this scope."""
        return scope in self.slack.manifest.scopes

    def need(self, scope: str) -> None:
        """Refuse with missing_scope if the manifest lacks it."""
        if not self.granted(scope):
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.slack.manifest.scopes)))

    def channel(self, name: str = "channel") -> Channel:
        """A channel the app can know of; a private one without the app is not found."""
        wanted = self.required(name)
        channel = self.world.channel(wanted)
        if channel.is_private and BOT_USER_ID not in channel.members:
            raise Refused("channel_not_found")
        return channel

    def postable(self, name: str = "channel") -> Channel:
        """Where the app may post: a channel it is in, or a person (their direct message with the app)."""
        wanted = self.required(name, "channel_not_found")
        if wanted in self.world.users:
            person = self.world.users[wanted]
            if person.is_bot or person.deleted:
                raise Refused("channel_not_found")
            return self.world.im(wanted)
        channel = self.channel(name)
        if channel.archived:
            raise Refused("is_archived")
        if BOT_USER_ID not in channel.members and not self.granted("chat:write.public"):
            raise Refused("not_in_channel")
        return channel

    def page(self, things: list[Json], key: str) -> Json:
        """One page of a list, with `next_cursor` if there is more."""
        limit = max(1, min(self.number("limit", 100) or 100, 1000))
        cursor = self.text("cursor")
        if cursor and not (cursor.startswith("next:") and cursor[5:].isdigit()):
            raise Refused("invalid_cursor")
        start = int(cursor[5:]) if cursor else 0
        more = start + limit < len(things)
        return {
            "ok": True,
            key: things[start : start + limit],
            "response_metadata": {"next_cursor": f"next:{start + limit}" if more else ""},
        }
