"""Names that only the books have, offered to be kept here too: what each would become, and why some cannot be.

A sync finds them (S3-05 to S3-08); nothing is kept before a person asks for it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from domain.books.port import NameKind
from domain.counterparties.details import BadDetails, Details, TradeRole, checked, in_words
from domain.counterparties.mirror import KIND, SUFFIX
from domain.counterparties.names import exact_key
from domain.table import Table, one_of

ROLE: Final = {kind: role for role, kind in KIND.items()}


class BringState(StrEnum):
    """`running` and `undoing` are under way in portions."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


class NameState(StrEnum):
    """`ready` is brought when someone asks, `left` is not wanted here, `refused` cannot be kept."""

    READY = "ready"
    LEFT = "left"
    REFUSED = "refused"
    DONE = "done"
    UNDONE = "undone"


class Bring(Table, table=True):
    """What someone asked of the names a sync found: at most one for each run, so that two presses are one.

    `place` is where its message stands, opaque to the domain; `shown` the state it shows.
    """

    __tablename__ = "bring"

    run_id: str = Field(primary_key=True, max_length=36)
    department: str = Field(max_length=64)
    realm: str = Field(max_length=32)
    company_name: str = Field(max_length=200)
    state: BringState = Field(default=BringState.RUNNING, sa_type=one_of(BringState), index=True)
    by: str = Field(max_length=64)
    begun_at: datetime
    changed_at: datetime
    asked_in: str = ""
    place: str = ""
    shown: str = Field(default="", max_length=20)
    shown_at: datetime | None = None
    reason: str = ""


class OnlyThere(Table, table=True):
    """A customer or vendor of the books that is nobody here; those with one `group_key` become one counterparty."""

    __tablename__ = "only_there"
    __table_args__ = (sa.Index("ix_only_there_state", "run_id", "state", "group_key"),)

    run_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(primary_key=True, max_length=16)
    books_id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=500)
    group_key: str = Field(max_length=500)
    company_name: str = Field(default="", max_length=500)
    email: str = Field(default="", max_length=500)
    currency: str = Field(default="", max_length=3)
    version: str = Field(default="", max_length=16)
    state: NameState = Field(default=NameState.READY, sa_type=one_of(NameState))
    reason: str = ""
    counterparty_id: str | None = Field(default=None, max_length=36)

    @property
    def role(self) -> TradeRole:
        """What it would be to us."""
        return ROLE[NameKind(self.kind)]


@dataclass(frozen=True)
class Ours:
    """A counterparty that has a name already; `visible` is false inside an import that is not finished."""

    name: str
    roles: frozenset[TradeRole]
    active: bool
    visible: bool


Counts = Counter[tuple[NameState, TradeRole]]
"""How many names of a run are in each state, by what they would be to us."""


def total(counts: Counts, state: NameState) -> int:
    """Names in a state, customers and vendors together."""
    return sum(n for (at, _), n in counts.items() if at is state)


def own_name(kind: NameKind, name: str) -> str:
    """The company's name without the suffix that tells a vendor from the customer of the same name (C10)."""
    stripped = re.sub(re.escape(SUFFIX[ROLE[kind]]) + r"( \d+)?$", "", name)
    return stripped if exact_key(stripped) else name


def sort_out(names: Iterable[OnlyThere], ours: Mapping[str, Ours]) -> None:
    """Refuse with a reason those that cannot be kept: not our kind of name, taken here, or there twice."""
    groups: dict[str, list[OnlyThere]] = defaultdict(list)
    for name in names:
        groups[name.group_key].append(name)
    for key, group in groups.items():
        seen: dict[str, OnlyThere] = {}
        for name in group:
            twin = seen.setdefault(name.kind, name)
            reason = _taken(name, ours.get(key)) or _twice(name, twin) or _unkeepable(name)
            if reason:
                name.state, name.reason = NameState.REFUSED, reason


def details_of(group: Sequence[OnlyThere]) -> Details:
    """The counterparty that names of one company become; raises BadDetails when its name cannot be kept.

    An e-mail address or legal name that we would not take from a form is left behind; the books keep it.
    """
    first = group[0]
    name = own_name(NameKind(first.kind), first.name)
    legal = next((one.company_name for one in group if one.company_name), "")
    told = Details(
        name=name,
        roles=frozenset(one.role for one in group),
        legal_name="" if exact_key(legal) == exact_key(name) else legal,
        email=next((one.email for one in group if one.email), ""),
        currency=first.currency,
    )
    try:
        return checked(told)
    except BadDetails as bad:
        wrong = {finding.field for finding in bad.findings} - {"name", "roles"}
        if not wrong:
            raise
        return checked(replace(told, **dict.fromkeys(wrong, "")))  # type: ignore[arg-type]  # all of them are texts


def _taken(name: OnlyThere, ours: Ours | None) -> str:
    if ours is None:
        return ""
    if not ours.visible:
        return f"{ours.name} is in an import that is not finished; finish or undo that one first."
    if not ours.active:
        return f"{ours.name} is here already, though deactivated; reactivate it and sync again."
    if name.role in ours.roles:
        return f"{ours.name} is here already as {in_words(ours.roles)}."
    return f"{ours.name} is here already as {in_words(ours.roles)}; add the role {name.role} and sync again."


def _twice(name: OnlyThere, twin: OnlyThere) -> str:
    return "" if twin is name else f"It is the same name as {twin.name}, which is in QuickBooks too."


def _unkeepable(name: OnlyThere) -> str:
    try:
        details_of([name])
    except BadDetails as bad:
        return bad.sentence
    return ""
