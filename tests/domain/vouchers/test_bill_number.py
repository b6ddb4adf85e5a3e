"""Bill numbers that look alike."""

from datetime import UTC, datetime

from domain.vouchers.bill_number import alike_key, set_number
from domain.vouchers.voucher import Voucher

AT = datetime(2025, 1, 28, tzinfo=UTC)


def voucher(amount: int, *prepared_by: str) -> Voucher:
    made = Voucher(id="v", department="main", created_by="anna", created_at=AT, changed_at=AT, amount=amount, number=1)
    made.preparers = " ".join(prepared_by)
    return made


def test_numbers_look_alike_without_case_marks_and_leading_zeros() -> None:
    assert alike_key("INV-7781") == alike_key("inv 07781") == alike_key("ＩＮＶ７７８１") == "inv7781"
    assert alike_key("INV-7781") != alike_key("INV-7781-2")
    assert alike_key("A-0") == alike_key("a000")
    assert alike_key("--") == ""


def test_a_number_is_the_same_however_it_is_spaced() -> None:
    one, other = voucher(1), voucher(1)
    set_number(one, " INV  7781")
    set_number(other, "inv 7781")
    assert one.bill_number == "INV 7781"
    assert one.bill_key == other.bill_key
