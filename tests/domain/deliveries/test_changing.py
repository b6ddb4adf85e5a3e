"""A document in the books becomes what was decided last: through lost answers, crashes and what people do there."""

from dataclasses import replace

import pytest

from domain.books.documents import DocumentKind
from domain.deliveries.delivery import DeliveryState
from domain.problems import Problem
from tests.domain.deliveries.desk import INVOICE, MEMO, ON, Desk

CONFIRMED, REFUSED, SENDING = DeliveryState.CONFIRMED, DeliveryState.REFUSED, DeliveryState.SENDING
WITHDRAWN, REPLACED, REMOVED = DeliveryState.WITHDRAWN, DeliveryState.REPLACED, DeliveryState.REMOVED
FEBRUARY = ON.replace(month=2)
POSTS = {"entity": "invoice", "method": "POST"}
POINTS = ["post-intended", "post-answered", "post-recording", "post-recorded"]


@pytest.mark.parametrize(("kind", "entity"), [(INVOICE, "Invoice"), (MEMO, "CreditMemo")])
@pytest.mark.parametrize("zeroing", [False, True])
def test_it_is_created_changed_and_removed(desk: Desk, kind: DocumentKind, entity: str, zeroing: bool) -> None:
    desk.papers.zeroing = zeroing
    desk.sends(desk.invoice(100_00, kind=kind))
    made = desk.only(entity)
    later = desk.invoice(70_00, 80_00, kind=kind, party_id=desk.bolt, number="W-102", on=FEBRUARY)
    assert desk.sends(later, revision=2).state is CONFIRMED
    changed = desk.only(entity)
    assert (changed["Id"], changed["CustomerRef"]["value"]) == (made["Id"], desk.bolt)
    assert (str(changed["TxnDate"]), changed["DocNumber"], f"{changed['TotalAmt']:.2f}") == (
        "2025-02-20",
        "W-102",
        "150.00",
    )
    assert desk.removes().state is REMOVED
    assert [amount for _, amount in desk.there(entity)] == (["0.00"] if zeroing else [])
    assert desk.papers.told == ["r1 confirmed", "r2 confirmed", "r2 removed"]
    assert desk.states() == [REPLACED, REMOVED]


def test_what_people_added_stays_and_what_they_changed_is_asked_about(desk: Desk) -> None:
    desk.sends(desk.invoice(100_00))
    made = desk.only()
    desk.person("edit", kind="Invoice", id=made["Id"], fields={"CustomerMemo": {"value": "Thank you"}})
    assert desk.sends(desk.invoice(150_00), revision=2).state is CONFIRMED
    assert (desk.only()["Id"], desk.only()["CustomerMemo"]["value"]) == (made["Id"], "Thank you")
    desk.person("edit", kind="Invoice", id=made["Id"], amounts={desk.only()["Line"][0]["Id"]: "175"})
    refused = desk.sends(desk.invoice(120_00), revision=3)
    assert (refused.state, refused.refusal_code) == (REFUSED, "changed")
    assert "since it was posted as 150.00. It is of 175.00 now" in refused.refusal
    assert desk.tries_again().state is CONFIRMED, "whoever tries again has read that"
    assert desk.there() == [("W-101", "120.00")] and desk.states() == [REPLACED, REPLACED, CONFIRMED]


def test_what_is_there_already_is_not_sent(desk: Desk) -> None:
    desk.sends(desk.invoice(100_00))
    version = desk.only()["SyncToken"]
    assert desk.sends(desk.invoice(100_00), revision=2).state is CONFIRMED
    assert desk.only()["SyncToken"] == version


