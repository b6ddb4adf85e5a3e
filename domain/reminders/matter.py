"""A matter that somebody should hear of: what it is about, whom it concerns, and the facts its message tells."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

CHANNEL: Final = "channel"
Row = tuple[str, str, int]


class Kind(StrEnum):
    """What a reminder is about. A digest is told and then left alone; every other closes itself when it is healed."""

    CLOSE = "close"
    LATE_BILLS = "late-bills"
    STAGED = "staged"
    OLD_ACCRUALS = "old-accruals"
    APPROVALS = "approvals"
    PROOFS = "proofs"
    DIGEST = "digest"


@dataclass(frozen=True)
class Facts:
    """What a message says, with the numbers of its kind. Amounts in cents; `rows` are the first few of `count` things:
    what, words, cents; `subjects` names what each is, such as `voucher:…`, so that it can be opened. `month` is such as
    `2025-01`, `on` a local date, `days` business days or days of age."""

    month: str = ""
    on: str = ""
    days: int = 0
    count: int = 0
    total: int = 0
    words: str = ""
    rows: tuple[Row, ...] = ()
    subjects: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self) | {"rows": [list(row) for row in self.rows], "subjects": list(self.subjects)}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Facts":
        """As it was kept."""
        rows = tuple((what, words, cents) for what, words, cents in kept["rows"])
        return cls(**(kept | {"rows": rows, "subjects": tuple(kept.get("subjects", ()))}))


@dataclass(frozen=True)
class Matter:
    """One matter for one audience: the channel or a person, by id.

    `subject` names the matter while it is open; with the local business date `on` which first had it, it is the
    reminder's key, so that the same thing months later is another one.
    """

    kind: Kind
    department: str
    subject: str
    on: date
    audience: str
    facts: Facts

    @property
    def key(self) -> str:
        """Such as `old-accruals:main:2025-03-14`."""
        return f"{self.subject}:{self.on}"
