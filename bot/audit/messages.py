"""The workflows of the audit trail: whoever asked gets it as a file, or hears whether it holds, as a direct message."""

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Final

import requests
from slack_sdk import WebClient

from bot.audit import views
from bot.blocks import escape
from domain.auditing import Auditing
from domain.engine import Engine, Patience

TIMEOUT: Final = (5, 300)


@dataclass(frozen=True)
class AuditMessages:
    """A workflow's subject is the person who asked."""

    client: WebClient
    engine: Engine
    auditing: Auditing
    patience: Patience

    def verify(self, person: str) -> None:
        """Look at every line, and say what came of it."""
        said = self.engine.step("verify", lambda: views.verdict(self.auditing.verify()))
        self.engine.step("tell", lambda: self._say(person, said), self.patience)

    def export(self, person: str) -> None:
        """Send the whole trail as a file."""
        channel = self.engine.step("say", lambda: self._say(person, "Here comes the audit trail."), self.patience)
        self.engine.step("send", lambda: self._send(channel), self.patience)

    def broke(self, person: str, words: str) -> None:
        """Our own mistake stopped it."""
        self._say(person, escape(words))

    def _say(self, person: str, said: str) -> str:
        """Answers the channel of their direct messages."""
        return str(self.client.chat_postMessage(channel=person, text=said)["channel"])

    def _send(self, channel: str) -> int:
        """By way of a file on disk: the trail may be larger than memory. Answers its last number."""
        with TemporaryFile() as file:
            end = self.auditing.export(file)
            self._upload(file, f"audit-trail-to-{end.number}.csv", channel, views.exported(end))
        return end.number

    def _upload(self, file: IO[bytes], name: str, channel: str, comment: str) -> None:
        length = file.tell()
        file.seek(0)
        place = self.client.files_getUploadURLExternal(filename=name, length=length)
        requests.post(str(place["upload_url"]), data=file, timeout=TIMEOUT).raise_for_status()
        self.client.files_completeUploadExternal(
            files=[{"id": str(place["file_id"]), "title": name}], channel_id=channel, initial_comment=comment
        )
