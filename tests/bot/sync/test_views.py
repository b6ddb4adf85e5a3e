"""The message and the windows of a sync, in every state and with any names: what Slack takes, and inert."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sync import bring_views, mirror_views, views, windows
from bot.sync.bring_views import At, Page
from domain.counterparties.counterparty import Counterparty, new_counterparty
from domain.counterparties.details import Details, TradeRole
from domain.counterparties.mirror import Mirror, MirrorState
from domain.counterparties.names import exact_key
from domain.problems import Problem
from domain.syncs.bring import Bring, BringState, Counts, NameState, OnlyThere
from domain.syncs.sync import KnownName, RowKind, RowState, RunState, SyncRow, SyncRun
from domain.syncs.syncing import Tally
from standins.slack.blockkit import check_message, check_view

NOW = datetime(2025, 1, 31, 9, tzinfo=UTC)
CUSTOMER, SUPPLIER = TradeRole.CUSTOMER, TradeRole.SUPPLIER
NASTY = "<!channel> *Bold* & <https://evil.example|click> <@U0ANNA>"
NAMES = st.text(min_size=1, max_size=500)
WORDS = st.text(max_size=300)


def a_run(state: RunState = RunState.PLANNED, **more: Any) -> SyncRun:
    plain = {"department": "main", "connection_id": "c1", "realm": "1", "company_name": "Craig's", "scope": "all"}
    return SyncRun(id="r" * 36, state=state, started_by="U1", started_at=NOW, **(plain | more))


def a_row(name: str = "Acme", kind: RowKind = RowKind.LINK, state: RowState = RowState.READY, **more: Any) -> SyncRow:
    plain = {"run_id": "r" * 36, "counterparty_id": "p" * 36, "role": CUSTOMER, "free_name": name}
    return SyncRow(name=name, kind=kind, state=state, **(plain | more))


def near(name: str, *candidates: str) -> SyncRow:
    found = [
        {"id": str(n), "name": one, "score": 99.0 - 2 * n, "reason": f"{one} differs"}
        for n, one in enumerate(candidates)
    ]
    return a_row(name, RowKind.NEAR, RowState.DECIDE, candidates=json.dumps(found))


def a_tally(*rows: SyncRow) -> Tally:
    return Tally(Counter((row.kind, row.state, row.role) for row in rows))


def only_there(name: str, state: NameState = NameState.READY, *, kind: str = "customer", **more: Any) -> OnlyThere:
    return OnlyThere(
        run_id="r" * 36, kind=kind, books_id="7", name=name, group_key=exact_key(name), state=state, **more
    )


def counted(*names: OnlyThere) -> Counts:
    return Counter((name.state, name.role) for name in names)


def a_bring(state: BringState, **more: Any) -> Bring:
    plain = {"department": "main", "realm": "1", "company_name": "Craig's", "by": "U1", "run_id": "r" * 36}
    return Bring(state=state, begun_at=NOW, changed_at=NOW, **(plain | more))


def texts(shown: Any) -> Iterator[str]:
    """Every text that Slack would read as markup."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            yield shown["text"]
        for one in shown.values():
            yield from texts(one)
    elif isinstance(shown, list):
        for one in shown:
            yield from texts(one)


def buttons(shown: Sequence[Any]) -> list[str]:
    found = [one for block in shown if block["type"] == "actions" for one in block["elements"]]
    return [one["text"]["text"] for one in found if one["type"] == "button"]


def is_inert(shown: Any, *names: str) -> None:
    for text in texts(shown):
        assert "<!channel" not in text
        assert "<https" not in text
        assert text.count("<@U0ANNA>") == 0


ALL_KINDS = [a_row(kind=kind, state=state, role=role) for kind in RowKind for state in RowState for role in TradeRole]
STATES = [
    a_run(RunState.READING),
    a_run(RunState.PLANNED),
    a_run(RunState.RUNNING, confirmed_by="U2", confirmed_at=NOW),
    a_run(RunState.WAITING, waits_for="QuickBooks is away.", due_at=NOW + timedelta(seconds=5)),
    a_run(RunState.WAITING, waits_for="The connection is lost."),
    a_run(RunState.DONE, confirmed_by="U2", confirmed_at=NOW, finished_at=NOW),
    a_run(RunState.DONE, finished_at=NOW),
    a_run(RunState.DONE, finished_at=NOW, scope="pull"),
    a_run(RunState.CANCELLED, finished_at=NOW),
    a_run(RunState.FAILED, waits_for="It broke.", finished_at=NOW),
]


