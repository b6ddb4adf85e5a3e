"""The model against the worked January: every figure of the worked month, in both modes, from the model alone."""

from datetime import date

import pytest

from tests.domain.model.facts import Cash, Cost, Credit, Load, Refused, share
from tests.domain.model.ledger import Ledger

END, BEFORE = date(2025, 1, 31), date(2024, 12, 31)


def jan(day: int) -> date:
    return date(2025, 1, day)


def january(ar_on: bool) -> Ledger:
    """Sections 3.1 of the model: the activity of the month, in the order people would act."""
    books = Ledger(ar_on, BEFORE)
    books.loads["W-090"] = Load("Acme", {}, 500000, invoiced=date(2024, 12, 10), opened=True)
    books.costs["FT-DEC"] = Cost("W-090", "FastTruck", "5710", 60000)
    for name, customer, net, tax, costs in (
        ("W-101", "Acme", 1200000, 0, (("RecycleCo", "5010", 800000), ("FastTruck", "5710", 90000))),
        (
            "W-102",
            "Baltic",
            750000,
            45000,
            (("RecycleCo", "5010", 500000), ("OceanX", "5720", 120000), ("Lee", "5300", 30000)),
        ),
        ("W-103", "Acme", 333000, 0, (("RecycleCo", "5010", 200000), ("FastTruck", "5710", 33333))),
        ("W-104", "Baltic", 900000, 0, (("FastTruck", "5710", 70000),)),
        ("W-105", "Acme", 100000, 0, ()),
    ):
        books.loads[name] = Load(customer, {"4010": net}, tax)
        for vendor, account, amount in costs:
            books.costs[f"{name}/{vendor}"] = Cost(name, vendor, account, amount)
    books.costs["PA-1"] = Cost("W-101", "RecycleCo", "5140", -22000, agreed=True)
    books.costs["PA-2"] = Cost("W-102", "RecycleCo", "5110", 7500, agreed=True)
    books.costs["PA-3"] = Cost("W-103", "FastTruck", "5110", -15000, agreed=True)
    books.credits["SA-1"] = Credit("W-101", "4140", -35000)
    books.credits["SA-2"] = Credit("W-102", "4110", 12000)
    books.credits["SA-3"] = Credit("W-103", "4110", -8000)
    for name, day in (("W-101", 5), ("W-102", 12), ("W-103", 20), ("W-105", 22)):
        books.invoice(name, jan(day))
    books.edit_sale("W-103", {"4010": 333300}, 0)
    books.edit_sale("W-103", {"4010": 333333}, 0)
    books.voucher("V-6", "FastTruck", "FT-12", jan(10), ["FT-DEC"], 64000)
    books.voucher("V-5", "Lee", "AL-1", jan(15), ["W-102/Lee"], 31000)
    books.undo_voucher("V-5")
    books.unwind("W-105")
    books.credit("SA-1", jan(25))
    books.credit("SA-2", jan(26))
    books.receive("CR-1", Cash("Acme", jan(27), bank=1139700, fee=2000, discount=23300, applied={"W-101": 1165000}))
    books.receive("CR-2", Cash("Baltic", jan(28), bank=450000, applied={"W-102": 400000}, unapplied=50000))
    lines = ["W-101/RecycleCo", "W-102/RecycleCo", "W-103/RecycleCo", "PA-1"]
    books.voucher("V-1", "RecycleCo", "INV-7781", jan(28), lines, 1483336)
    books.voucher("V-2", "FastTruck", "FT-55", jan(29), ["W-101/FastTruck", "W-103/FastTruck"], 118000)
    books.voucher("V-3", "FastTruck", "FT-CR-9", jan(30), ["PA-3"], -15000)
    books.voucher("V-4", "FastTruck", "FT-60", jan(30), ["W-104/FastTruck"], 70000)
    books.receive("CR-3", Cash("Baltic", jan(30), applied={"W-102": 20000}, unapplied=-20000, source="CR-2"))
    books.receive("CR-4", Cash("Acme", jan(30), bank=100000, applied={"W-090": 100000}))
    books.undo_receipt("CR-4", jan(31))
    return books


@pytest.fixture(params=[True, False], ids=["ar-on", "ar-off"])
def books(request: pytest.FixtureRequest) -> Ledger:
    return january(request.param)


