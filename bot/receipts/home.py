"""The lines about receipts on a person's Home: those to approve, those QuickBooks did not take, and those that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import blocks
from bot.blocks import Block, escape, mention, moment
from bot.people import Person
from bot.receipts.windows import KINDS, OPEN
from domain.money import shown
from domain.receipts.waiting import MOST, Row, Some, Waiting

TROUBLE_SHOWN: Final = 200


@dataclass(frozen=True)
class ReceiptLines:
    """Drawn from what is stored."""

    waiting: Waiting
    departments: Sequence[str]

    def of(self, person: Person) -> list[Block]:
        """What waits for this person, and what waits for QuickBooks."""
        waits, named = self.waiting.look(person.id, person.roles, self.departments), len(self.departments) > 1
        many = f"{waits.to_approve.total:,}{' or more' if waits.to_approve.total >= MOST else ''}"
        return [
            *_group(f":inbox_tray: *Receipts for you to approve: {many}*", waits.to_approve, named),
            *_group(f":x: *Receipts QuickBooks did not take: {waits.failed.total:,}*", waits.failed, named),
            *_group(f":hourglass: *Receipts that wait for QuickBooks: {waits.queued.total:,}*", waits.queued, named),
        ]


def _group(title: str, some: Some, named: bool) -> list[Block]:
    if not some.rows:
        return []
    left = some.total - len(some.rows)
    more = [blocks.context(f"And {left:,} more: `/receipt list` lists them.")] if left > 0 else []
    return [blocks.section(title), *(_row(row, named) for row in some.rows), *more]


def _row(row: Row, named: bool) -> Block:
    act = row.act
    said = [f"*{act.name}*", escape(row.customer), KINDS[act.kind], f"*{shown(row.worth)}*"]
    said += [escape(act.department)] if named else []
    who = f"prepared by {', '.join(mention(id) for id in sorted(act.prepared_by))}"
    who += f" · submitted {moment(act.submitted_at)}" if act.submitted_at else ""
    below = escape(blocks.clip(" ".join(row.trouble.split()), TROUBLE_SHOWN)) or who
    opens = blocks.button("Open", OPEN, value=act.receipt_id, label=f"Open {act.name}")
    return blocks.section(f"{' · '.join(said)}\n{below}", accessory=opens)
