"""Post and update the messages of connections: alerts, news for the channel, private words. All are workflows."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.connection import alert_views, views
from bot.connection.alert_views import Words
from bot.connection.posting import NOT_THERE, Place, Posting
from bot.door import Guard
from domain.connections.alert import Alert
from domain.connections.alerting import Alerting
from domain.connections.connecting import Connecting
from domain.connections.connection import Connection, ConnectionState
from domain.connections.consent_window import window_of
from domain.connections.watching import Testing
from domain.engine import Engine, Patience
from domain.syncs.syncing import Syncing

CLOSED: Final = ("not_found", "view_not_found", "hash_conflict")
T = TypeVar("T")


@dataclass(frozen=True)
class ConnectionMessages:
    """`channel` hears of connections; empty means where connect was typed. `show_home` redraws a person's Home.

    `patience` outlasts a Slack that is away; `guard` tells on the message when a mistake of ours stopped the work.
    """

    client: WebClient
    engine: Engine
    alerting: Alerting
    connecting: Connecting
    syncing: Syncing
    testing: Testing
    channel: str
    show_home: Callable[[str], None]
    guard: Guard
    patience: Patience
    _posting: Posting = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_posting", Posting(self.client))

    def show_alert(self, key: str) -> None:
        """Workflow `show-alert`: the alert's one message says how things stand."""
        self._tells("show", lambda: self._show(key))

    def announce(self, connection_id: str) -> None:
        """Workflow `announce-connection`: the channel hears that a connection was made or ended, and by whom.

        What only the books know of a new one is asked at once, so that Home can tell.
        """
        connection = self.connecting.find(connection_id)
        ended_by = self.connecting.ended_by(connection)
        person = ended_by or connection.connected_by
        if connection.state is ConnectionState.CONNECTED:
            self._tells("window", lambda: self._tell_window(connection))
        words = alert_views.announcement(connection, ended_by)
        self._tells("post", lambda: self._post(connection.asked_in, person, words))
        if connection.state is ConnectionState.CONNECTED:
            self.testing.found(connection_id)
        self._tells("home", lambda: self.show_home(person))

    def welcome_back(self, subject: str) -> None:
        """Workflow `welcome-back`: someone who was interrupted hears that their work goes on."""
        told = json.loads(subject)
        links = self._tells("links", lambda: self._links(told["runs"]))
        words = alert_views.welcome(self.connecting.find(told["connection"]), told["all"], links)
        self._tells("post", lambda: self._posting.say(told["person"], words))

    def answer_test(self, subject: str) -> None:
        """Workflow `answer-test`: test, and tell the person who asked, in one message."""
        told = json.loads(subject)
        connection = self.connecting.find(told["connection"])
        place = self._tells("say", lambda: self._posting.say(told["person"], alert_views.testing(connection)))

        def test(connection_id: str) -> None:
            found = self.testing.found(connection_id)
            advice = [] if found["findings"] else self.testing.advice(told["department"])
            words = alert_views.tested(connection, found["findings"], [*found["hints"], *advice])
            self._tells("answer", lambda: self._posting.update(place, words))

        def broke(_connection_id: str, apology: str) -> None:
            words = alert_views.test_broke(connection, apology)
            self._tells("broke", lambda: self._posting.update(place, words))

        self.guard(test, broke)(connection.id)

    def renew_tokens(self, subject: str) -> None:
        """Workflow `renew-tokens`: get new tokens, and tell the person who asked."""
        told = json.loads(subject)
        connection = self.connecting.find(told["connection"])

        def say(words: Words) -> None:
            self._tells("say", lambda: self._posting.say(told["person"], words))

        def renew(department: str) -> None:
            why_not = self.testing.renewed(department, told["person"])
            say(alert_views.renewed(self.connecting.find(connection.id), why_not))
            self._tells("home", lambda: self.show_home(told["person"]))

        def broke(_department: str, apology: str) -> None:
            say(alert_views.renewed(connection, apology))

        self.guard(renew, broke)(told["department"])

    def _tells(self, name: str, act: Callable[[], T]) -> T:
        """A step that needs Slack, and waits for it."""
        return self.engine.step(name, act, self.patience)

    def _tell_window(self, connection: Connection) -> None:
        """The window with the link says what became of it, if it is still open."""
        view = window_of(self.connecting.store, connection)
        if not view:
            return
        try:
            self.client.views_update(view_id=view, view=views.consented_window(connection))
        except SlackApiError as refused:
            if refused.response.get("error") not in CLOSED:
                raise

    def _show(self, key: str) -> None:
        """Once more if the matter changed while its message was on the way."""
        drawn: Alert | None = None
        while (alert := self.alerting.find(key)) and not (drawn and _same(alert, drawn)):
            if not alert.place and alert.closed_at:
                return
            self._draw(alert)
            drawn = alert

    def _draw(self, alert: Alert) -> None:
        connection = self.connecting.find(alert.subject)
        words = alert_views.alert_message(alert, connection)
        place = json.loads(alert.place) if alert.place else {}
        if not (place and self._posting.update(place, words)):
            place = self._post(connection.asked_in, connection.connected_by, words)
        self.alerting.shown(alert, json.dumps(place))

    def _post(self, asked_in: str, person: str, words: Words) -> Place:
        """In the channel for such news, else privately to the person with the reason."""
        channel = self.channel or asked_in or person
        try:
            return self._posting.say(channel, words)
        except SlackApiError as refused:
            if channel == person or refused.response.get("error") not in NOT_THERE:
                raise
        text, said = words
        return self._posting.say(person, (text, [*said, alert_views.elsewhere(channel)]))

    def _links(self, runs: list[str]) -> list[str]:
        """Where the messages of syncs stand."""
        places = [json.loads(place) for run in runs if (place := self.syncing.run(run).place)]
        found = (self.client.chat_getPermalink(channel=at["channel"], message_ts=at["ts"]) for at in places[:5])
        return [str(answer["permalink"]) for answer in found]


def _same(alert: Alert, drawn: Alert) -> bool:
    return (alert.level, alert.closed_at) == (drawn.level, drawn.closed_at)
