"""The worked January, proved: on any day before the close from the expected balances, and after it to the cent."""

import pytest

from domain.proofs.claims import ON_THE_WAY
from domain.proofs.proof import Part, Why
from domain.proofs.why import Why as Reasons
from domain.worksheets.adjusting import AdjustmentForm
from tests.domain.january import BILLS, PURCHASE, Bill, day
from tests.domain.proofs.desk import Desk

pytestmark = pytest.mark.january
# accounting 3.6: 2110 is a credit, so what stands here is open payables less alert 1 less cost not closed
ACCRUED_AP = {9: 600_00, 12: -40_00, 20: -40_00, 25: -40_00, 28: -14_873_36, 30: -16_603_36, 31: -16_603_36}
ACCRUED_SALES = {9: -12_000_00, 12: -19_500_00, 20: -22_833_33, 25: -22_483_33, 28: -22_603_33, 31: -22_603_33}


@pytest.mark.parametrize("number", [9, 12, 20, 25, 28, 30, 31])
def test_the_tie_out_is_green_on_any_day_before_the_close(january: Desk, number: int) -> None:
    proofs = january.proves(day(number))
    assert {code: proof.difference for code, proof in proofs.items() if not proof.ok} == {}
    assert proofs["R2"].ours == ACCRUED_AP[number]
    if not january.january.ar_on:
        assert proofs["R3"].ours == ACCRUED_SALES.get(number, -22_603_33)
    if january.january.ar_on and number == 31:
        assert proofs["R1"].ours == -10_850_00
    assert proofs["R4"].applies is january.january.ar_on


def test_receivables_are_what_customers_owe_wherever_they_are_kept(january: Desk) -> None:
    """CR-1 to CR-4 are receipts of ours, or payments and a deposit that people keyed in QuickBooks."""
    aging = january.report("aging")
    assert aging.total("Total") == 12_203_33
    assert [(row[0], row[-1]) for row in aging.rows] == [("Acme Mills", 8_333_33), ("Baltic Paper", 3_870_00)]
    assert january.report("unapplied cash").total("Unapplied") == 300_00
    tax = january.report("tax")
    assert tax.total("Tax") == 450_00
    assert "Equal to the movement of 4501 Sales Tax, 450.00" in tax.subtitle
    proofs = january.proves(day(31))
    if january.january.ar_on:
        assert (proofs["R1"].theirs, proofs["R3"].theirs) == (-10_850_00, 0)
    else:
        assert proofs["R1b"].theirs == 12_203_33 - 300_00
        assert (proofs["R3"].theirs, proofs["R5"].theirs) == (-22_603_33, 450_00)
    held = january.books.trial_balance(day(31))
    assert {account: held[january.ids[account]] for account in ("bank", "5500", "4200")} == {
        "bank": 15_897_00 if january.january.ar_on else 11_397_00,
        "5500": 20_00,
        "4200": 233_00,
    }


def test_a_change_on_its_way_leaves_what_the_books_hold(january: Desk) -> None:
    if january.january.ar_on:
        pytest.skip("with the AR module on there are no invoices in QuickBooks")
    invoice = january.books_id_of("W-103")
    january.january.sells("W-103", 3_000_00)
    proofs = january.proves(day(31))
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    assert proofs["R1"].our_parts[-1] == Part(ON_THE_WAY, 333_33)
    line = january.site.standin.company().get("Invoice", invoice)["Line"][0]["Id"]
    january.person("edit", kind="Invoice", id=invoice, amounts={line: "3433.33"})
    assert [one.amount for one in january.proves(day(31))["R1"].findings] == [100_00]
    january.settles()
    january.person("edit", kind="Invoice", id=invoice, amounts={line: "3333.33"})
    january.settling.withdraw(january.subject("W-103").removeprefix("sale:"), by="anna")
    january.settles()
    assert january.red(day(31)) == {}


@pytest.fixture(scope="module")
def closed(january: Desk) -> Desk:
    january.january.moment = january.january.moment.replace(month=2, day=5)
    january.closes()
    return january


def test_after_the_close_every_proof_is_as_written(closed: Desk) -> None:
    proofs = closed.proves(day(31))
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    figures = {code: proof.theirs for code, proof in proofs.items()}
    common = {"R2": 800_00, "R3": 0, "R5": 450_00, "R6": 5_199_97, "R7": 17_203_36, "R8": 0}
    if closed.january.ar_on:
        assert figures == common | {"R1": 12_203_33, "R4": 300_00}
    else:
        assert figures == common | {"R1": 23_053_33, "R1b": 11_903_33, "R4": 0}
    shown = {part.label: part.amount for part in proofs["R2"].our_parts}
    assert shown == {"Open payables": 1_500_00, "Billed early (alert 1)": -700_00}
    assert proofs["R4"].applies is closed.january.ar_on
    assert closed.proving.green("main", "2025-01")


