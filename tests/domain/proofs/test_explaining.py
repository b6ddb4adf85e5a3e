"""Whatever people do in QuickBooks, the findings add up to the difference and nothing stays unexplained."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.books.balance_reports import LedgerLine
from domain.books.documents import Document, DocumentKind
from domain.proofs.claims import Claim
from domain.proofs.explaining import Explaining, OurDocument
from domain.proofs.proof import Part, Why

AS_OF = date(2025, 1, 31)
CLAIM = Claim("R2", "Accrued AP", (Part("ours", 0),), ("2110",), ("7",), sign=-1)
days = st.integers(0, 30).map(lambda n: AS_OF - timedelta(days=n))
amounts = st.integers(-500_000, 500_000).filter(bool)
ACTS = st.sampled_from(["none", "edited", "deleted", "moved", "rounded", "leaving"])


@st.composite
def books(draw: st.DrawFn) -> tuple[list[OurDocument], list[LedgerLine], dict[str, Document]]:
    """Our documents with what became of each, and what others keyed."""
    documents: list[OurDocument] = []
    lines: list[LedgerLine] = []
    there: dict[str, Document] = {}
    for number in range(draw(st.integers(0, 6))):
        id, on, amount, act = str(number), draw(days), draw(amounts), draw(ACTS)
        leaving = act == "leaving"
        documents.append(
            OurDocument(f"voucher:{id}", "Bill", id, f"B-{id}", abs(amount), {on: amount}, leaving=leaving)
        )
        if act in ("deleted", "leaving"):
            continue
        dated = AS_OF + timedelta(days=draw(st.integers(1, 40))) if act == "moved" else on
        is_now = amount + {"edited": draw(amounts), "rounded": 1}.get(act, 0)
        there[id] = Document(DocumentKind.BILL, id, "0", f"B-{id}", dated, abs(amount), "", "", (), (), None, {})
        if dated <= AS_OF and is_now:
            lines.append(LedgerLine("7", is_now, dated, "Bill", id, f"B-{id}"))
        elif dated <= AS_OF:
            there[id] = Document(DocumentKind.BILL, id, "0", f"B-{id}", dated, 0, "", "", (), (), None, {})
    for number in range(draw(st.integers(0, 4))):
        lines.append(LedgerLine("7", draw(amounts), draw(days), "Journal Entry", f"9{number}", made_by="Sandy"))
    return documents, lines, there


@settings(max_examples=150, deadline=None)
@given(books())
def test_the_findings_are_named_and_add_up(
    made: tuple[list[OurDocument], list[LedgerLine], dict[str, Document]],
) -> None:
    documents, lines, there = made
    ours = sum(amount for one in documents for amount in one.amounts.values())
    difference = CLAIM.sign * (sum(line.amount for line in lines) - ours)
    found = Explaining(CLAIM, AS_OF, lines, documents, lambda _, id: there.get(id)).findings(difference)
    assert sum(finding.amount for finding in found) == difference
    assert Why.UNEXPLAINED not in {finding.why for finding in found}
    assert all(finding.words and finding.amount for finding in found)


def test_a_bill_on_another_account_is_said_to_stand_there() -> None:
    bill = OurDocument("voucher:1", "Bill", "1", "B-1", 100_00, {AS_OF: -100_00})
    there = Document(DocumentKind.BILL, "1", "0", "B-1", AS_OF, 100_00, "", "", (), (), None, {})
    [found] = Explaining(CLAIM, AS_OF, [], [bill], lambda _, id: there).findings(-100_00)
    assert (found.why, found.words, found.amount) == (Why.ELSEWHERE, "Bill B-1 stands on another account", -100_00)


def test_what_no_document_explains_is_shown_and_never_hidden() -> None:
    line = LedgerLine("7", -250_00, AS_OF, "Journal Entry", "9", "JE-9", made_by="Sandy Cole")
    keyed, left = Explaining(CLAIM, AS_OF, [line], [], lambda *_: None).findings(260_00)
    assert (keyed.why, keyed.amount) == (Why.KEYED, 250_00)
    assert (left.why, left.amount) == (Why.UNEXPLAINED, 10_00)


def test_a_cent_is_rounding_and_a_tax_in_the_wrong_place_is_tax() -> None:
    taxed = OurDocument("sale:1", "Invoice", "1", "W-102", 7_950_00, {AS_OF: -7_500_00}, tax=450_00)
    for amount, why in ((-7_500_01, Why.ROUNDING), (-7_950_00, Why.TAX), (-7_600_00, Why.EDITED)):
        line = LedgerLine("7", amount, AS_OF, "Invoice", "1", "W-102")
        difference = CLAIM.sign * (amount + 7_500_00)
        [finding] = Explaining(CLAIM, AS_OF, [line], [taxed], lambda *_: None).findings(difference)
        assert (finding.why, finding.amount) == (why, difference)