@pytest.mark.parametrize("run", STATES, ids=lambda run: f"{run.state}-{run.scope}-{bool(run.due_at)}")
@pytest.mark.parametrize("rows", [[], ALL_KINDS], ids=["nothing", "everything"])
def test_every_state_is_a_message_slack_takes(run: SyncRun, rows: list[SyncRow]) -> None:
    names = [only_there("Baltic"), only_there("X", NameState.REFUSED, reason="No."), only_there("Y", NameState.LEFT)]
    counts = counted(*names)
    aside = views.OnlyThere(bring_views.offer_text(counts, None), bring_views.offer(run, counts, None))
    refused = [row for row in rows if row.state is RowState.REFUSED][: views.REFUSED_LISTED]
    text, shown = views.message(run, a_tally(*rows), refused, NOW, aside)
    check_message(shown)
    assert text


def test_a_plan_says_what_only_quickbooks_has_and_offers_it() -> None:
    names = [only_there("A"), only_there("B", kind="vendor"), only_there("C", kind="vendor")]
    counts = counted(*names, only_there("D", NameState.REFUSED), only_there("E", NameState.LEFT))
    shown = bring_views.offer(a_run(), counts, None)
    assert shown[0]["text"]["text"] == (
        "*Only in QuickBooks:* 1 customer and 2 vendors without a counterparty here.\n"
        "1 left out · 1 that cannot be kept here, with the reason under “See and choose”."
    )
    assert buttons(shown) == ["Bring 3 here", "See and choose"]
    assert bring_views.offer_text(counts, None) == ", 1 customer and 2 vendors only in QuickBooks"


def test_a_pull_begins_with_what_only_quickbooks_has() -> None:
    counts = counted(only_there("A"))
    run = a_run(scope="pull")
    aside = views.OnlyThere(bring_views.offer_text(counts, None), bring_views.offer(run, counts, None))
    _, shown = views.message(run, a_tally(a_row()), [], NOW, aside)
    assert shown[0]["text"]["text"].startswith("*Only in QuickBooks:*")
    assert "only pull" not in json.dumps(shown)


def test_once_asked_for_the_plan_offers_it_no_more() -> None:
    [said] = bring_views.offer(a_run(), counted(only_there("A")), a_bring(BringState.RUNNING))
    assert "being brought here" in said["elements"][0]["text"]


def test_nothing_only_there_says_nothing() -> None:
    assert bring_views.offer(a_run(), Counter(), None) == []


@pytest.mark.parametrize("state", list(BringState))
def test_what_was_asked_is_told_in_every_state(state: BringState) -> None:
    refused = [only_there("X", NameState.REFUSED, reason="It is too long.")]
    counts = counted(*refused, only_there("A", NameState.DONE), only_there("B"))
    text, shown = bring_views.message(
        a_bring(state, reason="It broke."),
        counts,
        refused,
    )
    check_message(shown)
    assert text
    assert buttons(shown) == (["Take them back"] if state is BringState.DONE else [])


def test_the_window_ticks_what_is_wanted() -> None:
    names = [only_there("A"), only_there("B", NameState.LEFT, kind="vendor", email="b@b.example")]
    view = bring_views.window(a_run(), Page(At("r" * 36), names, 2, []), counted(*names), None)
    check_view(view, "modal")
    [boxes] = [block["elements"][0] for block in view["blocks"] if block["type"] == "actions"]
    assert [option["text"]["text"] for option in boxes["options"]] == ["A", "B"]
    assert boxes["options"][1]["description"]["text"] == "vendor · b@b.example"
    assert boxes["initial_options"] == boxes["options"][:1]
    assert view["submit"]["text"] == "Bring 1 here"


def test_a_long_list_has_pages_and_a_filter() -> None:
    names = [only_there(f"Name {n:03}") for n in range(100)]
    page = Page(At("r" * 36, 40), names[40:80], 100, [])
    view = bring_views.window(a_run(), page, counted(*names), None)
    check_view(view, "modal")
    assert view["blocks"][0]["dispatch_action"] is True
    assert buttons(view["blocks"]) == ["◀ Previous", "Next ▶"]
    other = bring_views.window(a_run(), Page(At("r" * 36), names[:40], 100, []), counted(*names), None)
    ids = [
        {block.get("block_id") for block in one["blocks"] if "names|" in block.get("block_id", "")}
        for one in (view, other)
    ]
    assert not ids[0] & ids[1], "Slack keeps ticks by block id, so a page has its own"


def test_ticks_are_read_as_shown_and_ticked() -> None:
    names = [only_there("A"), only_there("B", kind="vendor")]
    view = bring_views.window(a_run(), Page(At("r" * 36), names, 2, []), counted(*names), None)
    [block] = [block for block in view["blocks"] if block["type"] == "actions"]
    pressed = {"block_id": block["block_id"], "selected_options": block["elements"][0]["options"][1:]}
    shown, ticked = bring_views.read_ticks({"view": view}, pressed)
    assert (shown, ticked) == ({("customer", "7"), ("vendor", "7")}, {("vendor", "7")})