def test_a_manual_entry_in_quickbooks_is_named(closed: Desk) -> None:
    lines = [{"account": closed.ids["5710"], "debit": "250.00"}, {"account": closed.ids["2110"], "credit": "250.00"}]
    entry = closed.person("journal-entry", lines=lines, date="2025-01-31", number="JE-9")
    proofs = closed.proves(day(31))
    assert {code: p.difference for code, p in proofs.items() if not p.ok} == {"R2": 250_00, "R6": -250_00}
    assert not closed.proving.green("main", "2025-01")
    for code, amount in (("R2", 250_00), ("R6", -250_00)):
        [finding] = proofs[code].findings
        assert (finding.why, finding.amount) == (Why.KEYED, amount)
        assert finding.words == "Journal Entry JE-9 of 31 January 2025, by Sandy Cole"
    closed.person("delete", kind="JournalEntry", id=entry["Id"])
    assert closed.red(day(31)) == {}


def test_a_bill_deleted_in_quickbooks_is_named(closed: Desk) -> None:
    closed.person("delete", kind="Bill", id=closed.books_id_of("V-2"))
    proofs = closed.proves(day(31))
    assert {code: p.difference for code, p in proofs.items() if not p.ok} == {"R2": 1_180_00, "R7": -1_180_00}
    for code in ("R2", "R7"):
        [finding] = proofs[code].findings
        assert (finding.why, finding.subject) == (Why.DELETED, "voucher:V-2")
        assert finding.words == "Bill FT-55 is gone; it was 1,180.00"
        assert finding.amount == proofs[code].difference
    closed.told_again("V-2")
    assert closed.red(day(31)) == {}


def test_an_edited_amount_is_told_before_and_after(closed: Desk) -> None:
    bill = closed.books_id_of("V-6")
    closed.person("edit", kind="Bill", id=bill, amounts={"1": "600.00"})
    proofs = closed.proves(day(31))
    assert {code: p.difference for code, p in proofs.items() if not p.ok} == {"R2": 40_00, "R7": -40_00}
    [finding] = proofs["R7"].findings
    assert (finding.why, finding.subject) == (Why.EDITED, "voucher:V-6")
    assert finding.words.startswith("Bill FT-12: was 640.00, is 600.00, changed by Sandy Cole on ")
    closed.person("edit", kind="Bill", id=bill, amounts={"1": "640.00"})
    assert closed.red(day(31)) == {}


def test_a_bill_of_overhead_keyed_in_quickbooks_is_none_of_ours(closed: Desk) -> None:
    rent = closed.person("bill", vendor="OceanX", account=closed.ids["5500"], amount="75.00", date="2025-01-20")
    proofs = closed.proves(day(31))
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    assert [(part.label, part.amount) for part in proofs["R7"].their_parts][1] == ("Bills keyed in QuickBooks", -75_00)
    closed.person("delete", kind="Bill", id=rent["Id"])


def test_payments_count_up_to_the_day(closed: Desk) -> None:
    closed.person("pay-bill", bill=closed.books_id_of("V-1"), amount="4000.00", date="2025-01-30")
    closed.person("pay-bill", bill=closed.books_id_of("V-1"), amount="1000.00", date="2025-02-02")
    proofs = closed.proves(day(31))
    assert (proofs["R7"].ours, proofs["R7"].theirs) == (13_203_36, 13_203_36)
    assert closed.red(day(5, 2)) == {}


def test_a_payment_dated_before_its_bill_waits_for_it(closed: Desk) -> None:
    """Until the bill's own day QuickBooks has the payment open, and the voucher is neither posted nor paid."""
    paid = closed.person("pay-bill", bill=closed.books_id_of("V-2"), amount="180.00", date="2025-01-20")
    assert closed.red(day(25)) == {}
    assert closed.red(day(31)) == {}
    closed.person("edit", kind="Bill", id=closed.books_id_of("V-2"), fields={"TxnDate": "2025-02-01"})
    proofs = closed.proves(day(31))
    assert [(one.why, one.amount) for one in proofs["R7"].findings] == [(Why.MOVED, -1_180_00)]
    closed.person("edit", kind="Bill", id=closed.books_id_of("V-2"), fields={"TxnDate": "2025-01-29"})
    closed.person("delete", kind="BillPayment", id=paid["Id"])


