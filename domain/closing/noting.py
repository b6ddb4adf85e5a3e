"""What every act of a close leaves behind: a line of the audit trail, and the month's message brought up to date."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from domain.audit import record
from domain.clock import NewId, Now
from domain.closing.month_end import month_end
from domain.connections.alerting import CHAT
from domain.engine import Engine
from domain.ledger.period import first_day, month_of
from domain.ledger.reach import posting_to

SHOW: Final = "show-close"
ALARM: Final = "tell-reopened"


@dataclass(frozen=True)
class Noting:
    """`show-close` is given `department:month`, `tell-reopened` the id of a reopening."""

    engine: Engine
    now: Now
    new_id: NewId

    def wrote(self, session: Session, department: str, month: str, act: str, *, by: str, detail: str = "") -> None:
        """Write an act into the audit trail, and have the month's message follow."""
        record(session, at=self.now(), by=by, act=act, subject=f"period:{department}:{month}", detail=detail)
        self.show(session, department, month)

    def show(self, session: Session, department: str, month: str) -> None:
        """Have the month's message follow what happens in this transaction."""
        subject = f"{department}:{month}"
        self.engine.enqueue(session, SHOW, subject, key=f"{SHOW}:{self.new_id()}", partition=CHAT)

    def show_beside(self, session: Session, department: str, realm: str, month: str) -> None:
        """Have the messages of the other departments of a company follow: one closing date serves them all."""
        for each in posting_to(session, realm):
            if each != department and month_end(session, each, month).place:
                self.show(session, each, month)

    def alarm(self, session: Session, reopening: str) -> None:
        """Have the channel hear that a closed month is open again; once for each reopening."""
        self.engine.enqueue(session, ALARM, reopening, key=f"{ALARM}:{reopening}", partition=CHAT)


def checked(month: str) -> str:
    """A month as it is kept; raises a Problem for what is none."""
    return month_of(first_day(month))