@pytest.mark.parametrize("forgetful", [False, True], ids=["requestid-honoured", "requestid-ignored"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_is_looked_for(desk: Desk, when: str, forgetful: bool) -> None:
    desk.forgetful = forgetful
    for revision, cents in ((1, 100_00), (2, 150_00)):
        desk.site.trouble("drop", when=when, times=2, route=POSTS)
        assert desk.sends(desk.invoice(cents), revision=revision).state is SENDING
        for _ in range(3):
            desk.turns(seconds=6)
        assert desk.delivery().state is CONFIRMED
    assert desk.there() == [("W-101", "150.00")]


@pytest.mark.parametrize("forgetful", [False, True], ids=["requestid-honoured", "requestid-ignored"])
def test_the_line_may_double_it(desk: Desk, forgetful: bool) -> None:
    desk.forgetful = forgetful
    if forgetful:
        desk.site.control("assumptions", request_ids_honoured=False)
    desk.sends(desk.invoice(100_00))
    desk.site.trouble("duplicate", route=POSTS)
    desk.sends(desk.invoice(150_00), revision=2)
    assert desk.turns(seconds=6).state is CONFIRMED
    assert desk.there() == [("W-101", "150.00")]


@pytest.mark.parametrize("point", POINTS)
def test_a_process_that_dies_goes_on(desk: Desk, point: str) -> None:
    desk.sends(desk.invoice(100_00))
    desk.forgetful, desk.dies_at = True, {point}
    desk.decides(desk.invoice(150_00), revision=2)
    desk.restarts()
    assert desk.turns(seconds=6).state is CONFIRMED
    assert desk.there() == [("W-101", "150.00")] and desk.states() == [REPLACED, CONFIRMED]
    assert desk.papers.told == ["r1 confirmed", "r2 confirmed"]


@pytest.mark.parametrize(
    ("amount", "code", "words"),
    [
        ("40", "part_paid", "Invoice W-101 is paid in part: 40.00 of 100.00. Record a sales adjustment instead."),
        ("100", "paid", "Invoice W-101 is paid. Record a sales adjustment instead."),
    ],
)
def test_what_is_paid_is_neither_changed_nor_removed(desk: Desk, amount: str, code: str, words: str) -> None:
    desk.sends(desk.invoice(100_00))
    desk.person("receive-payment", invoice=desk.only()["Id"], amount=amount)
    refused = desk.sends(desk.invoice(150_00), revision=2)
    assert (refused.refusal_code, refused.refusal) == (code, words)
    assert desk.withdraws().revision == 1, "the first stands in the books as before"
    kept = desk.removes()
    assert (kept.state, kept.refusal_code, kept.refusal) == (CONFIRMED, code, words)
    assert desk.papers.told == ["r1 confirmed", "r2 refused", "r1 kept"] and desk.states() == [CONFIRMED, WITHDRAWN]


def test_a_credit_that_was_used_stays(desk: Desk) -> None:
    desk.sends(desk.invoice(30_00, kind=MEMO))
    invoice = desk.site.standin.company().create("Invoice", _sold(desk, "50"))
    desk.person("apply-credit", credit=desk.only("CreditMemo")["Id"], to=invoice["Id"])
    refused = desk.sends(desk.invoice(20_00, kind=MEMO), revision=2)
    assert refused.refusal_code == "credit_applied" and "Credit memo W-101 has a credit applied" in refused.refusal


def test_closed_books_and_a_document_that_is_gone_are_said(desk: Desk) -> None:
    desk.sends(desk.invoice(100_00))
    desk.site.control("acts/closing-date", date="2025-01-31")
    desk.moment = desk.moment.replace(hour=16)
    assert desk.sends(desk.invoice(150_00, on=FEBRUARY), revision=2).refusal_code == "6210", "it was in January"
    desk.site.control("acts/closing-date", date="2024-12-31")
    desk.person("delete", kind="Invoice", id=desk.only()["Id"])
    assert desk.tries_again().refusal_code == "gone"
    assert desk.tries_again().state is CONFIRMED and desk.states() == [REPLACED, CONFIRMED]
    assert desk.there() == [("W-101", "150.00")]


def test_a_change_that_is_overtaken_gives_way(desk: Desk) -> None:
    desk.sends(desk.invoice(100_00))
    desk.site.trouble("drop", when="after", route=POSTS)
    assert desk.sends(desk.invoice(150_00), revision=2).state is SENDING
    assert desk.sends(desk.invoice(120_00, number="W-102"), revision=3).state is SENDING
    desk.turns(seconds=6)
    assert desk.there() == [("W-101", "150.00")], "the request of the second may still be under way"
    assert desk.turns(seconds=41).state is CONFIRMED
    assert desk.there() == [("W-102", "120.00")] and desk.states() == [REPLACED, WITHDRAWN, CONFIRMED]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_first_invoice_that_is_overtaken_is_changed_or_created(desk: Desk, when: str) -> None:
    desk.site.trouble("drop", when=when, route=POSTS)
    desk.sends(desk.invoice(100_00))
    desk.sends(desk.invoice(120_00, number="W-102"), revision=2)
    assert desk.turns(seconds=41).state is CONFIRMED
    assert desk.there() == [("W-102", "120.00")] and desk.states() == [WITHDRAWN, CONFIRMED]


def test_an_answer_that_comes_late_is_handed_on(desk: Desk) -> None:
    """Decided anew while the first request is under way: its answer says at once which document it is."""
    desk.during = {"post-answered": lambda: desk.decides(desk.invoice(120_00), revision=2)}
    desk.decides(desk.invoice(100_00))
    desk.engine.settle()
    assert desk.turns(seconds=6).state is CONFIRMED
    assert desk.there() == [("W-101", "120.00")] and desk.states() == [WITHDRAWN, CONFIRMED]
    assert desk.papers.told == ["r2 confirmed"]


def test_one_left_at_zero_is_used_again(desk: Desk) -> None:
    desk.papers.zeroing = True
    desk.sends(desk.invoice(100_00))
    made = desk.only()
    assert desk.removes().state is REMOVED and desk.there() == [("W-101", "0.00")]
    assert desk.sends(desk.invoice(80_00), revision=2).state is CONFIRMED
    assert (desk.there(), desk.only()["Id"]) == ([("W-101", "80.00")], made["Id"])


def test_tax_is_that_of_quickbooks_or_said(desk: Desk) -> None:
    assert desk.sends(desk.invoice(100_00, tax=6_00)).state is CONFIRMED
    assert desk.there() == [("W-101", "106.00")]
    other = desk.sends(desk.invoice(200_00, tax=11_00), revision=2)
    assert (other.state, other.refusal_code) == (REFUSED, "tax")
    assert "works out a sales tax of 12.00 on Invoice W-101, not 11.00" in other.refusal
    assert desk.there() == [("W-101", "106.00")], "it is as it was"
    assert desk.sends(desk.invoice(200_00, tax=12_00), revision=3).state is CONFIRMED
    assert desk.there() == [("W-101", "212.00")]


def test_an_invoice_with_another_tax_is_taken_away_again(desk: Desk) -> None:
    assert desk.sends(desk.invoice(100_00, tax=5_00)).refusal_code == "tax"
    assert desk.there() == []
    desk.papers.said["p1", 1] = replace(desk.papers.said["p1", 1], tax=6_00)
    assert desk.tries_again().state is CONFIRMED and desk.there() == [("W-101", "106.00")]


def test_only_sales_are_changed(desk: Desk) -> None:
    desk.sends(desk.entry(50_00))
    with pytest.raises(Problem, match="cannot be changed"):
        desk.decides(desk.entry(60_00), revision=2)


def _sold(desk: Desk, amount: str) -> dict[str, object]:
    line = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": desk.item}}}
    return {"CustomerRef": {"value": desk.acme}, "DocNumber": "X-1", "Line": [{"Amount": amount, **line}]}
