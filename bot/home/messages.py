"""Publish the App Home of a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.blocks import Block, View
from bot.home import views
from bot.home.views import Situation
from bot.people import People, Person
from bot.vouchers.home import HomeLines
from domain.clock import Now
from domain.connections.alerting import Alerting
from domain.connections.connecting import Connecting
from domain.connections.setup import SettingUp
from domain.syncs.sync import RunState
from domain.syncs.syncing import Syncing


@dataclass(frozen=True)
class HomePage:
    """Draws Home from what is stored. `channel` is the one that hears of connections, if there is one.

    `others` are more lines, `months` those of each department's month.
    """

    client: WebClient
    people: People
    connecting: Connecting
    syncing: Syncing
    alerting: Alerting
    setting_up: SettingUp
    now: Now
    departments: Sequence[str]
    channel: str
    vouchers: HomeLines
    others: Sequence[Callable[[Person], list[Block]]] = ()
    months: Callable[[str], Sequence[Block]] = lambda _: ()

    def show(self, user_id: str, *, first: bool = False) -> None:
        """Publish the Home of a person as it is now; `first` greets. Raises SlackApiError."""
        self.client.views_publish(user_id=user_id, view=self._view(self.people.person(user_id), first))

    def _view(self, person: Person, first: bool) -> View:
        if not person.roles:
            return views.outsider()
        situations = [self._situation(department) for department in self.departments]
        more = [*self.vouchers.of(person), *(block for lines in self.others for block in lines(person))]
        return views.home(person, situations, self.now(), more, first=first, channel=self.channel)

    def _situation(self, department: str) -> Situation:
        status, run = self.connecting.status(department), self.syncing.latest(department)
        subject = status.connection.id if status.connection and not status.shared else ""
        alerts = [alert for alert in self.alerting.still_open() if alert.subject == subject]
        planned = run is not None and run.state is RunState.PLANNED
        tally = self.syncing.tally(run.id) if run and planned else None
        return Situation(status, alerts, run, tally, self.setting_up.look(department), self.months(department))
