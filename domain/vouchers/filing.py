"""A vendor's own document for a voucher: handed over by a person, fetched by a workflow, kept to go with the bill."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from domain.audit import record
from domain.clock import Now
from domain.deliveries.delivering import Deliveries
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.entering import document_of
from domain.vouchers.voucher import Voucher, VoucherFile, VoucherState, note, voucher_to_change
from domain.vouchers.vouching import MOST_BYTES

TAKE: Final = "take-voucher-file"
LIST: Final = "tick-from-file"
PARTITION: Final = "imports"
OVER: Final = (VoucherState.UNDOING, VoucherState.UNDONE)


@dataclass(frozen=True)
class Handed:
    """A file somebody gave for a voucher, by the id it has where it is kept."""

    voucher_id: str
    file: str
    by: str

    def as_text(self) -> str:
        """What `from_text` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The one that was written as text."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class HandedList:
    """A file somebody gave as the list of what a draft is to settle; `window` and `place` are where they look at it,
    as the chat wrote it."""

    voucher_id: str
    file: str
    by: str
    window: str
    place: str

    def as_text(self) -> str:
        """What `from_text` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The one that was written as text."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Filing:
    """The file is no part of what is approved, so it may arrive at any time before the voucher is undone."""

    deliveries: Deliveries

    @property
    def store(self) -> Store:
        """Where vouchers are kept."""
        return self.deliveries.store

    @property
    def now(self) -> Now:
        """The clock."""
        return self.deliveries.now

    def hand_over(self, voucher_id: str, file: str, *, by: str) -> None:
        """Promise to fetch a file; the same file again is fetched once."""
        with self.store.writing() as session:
            voucher_to_change(session, voucher_id)
            subject = Handed(voucher_id, file, by).as_text()
            self.deliveries.engine.enqueue(
                session, TAKE, subject, key=f"{TAKE}:{voucher_id}:{file}", partition=PARTITION
            )

    def hand_over_list(self, handed: HandedList) -> None:
        """Promise to tick what a file lists; the same file again is read once."""
        with self.store.writing() as session:
            key = f"{LIST}:{handed.voucher_id}:{handed.file}"
            self.deliveries.engine.enqueue(session, LIST, handed.as_text(), key=key, partition=PARTITION)

    def keep(self, voucher_id: str, name: str, content_type: str, content: bytes, *, by: str) -> Voucher:
        """Keep the document; a later one replaces it, and one that comes after the posting still joins the bill."""
        if not content or len(content) > MOST_BYTES:
            raise Problem(f"A file has between 1 byte and {MOST_BYTES // 1024**2} MB.", field="file")
        with self.store.writing() as session:
            voucher = voucher_to_change(session, voucher_id)
            if voucher.state in OVER:
                raise Problem(f"{voucher.name} is {voucher.state}, so it takes no file any more.")
            at = self.now()
            file = VoucherFile(
                voucher_id=voucher.id, name=name, content_type=content_type, content=content, by=by, at=at
            )
            session.merge(file)
            note(session, voucher, "file added", by=by, at=at, detail=name)
            record(session, at=at, by=by, act="voucher file added", subject=f"voucher:{voucher_id}", detail=name)
            self.deliveries.attach(session, document_of(voucher))
            return voucher
