"""The window in which somebody has the link to the consent page: it is told what became of it."""

from sqlalchemy import update
from sqlmodel import col, select

from domain.connections.connection import Connection, ConsentState
from domain.store import Store


def stands_in(store: Store, state: str, view: str) -> None:
    """Remember which window shows the link of a consent."""
    with store.writing() as session:
        session.execute(update(ConsentState).where(col(ConsentState.state) == state).values(view=view))


def window_of(store: Store, connection: Connection) -> str:
    """The window whose link made or renewed a connection, or `""`."""
    used = select(ConsentState.view).where(
        ConsentState.department == connection.department,
        ConsentState.person == connection.connected_by,
        col(ConsentState.used_at).is_not(None),
    )
    with store.reading() as session:
        return session.exec(used.order_by(col(ConsentState.used_at).desc()).limit(1)).first() or ""
