"""What is drawn of many memos fits into a message, and what needs a person is among it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.sales import views
from domain.sales.billed import Billed, Standing, Waiting
from domain.sales.sale_document import SaleDocument, SaleKind
from domain.worksheets.worksheet import Worksheet

NOW = datetime(2025, 1, 5, tzinfo=UTC)


def billed(number: str, kind: SaleKind, standing: Standing = Standing.IN_BOOKS, trouble: str = "") -> Billed:
    document = SaleDocument(
        id=number,
        department="main",
        realm="1",
        kind=kind,
        worksheet_id="w",
        number=number,
        customer_id="c",
        on=date(2025, 1, 5),
        net=1_00,
        trouble=trouble,
        made_at=NOW,
        changed_at=NOW,
        changed_by="U1",
    )
    return Billed(document, "A & <B>", standing)


def test_an_invoice_kept_here_says_whether_it_is_paid_where_that_was_asked() -> None:
    here = billed("W-101", SaleKind.INVOICE, Standing.HERE)
    said = [views.state_in_words(replace(here, open=cents)) for cents in (None, 1_00, 0)]
    kept = "not sent to QuickBooks: receivables are kept here"
    assert said == [kept, f"{kept}, open 1.00", f"{kept}, paid"]


@pytest.mark.parametrize("memos", [0, 1, 11, 12, 13, 200])
def test_a_message_has_room_for_its_memos_and_shows_what_was_refused(memos: int) -> None:
    some = [billed(f"W-1-D{n}", SaleKind.DEBIT_MEMO) for n in range(memos)]
    if some:
        some[0] = billed("W-1-D0", SaleKind.DEBIT_MEMO, Standing.REFUSED, "No <such> customer.")
    worksheet = Worksheet(id="w", number="W-1", created_at=NOW, created_by="U1", changed_at=NOW, changed_by="U1")
    text, shown = views.card(worksheet, [billed("W-1", SaleKind.INVOICE), *some], lambda *_: "")
    assert text.startswith("Invoice W-1, A & <B>, 1.00") and len(shown) <= 50
    drawn = str(shown)
    assert ("Debit memo W-1-D0" in drawn and "No &lt;such&gt; customer." in drawn) == bool(memos)
    assert ("earlier memo" in drawn) == (memos > 12) and "<B>" not in drawn


def test_home_says_nothing_where_nothing_waits() -> None:
    assert views.home(Waiting([], 0), Waiting([], 0), named=False) == []
