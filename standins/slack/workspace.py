"""The workspace as a program sees it over `/control/`: people, clock, faults, and what went over the wire."""

from types import TracebackType
from typing import Any, Self

import requests

from standins.slack.person import Person, Refusal
from standins.slack.refusal import Json


class Workspace:
    """A client of one running workspace; `with` closes its connections."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.api_url = f"{self.url}/api/"
        self._session = requests.Session()
        self._session.trust_env = False  # it is on this machine: never through a proxy

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def person(self, name: str, timeout: float = 10) -> Person:
        """Somebody of the workspace; `timeout` is how long they wait to see something, in seconds."""
        return Person(self, name, timeout)

    def look(self, path: str, **query: Any) -> Json:
        """GET below /control/."""
        return self._answer(self._session.get(f"{self.url}/control/{path}", params=query, timeout=60))

    def do(self, path: str, **body: Any) -> Json:
        """POST below /control/."""
        return self._answer(self._session.post(f"{self.url}/control/{path}", json=body, timeout=60))

    def send_file(self, user: str, name: str, content: bytes, **fields: str) -> Json:
        """POST /control/upload."""
        url, form = f"{self.url}/control/upload", {"user": user, **fields}
        return self._answer(self._session.post(url, data=form, files={"file": (name, content)}, timeout=60))

    def download(self, user: str, file_id: str) -> bytes:
        """The bytes of a file this user may see."""
        answer = self._session.get(f"{self.url}/control/files/{file_id}", params={"user": user}, timeout=60)
        if not answer.ok:
            self._answer(answer)
        return answer.content

    def _answer(self, answer: requests.Response) -> Json:
        body: Json = answer.json()
        if not body.get("ok"):
            raise Refusal(body.get("error", "?"), body.get("message", ""))
        return body

    def wait(self, user: str | None = None, timeout: float = 10, **until: Any) -> Json:
        """Block until it is so; Refusal("timeout") otherwise."""
        who = {"user": user} if user else {}
        return self.do("wait", until=until, timeout=timeout, **who)

    def turn_clock(self, **turn: Any) -> Json:
        """advance=seconds, now=moment in ISO form, or freeze=bool."""
        return self.do("clock", **turn)

    def fault(self, kind: str, **more: Any) -> Json:
        """Order a fault: ratelimited, http_500, slow, drop, duplicate_delivery, disconnect, late_ack, ..."""
        return self.do("faults", kind=kind, **more)

    def clear_faults(self) -> None:
        """No more faults."""
        self._answer(self._session.delete(f"{self.url}/control/faults", timeout=60))

    def settles(self) -> None:
        """Wait until no delivery is open."""
        self.wait(quiet=True)

    def is_connected(self, connections: int = 1) -> None:
        """Wait until the app has this many sockets."""
        self.wait(connected=connections)

    @property
    def unacked(self) -> int:
        """How many deliveries were not acknowledged within three seconds."""
        return int(self.look("envelopes")["unacked_at_3s"])

    def calls(self, method: str) -> list[Json]:
        """Every Web API call of this method so far."""
        return [each for each in self.look("requests")["requests"] if each["method"] == method]

    def add(self, **more: Any) -> None:
        """More users, usergroups, channels (as in the seed)."""
        self.do("seed", **more)
