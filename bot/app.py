"""The table of contents of the bot: what each feature hangs on the door, which workflows it runs, which jobs it has."""

import os
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from bot.accounts import listeners as account_listeners
from bot.accounts import term_listeners
from bot.accounts.messages import AccountMessages
from bot.audit import listeners as audit_listeners
from bot.audit.messages import AuditMessages
from bot.away import is_away
from bot.closing import flow
from bot.closing import hanging as closing
from bot.closing.messages import CloseMessages
from bot.connection import hanging as connection
from bot.counterparties import listeners as counterparty_listeners
from bot.counterparties.messages import ImportMessages
from bot.departments import delegating_listeners, override_listeners
from bot.departments import listeners as settings_listeners
from bot.door import Door
from bot.drift import hanging as drift
from bot.drift.listeners import listing as changes_in_books
from bot.opening import hanging as openings
from bot.people import People
from bot.proofs import hanging as proofs
from bot.receipts import hanging as receipts
from bot.reminders import hanging as reminders
from bot.reports import listeners as report_listeners
from bot.reports.messages import ReportMessages
from bot.sales import hanging as sales
from bot.schedule import Job
from bot.settings import Settings
from bot.sync import listeners as sync_listeners
from bot.sync.bring_messages import BringMessages
from bot.sync.messages import SyncMessages
from bot.sync.mirror_messages import MirrorMessages
from bot.verbs import Verbs
from bot.vouchers import hanging as vouchers
from bot.vouchers.pages import pages_of
from bot.worksheets import listeners as worksheet_listeners
from bot.worksheets.import_messages import WorksheetImports
from domain import auditing
from domain.accounts import mapping, terming
from domain.accounts.charting import Charting
from domain.accounts.terming import TermWork
from domain.approvals.delegating import Delegating
from domain.auditing import Auditing
from domain.clock import new_id
from domain.counterparties import mirroring
from domain.counterparties.reflecting import Reflecting
from domain.deliveries import delivery
from domain.deliveries.matter import Matter, Matters
from domain.deliveries.refusal import GONE
from domain.deliveries.removing import Removing
from domain.deliveries.sending import Sending
from domain.departments.department_settings import ApprovalsIn
from domain.departments.letting_through import LettingThrough
from domain.drift.deciding import Deciding
from domain.engine import Engine, Patience
from domain.imports.importing_worksheets import ImportingWorksheets
from domain.imports.receiving_worksheets import ReceivingWorksheets
from domain.reports import reporting
from domain.sales.billed import Billing
from domain.syncs import bringing, syncing
from domain.syncs.keeping import Keeping
from domain.syncs.telling import Telling
from domain.vouchers.undoing import Undoing
from domain.worksheets.adjusting import Adjusting
from domain.worksheets.worksheet_look import Looking

Workflows = dict[str, Callable[[str], None]]


def hang(settings: Settings, door: Door, people: People, verbs: Verbs) -> Workflows:
    """The table of contents: one `register` for each feature. Answers the workflows the engine runs, by name."""
    patience = Patience(is_away)
    matters = verbs.matters
    close = _close_messages(settings, door, verbs, patience)
    return (
        _hang_accounts(settings, door, people, verbs, patience, close)
        | _hang_counterparties(settings, door, verbs, patience)
        | _hang_syncs(settings, door, verbs)
        | _hang_worksheets(settings, door, verbs, patience)
        | _hang_vouchers(settings, door, people, verbs, patience, matters)
        | _hang_receipts(settings, door, people, verbs, matters)
        | _hang_sales(settings, door, verbs, matters)
        | _hang_deliveries(settings, door, verbs, matters)
        | _hang_reports(settings, door, verbs, patience)
        | _hang_proofs(settings, door, verbs, patience)
        | _hang_drift(settings, door, people, verbs, patience)
        | _hang_closing(settings, door, people, verbs, matters, close)
    )


