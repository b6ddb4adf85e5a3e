"""A person in the workspace, so that tests read like a story."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from standins.slack.entries import entry
from standins.slack.plain import Reader, holds
from standins.slack.refusal import Json

if TYPE_CHECKING:
    from standins.slack.workspace import Workspace


class Refusal(Exception):
    """An act that the workspace refused: its code, and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Person:
    """Acts and looks as one user; what they expect and do not see is an AssertionError telling what they do see."""

    def __init__(self, workspace: Workspace, name: str, timeout: float) -> None:
        self.workspace = workspace
        self.name = name
        self.timeout = timeout
        self.ack: Json | None = None
        self._in = "@app"
        self._at_home = False

    # --- what they do -----------------------------------------------------------------------------------------

    def types(self, text: str, in_: str | None = None, thread: Json | None = None) -> Json:
        """Type a message, or a slash command if it begins with one; answers the ack or the message."""
        self._go(in_)
        if text.startswith("/"):
            command, _, rest = text.partition(" ")
            self.ack = self._do("command", channel=self._in, command=command, text=rest)["ack"]
            return _json(self.ack)
        return _json(self._do("message", channel=self._in, text=text, thread_ts=thread and _thread(thread))["message"])

    def presses(self, label: str, on: Json | None = None, near: str = "", confirm: bool = True) -> Json:
        """Press what is labelled so (a button, or an entry of an overflow); a confirm dialog is accepted or not.

        `near` are words in its block or the one above, where several buttons have the same label.
        """
        stack = [] if on else self.workspace.look("modal", user=self.name)["stack"]
        if stack and label == (stack[-1]["submit"] or {}).get("text"):
            return self.submits()
        if stack and label == (stack[-1]["close"] or {}).get("text"):
            self.cancels()
            return {"ok": True}
        found = self._finds(label, on, near)
        dialog = found["element"].get("confirm")
        if dialog and not confirm:
            return {"ok": True, "cancelled": dialog}
        where = {key: found[key] for key in ("container", "block_id", "action_id", "value")}
        self.ack = self._do("act", **where)["ack"]
        return _json(self.ack)

    def chooses_shortcut(self, callback_id: str, on: Json | None = None) -> Json:
        """Choose a shortcut of the lightning menu, or of a message's menu."""
        target = {"channel": on["channel"], "ts": on["ts"]} if on else {}
        self.ack = self._do("shortcut", callback_id=callback_id, **target)["ack"]
        return _json(self.ack)

    def fills(self, fields: Json | None = None, /, **more: Any) -> None:
        """Fill fields by label; an option is named by its text, a date as 2026-01-31."""
        for label, value in {**(fields or {}), **more}.items():
            self._fills(label, value)

    def selects(self, label: str, *options: str, on: Json | None = None) -> None:
        """Choose options by their text; of an external select the first such option the app offers for it."""
        self._fills(label, list(options), on)

    def ticks(self, *labels: str, on: Json | None = None) -> None:
        """Tick checkboxes (or pick a radio button) by their text, beside those ticked already."""
        for label in labels:
            found = self._finds(label, on)
            value: Any = found["value"]
            if found["element"]["type"] == "checkboxes":
                held = [each["value"] for each in self._held(found).get("selected_options") or []]
                value = [*held, value] if value not in held else held
            self._fill(found, value)

    def unticks(self, *labels: str, on: Json | None = None) -> None:
        """Take ticks away."""
        for label in labels:
            found = self._finds(label, on)
            held = [each["value"] for each in self._held(found).get("selected_options") or []]
            self._fill(found, [each for each in held if each != found["value"]])

    def submits(self, fields: Json | None = None, /, **more: Any) -> Json:
        """Fill the fields and press the modal's submit button; answers ack and errors."""
        self.fills(fields, **more)
        answer = self._do("submit", view_id=self.modal["id"])
        self.ack = answer["ack"]
        return answer

    def cancels(self) -> None:
        """Cancel the top modal."""
        self._do("close", view_id=self.modal["id"])

    def closes_everything(self) -> None:
        """Close the whole window of modals."""
        self._do("close", view_id=self.modal["id"], all=True)

    def uploads(self, file: str | Path, content: bytes | None = None, in_: str | None = None, text: str = "") -> Json:
        """Share a file (a path, or a name with its bytes) in a conversation; answers the message."""
        self._go(in_)
        fields = {"channel": self._in, "text": text}
        return _json(self.workspace.send_file(self.name, Path(file).name, _bytes(file, content), **fields)["message"])

    def attaches(self, label: str, file: str | Path, content: bytes | None = None) -> None:
        """Put a file into a file field of the modal."""
        found = self._finds(label)
        sent = self.workspace.send_file(self.name, Path(file).name, _bytes(file, content))["file"]
        held = [each["id"] for each in self._held(found).get("files") or []]
        self._fill(found, [*held, sent["id"]])

    def opens_home(self, tab: str = "home") -> None:
        """Open the app's Home."""
        self._at_home = tab == "home"
        self._do("open_home", tab=tab)

    def opens_thread(self, message: Json) -> list[Json]:
        """The messages of a thread, parent first."""
        answer = self.workspace.look("messages", user=self.name, channel=message["channel"], thread_ts=_thread(message))
        return list(answer["messages"])

    def reloads(self) -> None:
        """Reload the client: ephemerals vanish, modals close."""
        self._do("reload")

    # --- what they see ----------------------------------------------------------------------------------------

    def sees(
        self,
        text: str,
        in_: str | None = None,
        thread: Json | None = None,
        after: Json | None = None,
        ephemeral: bool | None = None,
    ) -> Json:
        """Wait for a message with this text (one newer than `after`); answers the newest such one."""
        wish: Json = {
            "contains": text,
            **({"channel": in_} if in_ else {}),
            **({"after": after["ts"]} if after else {}),
        }
        if thread:
            wish |= {"thread_ts": _thread(thread)}
        if ephemeral is not None:
            wish |= {"ephemeral": ephemeral}
        return _json(self._waits(f"a message with {text!r}", message=wish)["message"])

    def sees_nothing(self, text: str = "", in_: str | None = None) -> None:
        """There is no message with this text (waits until it is gone, if it is there)."""
        self._waits(f"no message with {text!r}", no_message={"contains": text, **({"channel": in_} if in_ else {})})

    def sees_modal(self, text: str = "") -> Json:
        """Wait for a modal with this text (or title) on top."""
        return _json(self._waits(f"a modal with {text!r}", modal={"contains": text})["modal"])

    def sees_no_modal(self) -> None:
        """Wait until every modal is closed."""
        self._waits("no modal", no_modal=True)

    def sees_error(self, label: str, text: str) -> None:
        """The field with this label shows an error with this text."""
        errors = self.modal["errors"]
        found = self._finds(label)
        if not holds(errors.get(found["block_id"], ""), text):
            raise AssertionError(f"{self.name} does not see the error {text!r} at {label!r}; errors: {errors}")

    def sees_home(self, text: str = "") -> Json:
        """Wait for a Home tab with this text."""
        return _json(self._waits(f"a Home with {text!r}", home={"contains": text})["home"])

    def sees_toast(self, text: str) -> str:
        """Wait for a passing notice, as of a command that failed."""
        return str(self._waits(f"a notice with {text!r}", toast={"contains": text})["toast"])

    def sees_button(self, label: str, on: Json | None = None) -> Json:
        """Wait for something labelled so; answers the element."""
        return _json(self._finds(label, on)["element"])

    @property
    def modal(self) -> Json:
        """The modal in front of them."""
        stack = self.workspace.look("modal", user=self.name)["stack"]
        if not stack:
            raise AssertionError(f"{self.name} has no modal open; {self._all_seen()}")
        return _json(stack[-1])

    @property
    def home(self) -> Json | None:
        """Their Home tab."""
        view: Json | None = self.workspace.look("home", user=self.name)["view"]
        return view

    def messages(self, in_: str | None = None) -> list[Json]:
        """What they see in a conversation, oldest first."""
        self._go(in_)
        return list(self.workspace.look("messages", user=self.name, channel=self._in)["messages"])

    def reads(self, thing: Json) -> str:
        """A message, modal or Home as plain text."""
        state = self.workspace.look("state", user=self.name)
        names = {each["id"]: each["name"] for each in (*state["users"], *state["channels"])}
        reader = Reader(names, state["me"]["tz"])
        return reader.view(thing) if thing.get("type") in ("modal", "home") else reader.message(thing)

    # --- how ----------------------------------------------------------------------------------------------------

    def _go(self, in_: str | None) -> None:
        if in_:
            self._in, self._at_home = in_, False

    def _do(self, path: str, **body: Any) -> Json:
        return self.workspace.do(
            path, user=self.name, **{key: value for key, value in body.items() if value is not None}
        )

    def _waits(self, wanted: str, **until: Any) -> Json:
        try:
            return self.workspace.wait(self.name, self.timeout, **until)
        except Refusal as refusal:
            if refusal.code != "timeout":
                raise
        raise AssertionError(f"{self.name} waited {self.timeout} s for {wanted}; {self._all_seen()}")

    def _all_seen(self) -> str:
        seen = self.workspace.look("text", user=self.name)
        return "sees " + "; ".join(f"{key}: {seen[key]}" for key in ("messages", "modals", "home") if seen[key])

    def _finds(self, label: str, on: Json | None = None, near: str = "") -> Json:
        where: Json = {"ts": on["ts"], "channel": on["channel"]} if on and "ts" in on else {"home": self._at_home}
        return self._waits(f"something labelled {label!r}", element={"label": label, "near": near, **where})

    def _held(self, found: Json) -> Json:
        if "view_id" in found["container"]:
            home = self.home
            view = home if home and home["id"] == found["container"]["view_id"] else self.modal
            values = view["state"]["values"]
        else:
            seen = self._waits("the message", message=found["container"])["message"]
            values = seen["state"]["values"]
        return _json(values.get(found["block_id"], {}).get(found["action_id"], {}))

    def _fills(self, label: str, value: Any, on: Json | None = None) -> None:
        found = self._finds(label.replace("_", " ") if label.isidentifier() else label, on)
        self._fill(found, entry(self.workspace, self.name, found, value))

    def _fill(self, found: Json, value: Any) -> None:
        where = {key: found[key] for key in ("container", "block_id", "action_id")}
        answer = self.workspace.do(
            "fill", user=self.name, value=value, view_id=where["container"].get("view_id"), **where
        )
        self.ack = answer.get("ack", self.ack)


def _json(thing: Any) -> Json:
    found: Json = thing
    return found


def _thread(message: Json) -> str:
    return str(message.get("thread_ts") or message["ts"])


def _bytes(file: str | Path, content: bytes | None) -> bytes:
    return Path(file).read_bytes() if content is None else content
