"""The table of contents of the bot: which features hang on the door, and which jobs are looked at how often."""

from collections.abc import Callable
from typing import Final

from bot.accounts import hanging as accounts
from bot.audit import hanging as audit
from bot.closing import flow
from bot.closing import hanging as closing
from bot.connection import hanging as connection
from bot.counterparties import hanging as counterparties
from bot.departments import hanging as departments
from bot.drift import hanging as drift
from bot.house import House, Workflows, killed_at
from bot.opening import hanging as opening
from bot.proofs import hanging as proofs
from bot.receipts import hanging as receipts
from bot.reminders import hanging as reminders
from bot.reports import hanging as reports
from bot.sales import hanging as sales
from bot.schedule import Job
from bot.sync import hanging as sync
from bot.vouchers import hanging as vouchers
from bot.worksheets import hanging as worksheets
from domain.deliveries import delivery
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending


def hang(house: House) -> Workflows:
    """One `register` for each feature. Answers the workflows the engine runs, by name."""
    workflows: Workflows = {}
    for register in FEATURES:
        workflows |= register(house)
    return workflows


def _deliveries(house: House) -> Workflows:
    """What every document that goes to the books is told by, whatever it stands for."""
    door, verbs, die = house.door, house.verbs, killed_at(house.settings.die_at)
    about = (house.store, house.engine, house.now, verbs.documents, verbs.matters, die)
    sending, removing = Sending(*about), Removing(*about)
    return {
        delivery.POST: door.workflow(sending.post, sending.broke),
        delivery.ATTACH: door.workflow(sending.attach, sending.broke),
        delivery.REMOVE: door.workflow(removing.remove, removing.broke),
    }


FEATURES: Final[tuple[Callable[[House], Workflows], ...]] = (
    departments.register,
    accounts.register,
    opening.register,
    counterparties.register,
    sync.register,
    worksheets.register,
    vouchers.register,
    receipts.register,
    sales.register,
    _deliveries,
    reports.register,
    proofs.register,
    drift.register,
    closing.register,
    reminders.register,
    audit.register,
    flow.register,
    connection.register,  # last: `/accounting` is its command, and knows the words of all the others
)


def jobs(house: House) -> list[Job]:
    """What is looked at, and how often."""
    engine, people, verbs = house.engine, house.people, house.verbs
    return [
        Job("heartbeat", 10, engine.beat, turned=False),
        Job("sweep", 10, engine.sweep, turned=False),
        Job("people", 60, people.refresh, turned=False),
        Job("resume syncs", 2, verbs.syncing.resume_due),
        Job("show syncs", 30, verbs.syncing.show_again),
        Job("resume mirrors", 2, verbs.mirroring.resume_due),
        Job("tell refusals", 30, verbs.mirroring.tell_again),
        Job("show brought names", 30, verbs.bringing.show_again),
        Job("resume postings", 2, verbs.deliveries.resume_due),
        Job("show vouchers", 60, verbs.posting.show_again),
        Job("show receipts", 60, verbs.receipts.show_again),
        Job("show sales", 60, verbs.invoicing.show_again),
        Job("watch books", 30, verbs.drift.watch),
        Job("watch connections", 30, verbs.watching.watch),
        Job("show alerts", 60, verbs.alerting.show_again),
        Job("prove", 60, proofs.daily(house).prove),
        Job("remind", 300, reminders.reminding(house).remind),
        Job("consent addresses", 60, verbs.connecting.get_ready, turned=False),
    ]
