"""Fits the vouchers together: their verbs, listeners and workflows."""

from bot.house import House, Workflows
from bot.vouchers import correcting_listeners, deciding_listeners, entering_listeners, listeners
from bot.vouchers.files import FileTaking, ListTaking
from bot.vouchers.messages import VoucherMessages
from bot.vouchers.opening import Opening
from domain.clock import new_id, wall_now
from domain.vouchers.approving import Approving
from domain.vouchers.filing import LIST, TAKE, Filing
from domain.vouchers.inquiring import Inquiring
from domain.vouchers.paid import READ, PaidReading
from domain.vouchers.posting import SHOW
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher_matter import VoucherMatter
from domain.vouchers.vouching import Vouching
from domain.worksheets.adjusting import Adjusting


def approvals(house: House) -> Approving:
    """Who may decide on vouchers, and by which rules."""
    return Approving(house.store, house.verbs.posting, house.now, house.verbs.departments.rules, house.roles)


def register(house: House) -> Workflows:
    """Hang the listeners; answers the workflows by name. Vouchers join the matters that are told to the books."""
    door, people, verbs, departments = house.door, house.people, house.verbs, house.departments
    store, engine, posting, rules = house.store, house.engine, verbs.posting, verbs.departments.rules
    approving = approvals(house)
    undoing = Undoing(store, posting, house.now, rules, house.roles)
    inquiring, filing = Inquiring(store, approving, rules, house.page_of), Filing(verbs.deliveries)
    show = VoucherMessages(house.client, people, inquiring, house.channel, verbs.departments.asked_directly).show
    paid = PaidReading(inquiring, engine, verbs.documents, show)
    opening = Opening(Vouching(store, house.now, new_id, wall_now, rules), inquiring, paid.ask)
    listeners.register(door, opening, verbs.registering, departments=departments)
    entering_listeners.register(
        door, opening, approving, filing, verbs.registering, departments=departments, new_id=new_id
    )
    deciding_listeners.register(door, opening, approving, posting, undoing)
    correcting_listeners.register(door, undoing, Adjusting(verbs.worksheets))

    verbs.matters["voucher"] = matter = VoucherMatter(posting, rules, show)
    files = FileTaking(house.client, engine, filing, inquiring, house.patience)
    lists = ListTaking(house.client, engine, opening, people, house.patience)
    return {
        SHOW: matter.tell,
        READ: paid.read,
        TAKE: door.workflow(files.take, files.broke),
        LIST: door.workflow(lists.take, lists.broke),
    }
