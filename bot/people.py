"""Who is who: roles from the settings or from Slack user groups, kept at hand so that a press never waits for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from slack_sdk import WebClient

from domain.clock import Now
from domain.role import Act, Role, require

FORGOTTEN_AFTER: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Person:
    """Someone who presses something: their Slack id and the roles they have now."""

    id: str
    roles: frozenset[Role]

    def needs(self, act: Act) -> None:
        """Raises NotAllowed unless a role covers the act."""
        require(self.roles, act)


class People:
    """The roles of everyone, refreshed from Slack; after too long a silence nobody has any (fail closed)."""

    def __init__(self, client: WebClient, named: Mapping[Role, str], *, wall: Now) -> None:
        self._client = client
        self._named = {role: [part.strip() for part in text.split(",") if part.strip()] for role, text in named.items()}
        self._wall = wall
        self._members: dict[str, list[str]] = {}
        self._known_at: datetime | None = None

    def refresh(self) -> None:
        """Read the user groups' members again, if any role is given by a group. Raises SlackApiError."""
        if any(_is_group(part) for parts in self._named.values() for part in parts):
            answer = self._client.usergroups_list(include_users=True)
            groups = answer.get("usergroups") or []
            self._members = {key: g.get("users", []) for g in groups for key in (g["id"], f"@{g['handle']}")}
        self._known_at = self._wall()

    def person(self, user_id: str) -> Person:
        """This person with the roles they have."""
        return Person(user_id, frozenset(role for role in Role if user_id in self.holders(role)))

    def holders(self, role: Role) -> list[str]:
        """The ids of everyone who has a role."""
        if self._known_at is None or self._wall() - self._known_at > FORGOTTEN_AFTER:
            return []
        return [user for part in self._named.get(role, []) for user in self._members.get(part, _single(part))]


def _is_group(part: str) -> bool:
    return part.startswith(("@", "S"))


def _single(part: str) -> list[str]:
    return [] if _is_group(part) else [part]
