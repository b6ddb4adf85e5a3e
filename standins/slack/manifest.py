"""Reads the app's manifest.yml: its commands, shortcuts, scopes and events are what this workspace lets the app do."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(min_length=1, max_length=35)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://")]
Unused = Any  # what an app may declare and this workspace does nothing with
OTHER_PARTS = frozenset(
    (
        "$schema",
        "_metadata",
        "app_directory",
        "functions",
        "workflows",
        "datastores",
        "outgoing_domains",
        "types",
        "external_auth_providers",
        "mcp_servers",
    )
)
CommandName = Annotated[str, StringConstraints(pattern=r"^/\S+$", max_length=32)]


class Part(BaseModel):
    """A part of the manifest: read only; a key that is not in Slack's own schema is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DisplayInformation(Part):
    """What people see of the app."""

    name: Name
    description: str = Field(default="", max_length=140)
    long_description: str | None = Field(default=None, min_length=175, max_length=4000)
    background_color: str = Field(default="#4a5560", pattern=r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")


class AppHome(Part):
    """Which tabs the app's home has."""

    home_tab_enabled: StrictBool = False
    messages_tab_enabled: StrictBool = False
    messages_tab_read_only_enabled: StrictBool = False


class BotUser(Part):
    """The app's own user."""

    display_name: str = Field(max_length=80)
    always_online: StrictBool = False


class Command(Part):
    """A slash command; Slack sends it with its leading slash."""

    command: CommandName
    description: str = Field(max_length=2000)
    usage_hint: str = Field(default="", max_length=1000)
    should_escape: StrictBool = False
    url: Url | None = None


class Shortcut(Part):
    """An entry of the lightning menu (global) or of a message's menu (message)."""

    name: str = Field(max_length=24)
    type: Literal["global", "message"]
    callback_id: str = Field(max_length=255)
    description: str = Field(max_length=150)


class Features(Part):
    """What the app adds to the workspace."""

    app_home: AppHome = AppHome()
    bot_user: BotUser | None = None
    slash_commands: tuple[Command, ...] = Field(default=(), max_length=50)
    shortcuts: tuple[Shortcut, ...] = Field(default=(), max_length=10)
    unfurl_domains: tuple[str, ...] = Field(default=(), max_length=5)
    functions: Unused = None
    workflow_steps: Unused = None
    assistant_view: Unused = None
    agent_view: Unused = None


class Scopes(Part):
    """What the bot token is allowed."""

    bot: tuple[str, ...] = Field(default=(), max_length=255)
    user: Unused = None
    bot_optional: Unused = None
    user_optional: Unused = None


class OAuth(Part):
    """The part that asks for scopes."""

    scopes: Scopes = Scopes()
    redirect_urls: Unused = None
    token_management_enabled: Unused = None
    pkce_enabled: Unused = None


class EventSubscriptions(Part):
    """Which events the app asked for."""

    bot_events: tuple[str, ...] = Field(default=(), max_length=100)
    user_events: Unused = None
    metadata_subscriptions: Unused = None
    request_url: Url | None = None


class Interactivity(Part):
    """Whether presses and submissions are sent at all."""

    is_enabled: StrictBool
    request_url: Url | None = None
    message_menu_options_url: Url | None = None


class Settings(Part):
    """How the app is connected."""

    event_subscriptions: EventSubscriptions = EventSubscriptions()
    interactivity: Interactivity = Interactivity(is_enabled=False)
    socket_mode_enabled: StrictBool = False
    org_deploy_enabled: StrictBool = False
    token_rotation_enabled: StrictBool = False
    is_hosted: Unused = None
    is_mcp_enabled: Unused = None
    incoming_webhooks: Unused = None
    allowed_ip_address_ranges: Unused = None
    siws_links: Unused = None
    hermes_app_type: Unused = None
    function_runtime: Unused = None


class Manifest(Part):
    """An app manifest, as far as this workspace acts on it."""

    display_information: DisplayInformation
    features: Features = Features()
    oauth_config: OAuth = OAuth()
    settings: Settings = Settings()

    @model_validator(mode="before")
    @classmethod
    def _without_others(cls, given: Any) -> Any:
        return {key: given[key] for key in given if key not in OTHER_PARTS} if isinstance(given, dict) else given

    @property
    def name(self) -> str:
        """The app's name."""
        return self.display_information.name

    @property
    def bot_name(self) -> str:
        """The bot user's name, as people mention it."""
        return self.features.bot_user.display_name if self.features.bot_user else self.name.lower()

    @property
    def scopes(self) -> frozenset[str]:
        """The granted bot scopes."""
        return frozenset(self.oauth_config.scopes.bot)

    @property
    def events(self) -> frozenset[str]:
        """The subscribed bot events."""
        return frozenset(self.settings.event_subscriptions.bot_events)


def read_manifest(path: Path) -> Manifest:
    """The manifest in a YAML or JSON file; pydantic.ValidationError names what is wrong with it."""
    return Manifest.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