def test_an_invoice_dated_in_the_next_month_is_found_there(closed: Desk) -> None:
    if closed.january.ar_on:
        pytest.skip("with the AR module on there are no invoices in QuickBooks")
    invoice = closed.books_id_of("W-102")
    closed.person("edit", kind="Invoice", id=invoice, fields={"TxnDate": "2025-02-03"})
    proofs = closed.proves(day(31))
    red = {code: p.difference for code, p in proofs.items() if not p.ok}
    assert red == {"R1": -7_950_00, "R3": 7_500_00, "R5": -450_00}
    for code in red:
        [finding] = proofs[code].findings
        assert (finding.why, finding.amount, finding.subject) == (Why.MOVED, red[code], closed.subject("W-102"))
        opens = ("worksheet", closed.january.worksheet("W-102").id)
        assert Reasons(closed.store).openings(proofs[code]) == {finding.subject: opens}
        assert finding.words == "Invoice W-102 is dated 3 February 2025 there, 12 January 2025 here"
    closed.person("edit", kind="Invoice", id=invoice, fields={"TxnDate": "2025-01-12"})
    assert closed.red(day(31)) == {}


def test_tax_posted_to_accrued_sales_is_told_as_tax(closed: Desk) -> None:
    tax, sales = closed.ids["4501"], closed.ids["1210"]
    lines = [{"account": tax, "debit": "450.00"}, {"account": sales, "credit": "450.00"}]
    entry = closed.person("journal-entry", lines=lines, date="2025-01-12", number="TAX")
    red = closed.red(day(31))
    assert red == {"R3": -450_00, "R5": -450_00}
    closed.person("delete", kind="JournalEntry", id=entry["Id"])


def test_two_acts_at_once_add_up(closed: Desk) -> None:
    lines = [{"account": closed.ids["5710"], "debit": "12.34"}, {"account": closed.ids["2110"], "credit": "12.34"}]
    entry = closed.person("journal-entry", lines=lines, date="2025-01-15")
    bill = closed.books_id_of("V-4")
    closed.person("edit", kind="Bill", id=bill, fields={"TxnDate": "2025-02-01"})
    proofs = closed.proves(day(31))
    assert {why.why for why in proofs["R2"].findings} == {Why.KEYED, Why.MOVED}
    for proof in proofs.values():
        assert sum(finding.amount for finding in proof.findings) == proof.difference
    closed.person("edit", kind="Bill", id=bill, fields={"TxnDate": "2025-01-30"})
    closed.person("delete", kind="JournalEntry", id=entry["Id"])


def test_a_change_before_go_live_is_told_apart(closed: Desk) -> None:
    lines = [{"account": closed.ids["2110"], "debit": "5.00"}, {"account": closed.ids["3900"], "credit": "5.00"}]
    entry = closed.person("journal-entry", lines=lines, date="2024-12-15")
    proofs = closed.proves(day(31))
    assert [(one.why, one.amount) for one in proofs["R2"].findings] == [(Why.BEFORE, -5_00)]
    closed.person("delete", kind="JournalEntry", id=entry["Id"])


def test_what_is_on_the_way_is_not_expected_yet(closed: Desk) -> None:
    bill = closed.books_id_of("V-4")
    closed.is_sending("voucher:V-4")
    [finding] = closed.proves(day(31))["R2"].findings
    assert (finding.why, finding.amount, finding.subject) == (Why.ON_THE_WAY, -700_00, "voucher:V-4")
    assert finding.words == "Bill FT-60 has arrived, unconfirmed"
    closed.person("delete", kind="Bill", id=bill)
    proofs = closed.proves(day(31))
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    assert proofs["R2"].our_parts[-1] == Part(ON_THE_WAY, 700_00)
    assert Part(ON_THE_WAY, -700_00) in proofs["R7"].our_parts
    closed.told_again("V-4")
    assert closed.red(day(31)) == {}


def test_a_removal_that_quickbooks_has_carried_out_is_on_the_way(closed: Desk) -> None:
    closed.person("delete", kind="Bill", id=closed.books_id_of("V-2"))
    closed.is_removing("voucher:V-2")
    [finding] = closed.proves(day(31))["R2"].findings
    assert (finding.why, finding.words) == (Why.ON_THE_WAY, "Bill FT-55 is being removed")
    closed.told_again("V-2")
    assert closed.red(day(31)) == {}