def test_the_place_in_a_list_is_carried() -> None:
    at = At("r" * 36, 80, 'a "quoted" part')
    view = bring_views.window(a_run(), Page(at, [], 0, []), counted(*[only_there("A")] * 50), None)
    assert At.of(view) == at


def test_a_decision_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Problem, match="out of date"):
        windows.read_decision({"value": "nonsense"})


def test_all_decided_closes_the_queue() -> None:
    view = windows.review(a_run(), [], 0, 0)
    check_view(view, "modal")
    assert "All matches are decided" in view["blocks"][0]["text"]["text"]


def test_a_refusal_is_told_with_the_words_for_each_role() -> None:
    party = new_counterparty(Details("Acme", frozenset({CUSTOMER})), id="p" * 36, department="main", at=NOW, by="U1")
    told = {"customer": "It has a balance.", "supplier": "It is gone."}
    mirror = Mirror(counterparty_id=party.id, realm="1", version=2, by="U1", state=MirrorState.REFUSED, refusals=told)
    text, shown = mirror_views.refused(party, mirror)
    check_message(shown)
    assert text == "Acme is saved here, but QuickBooks did not follow."
    assert shown[1]["text"]["text"] == "• as customer: It has a balance.\n• as supplier: It is gone."
    assert buttons(shown) == ["Try again"]


@given(name=NAMES, other=NAMES, words=WORDS, company=st.text(min_size=1, max_size=200))
@settings(max_examples=12, deadline=None)
def test_whatever_the_names_are_slack_takes_it(name: str, other: str, words: str, company: str) -> None:
    for shown in _messages(name, other, words, company):
        check_message(shown)
    for view in _windows(name, other, words, company):
        check_view(view, "modal")


@pytest.mark.parametrize("nasty", [NASTY, NASTY * 8])
def test_names_from_outside_do_nothing(nasty: str) -> None:
    for shown in _messages(nasty, nasty, nasty, nasty[:200]):
        is_inert(shown)
    for view in _windows(nasty, nasty, nasty, nasty[:200]):
        is_inert(view)


def _messages(name: str, other: str, words: str, company: str) -> Iterator[list[Any]]:
    rows = [
        a_row(name, RowKind.CREATE, RowState.REFUSED, result=words, role=role, counterparty_id=str(n))
        for n in range(10)
        for role in TradeRole
    ]
    refused = [only_there(name, NameState.REFUSED, reason=words) for _ in range(12)]
    counts = counted(*refused, only_there(other))
    for state in RunState:
        confirmed = {"confirmed_by": "U2", "confirmed_at": NOW} if state is RunState.DONE else {}
        run = a_run(state, company_name=company, waits_for=words, scope=name[:100], **confirmed)
        aside = views.OnlyThere(bring_views.offer_text(counts, None), bring_views.offer(run, counts, None))
        yield views.message(run, a_tally(*rows, a_row(other)), rows[:10], NOW, aside)[1]
    for at in BringState:
        yield bring_views.message(a_bring(at, company_name=company, reason=words), counts, refused[:10])[1]
    yield views.saved(a_run(company_name=company), rows[:2])[1]
    yield mirror_views.refused(_party(name), _mirror(words))[1]


def _windows(name: str, other: str, words: str, company: str) -> Iterator[Any]:
    run = a_run(company_name=company)
    second = near(other)
    second.counterparty_id = "q" * 36
    yield windows.review(run, [near(name, *[other] * 5), second], 0, 2)
    yield windows.rows_window(run, [a_row(name, books_name=other, books_id="1", result=words)] * 40, 0, 90)
    names = [only_there(name, email=words, company_name=other, kind=kind) for kind in ("customer", "vendor")]
    page = Page(At(run.id, 0, other), names, 90, [only_there(name, NameState.REFUSED, reason=words)] * 10)
    yield bring_views.window(run, page, counted(*names * 30), None)
    yield bring_views.window(run, Page(At(run.id, 0, other), [], 0, []), counted(*names), a_bring(BringState.DONE))


def _party(name: str) -> Counterparty:
    return Counterparty(
        id="p" * 36, name=name, name_key=name, created_at=NOW, created_by="U1", changed_at=NOW, changed_by="U1"
    )


def _mirror(words: str) -> Mirror:
    told = {"customer": words, "supplier": words, "": words}
    return Mirror(counterparty_id="p" * 36, realm="1", version=2, by="U1", refusals=told)


@given(names=st.lists(NAMES, max_size=20))
@settings(max_examples=15, deadline=None)
def test_a_search_offers_what_slack_takes(names: list[str]) -> None:
    found = [
        KnownName(realm="1", kind="customer", books_id=str(n), name=name, name_key=name, active=True, version="0")
        for n, name in enumerate(names)
    ]
    for option in windows.found_names(f"{'r' * 36}|{'p' * 36}|supplier", found):
        assert 1 <= len(option["text"]["text"]) <= 75
        assert len(option["value"]) <= 150
