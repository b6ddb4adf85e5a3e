"""How one local workspace is set up."""

from dataclasses import dataclass, field

from standins.slack.manifest import Manifest
from standins.slack.seed import Seed, read_seed


@dataclass(frozen=True)
class Options:
    """The app's manifest and tokens, who is there, and how the app is reached.

    `deliver` is the app's request URL; without it everything goes over Socket Mode. `ack_seconds` is Slack's limit
    for an answer, `trigger_seconds` that for opening a window.
    """

    manifest: Manifest
    seed: Seed = field(default_factory=read_seed)
    bot_token: str = "xoxb-standin"
    app_token: str = "xapp-standin"
    signing_secret: str = "standin-secret"
    deliver: str | None = None
    base_url: str = "http://127.0.0.1"
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
