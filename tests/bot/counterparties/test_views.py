"""Whatever a company is called, what we show of it is valid Block Kit and says nothing on its behalf."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.counterparties import import_views, record, views
from bot.counterparties.record import Draft
from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.registering import new_counterparty
from domain.imports.import_batch import ImportBatch, ImportRow, ImportState, Outcome
from domain.imports.receiving import HandedOver
from domain.problems import Problem
from standins.slack.blockkit import check_message, check_view, options_faults

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
BOTH = frozenset(TradeRole)
names = st.text(min_size=1, max_size=100) | st.sampled_from(["<!channel>" * 10, "&" * 100, "*" * 100, "`/x`\n\t:"])
texts = st.text(max_size=3000) | st.just("<" * 3000)


def party(name: str, **more: Any) -> Counterparty:
    return new_counterparty(Details(name, BOTH, **more), id="p1", department="main", at=NOON, by="U0ANNA")


def link(name: str) -> CounterpartyLink:
    return CounterpartyLink(
        counterparty_id="p1",
        role=TradeRole.CUSTOMER,
        realm="1",
        books_id="7",
        books_name=name,
        linked_at=NOON,
        linked_by="U0ANNA",
        how=LinkedHow.PERSON,
    )


@given(names, texts)
def test_windows_of_a_record_are_valid(name: str, text: str) -> None:
    company, typed = party(name, phone=text[:30], email=text[:100]), Details(text, frozenset(), terms=text)
    for view in (
        record.new_record(Draft("p1", department="main"), ["main", "paper"], text),
        record.open_record(company, [link(name)]),
        record.contested_record(company, [], typed),
        record.shown_record(company, [link(name)]),
        views.saved(company, followed=True),
        views.duplicate(company, BOTH),
    ):
        check_view(view, "modal")
        assert "<!channel>" not in said(view["blocks"])


@given(names)
def test_what_is_found_is_valid(name: str) -> None:
    parties = [party(name) for _ in range(1)]
    for found in (parties, []):
        text, blocks = views.found(name, found, may_prepare=True)
        check_message(blocks)
        assert "<!channel>" not in text + said(blocks)
    assert not options_faults({"options": [views.choice(parties[0], with_department=True)]})


@given(names, texts, st.sampled_from(ImportState))
def test_the_message_of_an_import_is_valid_in_every_state(name: str, reason: str, state: ImportState) -> None:
    batch = ImportBatch(
        id="b1", file_name=f"{name}.csv", sha256="", state=state, unknown_columns=reason, loaded_at=NOON, loaded_by="U1"
    )
    batch.new, batch.bad, batch.applied_at = 12_345, 3, NOON
    rows = [ImportRow(batch_id="b1", line=n, name=name, outcome=Outcome.BAD, reason=reason) for n in range(2, 18)]
    for problem in (None, Problem(reason.strip() or "no", next_step=name)):
        text, blocks = import_views.message(batch, rows, problem)
        check_message(blocks)
        assert text.strip() and "<!channel>" not in said(blocks)
    check_view(import_views.left_out_page(batch, rows * 2, more=True), "modal")


@given(names)
def test_questions_about_a_file_are_valid(name: str) -> None:
    asked = HandedOver("b1", "F1", "U0ANNA", place='{"channel": "D1", "ts": "1.2"}')
    for _, blocks in (
        import_views.which_role(name, asked),
        import_views.which_department(name, asked, ["main", "paper"]),
        import_views.refused(name, Problem(name, next_step=name)),
        import_views.reading(name),
    ):
        check_message(blocks)
        assert "<!channel>" not in said(blocks)
    assert HandedOver.from_text(asked.as_text()) == asked
    check_view(import_views.file_window(["main", "paper"]), "modal")
    check_view(views.window(may_prepare=True), "modal")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", ("", "")),
        ("create", ("create", "")),
        ("Create  Acme Mills ", ("create", "Acme Mills")),
        ("create\u00a0“Acme Mills”", ("create", "Acme Mills")),
        ("find O’Brien", ("find", "O’Brien")),
        ("new x", ("create", "x")),
        ("‘help’", ("help", "")),
        ("create\tAcme\tMills", ("create", "Acme\tMills")),
    ],
)
def test_a_command_is_read_as_it_was_meant(typed: str, understood: tuple[str, str]) -> None:
    assert views.read_command(typed) == understood


@given(names)
def test_an_unknown_word_is_never_spoken(name: str) -> None:
    assert "<!channel>" not in views.unknown(*views.read_command(name))


def said(thing: Any) -> str:
    """Everything that Slack would read as formatted text."""
    if isinstance(thing, list):
        return " ".join(map(said, thing))
    if not isinstance(thing, dict):
        return ""
    own = str(thing["text"]) if thing.get("type") == "mrkdwn" else ""
    return own + " ".join(said(each) for each in thing.values())
