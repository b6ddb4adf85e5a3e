"""What this workspace refuses, with Slack's own error code."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A refusal as Slack words it: `code`, the messages of `response_metadata`, and further keys of the answer."""

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.more = more

    def answer(self) -> Json:
        """The body a Web API call answers."""
        body: Json = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
