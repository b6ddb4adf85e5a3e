"""Fits the counterparty sync together: both directions, and what a single counterparty owes QuickBooks."""

from bot.house import House, Workflows, killed_at
from bot.sync import listeners
from bot.sync.bring_messages import BringMessages
from bot.sync.messages import SyncMessages
from bot.sync.mirror_messages import MirrorMessages
from domain.counterparties import mirroring
from domain.counterparties.reflecting import Reflecting
from domain.syncs import bringing, syncing
from domain.syncs.keeping import Keeping
from domain.syncs.telling import Telling


def register(house: House) -> Workflows:
    """Hang the command and its buttons; answers the workflows by name."""
    door, verbs, client = house.door, house.verbs, house.client
    listeners.register(
        door,
        verbs.syncing,
        verbs.bringing,
        verbs.mirroring,
        departments=house.departments,
        home_channel=house.channel,
    )
    die = killed_at(house.settings.die_at)
    syncs = SyncMessages(client, verbs.syncing, verbs.bringing, house.now)
    telling = Telling(house.store, house.engine, house.now, verbs.connecting.books_of, syncs.show, die)
    reflecting = Reflecting(verbs.mirroring, verbs.connecting.books_of, die)
    keeping = Keeping(verbs.bringing, BringMessages(client, verbs.bringing).show)
    return {
        syncing.PLAN: door.workflow(telling.plan, telling.broke),
        syncing.RUN: door.workflow(telling.run, telling.broke),
        syncing.SHOW: telling.tell,
        mirroring.MIRROR: door.workflow(reflecting.mirror, reflecting.broke),
        mirroring.TELL: MirrorMessages(client, house.engine, verbs.mirroring).tell,
        bringing.BRING: door.workflow(keeping.bring, keeping.broke),
        bringing.UNDO: door.workflow(keeping.undo, keeping.broke),
        bringing.SHOW_BRING: keeping.tell,
    }
