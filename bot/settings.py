"""The environment, read once into a frozen object. A missing or wrong setting is a plain sentence.

`Settings` is also the documentation: the table in the README is compared with it by a test.
"""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from domain.problems import Problem

INTUIT = "https://developer.api.intuit.com/.well-known/openid_configuration/"
DATABASE_URL = "sqlite:///.tieout/tieout.db"
REAL_TOKEN = re.compile(r"xoxb-\d{6,}-\d+-\w+|xapp-\d-A\w+-\d+-\w+|xoxe\.")
PRACTICE_TOKEN = re.compile("standin|sandbox")


class Settings(BaseModel):
    """Everything the environment decides. Aliases are the names of the variables."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, hide_input_in_errors=True)

    slack_bot_token: str = Field(alias="SLACK_BOT_TOKEN", description="The app's bot token (`xoxb-...`).")
    slack_app_token: str = Field(
        "", alias="SLACK_APP_TOKEN", description="The app-level token (`xapp-...`) for Socket Mode; empty for HTTP."
    )
    slack_signing_secret: str = Field(
        "", alias="SLACK_SIGNING_SECRET", description="Needed for Slack over HTTP: proves that a request is Slack's."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", alias="TIEOUT_SLACK_API_URL", description="Slack's Web API; loopback for a stand-in."
    )
    secret_key: str = Field(
        alias="TIEOUT_SECRET_KEY",
        description="Encrypts the tokens at rest. Several, comma separated, rotate: the first one encrypts. "
        "`tieout doctor --new-key` makes one.",
    )
    database_url: str = Field(
        DATABASE_URL,
        alias="TIEOUT_DATABASE_URL",
        description="A SQLite file for one process, or `postgresql://...` for several.",
    )
    replica: str = Field(
        "", alias="TIEOUT_REPLICA", description="This process's lasting name; required with PostgreSQL (`bot-1`, ...)."
    )
    public_url: str = Field(
        alias="TIEOUT_PUBLIC_URL",
        description="Where browsers reach the bot's web pages, e.g. `https://tieout.example`.",
    )
    web_port: int = Field(
        8702, alias="TIEOUT_WEB_PORT", ge=0, le=65535, description="The port the web pages listen on."
    )
    web_host: str = Field("127.0.0.1", alias="TIEOUT_WEB_HOST", description="The address the web pages listen on.")
    qbo_client_id: str = Field(alias="QBO_CLIENT_ID", description="Client id of the Intuit app.")
    qbo_client_secret: str = Field(alias="QBO_CLIENT_SECRET", description="Client secret of the Intuit app.")
    qbo_discovery_url: str = Field(
        INTUIT, alias="QBO_DISCOVERY_URL", description="Intuit's OAuth discovery document (production or sandbox)."
    )
    qbo_api_url: str = Field(
        "https://quickbooks.api.intuit.com",
        alias="QBO_API_URL",
        description="QuickBooks' API; `https://sandbox-quickbooks.api.intuit.com` for a sandbox company.",
    )
    channel: str = Field(
        "",
        alias="TIEOUT_CHANNEL",
        description="Id of the private channel that hears of connections and alerts; empty: where connect was typed.",
    )
    viewers: str = Field(
        "@tieout-viewers", alias="TIEOUT_VIEWERS", description="Who may look: user ids, or a user group's `@handle`."
    )
    clerks: str = Field(
        "@tieout-clerks", alias="TIEOUT_CLERKS", description="Who may prepare: user ids, or a group's `@handle`."
    )
    approvers: str = Field(
        "@tieout-approvers", alias="TIEOUT_APPROVERS", description="Who may approve: user ids, or a group's `@handle`."
    )
    controllers: str = Field(
        "@tieout-controllers",
        alias="TIEOUT_CONTROLLERS",
        description="Who may connect and close: user ids, or a group's `@handle`.",
    )
    auditors: str = Field(
        "@tieout-auditors", alias="TIEOUT_AUDITORS", description="Who may read the trail: user ids, or a `@handle`."
    )
    departments: str = Field(
        "",
        alias="TIEOUT_DEPARTMENTS",
        description="Departments besides `main`, comma separated; each may have its own books.",
    )
    time_zone: str = Field(
        "America/New_York", alias="TIEOUT_TIME_ZONE", description="The zone of the books: decides what `today` is."
    )
    support: str = Field("your Tieout administrator", alias="TIEOUT_SUPPORT", description="Whom the help names.")
    clock_url: str = Field(
        "", alias="TIEOUT_CLOCK_URL", description="Only with stand-ins: the clock the bot follows (tests, demo)."
    )
    die_at: str = Field(
        "", alias="TIEOUT_DIE_AT", description="Only with stand-ins: the point where the bot is killed."
    )

    @field_validator("slack_bot_token", "secret_key", "public_url", "qbo_client_id", "qbo_client_secret")
    @classmethod
    def _is_there(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty")
        return value.strip()

    @model_validator(mode="after")
    def _worlds_do_not_mix(self) -> Self:
        if is_loopback(self.qbo_discovery_url) != is_loopback(self.qbo_api_url):
            raise ValueError(
                "QBO_DISCOVERY_URL and QBO_API_URL must both be real or both be a stand-in on this machine"
            )
        local = is_loopback(self.slack_api_url)
        for name, token in (("SLACK_BOT_TOKEN", self.slack_bot_token), ("SLACK_APP_TOKEN", self.slack_app_token)):
            if local and REAL_TOKEN.match(token):
                raise ValueError(f"{name} looks like a real token, but TIEOUT_SLACK_API_URL is a stand-in")
            if not local and PRACTICE_TOKEN.search(token):
                raise ValueError(f"{name} is a stand-in's token, but TIEOUT_SLACK_API_URL is the real Slack")
        if not self.local and (self.clock_url or self.die_at):
            raise ValueError("TIEOUT_CLOCK_URL and TIEOUT_DIE_AT are for stand-ins only")
        return self

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.slack_app_token and not self.slack_signing_secret:
            raise ValueError("set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
        if self.database_url.startswith("postgres") and not self.replica:
            raise ValueError("TIEOUT_REPLICA must name this process when the database is PostgreSQL")
        return self

    @property
    def local(self) -> bool:
        """Whether the outside services are all stand-ins on this machine."""
        return is_loopback(self.slack_api_url) and is_loopback(self.qbo_api_url)

    @property
    def department_names(self) -> list[str]:
        """The departments; `main` comes first and always."""
        others = (name.strip() for name in self.departments.split(","))
        return ["main", *(name for name in others if name and name != "main")]


def read(environment: Mapping[str, str]) -> Settings:
    """The settings an environment makes. Raises Problem with one sentence for each thing that is wrong."""
    given = {key: value for key, value in environment.items() if value != ""}
    try:
        return Settings.model_validate(given)
    except ValidationError as wrong:
        raise Problem("\n".join(_sentence(error) for error in wrong.errors())) from None


def is_loopback(url: str) -> bool:
    """Whether an address can only be this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _sentence(error: Any) -> str:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{name} is not set. {_meaning(name)}"
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{name} {said}. {_meaning(name)}" if name else f"{said[0].upper()}{said[1:]}."


def _meaning(alias: str) -> str:
    found = (field.description for field in Settings.model_fields.values() if field.alias == alias)
    return next(found, None) or ""
