"""The workflows of an opening: compare its file with QuickBooks, bring it in; each told on its one message."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.counterparties.downloading import describe, download
from bot.handed_over import NO_TABLE
from bot.opening import views
from bot.sync.posting import put
from domain.clock import Now
from domain.engine import Engine, Patience
from domain.imports.tabular import KINDS
from domain.openings.ordering import Ordering
from domain.openings.template import NAME, template
from domain.problems import Problem

SHOW_EVERY: Final = timedelta(seconds=3)
log = logging.getLogger("tieout.opening")


@dataclass(frozen=True)
class OpeningMessages:
    """A workflow's subject is the order. `patience` outlasts a Slack that is away."""

    client: WebClient
    engine: Engine
    ordering: Ordering
    now: Now
    patience: Patience

    def read(self, order_id: str) -> None:
        """Workflow `read-opening`."""
        for old in self.ordering.get(order_id).replaced.split():
            self._tells("replaced", partial(self._show, old, only_there=True))
        self._tells("say", lambda: self._show(order_id))
        self._tries(order_id, lambda: self._look(order_id))
        self._tells("show", lambda: self._show(order_id))

    def load(self, order_id: str) -> None:
        """Workflow `load-opening`."""
        self._tells("say", lambda: self._show(order_id))
        self._tries(order_id, lambda: self._load(order_id))
        self._tells("show", lambda: self._show(order_id))

    def broke(self, order_id: str, words: str) -> None:
        """A mistake of ours stopped it; pressed again, it goes on where it was."""
        self.ordering.stopped(order_id, words)
        self._show(order_id)

    def hand_out(self, person: str) -> None:
        """Workflow `opening-template`."""
        self._tells("template", lambda: self._hand_out(person))

    def not_handed_out(self, person: str, words: str) -> None:
        """A mistake of ours stopped it."""
        self.client.chat_postMessage(channel=person, text=words)

    def _tells(self, name: str, act: Callable[[], Any]) -> None:
        """A step that needs Slack, and waits for it."""
        self.engine.step(name, act, self.patience)

    def _tries(self, order_id: str, act: Callable[[], None]) -> None:
        """A step that may find something in the way, which is kept with the order."""

        def tried() -> str:
            try:
                act()
            except Problem as problem:
                return problem.words()
            return ""

        if words := self.engine.step("act", tried, self.patience):
            self.ordering.stopped(order_id, words)

    def _look(self, order_id: str) -> None:
        name, content = self._content(order_id)
        if name.rsplit(".", 1)[-1].lower() not in KINDS:
            raise NO_TABLE
        self.ordering.look(order_id, name, content)

    def _load(self, order_id: str) -> None:
        last = self.now()

        def told(done: int, all_rows: int) -> None:
            nonlocal last
            if self.now() - last >= SHOW_EVERY:
                last = self.now()
                try:
                    self._show(order_id, (done, all_rows))
                except (SlackClientError, OSError) as failed:
                    log.warning("could not tell how far an opening is: %s", type(failed).__name__)

        self.ordering.load(order_id, self._content(order_id)[1], told)

    def _content(self, order_id: str) -> tuple[str, bytes]:
        file = describe(self.client, self.ordering.get(order_id).file)
        return str(file["name"]), download(file, str(self.client.token))

    def _show(self, order_id: str, progress: tuple[int, int] | None = None, *, only_there: bool = False) -> None:
        order = self.ordering.get(order_id)
        where = json.loads(order.place) if order.place else {}
        if only_there and not where:
            return
        stands = put(self.client, where, views.message(order, progress), asked_in="", person=order.by)
        if stands != where:
            self.ordering.placed(order_id, json.dumps(stands))

    def _hand_out(self, person: str) -> None:
        there = self.client.conversations_open(users=[person])["channel"]["id"]
        self.client.files_upload_v2(
            channel=there, filename=NAME, title=NAME, content=template(), initial_comment=views.template_comes()
        )
