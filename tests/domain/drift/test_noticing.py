"""Somebody changes things in QuickBooks: it is noticed at the next look, with who, what, before, after and effect."""

from domain.drift.finding import Drift, DriftState, What
from tests.domain.drift.desk import SANDY, Desk


def effect(drift: Drift) -> dict[str, int]:
    return {one.number: one.amount for one in drift.moved}


def test_an_entry_keyed_on_accrued_ap_is_named_with_user_amount_and_effect(desk: Desk) -> None:
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    entry = desk.keys("250.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-9")
    [drift] = desk.looks()
    assert (drift.what, drift.name, drift.who, drift.subject) == (What.FOREIGN, "Journal Entry JE-9", SANDY, "")
    assert effect(drift) == {"2110": -250_00, "5710": 250_00}
    assert drift.proofs == "R2 R6"
    assert drift.after["Total"] == "250.00" and "2110 Accrued AP: -250.00" in drift.after.values()
    assert desk.red() == {"R2": 250_00, "R6": -250_00}
    assert desk.looks() == [drift], "it is told once"
    desk.person("delete", kind="JournalEntry", id=entry)
    [healed] = desk.looks()
    assert healed.state is DriftState.HEALED


def test_an_edited_amount_shows_before_and_after_and_heals_by_hand(desk: Desk) -> None:
    bill = desk.bill("FT-55")
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={"1": "1000.00"})
    drift = desk.looks()[0]
    assert (drift.what, drift.name, drift.who) == (What.EDITED, "Bill FT-55", SANDY)
    assert (drift.before["Total"], drift.after["Total"]) == ("1,180.00", "1,318.92")
    assert set(drift.before) == {"Line 1", "Total"}
    assert sum(effect(drift).values()) == 0 and drift.proofs == "R2 R7"
    assert drift.subject == f"voucher:{desk.ids['V-2']}"
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={"1": bill["Line"][0]["Amount"]})
    assert desk.looks()[0].state is DriftState.HEALED
    assert desk.red() == {}


def test_a_payment_a_file_and_words_are_no_drift(desk: Desk) -> None:
    before = len(desk.findings())
    bill = desk.bill("INV-7781")
    paid = desk.person("pay-bill", bill=bill["Id"], amount="100.00")
    desk.person("edit", kind="Bill", id=bill["Id"], fields={"PrivateNote": bill["PrivateNote"] + "\nPaid in part."})
    rent = desk.person("bill", vendor="OceanX", account=desk.accounts["5500"], amount="75.00", date="2025-01-20")
    assert len(desk.looks()) == before
    desk.person("delete", kind="BillPayment", id=paid["Id"])
    desk.person("delete", kind="Bill", id=rent["Id"])
    assert len(desk.looks()) == before


def test_a_bill_dated_into_another_month_moves_its_amounts(desk: Desk) -> None:
    bill = desk.bill("FT-55")
    desk.person("edit", kind="Bill", id=bill["Id"], fields={"TxnDate": "2025-02-03"})
    drift = desk.looks()[0]
    assert drift.before["Date"] == "29 January 2025"
    assert drift.after["Date"] == "3 February 2025"
    by_day = {(one.number, f"{one.on:%b}"): one.amount for one in drift.moved}
    assert by_day[("2110", "Jan")] == -by_day[("2110", "Feb")] == -1_180_00
    desk.person("edit", kind="Bill", id=bill["Id"], fields={"TxnDate": "2025-01-29", "DueDate": bill["DueDate"]})
    assert desk.looks()[0].state is DriftState.HEALED


def test_what_changes_again_follows_in_the_same_finding(desk: Desk) -> None:
    before = len(desk.findings())
    bill = desk.bill("FT-55")
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={"1": "900.00"})
    first = desk.looks()[0]
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={"1": "910.00"})
    second = desk.looks()[0]
    assert (second.id, len(desk.findings())) == (first.id, before + 1)
    assert second.after["Total"] != first.after["Total"]
    desk.person("edit", kind="Bill", id=bill["Id"], amounts={"1": bill["Line"][0]["Amount"]})
    assert desk.looks()[0].state is DriftState.HEALED


def test_when_quickbooks_does_not_answer_nothing_is_missed(desk: Desk) -> None:
    freight, accrued = desk.accounts["5710"], desk.accounts["2110"]
    entry = desk.keys("1.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-10")
    before = len(desk.findings())
    desk.site.trouble("503", times=3, route={"operation": "cdc"})
    assert len(desk.looks()) == before
    assert desk.looks()[0].number == "JE-10"
    desk.person("delete", kind="JournalEntry", id=entry)
    assert desk.looks()[0].state is DriftState.HEALED