@pytest.mark.parametrize(
    ("variance", "weights", "shares"),
    [
        (5336, [800000, 500000, 200000], [2846, 1779, 711]),
        (-5333, [90000, 33333], [-3892, -1441]),
        (5335, [800000, 500000, 200000], [2846, 1778, 711]),
        (1, [1, 1, 1], [1, 0, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [4, 3]),
        (10, [0, 3], [0, 10]),
    ],
)
def test_variance_is_shared_as_the_vectors_say(variance: int, weights: list[int], shares: list[int]) -> None:
    assert share(variance, weights) == shares


def test_the_closing_entry(books: Ledger) -> None:
    entry = {
        "4010": -2283333,
        "4110": -12000,
        "4140": 35000,
        "5010": 1505336,
        "5110": -15000,
        "5140": -22000,
        "5300": 30000,
        "5710": 122000,
        "5720": 120000,
        "2110": -1740336,
    } | ({"1200": 2305333, "2200": -45000} if books.ar_on else {"1210": 2260333})
    assert books.closing_entry("2025-01") == entry
    assert sum(amount for amount in entry.values() if amount > 0) == (4117669 if books.ar_on else 4072669)


def test_before_the_close(books: Ledger) -> None:
    """3.6, and on every day: the live expected values are the sub-ledger less what is not swept yet."""
    shown = books.books(END)
    assert shown["2110"] == 1660336
    assert shown.get("1200") == (-1085000 if books.ar_on else None)
    assert shown.get("1210") == (None if books.ar_on else -2260333)
    for day in range(1, 32):
        on = jan(day)
        profit = [line for line in books.lines() if line.route == "sweep" and line.on <= on and line.account[0] in "45"]
        sales, cost = (-sum(line.amount for line in profit if line.account[0] == first) for first in "45")
        tax = sum(load.tax for load in books.loads.values() if load.invoiced and jan(1) <= load.invoiced <= on)
        shown, early = books.books(on), sum(books.billed_early(on).values())
        assert -shown.get("2110", 0) == sum(books.payables(on).values()) - early + cost
        if books.ar_on:
            assert shown.get("1200", 0) == sum(books.aging(on).values()) - sales - tax
        else:
            assert shown.get("1210", 0) == -sales
        assert sum(books.balances(on).values()) == 0


def test_the_month_closed(books: Ledger) -> None:
    books.lock("2025-01")
    books.close("2025-01")
    shown = books.books(END)
    assert {account: shown.get(account) for account in ("2110", "2100", "2200", "4200", "5500", "1000", "1210")} == {
        "2110": -80000,
        "2100": -1720336,
        "2200": -45000,
        "4200": 23300,
        "5500": 2000,
        "1000": 1589700,
        "1210": None,
    }
    assert (shown.get("1200"), shown.get("1250"), shown.get("1100")) == (
        (1220333, -30000, None) if books.ar_on else (None, None, 1190333)
    )
    assert books.aging(END) == {"W-090": 500000, "W-102": 387000, "W-103": 333333}
    assert books.payables(END) == {"W-102/OceanX": 120000, "W-102/Lee": 30000}
    assert books.billed_early(END) == {"W-104/FastTruck": 70000}
    assert books.gross_profit("2025-01") and sum(books.gross_profit("2025-01").values()) == 519997
    assert sum(books.unpaid(END).values()) == 1720336
    assert books.tax("2025-01") == 45000
    assert books.unapplied(END) == 30000
    proofs = books.proofs("2025-01")
    assert all(here == there for here, there in proofs.values()), proofs
    assert [proofs[proof][0] for proof in ("R2", "R3", "R6")] == [80000, 0, 519997]


def test_a_correction_after_the_close(books: Ledger) -> None:
    """3.7: the voucher of a closed month is not undone; an adjustment posted in February mends it in February."""
    books.lock("2025-01")
    books.close("2025-01")
    with pytest.raises(Refused, match="locked"):
        books.undo_voucher("V-1")
    books.costs["PA-9"] = Cost("W-101", "RecycleCo", "5010", -10000, agreed=True)
    books.voucher("V-9", "RecycleCo", "CR-1", date(2025, 2, 5), ["PA-9"], -10000)
    books.invoice("W-104", date(2025, 2, 3))
    february = books.closing_entry("2025-02")
    assert (february["5010"], february["2110"]) == (-10000, 10000 - 70000)
    assert books.closing_entry("2025-01")["5010"] == 1505336
    books.lock("2025-02")
    books.close("2025-02")
    for month in ("2025-01", "2025-02"):
        assert all(here == there for here, there in books.proofs(month).values())


def test_an_early_bill_reaches_profit_with_its_revenue(books: Ledger) -> None:
    """2.2: bill 720 for a 700 accrual on a February load posted in January: January 0, February 720."""
    books.undo_voucher("V-4")
    books.voucher("V-4", "FastTruck", "FT-60", jan(30), ["W-104/FastTruck"], 72000)
    books.invoice("W-104", date(2025, 2, 3))
    assert books.gross_profit("2025-02") == {"W-104": 900000 - 72000}
    assert sum(books.gross_profit("2025-01").values()) == 519997


def test_both_modes_make_the_same_profit() -> None:
    on, off = (ledger.closing_entry("2025-01") for ledger in (january(True), january(False)))
    assert {a: x for a, x in on.items() if a[0] in "45"} == {a: x for a, x in off.items() if a[0] in "45"}
