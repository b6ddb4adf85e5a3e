"""The one door between Slack and us: permission at the press, and whatever went wrong becomes words.

No exception leaves a listener: one raised right after an acknowledgement would destroy it.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from slack_bolt import App, Args
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import blocks
from bot.people import People, Person
from domain.clock import NewId
from domain.problems import NotAllowed, Problem
from domain.role import Act

Listener = Callable[[Args, Person], None]
Word = Callable[[Args, Person, str], None]
"""What a word behind `/accounting` does for a person, with what is said after the word: a department, mostly."""
Workflow = Callable[[str], None]
Guard = Callable[[Workflow, Callable[[str, str], None]], Workflow]
Refused = Callable[[str, str, str], None]
"""Writes down who pressed what without being allowed to, and the words of the refusal."""
CLOSED: Final = ("not_found",)
TOO_LATE: Final = ("expired_trigger_id", "trigger_expired")
NOT_OPENED: Final = Problem(
    "It took longer than the three seconds in which Slack opens a window.", next_step="Press it again."
)
log = logging.getLogger("tieout.door")


class Door:
    """Where features hang their listeners. `act` is what a person must be allowed to do; None lets everyone in.

    `refused` hears of those who wanted to change something and may not, before they are told so.
    """

    def __init__(
        self, app: App, people: People, *, new_id: NewId, support: str, refused: Refused | None = None
    ) -> None:
        self._app = app
        self._people = people
        self._new_id = new_id
        self._support = support
        self._refused = refused

    @property
    def client(self) -> WebClient:
        """The Web API, for messages that no press waits for."""
        return self._app.client

    def command(self, name: str, act: Act | None, listener: Listener) -> None:
        """A slash command, such as `/accounting`."""
        self._app.command(name)(self._guard(act, listener))

    def action(self, action_id: Any, act: Act | None, listener: Listener) -> None:
        """A button or menu, by its action id (or a pattern of ids)."""
        self._app.action(action_id)(self._guard(act, listener))

    def view(self, callback_id: str, act: Act | None, listener: Listener) -> None:
        """A submitted window."""
        self._app.view(callback_id)(self._guard(act, listener))

    def options(self, action_id: Any, act: Act | None, listener: Listener) -> None:
        """A menu that asks for its choices while someone types."""
        self._app.options(action_id)(self._guard(act, listener))

    def shortcut(self, callback_id: str, act: Act | None, listener: Listener) -> None:
        """A global shortcut."""
        self._app.shortcut(callback_id)(self._guard(act, listener))

    def event(self, name: str, listener: Listener) -> None:
        """Something that happened; there is nobody to refuse and nothing to acknowledge."""
        self._app.event(name)(self._guard(None, listener))

    def workflow(self, run: Workflow, broke: Callable[[str, str], None]) -> Workflow:
        """A workflow whose subject says so, by `broke(subject, words)`, when a mistake of ours stopped it."""

        def guarded(subject: str) -> None:
            try:
                run(subject)
            except Exception:  # the door, for work that nobody waits for
                broke(subject, self._apology().words())
                raise

        return guarded

    def _guard(self, act: Act | None, listener: Listener) -> Callable[[Args], None]:
        def guarded(args: Args) -> None:
            try:
                person = self._people.person(who(args.body))
                if act is not None:
                    self._admit(args, person, act)
                listener(args, person)
            except Problem as problem:
                self._tell(args, problem)
            except SlackApiError as refused:
                self._tell_of_the_window(args, refused)
            except Exception:  # the door: our own mistakes become an apology with a reference
                self._tell(args, self._apology())

        return guarded

    def _tell_of_the_window(self, args: Args, refused: SlackApiError) -> None:
        """A window that its person closed meanwhile, or that Slack would not open any more, is no mistake of ours."""
        match refused.response.get("error"):
            case error if error in CLOSED:
                log.info("a window was closed before it was changed")
                if args.ack.response is None:
                    args.ack()
            case error if error in TOO_LATE:
                log.warning("a window came too late: %s", error)
                self._tell(args, NOT_OPENED)
            case _:
                self._tell(args, self._apology())

    def _admit(self, args: Args, person: Person, act: Act) -> None:
        try:
            person.needs(act)
        except NotAllowed as refusal:
            if self._refused and act is not Act.LOOK and (name := pressed(args)):
                self._refused(person.id, name, refusal.words())
            raise

    def _apology(self) -> Problem:
        reference = self._new_id()[:8]
        log.exception("reference %s", reference)
        return Problem(
            f"Something went wrong on our side; nothing was lost. Reference {reference}.",
            next_step=f"Try again, and if it stays, tell {self._support} the reference.",
        )

    def _tell(self, args: Args, problem: Problem) -> None:
        try:
            tell(args, problem)
        except (SlackClientError, OSError) as failed:
            log.warning("could not say what went wrong: %s", type(failed).__name__)


def who(body: dict[str, Any]) -> str:
    """The id of the person behind a request, whatever its kind."""
    user = body.get("user")
    if isinstance(user, dict):
        return str(user["id"])
    event = body.get("event", {})
    return str(body.get("user_id") or event.get("user") or event.get("user_id") or "")


def pressed(args: Args) -> str:
    """What was pressed, sent or typed, by the name it is hung under; empty for a menu that asks for its choices."""
    if args.body.get("type") == "block_suggestion":
        return ""
    payload: dict[str, Any] = args.payload or {}
    return str(next(filter(None, (payload.get(name) for name in ("action_id", "callback_id", "command"))), ""))


def tell(args: Args, problem: Problem) -> None:
    """Say a problem where the person is looking: at the field, in the window, or privately beside the message."""
    kind = args.body.get("type", "command" if "command" in args.body else "event")
    acked = args.ack.response is not None
    if kind == "view_submission" and not acked:
        _tell_form(args, problem)
    elif kind == "command" and not acked:
        args.ack(in_mrkdwn(problem))
    elif kind == "block_suggestion":
        args.ack(options=[])
    elif kind == "event_callback":
        log.info("nothing to answer: %s", problem.sentence)
    else:
        if not acked:
            args.ack()
        _tell_privately(args, problem)


def _tell_form(args: Args, problem: Problem) -> None:
    view = args.body["view"]
    fields = {_field(block): block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    errors = {fields[field]: words for field, words in problem.by_field().items() if field in fields}
    if errors:
        args.ack(response_action="errors", errors=errors)
    else:
        args.ack(response_action="update" if _is_third(view) else "push", view=problem_view(problem))


def _tell_privately(args: Args, problem: Problem) -> None:
    trigger = args.body.get("trigger_id")
    if args.body.get("response_url"):
        args.respond(text=in_mrkdwn(problem), response_type="ephemeral", replace_original=False)
    elif args.body.get("view", {}).get("type") == "modal":
        _tell_window(args, problem)
    else:
        try:
            args.client.views_open(trigger_id=trigger, view=problem_view(problem))
        except SlackApiError:
            args.client.chat_postMessage(channel=who(args.body), text=in_mrkdwn(problem))


def _tell_window(args: Args, problem: Problem) -> None:
    view = args.body["view"]
    if _is_third(view):
        args.client.views_update(view_id=view["id"], view=problem_view(problem))
    else:
        args.client.views_push(trigger_id=args.body["trigger_id"], view=problem_view(problem))


def _is_third(view: blocks.View) -> bool:
    """Whether a window is the third on top of each other, which is as many as Slack allows."""
    return bool(view.get("previous_view_id")) and view.get("root_view_id") != view.get("previous_view_id")


def problem_view(problem: Problem) -> blocks.View:
    """A small window with the sentence and what to do next."""
    said = [blocks.section(f":warning: {_happened(problem)}")]
    step = [blocks.section(blocks.escape(problem.next_step))] if problem.next_step else []
    return blocks.modal("That did not work", said + step)


def in_mrkdwn(problem: Problem) -> str:
    """Its words with everything from outside escaped, and a mention of whoever brought it about."""
    return f"{_happened(problem)} {blocks.escape(problem.next_step or '')}".strip()


def _happened(problem: Problem) -> str:
    by = f" It was {blocks.mention(problem.by)}." if problem.by else ""
    return f"{blocks.escape(problem.sentence)}{by}"


def _field(block: blocks.Block) -> str:
    return str(block["block_id"]).split("#")[0]
