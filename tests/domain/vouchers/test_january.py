"""The vouchers of the worked January, through approval and QuickBooks: each comes out as written, to the cent."""

from datetime import date, datetime

import pytest

from domain.ledger.journal import ACCRUED_AP, alert1, balances, open_payables
from domain.reports.asked import Asked
from domain.reports.matching import MATCHES, bill_matching
from domain.reports.report import words
from domain.vouchers.voucher import VoucherState, lines_of_voucher
from tests.domain.january import day
from tests.domain.vouchers.desk import Desk

pytestmark = pytest.mark.january
VARIANCES = {
    "V-1": [28_46, 17_79, 7_11, 0],
    "V-2": [-38_92, -14_41],
    "V-3": [0],
    "V-4": [0],
    "V-5": [10_00],
    "V-6": [40_00],
}


def played(desk: Desk) -> Desk:
    desk.january.plays(posts=desk.posts, undoes=desk.undoes)
    return desk


def test_every_voucher_of_the_month_comes_out_as_written(desk: Desk) -> None:
    played(desk)
    for name, voucher_id in desk.ids.items():
        voucher = desk.voucher(voucher_id)
        assert voucher.state is (VoucherState.UNDONE if name == "V-5" else VoucherState.POSTED)
        with desk.store.reading() as session:
            assert [line.variance for line in lines_of_voucher(session, voucher_id)] == VARIANCES[name]
    assert {one["DocNumber"]: str(one["TotalAmt"]) for one in desk.documents()} == {
        "FT-12": "640.00",
        "INV-7781": "14833.36",
        "FT-55": "1180.00",
        "FT-60": "700.00",
    }
    [credit] = desk.documents("VendorCredit")
    assert (credit["DocNumber"], str(credit["TotalAmt"])) == ("FT-CR-9", "150.00")


def test_quickbooks_and_the_journal_agree_before_the_close(desk: Desk) -> None:
    played(desk)
    actual = desk.books(desk.site.connecting.connection("main").id).trial_balance(day(31))
    documents = 14_833_36 + 640_00 + 1_180_00 + 700_00 - 150_00
    assert actual[desk.accrued_ap] == documents == 17_203_36
    assert [amount for amount in actual.values() if amount < 0] == [-17_203_36]
    january = desk.journal(day(31))
    assert january["2100"] == -17_203_36
    assert january[ACCRUED_AP] == -800_00
    with desk.store.reading() as session:
        assert sum(one.amount for one in open_payables(session, "main", day(31))) == 1_500_00
        assert sum(one.amount for one in alert1(session, "main", day(31))) == 700_00


def test_v5_posted_and_undone_leaves_nothing_on_any_day(desk: Desk) -> None:
    days = [day(n) for n in range(1, 32)]
    desk.january.plays(day(14), posts=desk.posts, undoes=desk.undoes)
    before = [desk.journal(on) for on in days]
    desk.posts("V-5")
    assert desk.journal(day(14)) == before[13]
    assert desk.journal(day(15))["5300"] == 310_00
    desk.undoes("V-5")
    assert [desk.journal(on) for on in days] == before
    again = desk.vouching.redo(desk.ids["V-5"], by="anna")
    assert (again.bill_number, again.amount) == ("AL-1", 310_00)
    desk.approving.submit(again.id, by="anna")
    desk.approves(again.id)
    desk.engine.settle()
    assert [str(one["TotalAmt"]) for one in desk.documents() if one["DocNumber"] == "AL-1"] == ["310.00"]


def test_an_early_bill_reaches_profit_with_its_worksheet(desk: Desk) -> None:
    desk.january.plays(day(29), posts=lambda _: None, undoes=lambda _: None)
    before = desk.journal(day(31))
    desk.posts("V-4", amount=720_00)
    assert {a: n - before.get(a, 0) for a, n in desk.journal(day(31)).items() if n != before.get(a)} == {
        ACCRUED_AP: 720_00,
        "2100": -720_00,
    }
    desk.january.invoices("W-104")
    february = desk.journal(date(2025, 2, 28))
    assert february["5710"] - before["5710"] == 720_00
    desk.undoes("V-4")
    assert desk.journal(date(2025, 2, 28))["5710"] - before["5710"] == 700_00


def test_what_was_known_at_a_moment_stays(desk: Desk) -> None:
    desk.january.plays(day(28), posts=desk.posts, undoes=desk.undoes)
    moment = desk.january.now()
    with desk.store.reading() as session:
        known = balances(session, department="main", as_of=day(31), known_at=moment)
    desk.turns(hours=1)
    desk.undoes("V-1")
    with desk.store.reading() as session:
        assert balances(session, department="main", as_of=day(31), known_at=moment) == known


def test_a_zero_voucher_needs_no_document(desk: Desk) -> None:
    desk.january.plays(day(29), posts=lambda _: None, undoes=lambda _: None)
    before = desk.journal()
    zero = desk.submits("V-2", amount=0, variance_reason="They let us off.")
    assert desk.approves(zero).state is VoucherState.POSTED
    desk.engine.settle()
    assert desk.documents() == []
    assert "2100" not in desk.journal()
    desk.ids["zero"] = zero
    assert desk.undoes("zero").state is VoucherState.UNDONE
    assert desk.journal() == before


def test_the_bills_are_matched_with_what_was_agreed(desk: Desk) -> None:
    played(desk)
    with desk.store.reading() as session:
        report = bill_matching(session, Asked("main", day(31)))
    found = [[words(cell, column.kind) for cell, column in zip(row, MATCHES, strict=True)] for row in report.rows]
    assert [" | ".join([row[2], *row[4:]]) for row in found] == [
        "FT-12 | W-099 | inland freight | 600.00 | 640.00 | 40.00 | Over, beyond tolerance",
        "FT-55 | W-101 | inland freight | 900.00 | 861.08 | -38.92 | Under, beyond tolerance",
        "FT-55 | W-103 | inland freight | 333.33 | 318.92 | -14.41 | Under, beyond tolerance",
        "FT-CR-9 | W-103 | PA-3 | -150.00 | -150.00 | 0.00 | Matched",
        "FT-60 | W-104 | inland freight | 700.00 | 700.00 | 0.00 | Matched",
        "INV-7781 | W-101 | material | 8,000.00 | 8,028.46 | 28.46 | Over",
        "INV-7781 | W-101 | PA-1 | -220.00 | -220.00 | 0.00 | Matched",
        "INV-7781 | W-102 | material | 5,000.00 | 5,017.79 | 17.79 | Over",
        "INV-7781 | W-103 | material | 2,000.00 | 2,007.11 | 7.11 | Over",
    ]
    assert report.total("Difference") == 28_46 + 17_79 + 7_11 - 38_92 - 14_41 + 40_00


def test_a_bill_that_was_undone_since_is_matched_as_it_was_known(desk: Desk) -> None:
    moments: list[datetime] = []

    def undoes(name: str) -> None:
        moments.append(desk.january.moment)
        desk.turns(hours=1)
        desk.undoes(name)

    desk.january.plays(posts=desk.posts, undoes=undoes)
    with desk.store.reading() as session:
        before = bill_matching(session, Asked("main", day(31), known_at=moments[0]))
        now = bill_matching(session, Asked("main", day(31)))
    assert {row[1] for row in before.rows} - {row[1] for row in now.rows} == {desk.voucher(desk.ids["V-5"]).name}
