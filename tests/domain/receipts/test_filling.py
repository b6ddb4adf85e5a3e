"""Many invoices are filled in at once: the oldest first, or as a pasted list says; by hand only what is special."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problems import Problem
from domain.receipts.applying import Applying
from domain.receipts.drafting import Pays
from domain.receipts.filling import as_listed, oldest_first
from domain.receipts.receipt import ActState
from domain.receipts.receivables import Receivable
from tests.domain.january import day
from tests.domain.receipts.till import Till
from tests.domain.vouchers.desk import ANNA, BO


def invoices(*amounts: int) -> list[Receivable]:
    """One a day from the 1st on."""
    found = enumerate(amounts, start=1)
    return [Receivable(f"k{n}", None, "c", f"W-{n}", day(n), None, ((day(n), cents),)) for n, cents in found]


def owed_by_many(*numbers: str) -> Sequence[Receivable]:
    return [replace(one, number=number) for one, number in zip(invoices(*[10_00] * len(numbers)), numbers, strict=True)]


@given(
    amounts=st.lists(st.integers(1, 500_00), max_size=12),
    cents=st.integers(0, 2_000_00),
    taken=st.sets(st.sampled_from([f"k{n}" for n in range(1, 13)])),
    most=st.integers(0, 12),
)
def test_the_oldest_are_paid_first_and_no_cent_more_than_there_is(
    amounts: list[int], cents: int, taken: set[str], most: int
) -> None:
    owed = invoices(*amounts)
    pays = oldest_first(owed, cents, day(31), besides=taken, most=most).pays
    free = [one for one in owed if one.key not in taken][:most]
    assert sum(pays.values()) == min(cents, sum(one.open for one in free))
    assert list(pays) == [one.key for one in free][: len(pays)], "none is skipped"
    assert all(pays[one.key] == one.open for one in free[: max(len(pays) - 1, 0)]), "only the last is part paid"


def test_an_invoice_of_a_later_day_is_not_paid() -> None:
    assert oldest_first(invoices(10_00, 10_00), 50_00, day(1), besides=(), most=9).pays == {"k1": 10_00}


def test_a_list_names_invoices_in_any_usual_way() -> None:
    owed = owed_by_many("W-1", "W-10", "W-1 B", "INV 7")
    listed = as_listed(owed, "w-1\nW-10, 1,234.56\nW-1 B\t5.00\n\ninv 7; 2\nW-2\nW-10x\nW-1 five", day(31))
    assert listed.pays == {"k1": 10_00, "k2": 1_234_56, "k3": 5_00, "k4": 2_00}
    assert listed.unknown == ["W-2", "W-10x", "W-1 five"]


def test_a_number_that_two_invoices_have_is_asked_about() -> None:
    assert as_listed(owed_by_many("W-1", "w-1"), "W-1", None).unknown == ["W-1"]


def test_a_payment_is_filled_in_oldest_first_and_only_what_is_left_of_it(till: Till) -> None:
    w103 = till.key("W-103")
    draft = till.drafts("Acme Mills", Pays(w103, 333_33), amount=6_000_00)
    assert till.drafting.fill_oldest(draft, by=ANNA).pays == {till.key("W-098"): 5_000_00, till.key("W-101"): 666_67}
    assert till.drafting.preview(draft).sums.left == 0
    with pytest.raises(Problem, match="Nothing is left") as stopped:
        till.drafting.fill_oldest(draft, by=ANNA)
    assert stopped.value.field == "amount"
    till.drafting.clear_lines(draft, by=ANNA)
    assert till.drafting.preview(draft).rows == ()


def test_a_payment_is_filled_in_from_a_list(till: Till) -> None:
    draft = till.drafts("Acme Mills", amount=5_100_00)
    filled = till.drafting.fill_listed(draft, "W-098\nw-101 100\nW-102", by=ANNA)
    assert filled.unknown == ["W-102"], "it is of another customer"
    assert till.deciding.submit(draft, by=ANNA).state is ActState.SUBMITTED


def test_unapplied_cash_is_filled_in_kept_as_a_draft_and_applied_once(till: Till) -> None:
    paid = till.posts("Acme Mills", amount=5_500_00, unapplied=5_500_00)
    applying, [cash] = Applying(till.posting), till.ahead("Acme Mills")
    draft = applying.open_draft(cash, "main", by=ANNA, id="a" * 32)
    assert applying.open_draft(cash, "main", by=ANNA, id="b" * 32).id == draft.id
    assert applying.open_draft(cash, "main", by=BO, id="c" * 32).id != draft.id
    w098, w101, w103 = (till.key(number) for number in ("W-098", "W-101", "W-103"))
    applying.set_applied(draft.id, cash, {w103: 100_00})
    applying.fill_oldest(draft.id, cash, day(29))
    assert applying.applied(draft.id) == {w103: 100_00, w098: 5_000_00, w101: 400_00}
    applying.fill_listed(draft.id, cash, "W-101 300\nW-103 200", day(29))
    assert applying.applied(draft.id) == {w098: 5_000_00, w101: 300_00, w103: 200_00}
    before = till.journal()
    pays = applying.applied(draft.id)
    act = till.using.apply_unapplied(paid, pays, on=day(29), by=ANNA, id=draft.id)
    till.settles()
    assert (act.id, act.name, till.state(act.id)) == (draft.id, "CR-1-A1", ActState.POSTED)
    assert till.using.apply_unapplied(paid, pays, on=day(29), by=ANNA, id=draft.id).name == "CR-1-A1"
    with pytest.raises(Problem, match="applied already"):
        applying.set_applied(draft.id, cash, {w103: 1_00})
    assert till.journal()["1200"] == before["1200"] - 5_500_00
    assert [one.left for one in till.ahead("Acme Mills")] == []


def test_a_draft_stands_in_nobodys_way(till: Till) -> None:
    paid = till.posts("Acme Mills", amount=500_00, unapplied=500_00)
    applying, [cash] = Applying(till.posting), till.ahead("Acme Mills")
    for person in (ANNA, BO):
        draft = applying.open_draft(cash, "main", by=person, id=person * 8)
        applying.set_applied(draft.id, cash, {till.key("W-101"): 500_00})
    applied = till.using.apply_unapplied(paid, {till.key("W-101"): 1_00}, on=date(2025, 1, 29), by=ANNA)
    assert applied.name == "CR-1-A1"
    till.settles()
    till.using.undo(applied.id, on=day(30), reason="No.", by=BO)
    till.settles()
    till.using.undo(paid, on=day(30), reason="Bounced.", by=BO)
    till.settles()
    assert till.state(paid) is ActState.UNDONE
