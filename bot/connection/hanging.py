"""Fits connections and Home together: listeners, messages, workflows."""

from bot.closing import hanging as closing
from bot.connection import listeners as connection_listeners
from bot.connection.messages import ConnectionMessages
from bot.connection.posting import Posting
from bot.connection.setup_messages import SetupMessages
from bot.home import listeners as home_listeners
from bot.home.messages import HomePage
from bot.house import House, Workflows
from bot.receipts import hanging as receipts
from bot.receipts.home import ReceiptLines
from bot.reminders import hanging as reminders
from bot.sales import hanging as sales
from bot.vouchers import hanging as vouchers
from bot.vouchers.home import HomeLines
from domain.books.port import Finding
from domain.clock import new_id
from domain.connections import alerting, setup, watching
from domain.connections.setup import SettingUp
from domain.receipts.waiting import Waiting as ReceiptsWaiting
from domain.vouchers.waiting import Waiting


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. Comes last: `/accounting` knows the words of all others."""
    door, verbs, client, engine = house.door, house.verbs, house.client, house.engine
    departments, channel = house.departments, house.channel
    connecting, testing, syncs = verbs.connecting, verbs.testing, verbs.syncing

    def advice(department: str) -> list[Finding]:
        return [*verbs.testing.preflight(department), *verbs.openings.advice(department)]

    steps = SettingUp(connecting, engine, advice)
    home = _home(house, steps)
    told = ConnectionMessages(
        client, engine, verbs.alerting, connecting, syncs, testing, channel, home.show, door.workflow, house.patience
    )
    posting = Posting(client)
    setups = SetupMessages(posting, engine, house.people, steps, departments, door.workflow, house.patience, house.now)
    connection_listeners.register(
        door,
        connecting,
        testing,
        steps,
        syncs,
        departments=departments,
        channel=channel,
        support=house.settings.support,
        now=house.now,
        new_id=new_id,
        words=house.words,
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


def _home(house: House, steps: SettingUp) -> HomePage:
    store, verbs, departments = house.store, house.verbs, house.departments
    return HomePage(
        house.client,
        house.people,
        verbs.connecting,
        verbs.syncing,
        verbs.alerting,
        steps,
        house.now,
        departments,
        house.channel,
        HomeLines(Waiting(store, vouchers.approvals(house).approvable), departments),
        [
            ReceiptLines(ReceiptsWaiting(receipts.deciding_of(house)), departments).of,
            sales.SaleLines(store, departments).of,
            reminders.home_lines(house),
        ],
        closing.month_lines(house).of,
    )
