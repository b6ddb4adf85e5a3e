"""Keep the one message of a change made in QuickBooks up to date, and put questions into its thread."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.blocks import escape
from bot.drift import views
from bot.drift.views import Beside
from bot.pages import Page
from bot.sync.posting import Place, post, put
from domain.connections.connection import Connection
from domain.deliveries.delivery import DeliveryState, delivery_of
from domain.drift.deciding import Deciding
from domain.drift.finding import Drift, DriftState, What
from domain.engine import Engine, Patience
from domain.proofs.why import Why

log = logging.getLogger("tieout.drift")


@dataclass(frozen=True)
class DriftMessages:
    """The place is the channel, or without one whoever `owner` says owns the close of a department."""

    client: WebClient
    engine: Engine
    deciding: Deciding
    owner: Callable[[str], str]
    patience: Patience
    page_of: Page
    channel: str = ""

    def tell(self, drift_id: str) -> None:
        """Workflow `show-drift`."""
        self.engine.step("show", lambda: self._show(drift_id), self.patience)

    def tell_many(self, subject: str) -> None:
        """Workflow `tell-many-drifts`: more was found at once than has messages of its own."""
        department, _, count = subject.rpartition(":")
        self.engine.step("tell", lambda: self._tell_many(department, int(count)), self.patience)

    def ask(self, drift_id: str) -> None:
        """Workflow `ask-drift`: the question in the thread, once."""
        self.engine.step("show", lambda: self._show(drift_id), self.patience)
        self.engine.step("ask", lambda: self._ask(drift_id), self.patience)

    def show(self, drift_id: str) -> bool:
        """Make the message say how it stands. False when Slack does not let us just now."""
        try:
            return self._show(drift_id)
        except (SlackClientError, OSError) as failed:
            log.warning("the message of change %s waits: %s", drift_id, type(failed).__name__)
            return False

    def beside(self, drift: Drift) -> Beside:
        """What leads on from a finding about a document of ours."""
        if not drift.subject:
            return Beside()
        store = self.deciding.store
        with store.reading() as session:
            standing = delivery_of(session, drift.subject)
            connection = session.get_one(Connection, drift.connection_id)
        there = standing and standing.state is DeliveryState.CONFIRMED
        gone = drift.what is What.DELETED and drift.state is not DriftState.RESTORED
        page = self.page_of(connection, standing) if standing and there and not gone else ""
        return Beside(page, Why(store).opening(drift.subject))

    def broke(self, drift_id: str, words: str) -> None:
        """Our own mistake stopped it; the log has it."""
        log.warning("change %s: %s", drift_id, words)

    def _show(self, drift_id: str) -> bool:
        drift = self.deciding.find(drift_id)
        owner = self.owner(drift.department)
        if not self.channel and not owner:
            return False
        words = views.message(drift, self.beside(drift))
        at = put(self.client, _place(drift), words, asked_in=self.channel, person=owner or self.channel)
        if at != _place(drift):
            self.deciding.placed(drift_id, json.dumps(at))
        return True

    def _tell_many(self, department: str, count: int) -> bool:
        owner = self.owner(department)
        if self.channel or owner:
            post(self.client, views.many(department, count), asked_in=self.channel, person=owner or self.channel)
        return True

    def _ask(self, drift_id: str) -> bool:
        drift = self.deciding.find(drift_id)
        at = _place(drift)
        if not at:
            return False
        text, said = views.question(drift, self.owner(drift.department))
        self.client.chat_postMessage(channel=at["channel"], thread_ts=at["ts"], text=escape(text), blocks=said)
        return True


def _place(drift: Drift) -> Place:
    kept: Place = json.loads(drift.place) if drift.place else {}
    return kept