def _hang_accounts(
    settings: Settings, door: Door, people: People, verbs: Verbs, patience: Patience, close: CloseMessages
) -> Workflows:
    """The chart, the terms and the audit trail are reached by words of `/accounting`: the connection's command."""
    departments, engine = settings.department_names, verbs.testing.engine
    approvals = vouchers.approvals(people, verbs.posting, verbs.departments.rules)
    open_opening, opened = openings.register(door, verbs.openings, departments=departments, patience=patience)
    open_reminders, reminded = reminders.register(settings, door, people, verbs, patience)
    trail = Auditing(verbs.posting.store, engine, verbs.posting.now, new_id)
    draw, drawn = flow.register(door, verbs.posting.store, engine, new_id, patience)
    words = {
        "flow": draw,
        "accounts": account_listeners.register(door, verbs.mapping, departments=departments),
        "terms": term_listeners.register(door, verbs.terming, departments=departments, new_id=new_id),
        "opening": open_opening,
        "reminders": open_reminders,
        "drift": changes_in_books(verbs.posting.store, departments),
        "audit": audit_listeners.register(door, trail),
        "settings": settings_listeners.register(door, verbs.departments, departments=departments),
        "override": override_listeners.register(
            door, LettingThrough(verbs.posting.store, verbs.posting.now), departments=departments
        ),
        "delegate": delegating_listeners.register(
            door, Delegating(verbs.posting.store, approvals.powers), departments=departments
        ),
    }
    audited = AuditMessages(door.client, engine, trail, patience)
    told = AccountMessages(door.client, people, verbs.mapping, verbs.terming)
    chart = Charting(verbs.mapping, verbs.documents, told.show_chart, patience)
    terms = TermWork(verbs.terming, verbs.documents, told.show_terms, patience)
    about_chart = reminded | {
        mapping.PULL: door.workflow(chart.pull, chart.broke),
        mapping.CREATE: door.workflow(chart.create, chart.broke),
        mapping.CREATE_MISSING: door.workflow(chart.create_missing, chart.broke),
        mapping.FIX_ITEM: door.workflow(chart.fix_item, chart.broke),
        terming.PULL: door.workflow(terms.pull, terms.broke),
        terming.CREATE: door.workflow(terms.create, terms.broke),
        auditing.EXPORT: door.workflow(audited.export, audited.broke),
        auditing.VERIFY: door.workflow(audited.verify, audited.broke),
    }
    return connection.register(settings, door, people, verbs, patience, words, close) | about_chart | opened | drawn


def _hang_counterparties(settings: Settings, door: Door, verbs: Verbs, patience: Patience) -> Workflows:
    departments, receiving, importing = settings.department_names, verbs.receiving, verbs.importing
    counterparty_listeners.register(
        door, verbs.registering, receiving, importing, departments=departments, new_id=new_id
    )
    engine, now = verbs.testing.engine, verbs.syncing.now
    elsewhere = ReceivingWorksheets(ImportingWorksheets(verbs.worksheets), engine)
    imports = ImportMessages(
        door.client, engine, receiving, importing, departments, now, door.workflow, patience, elsewhere, verbs.openings
    )
    return imports.workflows()


def _hang_syncs(settings: Settings, door: Door, verbs: Verbs) -> Workflows:
    client, engine, store, now = door.client, verbs.testing.engine, verbs.syncing.store, verbs.syncing.now
    departments, channel = settings.department_names, settings.channel
    sync_listeners.register(
        door, verbs.syncing, verbs.bringing, verbs.mirroring, departments=departments, home_channel=channel
    )
    die = _killed_at(settings.die_at)
    syncs = SyncMessages(client, verbs.syncing, verbs.bringing, now)
    telling = Telling(store, engine, now, verbs.connecting.books_of, syncs.show, die)
    reflecting = Reflecting(verbs.mirroring, verbs.connecting.books_of, die)
    keeping = Keeping(verbs.bringing, BringMessages(client, verbs.bringing).show)
    return {
        syncing.PLAN: door.workflow(telling.plan, telling.broke),
        syncing.RUN: door.workflow(telling.run, telling.broke),
        syncing.SHOW: telling.tell,
        mirroring.MIRROR: door.workflow(reflecting.mirror, reflecting.broke),
        mirroring.TELL: MirrorMessages(client, engine, verbs.mirroring).tell,
        bringing.BRING: door.workflow(keeping.bring, keeping.broke),
        bringing.UNDO: door.workflow(keeping.undo, keeping.broke),
        bringing.SHOW_BRING: keeping.tell,
    }


def _hang_worksheets(settings: Settings, door: Door, verbs: Verbs, patience: Patience) -> Workflows:
    worksheets, engine, departments = verbs.worksheets, verbs.testing.engine, settings.department_names
    receiving = ReceivingWorksheets(ImportingWorksheets(worksheets), engine)
    worksheet_listeners.register(
        door,
        worksheets,
        Adjusting(worksheets),
        Looking(worksheets.store),
        receiving,
        departments=departments,
        new_id=new_id,
        bills=sales.Bills(Billing(worksheets.store), pages_of(settings.qbo_api_url)).of,
        today=verbs.mapping.today,
    )
    return WorksheetImports(door.client, engine, receiving, door.workflow, patience).workflows()


