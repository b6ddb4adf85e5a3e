"""What went wrong becomes words, where the person is looking, and what came from outside cannot speak for us."""

from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from slack_sdk.errors import SlackApiError

from bot import door
from bot.door import Door
from bot.people import Person
from domain.problems import Problem
from domain.role import Act, Role

EVIL = Problem("<!channel> & <https://evil|Approve> is not a name.", field="name", next_step="Choose another.")
SAFE = "&lt;!channel&gt; &amp; &lt;https://evil|Approve&gt; is not a name. Choose another."


def press(body: dict[str, Any]) -> Any:
    """A request as Bolt hands it over; what is answered is on its mocks."""
    ack = Mock(response=None)
    return SimpleNamespace(body={"user": {"id": "U1"}, **body}, ack=ack, respond=Mock(), client=Mock())


class Apps:
    """Just enough of an app to hang one listener and call it."""

    def __init__(self) -> None:
        self.client = Mock()
        self.hung: dict[str, Any] = {}

    def command(self, name: str) -> Any:
        return lambda listener: self.hung.__setitem__(name, listener)


def hung(listener: Any, roles: set[Role], act: Act | None = Act.PREPARE) -> Any:
    people, app = Mock(), Apps()
    people.person.return_value = Person("U1", frozenset(roles))
    Door(app, people, new_id=lambda: "a1b2c3d4e5", support="Sam").command("/x", act, listener)  # type: ignore[arg-type]
    return app.hung["/x"]


def test_a_refused_command_answers_privately_and_inertly() -> None:
    args = press({"command": "/x"})
    door.tell(args, EVIL)
    args.ack.assert_called_once_with(SAFE)


def test_whoever_brought_it_about_is_mentioned_where_mentions_work() -> None:
    """The domain tells an id; only the door knows how a person is named."""
    for by, said in (
        ("U0CLARA", "W-1 was changed. It was <@U0CLARA>."),
        ("<evil>", "W-1 was changed. It was &lt;evil&gt;."),
    ):
        problem = Problem("W-1 was changed.", by=by, next_step="Open it again.")
        args = press({"command": "/x"})
        door.tell(args, problem)
        args.ack.assert_called_once_with(f"{said} Open it again.")
        assert said in door.problem_view(problem)["blocks"][0]["text"]["text"]


def test_a_problem_lands_under_its_field() -> None:
    blocks = [{"type": "input", "block_id": "name#7"}, {"type": "section", "block_id": "s"}]
    args = press({"type": "view_submission", "view": {"blocks": blocks}})
    door.tell(args, EVIL)
    args.ack.assert_called_once_with(response_action="errors", errors={"name#7": EVIL.words()})


def test_a_problem_without_a_field_opens_a_window_over_the_form() -> None:
    args = press({"type": "view_submission", "view": {"blocks": [], "previous_view_id": None}})
    door.tell(args, Problem("The month is closed."))
    assert args.ack.call_args.kwargs["response_action"] == "push"


def test_a_wrong_press_on_a_message_is_answered_to_its_person_only() -> None:
    args = press({"type": "block_actions", "response_url": "http://x", "container": {"type": "message"}})
    door.tell(args, EVIL)
    args.ack.assert_called_once_with()
    assert args.respond.call_args.kwargs == {
        "text": SAFE,
        "response_type": "ephemeral",
        "replace_original": False,
    }


def test_our_own_mistake_is_an_apology_with_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_args: Any, _person: Person) -> None:
        raise KeyError("internal")

    args = press({"command": "/x"})
    hung(broken, {Role.CLERK})(args)
    [said] = args.ack.call_args.args
    assert "Reference a1b2c3d4" in said and "Sam" in said and "internal" not in said
    assert "reference a1b2c3d4" in caplog.text and "KeyError" in caplog.text


def refused_by_slack(error: str) -> Any:
    """A listener whose window Slack does not take, for this reason."""

    def listener(args: Any, _person: Person) -> None:
        raise SlackApiError("refused", {"ok": False, "error": error})  # type: ignore[no-untyped-call]  # as the library

    args = press({"command": "/x"})
    hung(listener, {Role.CLERK})(args)
    return args.ack.call_args.args


def test_a_window_that_was_closed_meanwhile_is_no_mistake(caplog: pytest.LogCaptureFixture) -> None:
    assert refused_by_slack("not_found") == ()
    assert "reference" not in caplog.text


def test_a_window_that_came_too_late_says_so(caplog: pytest.LogCaptureFixture) -> None:
    assert "Press it again." in refused_by_slack("expired_trigger_id")[0]
    assert "reference" not in caplog.text


def test_any_other_refusal_of_slack_is_our_mistake(caplog: pytest.LogCaptureFixture) -> None:
    assert "Reference a1b2c3d4" in refused_by_slack("invalid_blocks")[0]
    assert "reference a1b2c3d4" in caplog.text


@pytest.mark.parametrize(
    ("roles", "said"),
    [(set(), "You need a role in Tieout for this."), ({Role.VIEWER}, "you need the role clerk or controller")],
)
def test_without_the_role_nothing_happens(roles: set[Role], said: str) -> None:
    listener, args = Mock(), press({"command": "/x"})
    hung(listener, roles)(args)
    listener.assert_not_called()
    assert said in args.ack.call_args.args[0]


@pytest.mark.parametrize(("act", "lines"), [(Act.APPROVE, 1), (Act.LOOK, 0)])
def test_who_may_not_change_something_and_tries_is_written_down(act: Act, lines: int) -> None:
    people, app, refused = Mock(), Apps(), Mock()
    people.person.return_value = Person("U1", frozenset())
    Door(app, people, new_id=Mock(), support="Sam", refused=refused).command("/x", act, Mock())  # type: ignore[arg-type]
    args = press({"command": "/x"})
    args.payload = args.body
    app.hung["/x"](args)
    assert refused.call_count == lines
    assert not lines or refused.call_args.args[:2] == ("U1", "/x")


def test_an_outsider_learns_nothing_but_that_a_role_is_needed() -> None:
    args = press({"command": "/x"})
    hung(Mock(), set())(args)
    assert not {"clerk", "controller", "QuickBooks"} & set(args.ack.call_args.args[0].split())
