"""A vendor's bill number: when two are the same, and when they look as if they were."""

import re
import unicodedata
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.counterparties.names import exact_key
from domain.vouchers.voucher import LIVE, Voucher

_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")


def alike_key(number: str) -> str:
    """What look-alikes share: letters and digits only, no case, no leading zeros (INV-7781 and inv 07781)."""
    plain = unicodedata.normalize("NFKC", number).casefold()
    return "".join(run.lstrip("0") or "0" if run[0].isdecimal() else run for run in _RUNS.findall(plain))


def set_number(voucher: Voucher, number: str) -> None:
    """Give a voucher its bill number, and the keys by which others are compared with it."""
    voucher.bill_number = " ".join(number.split())
    voucher.bill_key, voucher.alike_key = exact_key(number), alike_key(number)


def same_number(session: Session, voucher: Voucher) -> Voucher | None:
    """The live voucher of the vendor with this very bill number: only live ones count, so a redo may use it."""
    if not voucher.bill_key:
        return None
    return session.exec(_others(voucher).where(Voucher.bill_key == voucher.bill_key)).first()


def look_alike(session: Session, voucher: Voucher) -> Voucher | None:
    """A live voucher of the vendor whose bill number looks like this one without being it."""
    if not voucher.alike_key:
        return None
    alike = _others(voucher).where(Voucher.alike_key == voucher.alike_key, Voucher.bill_key != voucher.bill_key)
    return session.exec(alike).first()


def _others(voucher: Voucher) -> SelectOfScalar[Voucher]:
    return select(Voucher).where(
        Voucher.department == voucher.department,
        Voucher.vendor_id == voucher.vendor_id,
        Voucher.id != voucher.id,
        col(Voucher.state).in_(LIVE),
    )
