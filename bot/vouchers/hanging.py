"""Fits the vouchers together: their verbs, listeners and workflows."""

from collections.abc import Callable, Sequence

from bot.door import Door
from bot.people import People
from bot.vouchers import correcting_listeners, deciding_listeners, entering_listeners, listeners
from bot.vouchers.files import FileTaking, ListTaking
from bot.vouchers.messages import VoucherMessages
from bot.vouchers.opening import Opening
from bot.vouchers.pages import pages_of
from domain.books.documents import DocumentBooks
from domain.clock import wall_now
from domain.counterparties.registering import Registering
from domain.deliveries.matter import Matter
from domain.engine import Patience
from domain.role import Role
from domain.vouchers.approving import Approving
from domain.vouchers.filing import LIST, TAKE, Filing
from domain.vouchers.inquiring import Inquiring
from domain.vouchers.limits import Rules
from domain.vouchers.paid import READ, PaidReading
from domain.vouchers.posting import SHOW, Posting
from domain.vouchers.undoing import Undoing
from domain.vouchers.voucher_matter import VoucherMatter
from domain.vouchers.vouching import Vouching
from domain.worksheets.adjusting import Adjusting


def approvals(people: People, posting: Posting, rules: Callable[[str], Rules]) -> Approving:
    """Who may decide on vouchers, and by which rules."""

    def roles(person: str) -> frozenset[Role]:
        return people.person(person).roles

    return Approving(posting.store, posting, posting.now, rules, roles)


def register(
    door: Door,
    people: People,
    posting: Posting,
    registering: Registering,
    adjusting: Adjusting,
    books: Callable[[str], DocumentBooks],
    matters: dict[str, Matter],
    *,
    departments: Sequence[str],
    channel: str,
    rules: Callable[[str], Rules],
    asked_directly: Callable[[str], bool],
    api_url: str,
    patience: Patience,
) -> dict[str, Callable[[str], None]]:
    """Hang the listeners; answers the workflows by name. `books` opens the documents of a connection; vouchers
    join the `matters` that are told to the books."""

    store, engine, now, new_id = posting.store, posting.engine, posting.now, posting.new_id
    approving = approvals(people, posting, rules)
    undoing = Undoing(store, posting, now, rules, approving.roles)
    inquiring, filing = Inquiring(store, approving, rules, pages_of(api_url)), Filing(posting.deliveries)
    show = VoucherMessages(door.client, people, inquiring, channel, asked_directly).show
    paid = PaidReading(inquiring, engine, books, show)
    opening = Opening(Vouching(store, now, new_id, wall_now, rules), inquiring, paid.ask)
    listeners.register(door, opening, registering, departments=departments)
    entering_listeners.register(door, opening, approving, filing, registering, departments=departments, new_id=new_id)
    deciding_listeners.register(door, opening, approving, posting, undoing)
    correcting_listeners.register(door, undoing, adjusting)

    matters["voucher"] = matter = VoucherMatter(posting, rules, show)
    files = FileTaking(door.client, engine, filing, inquiring, patience)
    lists = ListTaking(door.client, engine, opening, people, patience)
    return {
        SHOW: matter.tell,
        READ: paid.read,
        TAKE: door.workflow(files.take, files.broke),
        LIST: door.workflow(lists.take, lists.broke),
    }