def _hang_vouchers(
    settings: Settings, door: Door, people: People, verbs: Verbs, patience: Patience, matters: dict[str, Matter]
) -> Workflows:
    return vouchers.register(
        door,
        people,
        verbs.posting,
        verbs.registering,
        Adjusting(verbs.worksheets),
        verbs.documents,
        matters,
        departments=settings.department_names,
        channel=settings.channel,
        rules=verbs.departments.rules,
        asked_directly=verbs.departments.asked_directly,
        api_url=settings.qbo_api_url,
        patience=patience,
    )


def _hang_receipts(
    settings: Settings, door: Door, people: People, verbs: Verbs, matters: dict[str, Matter]
) -> Workflows:
    return receipts.register(
        door,
        people,
        verbs.receipts,
        verbs.registering,
        matters,
        departments=settings.department_names,
        channel=settings.channel,
        rules=verbs.departments.rules,
        asked_directly=lambda department: verbs.departments.settings(department).approvals_in is ApprovalsIn.DIRECT,
        page_of=pages_of(settings.qbo_api_url),
    )


def _hang_sales(settings: Settings, door: Door, verbs: Verbs, matters: dict[str, Matter]) -> Workflows:
    return sales.register(
        door,
        verbs.invoicing,
        verbs.worksheets,
        verbs.documents,
        matters,
        page=pages_of(settings.qbo_api_url),
        channel=settings.channel,
    )


def _hang_reports(settings: Settings, door: Door, verbs: Verbs, patience: Patience) -> Workflows:
    zone, looking = settings.time_zone, Looking(verbs.worksheets.store)

    def today() -> date:
        return verbs.reporting.now().astimezone(ZoneInfo(zone)).date()

    report_listeners.register(
        door, verbs.reporting, looking, departments=settings.department_names, today=today, zone=zone
    )
    told = ReportMessages(door.client, verbs.reporting.engine, verbs.reporting, patience)
    return {reporting.MAKE: door.workflow(told.make, told.broke)}


def _hang_proofs(settings: Settings, door: Door, verbs: Verbs, patience: Patience) -> Workflows:
    departments, channel = settings.department_names, settings.channel
    return proofs.register(door, verbs.proving, departments=departments, channel=channel, patience=patience)


def _close_messages(settings: Settings, door: Door, verbs: Verbs, patience: Patience) -> CloseMessages:
    zone, channel = settings.time_zone, settings.channel
    return closing.messages(door, verbs.proving, verbs.departments, zone=zone, channel=channel, patience=patience)


def _hang_closing(
    settings: Settings, door: Door, people: People, verbs: Verbs, matters: dict[str, Matter], close: CloseMessages
) -> Workflows:
    departments, proving = settings.department_names, verbs.proving
    return closing.register(
        door, people, close, verbs.deliveries, proving, verbs.documents, matters, departments=departments
    )


def _hang_drift(settings: Settings, door: Door, people: People, verbs: Verbs, patience: Patience) -> Workflows:
    """A voucher whose bill was deleted in the books is undone when that is adopted."""
    posting, rules = verbs.posting, verbs.departments.rules
    undoing = Undoing(posting.store, posting, posting.now, rules, vouchers.approvals(people, posting, rules).roles)

    def take_back(voucher_id: str, by: str) -> object:
        return undoing.undo(voucher_id, "It was deleted in QuickBooks.", by=by, accepted=GONE)

    deciding = Deciding(posting.store, verbs.deliveries, verbs.matters, {"voucher": take_back})
    return drift.register(
        door,
        verbs.drift,
        deciding,
        verbs.matters,
        owner=lambda department: verbs.departments.settings(department).owner,
        channel=settings.channel,
        patience=patience,
    )


def _hang_deliveries(settings: Settings, door: Door, verbs: Verbs, matters: Matters) -> Workflows:
    deliveries, die = verbs.deliveries, _killed_at(settings.die_at)
    about = (deliveries.store, deliveries.engine, deliveries.now, verbs.documents, matters, die)
    sending, removing = Sending(*about), Removing(*about)
    return {
        delivery.POST: door.workflow(sending.post, sending.broke),
        delivery.ATTACH: door.workflow(sending.attach, sending.broke),
        delivery.REMOVE: door.workflow(removing.remove, removing.broke),
    }


def _killed_at(chosen: str) -> Callable[[str], None]:
    """With stand-ins only (settings refuse it otherwise): the process dies, as by kill -9, at the chosen point."""

    def at(point: str) -> None:
        if point == chosen:
            os._exit(9)

    return at


def jobs(settings: Settings, engine: Engine, people: People, verbs: Verbs) -> list[Job]:
    """What is looked at, and how often."""
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
        Job("remind", 300, reminders.reminding(settings, people, verbs).remind),
        Job("consent addresses", 60, verbs.connecting.get_ready, turned=False),
    ]
