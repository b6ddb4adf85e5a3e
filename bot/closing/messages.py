"""Keep the one message of a month's close up to date, in place, and tell the channel of a month that is open again."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks import Block, escape
from bot.closing import views
from bot.closing.views import Card, Words
from bot.sync.posting import post, put
from domain.closing.due import due
from domain.closing.looking import Looking
from domain.closing.month_end import Reopening
from domain.closing.month_proofs import MonthProofs
from domain.closing.placing import Place, Placing
from domain.departments.department_settings import DepartmentSettings
from domain.engine import Engine, Patience
from domain.reminders.calendar import Calendar

log = logging.getLogger("tieout.closing")


@dataclass(frozen=True)
class CloseMessages:
    """A subject is `department:month`. `today` is the books' own date in `zone`."""

    client: WebClient
    engine: Engine
    looking: Looking
    proofs: MonthProofs
    placing: Placing
    settings: Callable[[str], DepartmentSettings]
    today: Callable[[], date]
    zone: str
    channel: str
    patience: Patience
    _turns: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def card(self, department: str, month: str) -> Card:
        """Everything the message shows, read at one moment."""
        chosen = self.settings(department)
        calendar = Calendar(self.zone, chosen.holidays)
        return Card(
            view=self.looking.look(department, month),
            due=due(calendar, month, self.today()),
            lights=self.proofs.lights(department, month),
            inventory=chosen.uses_inventory,
        )

    def show(self, subject: str) -> None:
        """Workflow `show-close`."""
        self.engine.step("show", lambda: self._show(*_read(subject)), self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it; the next act of this close shows it again."""
        log.warning("the message of the close %s is not up to date: %s", subject, words)

    def refresh(self, subject: str) -> bool:
        """The same outside a workflow of its own; False when Slack does not let us just now."""
        try:
            return self._show(*_read(subject))
        except (SlackClientError, OSError) as failed:
            log.warning("the message of the close %s waits: %s", subject, type(failed).__name__)
            return False

    def alarm(self, reopening: str) -> None:
        """Workflow `tell-reopened`."""
        self.engine.step("tell", lambda: self._alarm(reopening), self.patience)

    def say_in_thread(self, department: str, month: str, words: Words, by: str) -> Place:
        """Say something under the message, or privately where there is none; answers where that is."""
        place = self.placing.place(department, month)
        text, said = words
        posted = self.client.chat_postMessage(
            channel=place.get("channel") or by,
            thread_ts=place.get("ts"),
            text=escape(text),
            blocks=said,
            unfurl_links=False,
        )
        return {"channel": str(posted["channel"]), "ts": place.get("ts", "")}

    def _show(self, department: str, month: str) -> bool:
        with self._turns[f"{department}:{month}"]:
            place = self.placing.place(department, month)
            if "ts" in place:
                words = views.message(self.card(department, month))
                kept = put(self.client, place, words, asked_in=place["channel"], person=place["channel"])
                if kept is not place:
                    self.placing.stands(department, month, self._linked(kept))
                return True
            channel = self.placing.claim(department, month)
            if channel:
                self._post(department, month, channel)
            return bool(channel)

    def _post(self, department: str, month: str, channel: str) -> None:
        try:
            words = views.message(self.card(department, month))
            place = post(self.client, words, asked_in=channel, person=channel)
        except (SlackClientError, OSError):
            self.placing.release(department, month)
            raise
        self.placing.stands(department, month, self._linked(place))

    def _linked(self, place: Place) -> Place:
        try:
            link = self.client.chat_getPermalink(channel=place["channel"], message_ts=place["ts"])["permalink"]
        except SlackApiError:
            return place
        return place | {"link": str(link)}

    def _alarm(self, reopening: str) -> bool:
        with self.looking.store.reading() as session:
            asked = session.get_one(Reopening, reopening)
        place = self.placing.place(asked.department, asked.month)
        where = self.channel or place.get("channel") or asked.confirmed_by
        post(self.client, views.reopened(asked), asked_in=where, person=asked.confirmed_by)
        return True


@dataclass(frozen=True)
class MonthLines:
    """A department's month on Home."""

    messages: CloseMessages
    month_of: Callable[[str], str | None]

    def of(self, department: str) -> Sequence[Block]:
        """Nothing before anything happened there."""
        month = self.month_of(department)
        return self.of_month(department, month) if month else []

    def of_month(self, department: str, month: str) -> Sequence[Block]:
        """One month, and the way to its message."""
        link = self.messages.placing.place(department, month).get("link", "")
        return views.home_month(self.messages.card(department, month), link)


def _read(subject: str) -> tuple[str, str]:
    department, _, month = subject.rpartition(":")
    return department, month
