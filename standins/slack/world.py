"""What is in the workspace: people, channels, messages, views and files, all in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from standins.clock import Clock
from standins.slack.manifest import Manifest
from standins.slack.refusal import Json, Refused
from standins.slack.seed import Seed, SeedChannel, SeedGroup, SeedTeam, SeedUser

APP_ID, BOT_ID, BOT_USER_ID = "A0LOCALAPP", "B0LOCALAPP", "U0LOCALAPP"


@dataclass
class User:
    """A person, or the app's own user."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    title: str = ""
    role: str = ""
    email: str = ""
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass
class Message:
    """A message: `body` is as Slack has it; `only_for` is the one person who sees an ephemeral one."""

    channel: str
    body: Json
    only_for: str | None = None

    @property
    def ts(self) -> str:
        """Its timestamp, which is also its id within the channel."""
        return str(self.body["ts"])

    @property
    def thread_ts(self) -> str | None:
        """The parent's ts if this is a reply (or is itself a parent)."""
        return self.body.get("thread_ts")

    @property
    def blocks(self) -> list[Json]:
        """Every block somebody can act on, those in attachments too."""
        parts = [self.body, *(self.body.get("attachments") or [])]
        return [block for part in parts for block in part.get("blocks") or []]

    @property
    def is_reply(self) -> bool:
        """True for a message that shows in a thread only."""
        return bool(self.thread_ts) and self.thread_ts != self.ts and not self.body.get("reply_broadcast")


@dataclass
class Channel:
    """A channel, or the direct message between one person and the app (`user` is that person)."""

    id: str
    name: str
    members: list[str]
    is_private: bool = False
    topic: str = ""
    user: str | None = None
    archived: bool = False
    created: int = 0
    messages: list[Message] = field(default_factory=list)
    last_tick: int = 0
    read: dict[str, str] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        """True for a direct message."""
        return self.user is not None

    def message(self, ts: str) -> Message | None:
        """The message with this ts."""
        return next((each for each in self.messages if each.ts == ts), None)


@dataclass
class View:
    """A modal or a Home tab of one person: what the app sent, and what the person has filled in so far."""

    id: str
    user: str
    body: Json
    filled: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    busy: bool = False

    @property
    def blocks(self) -> list[Json]:
        """What it is made of."""
        return list(self.body["blocks"])


@dataclass
class File:
    """A file; it exists for others once `done`, and is seen by whoever sees a channel it is shared in."""

    id: str
    name: str
    user: str
    created: int
    title: str = ""
    content: bytes = b""
    length: int | None = None
    alt_txt: str = ""
    done: bool = False
    shared_in: dict[str, str] = field(default_factory=dict)


@dataclass
class Toast:
    """What Slack shows in passing."""

    id: str
    at: datetime
    text: str
    kind: str


@dataclass
class Group:
    """A user group."""

    id: str
    handle: str
    name: str
    users: list[str]


class World:
    """All of it, looked up by id."""

    def __init__(self, seed: Seed, manifest: Manifest, clock: Clock, new_id: Callable[[], str]) -> None:
        self.team: SeedTeam = seed.team
        self.manifest = manifest
        self.clock = clock
        self.new_id = new_id
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.scheduled: dict[str, Json] = {}
        self.toasts: dict[str, list[Toast]] = {}
        self.filled: dict[tuple[str, str, str], dict[str, Json]] = {}
        self.users[BOT_USER_ID] = User(BOT_USER_ID, manifest.bot_name, manifest.name, is_bot=True)
        self.add(seed.users, seed.usergroups, seed.channels)

    def add(
        self,
        users: tuple[SeedUser, ...] = (),
        groups: tuple[SeedGroup, ...] = (),
        channels: tuple[SeedChannel, ...] = (),
    ) -> None:
        """Put more people, groups and channels into the workspace; each person gets a direct message with the app."""
        for seeded in users:
            self._add_user(seeded)
        for group in groups:
            fresh = Group(group.id or self.fresh("S"), group.handle, group.name or group.handle, [])
            fresh.users = [self.person(name).id for name in group.users]
            self.groups[fresh.id] = fresh
        for channel in channels:
            members = [BOT_USER_ID if name == "@app" else self.person(name).id for name in channel.members]
            id = channel.id or self.fresh("C")
            self.channels[id] = Channel(
                id, channel.name, members, channel.is_private, channel.topic, None, channel.archived, self.now()
            )

    def _add_user(self, seeded: SeedUser) -> None:
        user = User(
            id=seeded.id or self.fresh("U"),
            name=seeded.name,
            real_name=seeded.real_name or seeded.name.title(),
            tz=seeded.tz,
            title=seeded.title,
            role=seeded.role,
            email=seeded.email or f"{seeded.name}@{self.team.domain}.example",
            is_admin=seeded.is_admin,
            deleted=seeded.deleted,
        )
        self.users[user.id] = user
        im = Channel("D" + user.id[1:], "directmessage", [user.id, BOT_USER_ID], True, user=user.id, created=self.now())
        self.channels[im.id] = im

    def fresh(self, prefix: str) -> str:
        """A new Slack-like id; never the same one again, not even after a restart."""
        return prefix + self.new_id()[:10].upper()

    def now(self) -> int:
        """The workspace's time in whole Unix seconds."""
        return int(self.clock.now().timestamp())

    def stamp(self) -> str:
        """The workspace's time as Slack writes it in `event_ts` and `action_ts`."""
        return ticks_to_ts(_ticks(self.clock.now()))

    def next_ts(self, channel: Channel) -> str:
        """A ts for a new message: the workspace's time, yet unique and increasing in its channel."""
        channel.last_tick = max(_ticks(self.clock.now()), channel.last_tick + 1)
        return ticks_to_ts(channel.last_tick)

    def person(self, name_or_id: str) -> User:
        """A person by id or seed name; refused with user_not_found."""
        name = name_or_id.removeprefix("@")
        found = self.users.get(name) or next((each for each in self.users.values() if each.name == name), None)
        if not found:
            raise Refused("user_not_found")
        return found

    def channel(self, name_or_id: str) -> Channel:
        """A channel by id or #name; refused with channel_not_found."""
        name = name_or_id.removeprefix("#")
        found = self.channels.get(name) or next(
            (each for each in self.channels.values() if each.name == name and not each.is_im), None
        )
        if not found:
            raise Refused("channel_not_found")
        return found

    def im(self, user: str) -> Channel:
        """The direct message between this person and the app."""
        return next(each for each in self.channels.values() if each.user == user)

    def stack(self, user: str) -> list[View]:
        """The person's open modals, bottom first."""
        return [self.views[id] for id in self.stacks.get(user, [])]


def _ticks(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def ticks_to_ts(ticks: int) -> str:
    """Microseconds as a message ts: ten digits, a dot, six digits."""
    return f"{ticks // 1_000_000:010d}.{ticks % 1_000_000:06d}"
