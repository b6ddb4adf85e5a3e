"""How a change made in QuickBooks looks, as it is and once it is settled."""

from datetime import UTC, datetime

from bot.drift import views
from bot.drift.views import Beside
from domain.drift.finding import Drift, DriftState, What

AT = datetime(2025, 1, 29, 15, tzinfo=UTC)


def edited(**more: object) -> Drift:
    """Somebody took 250.00 off a bill."""
    drift = Drift(
        id="d1",
        realm="r",
        connection_id="c",
        department="main",
        entity="Bill",
        type="Bill",
        books_id="7",
        number="<RC-100>",
        subject="voucher:v1",
        what=What.EDITED,
        before={"Total": "8,000.00"},
        after={"Total": "7,750.00"},
        effects=[["95", "2110", "2110 Accrued AP", "2025-01-29", -250_00]],
        proofs="R2 R7",
        who="Sandy Cole",
        noticed_at=AT,
    )
    for name, value in more.items():
        setattr(drift, name, value)
    return drift


def test_amounts_stand_at_the_right_and_proofs_have_names() -> None:
    _, said = views.message(edited())
    table = next(one for one in said if one["type"] == "table")
    assert [one["align"] for one in table["column_settings"]] == ["left", "right", "right"]
    assert "R2 open payables, R7 unpaid vouchers" in str(said) and "What it does" in str(said)
    assert "<RC-100>" not in str(said[0]) and "&lt;RC-100&gt;" in str(said[0]), "a number is text, whatever it is"


def test_it_leads_on_to_the_document_and_to_what_it_stands_for() -> None:
    _, said = views.message(edited(), Beside("https://books/7", ("voucher", "v1")))
    assert "<https://books/7|Bill &lt;RC-100&gt;>" in said[0]["text"]["text"]
    assert (said[0]["accessory"]["text"]["text"], said[0]["accessory"]["value"]) == ("Open voucher", "v1")


def test_what_is_settled_says_by_whom_and_offers_nothing_more() -> None:
    _, said = views.message(edited(state=DriftState.RESTORED, settled_by="U0CLARA", settled_at=AT))
    assert "Restored by <@U0CLARA>: QuickBooks says again what Tieout holds." in str(said)
    assert "What it did" in str(said) and not [one for one in said if one["type"] == "actions"]


def test_a_closing_entry_that_is_gone_is_not_offered_to_be_adopted() -> None:
    _, said = views.message(edited(what=What.DELETED, subject="closing:e1", after={}))
    [actions] = [one for one in said if one["type"] == "actions"]
    assert [one["text"]["text"] for one in actions["elements"]] == ["Restore", "Ask"]


def test_a_long_list_says_how_many_more_there_are() -> None:
    text, said = views.listing("main", [edited(id=f"d{n}") for n in range(50)], 1_005)
    assert text.startswith("1,005 changes") and "and 965 more" in str(said[-1]) and len(said) <= 50
