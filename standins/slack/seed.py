"""The people, groups and channels a workspace starts with, read from a YAML file."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Seeded(BaseModel):
    """A part of the seed; an unknown key is a typing error and is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SeedTeam(Seeded):
    """The workspace itself."""

    id: str = "T0LOCAL"
    name: str = "Local"
    domain: str = "local"


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"{name} is no time zone") from unknown


class SeedUser(Seeded):
    """A person."""

    name: str
    id: str = ""
    real_name: str = ""
    tz: Annotated[str, AfterValidator(_zone)] = "UTC"
    title: str = ""
    role: str = ""
    email: str = ""
    is_admin: bool = False
    deleted: bool = False


class SeedGroup(Seeded):
    """A user group, with the seed names of its people."""

    handle: str
    id: str = ""
    name: str = ""
    users: tuple[str, ...] = ()


class SeedChannel(Seeded):
    """A channel; among its members `@app` is the app."""

    name: str
    id: str = ""
    is_private: bool = False
    topic: str = ""
    archived: bool = False
    members: tuple[str, ...] = ()


class Seed(Seeded):
    """Everything a workspace starts with."""

    team: SeedTeam = SeedTeam()
    users: tuple[SeedUser, ...] = ()
    usergroups: tuple[SeedGroup, ...] = ()
    channels: tuple[SeedChannel, ...] = Field(())


def read_seed(path: Path | None = None) -> Seed:
    """The seed in a file, or the one that comes with this package."""
    source = path or Path(__file__).with_name("seed.yml")
    return Seed.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