def test_what_was_adopted_is_ours_from_then_on(closed: Desk) -> None:
    lines = [{"account": closed.ids["5710"], "debit": "250.00"}, {"account": closed.ids["2110"], "credit": "250.00"}]
    entry = closed.person("journal-entry", lines=lines, date="2025-01-31", number="JE-10")
    observed = closed.adopts("Journal Entry", entry["Id"], day(31), {"5710": 250_00, "2110": -250_00})
    proofs = closed.proves(day(31))
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    assert Part("Other entries", 250_00) in proofs["R2"].our_parts
    assert proofs["R6"].ours == 4_949_97
    closed.person("delete", kind="JournalEntry", id=entry["Id"])
    assert [(one.why, one.amount) for one in closed.proves(day(31))["R2"].findings] == [(Why.DELETED, -250_00)]
    closed.takes_back(observed)
    assert closed.red(day(31)) == {}


def test_every_amount_answers_why(closed: Desk) -> None:
    run, _ = closed.runs(day(31))
    why = Reasons(closed.store)
    _, proof, [accrued] = why.proof(run.id, "R2")
    assert (accrued.name, accrued.amount) == ("Accrued AP", -proof.ours)
    page = why.entries(run.id, "R2", "2110")
    assert (page.total, page.pages, len(page.rows)) == (accrued.entries, 2, 15)
    rest = why.entries(run.id, "R2", "2110", 1).rows
    assert sum(row.amount for row in (*page.rows, *rest)) == accrued.amount
    bill = next(row for row in page.rows if (row.number, row.event) == ("INV-7781", "bill"))
    lines = why.entry(bill.seq).lines
    assert [(line.worksheet, line.amount) for line in lines if line.account == "2110"][:2] == [
        ("W-101", 8_028_46),
        ("W-102", 5_017_79),
    ]
    assert (lines[-1].account, lines[-1].party, lines[-1].amount) == ("2100", "RecycleCo", -14_833_36)
    if closed.january.ar_on:
        cash = why.entries(run.id, "R4", "1250").rows
        assert {line.receipt for row in cash for line in why.entry(row.seq).lines} == {"CR-2"}
    _, profit, accounts = why.proof(run.id, "R6")
    assert -sum(one.amount for one in accounts) == profit.ours == 5_199_97


def test_a_closed_month_proved_a_year_later_is_the_same(closed: Desk) -> None:
    before = closed.proves(day(31))
    closed.january.invoices("W-104")
    closed.settles()
    closed.january.moment = closed.january.moment.replace(year=2026)
    after = closed.proves(day(31))
    assert after == before
    assert closed.red(day(28, 2)) == {}


def test_a_correction_after_the_close_leaves_january_unchanged(closed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """RecycleCo's bill was 100.00 too high: an adjustment of February, a vendor credit of its own (accounting 3.7)."""
    january = closed.proves(day(31))
    form = AdjustmentForm(PURCHASE, "5010", -100_00, closed.january.parties["RecycleCo"])
    made = closed.january.adjusting.stage(closed.january.worksheet("W-101").id, form, by="U1")
    credit = Bill("RecycleCo", "RC-CR-1", day(5, 2), -100_00, (), (made.name,))
    monkeypatch.setitem(BILLS, "V-9", credit)
    closed.follows("V-9")
    closed.closes("2025-02")
    february = closed.proves(day(28, 2))
    assert [code for code, proof in february.items() if not proof.ok] == []
    assert february["R6"].theirs == 9_000_00 - 700_00 + 100_00
    assert closed.proves(day(31)) == january
    assert closed.proving.green("main", "2025-01") and closed.proving.green("main", "2025-02")


def test_departments_that_share_accounts_are_proved_together(closed: Desk) -> None:
    closed.bills_early("west", day(6, 2), 50_00)
    run, proofs = closed.runs(day(28, 2))
    assert run.departments == "main west"
    assert [code for code, proof in proofs.items() if not proof.ok] == []
    assert Part("Billed early (alert 1)", -50_00) in proofs["R2"].our_parts


def test_the_proof_history_is_a_report(closed: Desk) -> None:
    history = closed.report("proofs")
    assert [column.title for column in history.columns][2:] == ["R1", "R1b", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    differed = [row[4] for row in history.rows]
    assert 250_00 in differed and differed.count(0) > len(differed) / 2, "R2, with what people keyed"
    assert {row[0] for row in history.rows} >= {day(9), day(31)}
