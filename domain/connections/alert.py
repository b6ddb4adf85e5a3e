"""An alert: one matter that people must hear of once, told by one message that is updated and closes when healed."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from domain.table import Table


class Matter(StrEnum):
    """What an alert is about."""

    CONNECTION_LOST = "connection-lost"
    TOKEN_EXPIRING = "token-expiring"
    CONNECTION_FAILING = "connection-failing"


class Alert(Table, table=True):
    """One matter of one subject, e.g. `connection-lost:{connection}:{date}`.

    `level` grows when the matter gets worse (14d, 7d, ...); `place` is where its message stands, opaque to the domain;
    `untold_since` is since when it does not say how the matter is, None while it does.
    """

    __tablename__ = "alert"

    key: str = Field(primary_key=True, max_length=128)
    matter: str = Field(max_length=32)
    subject: str = Field(max_length=64, index=True)
    level: str = Field(default="", max_length=32)
    detail: str = ""
    place: str = ""
    untold_since: datetime | None = None
    opened_at: datetime
    closed_at: datetime | None = None
