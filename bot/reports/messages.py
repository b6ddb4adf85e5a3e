"""The workflow of a report: make it, and hand it out as one direct message with its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import requests
from slack_sdk import WebClient

from bot.blocks import escape
from bot.reports import views
from domain.engine import Engine, Patience
from domain.problems import Problem
from domain.reports.reporting import JOURNAL, STATEMENT, File, Question, Reporting, attachments

TIMEOUT: Final = (5, 120)


@dataclass(frozen=True)
class ReportMessages:
    """A workflow's subject is the question, as text. Files and words are one message: it comes whole or not at all."""

    client: WebClient
    engine: Engine
    reporting: Reporting
    patience: Patience

    def make(self, subject: str) -> None:
        """Workflow `make-report`."""
        question = Question.read(subject)
        self.engine.step("hand out", lambda: self._hand_out(question), self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it."""
        self._say(Question.read(subject).by, words)

    def _hand_out(self, question: Question) -> None:
        try:
            text, files = self._made(question)
        except Problem as problem:
            self._say(question.by, problem.words())
            return
        self._upload(question.by, text, files)

    def _made(self, question: Question) -> tuple[str, Sequence[File]]:
        if question.name == STATEMENT:
            name, owed, paper = self.reporting.statement(question)
            return views.statement_message(name, owed, question.asked.as_of), [paper]
        if question.name == JOURNAL:
            return views.journal_message(question.asked), [self.reporting.journal(question)]
        report = self.reporting.report(question)
        return views.message(report), attachments(question.name, report)

    def _upload(self, person: str, text: str, files: Sequence[File]) -> None:
        """Nothing is seen of them until the last call, which shows all of them with the text."""
        channel = str(self.client.conversations_open(users=person)["channel"]["id"])
        placed: list[dict[str, str | None]] = [{"id": self._place(file), "title": file.name} for file in files]
        self.client.files_completeUploadExternal(files=placed, channel_id=channel, initial_comment=text)

    def _place(self, file: File) -> str:
        length, words = len(file.content), file.words or None
        place = self.client.files_getUploadURLExternal(filename=file.name, length=length, alt_txt=words)
        requests.post(str(place["upload_url"]), data=file.content, timeout=TIMEOUT).raise_for_status()
        return str(place["file_id"])

    def _say(self, person: str, words: str) -> None:
        self.client.chat_postMessage(channel=person, text=escape(words))
