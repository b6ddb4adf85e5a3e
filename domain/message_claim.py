"""The first message of something is posted once: until it stands somewhere, one process at a time tries."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Field, Session

from domain.audit import in_turn
from domain.table import Table

CLAIMED_FOR: Final = timedelta(seconds=60)  # longer than any request to Slack takes


class MessageClaim(Table, table=True):
    """Whose first message somebody is posting just now, such as `voucher:…`; another may try after `until`, in UTC."""

    __tablename__ = "message_claim"

    key: str = Field(primary_key=True, max_length=80)
    until: datetime


def claim(session: Session, key: str, now: datetime) -> bool:
    """Whether the first message is the caller's to post. Lock its row first, and look that none stands yet."""
    in_turn(session, f"message:{key}")
    kept = session.get(MessageClaim, key, populate_existing=True)
    if kept and kept.until > now:
        return False
    session.merge(MessageClaim(key=key, until=now + CLAIMED_FOR))
    return True


def release(session: Session, key: str) -> None:
    """It was not posted: the next one may try."""
    if kept := session.get(MessageClaim, key):
        session.delete(kept)
