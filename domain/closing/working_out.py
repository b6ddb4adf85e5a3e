"""What a month's closing entry would be as things stand: its parts to the cent, and what stands in its way."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from domain.accounts.account import Mapped, Uses, all_mapped, chart
from domain.accounts.mapping_rules import wrong_with
from domain.audit import in_turn
from domain.closing.closing_entry import EntryKind, EntryLine, debits, number_of
from domain.closing.inventory import inventory_change, lacking_values
from domain.closing.month_end import month_end
from domain.closing.swept import Section, by_account, moved, totals
from domain.connections.connection import Connection, connection_of
from domain.departments.configuring import settings_of
from domain.departments.department_settings import DepartmentSettings
from domain.ledger.period import first_day, last_day
from domain.ledger.reach import latest_seq, recorded_since
from domain.problems import Problem

WHOLE: Final = (("", tuple(Section)),)
SPLIT: Final = tuple((section.value.lower(), (section,)) for section in Section)
MAP_IT: Final = "Map it: /accounting accounts."


@dataclass(frozen=True)
class Part:
    """One document: its title where the entry is split, its number, and its lines by our account."""

    place: int
    title: str
    number: str
    lines: tuple[EntryLine, ...]

    @property
    def total(self) -> int:
        """Its debits in cents."""
        return debits(self.lines)


@dataclass(frozen=True)
class WorkedOut:
    """A month's entry. `stops` must be mended first; `fingerprint` is of everything an approval is bound to.

    `amounts` are by our account whatever is mapped; without `parts` nothing is swept and no document is needed.
    """

    department: str
    month: str
    kind: EntryKind
    round: int
    connection: Connection | None
    parts: tuple[Part, ...]
    amounts: Mapping[str, int]
    stops: tuple[Problem, ...]
    fingerprint: str

    @property
    def number(self) -> str:
        """What the whole is called: the number of a first part."""
        return number_of(self.department, self.month, self.kind, self.round, 1)

    @property
    def total(self) -> int:
        """The debits of all parts."""
        return sum(part.total for part in self.parts)


@dataclass(frozen=True)
class Summed:
    """What each part has on each account, when the journal had come to the entry `seq`: summed before a transaction."""

    seq: int
    split: bool
    parts: tuple[Mapping[str, int], ...]

    def stands(self, session: Session, department: str, month: str, split: bool) -> bool:
        """Whether nothing of the month was recorded since; it stays so until this transaction ends."""
        in_turn(session, f"journal:{department}")
        new = recorded_since(session, department, self.seq, first_day(month), last_day(month))
        return split == self.split and not new


def summed(session: Session, department: str, month: str) -> Summed:
    """A month's sums, and up to which entry they hold: that is looked up first, so that none is missed."""
    seq, split = latest_seq(session, department), settings_of(session, department).split_closing
    if not split:
        return Summed(seq, split, (moved(session, department, month),))
    sums = totals(session, department, month)
    return Summed(seq, split, tuple(by_account(sums, sections) for _, sections in SPLIT))


def work_out(session: Session, department: str, month: str, before: Summed | None = None) -> WorkedOut:
    """Look at a month's sweep lines as they stand now, grouped for the books. Only reads.

    A transaction that writes hands over what was summed `before` it: then nobody waits for the sums to be made, but for
    those of a month that something was recorded in since.
    """
    settings = settings_of(session, department)
    if before is None or not before.stands(session, department, month, settings.split_closing):
        before = summed(session, department, month)
    change = inventory_change(session, department, month) if settings.uses_inventory else None
    round = month_end(session, department, month).round
    kind = EntryKind.REPOST if round else EntryKind.CLOSING
    connection = connection_of(session, department)
    realm = connection.realm if connection else ""
    mapped = all_mapped(session, department, realm, last_day(month))
    parts, used = list[Part](), change.lines if change else {}
    titles = SPLIT if settings.split_closing else WHOLE
    for place, ((title, sections), amounts) in enumerate(zip(titles, before.parts, strict=True), start=1):
        used = _added(used, amounts)
        amounts = _added(amounts, change.lines) if change and Section.EXPENSES in sections else amounts
        lines = tuple(_line(account, amount, mapped) for account, amount in amounts.items())
        if lines:
            parts.append(Part(place, title, number_of(department, month, kind, round, place), lines))
    stops = [*_unconnected(department, connection), *_unmapped(session, department, realm, used, mapped, settings)]
    stops += lacking_values(session, department, month) if settings.uses_inventory else []
    return WorkedOut(
        department=department,
        month=month,
        kind=kind,
        round=round,
        connection=connection,
        parts=tuple(parts),
        amounts=used,
        stops=tuple(stops),
        fingerprint=_fingerprint(department, month, realm, parts),
    )


def _line(account: str, amount: int, mapped: Mapping[str, Mapped]) -> EntryLine:
    behind = mapped.get(account)
    return EntryLine(account, behind.books_id if behind else "", amount)


def _added(amounts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    accounts = sorted({*amounts, *more})
    summed = {account: amounts.get(account, 0) + more.get(account, 0) for account in accounts}
    return {account: amount for account, amount in summed.items() if amount}


def _unconnected(department: str, connection: Connection | None) -> list[Problem]:
    if connection is not None:
        return []
    return [Problem(f"{department} is not connected to QuickBooks.", next_step="Connect it: /accounting connect.")]


def _unmapped(
    session: Session,
    department: str,
    realm: str,
    used: Mapping[str, int],
    mapped: Mapping[str, Mapped],
    settings: DepartmentSettings,
) -> list[Problem]:
    """Accounts of the entry without an account of the books behind them, or with one that cannot take it."""
    rows = {row.number: row for row in chart(session, department)}
    uses = Uses(settings.ar_on, settings.uses_tax, settings.uses_inventory, settings.uses_netting)
    found: list[Problem] = []
    for account in used:
        row = rows.get(account)
        name = f"{account} {row.name}" if row else account
        if account not in mapped:
            found.append(Problem(f"{name} has no account in QuickBooks.", next_step=MAP_IT))
        elif row and (wrong := wrong_with(session, realm, row, mapped[account], uses)):
            found.append(Problem(f"{name}: {wrong}", next_step=MAP_IT))
    return found


def _fingerprint(department: str, month: str, realm: str, parts: Sequence[Part]) -> str:
    documents = [[part.number, [[x.account, x.books_id, x.amount] for x in part.lines]] for part in parts]
    bound = [department, month, realm, documents]
    return hashlib.sha256(json.dumps(bound).encode()).hexdigest()
