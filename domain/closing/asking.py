"""What of a close takes longer than a press may last: promised in one transaction, carried out by a workflow."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Final, Self

from domain.audit import record
from domain.closing.noting import Noting, checked
from domain.closing.reopening import Reopenings
from domain.closing.signing import Signing
from domain.role import Act, Role, require

REPORT: Final = "hand-out-closing-report"
PACKET: Final = "hand-out-close-packet"
PROVE: Final = "prove-close"
TAKE: Final = "take-close-file"
SIGN: Final = "sign-close"
CONFIRM: Final = "confirm-reopening"
PARTITION: Final = "closing"


@dataclass(frozen=True)
class Asked:
    """What somebody wants of a month's close; `more` is the file or the reopening, `value_of` the month valued."""

    department: str
    month: str
    by: str
    more: str = ""
    value_of: str = ""

    def as_text(self) -> str:
        """What `from_text` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The one that was written as text."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Asking:
    """Who may is checked here, at the press, and again by the act itself."""

    signing: Signing
    reopenings: Reopenings
    roles: Callable[[str], Collection[Role]]

    @property
    def noting(self) -> Noting:
        """The clock, the ids and the engine of a close."""
        return self.signing.noting

    def report(self, department: str, month: str, *, by: str) -> None:
        """Have the Closing Adjustments report handed out."""
        self._promise(REPORT, Asked(department, checked(month), by))

    def packet(self, department: str, month: str, *, by: str) -> None:
        """Have the latest packet handed out again."""
        self._promise(PACKET, Asked(department, checked(month), by))

    def prove(self, department: str, month: str, *, by: str) -> None:
        """Have the proofs run as of the month's last day; audited."""
        require(self.roles(by), Act.CLOSE)
        self._promise(PROVE, Asked(department, checked(month), by), act="tie out")

    def evidence(self, department: str, month: str, file: str, *, by: str) -> None:
        """Have a file fetched that shows that cash is reconciled."""
        require(self.roles(by), Act.CLOSE)
        self._promise(TAKE, Asked(department, checked(month), by, file))

    def value(self, department: str, month: str, file: str, value_of: str, *, by: str) -> None:
        """Have a file fetched with the value of the stock at the end of the month `value_of`."""
        require(self.roles(by), Act.CLOSE)
        self._promise(TAKE, Asked(department, checked(month), by, file, checked(value_of)))

    def sign(self, department: str, month: str, *, by: str) -> None:
        """Have the month signed and its packet made; raises the first thing that is missing, a red proof too."""
        require(self.roles(by), Act.SIGN_OFF)
        for problem in self.signing.missing(department, checked(month)):
            raise problem
        self._promise(SIGN, Asked(department, month, by))

    def confirm(self, id: str, *, by: str) -> None:
        """Have a reopening carried out: NotAllowed for whoever asked for it. QuickBooks is read first."""
        asked = self.reopenings.to_confirm(id, by=by)
        self._promise(CONFIRM, Asked(asked.department, asked.month, by, id))

    def _promise(self, workflow: str, asked: Asked, act: str = "") -> None:
        with self.signing.store.writing() as session:
            if act:
                subject, at = f"period:{asked.department}:{asked.month}", self.noting.now()
                record(session, at=at, by=asked.by, act=act, subject=subject, detail=asked.month)
            key = f"{workflow}:{self.noting.new_id()}"
            self.noting.engine.enqueue(session, workflow, asked.as_text(), key=key, partition=PARTITION)
