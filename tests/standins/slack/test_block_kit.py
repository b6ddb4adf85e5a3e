"""Blocks and views are refused where Slack refuses them, in its words, with the JSON pointer to the fault."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View

from standins.slack import blockkit
from standins.slack.completing import completed
from standins.slack.refusal import Refused
from tests.standins.slack.ledgerly import bill_modal, button, field, option, text
from tests.standins.slack.marks import beside_a_socket

Json = dict[str, Any]


def view_faults(view: Json, surface: str = "modal") -> list[str]:
    with pytest.raises(Refused) as refused:
        blockkit.check_view(view, surface)
    assert refused.value.code == "invalid_arguments"
    return refused.value.messages


def message_faults(*blocks: Json) -> list[str]:
    with pytest.raises(Refused) as refused:
        blockkit.check_message(list(blocks))
    assert refused.value.code == "invalid_blocks"
    return refused.value.messages


def section(words: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, **more}


def select(*values: str, **more: Any) -> Json:
    options = [option(value.upper(), value) for value in values]
    return {"type": "static_select", "action_id": "a", "options": options, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": text("A title"), "blocks": list(blocks), **more}


def test_a_good_modal_passes() -> None:
    blockkit.check_view(bill_modal(), "modal")


def test_a_long_title_is_refused_in_slacks_words() -> None:
    view = modal(section("x")) | {"title": text("t" * 25)}
    assert view_faults(view) == ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]


@beside_a_socket
@given(length=st.integers(1, 200))
@settings(max_examples=40, deadline=None)
def test_a_button_takes_exactly_75_characters(length: int) -> None:
    block = {"type": "actions", "elements": [button("b" * length, "a")]}
    if length <= 75:
        blockkit.check_message([block])
    else:
        pointer = "/blocks/0/elements/0/text/text"
        assert message_faults(block) == [f"[ERROR] must be less than 76 characters [json-pointer:{pointer}]"]


@beside_a_socket
@given(surface=st.sampled_from(["modal", "home"]), count=st.integers(90, 110))
@settings(max_examples=20, deadline=None)
def test_a_view_takes_a_hundred_blocks(surface: str, count: int) -> None:
    blocks = [{"type": "divider"}] * count
    view = modal(*blocks) if surface == "modal" else {"type": "home", "blocks": blocks}
    if count <= 100:
        blockkit.check_view(view, surface)
    else:
        assert view_faults(view, surface) == ["[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"]


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ({"type": "sparkle"}, "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (section("x", color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
        (section("x", block_id="b" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
        (
            {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
            "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        ),
        ({"type": "alert", "text": text("x")}, "unsupported type: alert [json-pointer:/blocks/0/type]"),
        ({"type": "image", "alt_text": "x"}, "missing required field: image_url [json-pointer:/blocks/0]"),
        ({"type": "actions", "elements": []}, "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (
            {
                "type": "actions",
                "elements": [
                    {"type": "overflow", "action_id": "o", "options": [option("x", str(n)) for n in range(6)]}
                ],
            },
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            {"type": "actions", "elements": [button("x", "same"), button("y", "same")]},
            "action_id already exists: same [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            section("x", accessory=button("x", "a", style="loud")),
            "must be a valid enum value [json-pointer:/blocks/0/accessory/style]",
        ),
        (
            section("x", accessory={"type": "static_select", "action_id": "a"}),
            "missing required field: options [json-pointer:/blocks/0/accessory]",
        ),
        (
            section("x", accessory=select("b", initial_option=option("Z", "z"))),
            "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
        ),
        (
            section("x", accessory=select("b", initial_option=option("B", "other"))),
            "must be one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
        ),
        (
            {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]},
            "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
        ),
    ],
)
def test_each_fault_has_its_pointer(block: Json, fault: str) -> None:
    assert message_faults(block) == [f"[ERROR] {fault}"]


def test_a_block_id_may_stand_once() -> None:
    assert message_faults(section("x", block_id="b"), section("y", block_id="b")) == [
        "[ERROR] block_id already exists: b [json-pointer:/blocks/1/block_id]"
    ]


def test_a_modal_with_inputs_needs_a_submit_button() -> None:
    view = modal(field("b", "Memo", {"type": "plain_text_input", "action_id": "a"}))
    assert view_faults(view) == [
        "[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"
    ]


@pytest.mark.parametrize("kind", ["table", "markdown", "data_table"])
def test_tables_and_markdown_stay_out_of_modals(kind: str) -> None:
    assert view_faults(modal({"type": kind})) == [
        f"[ERROR] unsupported type: {kind} [json-pointer:/view/blocks/0/type]"
    ]


def test_a_file_field_is_for_modals_only() -> None:
    block = field("b", "File", {"type": "file_input", "action_id": "a"})
    assert view_faults({"type": "home", "blocks": [block]}, "home") == [
        "[ERROR] unsupported type: file_input [json-pointer:/view/blocks/0/element/type]"
    ]


def test_a_home_tab_has_no_submit() -> None:
    view = {"type": "home", "blocks": [], "submit": text("Save")}
    assert view_faults(view, "home") == ["[ERROR] invalid additional property: submit [json-pointer:/view]"]


def test_a_view_that_was_answered_cannot_be_sent_back_whole() -> None:
    assert "invalid additional property: hash" in view_faults(modal(section("x"), hash="1.a"))[0]


def test_a_huge_view_is_too_large() -> None:
    with pytest.raises(Refused, match="view_too_large"):
        blockkit.check_view(modal(*[section("x" * 2999)] * 90), "modal")


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([section("x" * 3000)] * 5, "msg_blocks_too_long"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "msg_blocks_too_long"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "only_one_table_allowed"),
        ({"type": "section"}, "invalid_blocks_format"),
    ],
)
def test_a_message_has_limits_as_a_whole(blocks: Any, code: str) -> None:
    with pytest.raises(Refused, match=code):
        blockkit.check_message(blocks)


@beside_a_socket
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "text", "blocks", "elements", "element", "options", "accessory", "title"]),
                inner | st.sampled_from(["section", "actions", "input", "button", "modal", "plain_text"]),
                max_size=5,
            )
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_is_refused_and_never_breaks(thing: Any) -> None:
    for check in (lambda: blockkit.check_message(thing), lambda: blockkit.check_view(thing, "modal")):
        try:
            check()
        except Refused as refused:
            assert refused.code


def test_what_the_official_models_build_passes() -> None:
    date = sdk.DatePickerElement(action_id="d", initial_date="2026-01-31", placeholder="When")
    people = sdk.UserMultiSelectElement(action_id="u", placeholder="Who", max_selected_items=3)
    ticks = sdk.CheckboxesElement(action_id="c", options=[sdk.Option(value="1", text="One", description="first")])
    confirm = sdk.ConfirmObject(title="Sure?", text="Post it", confirm="Post", deny="No")
    view = View(
        type="modal",
        title="Bill",
        submit="Save",
        close="Cancel",
        blocks=[
            sdk.InputBlock(block_id="d", label="Date", element=date, dispatch_action=True),
            sdk.InputBlock(block_id="u", label="People", element=people, optional=True, hint="Anyone"),
            sdk.SectionBlock(block_id="c", text="*Ticks*", accessory=ticks),
            sdk.ActionsBlock(
                elements=[sdk.ButtonElement(text="Post", action_id="p", value="1", style="danger", confirm=confirm)]
            ),
            sdk.ContextBlock(elements=[sdk.MarkdownTextObject(text="_note_"), sdk.PlainTextObject(text="plain")]),
        ],
    )
    blockkit.check_view(view.to_dict(), "modal")


def test_missing_ids_are_made_up_and_never_twice() -> None:
    made = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb", "aaaaaaaa", "cccccccc", "aaaaaaaa", "cccccccc", "dddddddd"])
    two = [{"type": "button", "text": text("x")}, {"type": "button", "text": text("y")}]
    sent = [{"type": "actions", "elements": two}, {"type": "divider", "block_id": "aaaaa"}, {"type": "divider"}]
    kept = completed(sent, lambda: next(made))
    assert len({each["block_id"] for each in kept}) == 3
    assert len({each["action_id"] for each in kept[0]["elements"]}) == 2
    assert "block_id" not in sent[0]
