"""How a QuickBooks stand-in is started."""

from dataclasses import dataclass, field

CLIENT_ID = "standin-client"
CLIENT_SECRET = "standin-secret-key"
REALM = "9130350000000001"


@dataclass(frozen=True)
class Options:
    """What the command line or a test chooses; `others` are further companies on the consent page: realm to company."""

    realm: str = REALM
    company: str = "sample"  # or "empty"
    others: dict[str, str] = field(default_factory=dict)
    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    redirect_uris: tuple[str, ...] = ()  # none: any http address of this machine
    refresh_token: str = ""
    rotate: str = "daily"  # or "never"
    limits: bool = True
    snapshot: str = ""
    clock_url: str = ""
