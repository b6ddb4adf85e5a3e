"""The pace at which a company's books may be asked, kept by every process together in one row per realm.

QuickBooks allows 500 requests a minute and 10 a second to a realm, and 40 batches a minute. A slot each 125 ms (480 a
minute) and one each 1.54 s for batches stay just below that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, Session

from domain.clock import Now
from domain.store import Store
from domain.table import Table

REQUEST_GAP = timedelta(milliseconds=125)
BATCH_GAP = timedelta(milliseconds=1540)
LONGEST_WAIT = timedelta(seconds=60)
MICROSECOND = timedelta(microseconds=1)


class PaceRow(Table, table=True):
    """When the next request of one kind may start: microseconds since 1970, so that one UPDATE can reckon with it."""

    __tablename__ = "pace"

    lane: str = Field(primary_key=True, max_length=64)
    next_at: int = Field(sa_type=sa.BigInteger)


@dataclass(frozen=True)
class Pace:
    """Hands out slots. `wall` is real time, never a turned clock; `sleep` does the waiting, in seconds."""

    store: Store
    wall: Now
    sleep: Callable[[float], None]

    def take(self, realm: str, *, batch: bool = False) -> float:
        """Wait for the realm's next slot, and for a batch its batch slot too; answers the seconds waited."""
        with self.store.writing() as session:
            waits = [self._slot(session, f"requests:{realm}", REQUEST_GAP)]
            if batch:
                waits.append(self._slot(session, f"batches:{realm}", BATCH_GAP))
        seconds = max(waits)
        if seconds > 0:
            self.sleep(seconds)
        return seconds

    def _slot(self, session: Session, lane: str, gap: timedelta) -> float:
        """Seconds until the slot this call has just taken, in one statement on both databases."""
        now, step = self._microseconds(), gap // MICROSECOND
        insert = sqlite_insert if self.store.is_sqlite else postgresql_insert
        taken = insert(PaceRow).values(lane=lane, next_at=now + step)
        taken = taken.on_conflict_do_update(
            index_elements=["lane"], set_={"next_at": _next(now, now + LONGEST_WAIT // MICROSECOND) + step}
        )
        next_at: int = session.execute(taken.returning(sa.column("next_at", sa.BigInteger))).scalar_one()
        return (next_at - step - now) / 1_000_000

    def _microseconds(self) -> int:
        return int(self.wall().timestamp() * 1_000_000)


def _next(now: int, latest: int) -> sa.ColumnElement[int]:
    """The row's moment, never in the past, nor further ahead than a machine's clock set back could have left it."""
    next_at = sa.literal_column("pace.next_at", sa.BigInteger)
    return sa.case((next_at < now, now), (next_at > latest, latest), else_=next_at)
