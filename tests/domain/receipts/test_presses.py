"""Whatever people press, and whatever QuickBooks does: receipts close, money is conserved, nothing is posted twice."""

from collections import Counter
from contextlib import suppress
from datetime import date

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from domain.problems import Problem
from domain.receipts.drafting import Pays
from domain.receipts.preview import sums_of
from domain.receipts.receipt import ActKind, ActState, ReceiptAct, lines_of_act
from domain.receipts.receivables import least_from
from tests.domain.january import CUSTOMERS, day
from tests.domain.receipts.till import CHECKING, Template, Till, till_of
from tests.domain.vouchers.desk import ANNA, BO

ACTS = ("receive", "receive", "submit", "approve", "approve", "apply", "return", "reject", "undo", "again", "withdraw")
TROUBLES = ("", "", "refused", "busy", "lost before", "lost after")
PRESSES = st.lists(st.tuples(st.sampled_from((*ACTS, "run", "run", "rerun")), st.integers(0, 11)), max_size=25)
DAYS = [day(n) for n in (27, 28, 29, 30, 31)] + [date(2025, 2, 3)]
AMOUNTS = (10_00, 333_33, 1_000_00, 8_065_00)


def acts(till: Till) -> list[ReceiptAct]:
    with till.store.reading() as session:
        return list(session.exec(select(ReceiptAct).order_by(ReceiptAct.created_at, ReceiptAct.id)))  # type: ignore[arg-type]  # columns


def press(till: Till, what: str, n: int) -> None:
    """One press, by whoever may; one that is refused changes nothing."""
    all_ = acts(till)
    one = all_[n % len(all_)] if all_ else None
    with suppress(Problem):
        if what == "receive":
            receive(till, n)
        elif what == "run" and till.inline.promised:
            till.inline.run()
        elif what == "rerun" and till.inline.done:
            till.inline.run_again(n)
        elif one:
            decide(till, what, one, n)


def receive(till: Till, n: int) -> None:
    customer, cash = CUSTOMERS[n % 2], AMOUNTS[n % 4]
    owed = [*till.owed(customer).values()][: 1 + n % 3]
    fee, discount, unapplied = n % 3 * 100, n % 2 * 50, n % 4 * 250
    left, pays = cash + fee + discount - unapplied, []
    for place, invoice in enumerate(owed):
        part = min(left, invoice.open)
        pays.append(Pays(invoice.key, part, min(discount, part) if place == 0 else 0, settle=n == 3))
        left -= part
    till.drafts(customer, *pays, amount=cash, fee=fee, unapplied=unapplied + left, on=DAYS[n % 5], number=f"{n}")


def decide(till: Till, what: str, one: ReceiptAct, n: int) -> None:
    on = DAYS[n % 6]
    match what:
        case "submit":
            till.deciding.submit(one.id, by=ANNA)
        case "approve":
            till.approves(one.id)
        case "reject":
            till.deciding.reject(one.id, "No.", by=BO)
        case "withdraw":
            till.deciding.withdraw(one.id, by=ANNA if ANNA in one.prepared_by else BO)
        case "again":
            till.posting.try_again(one.id, by=ANNA)
        case "undo":
            till.using.undo(one.id, on=on, reason="Bounced.", by=BO)
        case "apply":
            owed = till.owed(CUSTOMERS[n % 2])
            pays = {invoice.key: 10_00 * n for invoice in owed.values()}
            till.using.apply_unapplied(one.receipt_id, pays, on=on, by=ANNA)
        case "return":
            till.using.give_back(one.receipt_id, 100 * n, on=on, deposit_id=CHECKING, reason="Asked.", by=ANNA)


def check(till: Till) -> None:
    """What always holds, on every day."""
    for on in DAYS:
        assert sum(till.journal(on).values()) == 0
    owed = [invoice for customer in CUSTOMERS for invoice in till.owed(customer).values()]
    ahead = [cash for customer in CUSTOMERS for cash in till.ahead(customer)]
    journal = till.journal()
    assert journal.get("1200", 0) == sum(invoice.open for invoice in owed)
    assert -journal.get("1250", 0) == sum(cash.left for cash in ahead)
    assert all(least_from(one.by_day, on) >= 0 for one in (*owed, *ahead) for on in DAYS), "never less than nothing"
    assert journal.get(f"bank:{CHECKING}", 0) == cash_of(acts(till)), "no cash comes from nowhere"


def cash_of(all_: list[ReceiptAct]) -> int:
    """What came and was not undone, less what was returned and not undone."""
    stands = (ActState.POSTING, ActState.POSTED, ActState.FAILED)
    sign = {ActKind.RECEIPT: 1, ActKind.RETURN: -1}
    return sum(sign.get(one.kind, 0) * one.amount for one in all_ if one.state in stands)


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(presses=PRESSES, troubles=st.lists(st.sampled_from(TROUBLES), max_size=6))
def test_no_order_of_presses_loses_or_doubles_money(
    before_paying: Template, presses: list[tuple[str, int]], troubles: list[str]
) -> None:
    with till_of(before_paying) as till:
        till.books.troubles = list(troubles)
        for what, n in [("receive", 4), ("submit", 0), ("approve", 0), *presses]:
            press(till, what, n)
            check(till)
        till.books.troubles = []
        till.settles()
        check(till)
        all_ = acts(till)
        assert not [one for one in all_ if one.state is ActState.POSTING], "nothing is left on the way"
        held = Counter(one.key for one in till.books.documents.values())
        there = (ActState.POSTED, ActState.UNDONE, ActState.UNDOING)
        assert held == Counter(one.subject for one in all_ if one.state in there)
        with till.store.reading() as session:
            for one in all_:
                if one.kind is ActKind.RECEIPT and one.state in there:
                    assert sums_of(one, lines_of_act(session, one.id)).left == 0


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(n=st.integers(0, 11), on=st.sampled_from(DAYS[3:]))
def test_undone_everything_is_as_before_from_that_day_on(before_paying: Template, n: int, on: date) -> None:
    with till_of(before_paying) as till:
        before = [till.journal(one) for one in DAYS]
        receive(till, n)
        [act] = acts(till)
        on = max(on, act.day)
        with suppress(Problem):
            till.deciding.submit(act.id, by=ANNA)
            till.approves(act.id)
            till.settles()
            till.using.undo(act.id, on=on, reason="Bounced.", by=BO)
            till.settles()
        changed = [one for one, b in zip(DAYS, before, strict=True) if till.journal(one) != b]
        assert changed == [one for one in DAYS if act.day <= one < on and till.state(act.id) is ActState.UNDONE]
