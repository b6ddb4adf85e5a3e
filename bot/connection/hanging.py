"""Fits connections and Home together: listeners, messages, workflows."""

from collections.abc import Callable

from bot.closing import hanging as closing
from bot.closing.messages import CloseMessages
from bot.connection import listeners as connection_listeners
from bot.connection.listeners import Words
from bot.connection.messages import ConnectionMessages
from bot.connection.posting import Posting
from bot.connection.setup_messages import SetupMessages
from bot.door import Door
from bot.home import listeners as home_listeners
from bot.home.messages import HomePage
from bot.people import People
from bot.receipts import hanging as receipts
from bot.receipts.home import ReceiptLines
from bot.sales import hanging as sales
from bot.settings import Settings
from bot.verbs import Verbs
from bot.vouchers import hanging as vouchers
from bot.vouchers.home import HomeLines
from domain.books.port import Finding
from domain.clock import new_id
from domain.connections import alerting, setup, watching
from domain.connections.setup import SettingUp
from domain.engine import Patience
from domain.receipts.waiting import Waiting as ReceiptsWaiting
from domain.vouchers.waiting import Waiting


def register(
    settings: Settings,
    door: Door,
    people: People,
    verbs: Verbs,
    patience: Patience,
    words: Words,
    close: CloseMessages,
) -> dict[str, Callable[[str], None]]:
    """Hang the listeners; answers the workflows by name. `words` are what `/accounting` knows besides."""
    client, engine, now = door.client, verbs.testing.engine, verbs.syncing.now
    departments, channel = settings.department_names, settings.channel
    connecting, testing, syncs = verbs.connecting, verbs.testing, verbs.syncing

    def advice(department: str) -> list[Finding]:
        return [*verbs.testing.preflight(department), *verbs.openings.advice(department)]

    steps = SettingUp(connecting, engine, advice)
    home = _home(settings, door, people, verbs, steps, close)
    told = ConnectionMessages(
        client, engine, verbs.alerting, connecting, syncs, testing, channel, home.show, door.workflow, patience
    )
    setups = SetupMessages(Posting(client), engine, people, steps, departments, door.workflow, patience, now)
    connection_listeners.register(
        door,
        connecting,
        testing,
        steps,
        syncs,
        departments=departments,
        channel=channel,
        support=settings.support,
        now=now,
        new_id=new_id,
        words=words,
    )
    home_listeners.register(door, home, syncs)
    return {
        alerting.SHOW: told.show_alert,
        watching.ANNOUNCE: told.announce,
        watching.WELCOME: told.welcome_back,
        watching.ANSWER: told.answer_test,
        watching.TEST: testing.test,
        watching.REVOKE: connecting.revoke,
        watching.RENEW: told.renew_tokens,
        setup.SHOW: setups.show,
    }


def _home(
    settings: Settings, door: Door, people: People, verbs: Verbs, steps: SettingUp, close: CloseMessages
) -> HomePage:
    store, departments = verbs.posting.store, settings.department_names
    approving = vouchers.approvals(people, verbs.posting, verbs.departments.rules)
    deciding = receipts.deciding_of(people, verbs.receipts, verbs.departments.rules)
    return HomePage(
        door.client,
        people,
        verbs.connecting,
        verbs.syncing,
        verbs.alerting,
        steps,
        verbs.syncing.now,
        departments,
        settings.channel,
        HomeLines(Waiting(store, approving.approvable), departments),
        [
            ReceiptLines(ReceiptsWaiting(deciding), departments).of,
            sales.SaleLines(store, departments).of,
        ],
        closing.month_lines(close).of,
    )
