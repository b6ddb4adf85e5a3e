"""Raise and close alerts: each level of a matter is told once, with any number of processes (architecture: alerts)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from domain.clock import Now
from domain.connections.alert import Alert, Matter
from domain.engine import Engine
from domain.store import Store

SHOW = "show-alert"
CHAT = "chat"
PATIENCE: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class Alerting:
    """What is raised in a transaction is shown after it commits, by the workflow `show-alert`."""

    store: Store
    engine: Engine
    now: Now

    def open(
        self, session: Session, matter: Matter, subject: str, *, key: str, level: str = "", detail: str = ""
    ) -> bool:
        """Tell people of a matter, or that it got worse. Answers False when they know already."""
        known = session.get(Alert, key, with_for_update=True)
        if known and known.level == level:
            return False
        if known:
            known.level, known.detail, known.closed_at, known.untold_since = level, detail, None, self.now()
        else:
            known = Alert(key=key, matter=matter, subject=subject, level=level, detail=detail, opened_at=self.now())
            known.untold_since = known.opened_at
            session.add(known)
        session.flush()
        self.engine.enqueue(session, SHOW, key, key=f"{SHOW}:{key}:{level}", partition=CHAT)
        return True

    def close(self, session: Session, subject: str, *matters: Matter) -> int:
        """The matters are healed: their messages say so. Answers how many were open."""
        found = select(Alert).where(Alert.subject == subject, col(Alert.closed_at).is_(None))
        healed = [alert for alert in session.exec(found.with_for_update()) if alert.matter in matters]
        for alert in healed:
            self._heal(session, alert)
        return len(healed)

    def close_one(self, session: Session, key: str) -> None:
        """One matter is healed, and others of its kind may not be."""
        alert = session.get(Alert, key, with_for_update=True)
        if alert and alert.closed_at is None:
            self._heal(session, alert)

    def show_again(self) -> None:
        """An alert whose message could not be posted or brought up to date gets another try each hour."""
        now = self.now()
        with self.store.reading() as session:
            late = session.exec(select(Alert).where(col(Alert.untold_since) < now - PATIENCE)).all()
        if not late:
            return
        with self.store.writing() as session:
            for alert in late:
                stand = "closed" if alert.closed_at else alert.level
                key = f"{SHOW}:{alert.key}:{stand}:{now:%Y-%m-%dT%H}"
                self.engine.enqueue(session, SHOW, alert.key, key=key, partition=CHAT)

    def of(self, session: Session, subject: str) -> list[Alert]:
        """Everything that was ever told of a subject."""
        return list(session.exec(select(Alert).where(Alert.subject == subject)))

    def find(self, key: str) -> Alert | None:
        """The alert with a key."""
        with self.store.reading() as session:
            return session.get(Alert, key)

    def still_open(self) -> list[Alert]:
        """Every alert that is not healed, newest first."""
        with self.store.reading() as session:
            query = select(Alert).where(col(Alert.closed_at).is_(None)).order_by(col(Alert.opened_at).desc())
            return list(session.exec(query))

    def shown(self, alert: Alert, place: str) -> None:
        """Remember where the message of an alert stands, and that it says how the matter was in `alert`."""
        with self.store.writing() as session:
            now = session.get_one(Alert, alert.key, with_for_update=True)
            now.place = place
            if (now.level, now.closed_at) == (alert.level, alert.closed_at):
                now.untold_since = None
            session.add(now)

    def _heal(self, session: Session, alert: Alert) -> None:
        """Closed; where nothing was posted there is nothing to tell."""
        alert.closed_at = self.now()
        alert.untold_since = alert.closed_at if alert.place else None
        session.add(alert)
        session.flush()
        self.engine.enqueue(session, SHOW, alert.key, key=f"{SHOW}:{alert.key}:{alert.level}:closed", partition=CHAT)
