"""A file that a person handed over, and the one message in their private conversation that tells what becomes of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from slack_sdk import WebClient

from bot.counterparties.downloading import describe, download
from bot.sync.posting import Words, put
from domain.engine import Engine, Patience
from domain.imports.receiving import HandedOver
from domain.imports.tabular import KINDS
from domain.problems import Problem

NO_TABLE: Final = Problem("I read tables from CSV and XLSX files only.", next_step="Save the table as one of these.")
Found = dict[str, str]
"""What a step found, as plain JSON: a batch, a question, or the words of a Problem."""
T = TypeVar("T")


@dataclass(frozen=True)
class FileMessage:
    """What the workflows of every import share. `patience` outlasts a Slack that is away."""

    client: WebClient
    engine: Engine
    patience: Patience

    def tells(self, name: str, act: Callable[[], T]) -> T:
        """A step that needs Slack, and waits for it."""
        return self.engine.step(name, act, self.patience)

    def begin(self, asked: HandedOver, words: Callable[[str], Words]) -> tuple[str, str]:
        """Say that the file is being read; answers its name and where that was said."""
        name = self.tells("name", lambda: self._name(asked))
        return name, self.tells("say", lambda: self.put(asked.by, asked.place, words(name)))

    def content(self, asked: HandedOver, name: str) -> bytes:
        """What is in the file. Raises a Problem when Slack does not have it, or when it is no table."""
        file = describe(self.client, asked.file)
        if name.rsplit(".", 1)[-1].lower() not in KINDS:
            raise NO_TABLE
        return download(file, str(self.client.token))

    def put(self, to: str, place: str, words: Words) -> str:
        """Update the message where it stands, or post it to a person. Answers where it stands now."""
        where: Any = json.loads(place) if place else {}
        return json.dumps(put(self.client, where, words, asked_in="", person=to))

    def attach(self, place: str, file_name: str, what: str, content: bytes, comment: str) -> None:
        """A file in the message's thread, called after the one that was handed over."""
        where, name = json.loads(place), f"{file_name.rsplit('.', 1)[0][:100]}-{what.replace(' ', '-')}.csv"
        self.client.files_upload_v2(
            channel=where["channel"],
            thread_ts=where["ts"],
            filename=name,
            title=name,
            content=content,
            initial_comment=comment,
        )

    def _name(self, asked: HandedOver) -> str:
        try:
            return str(describe(self.client, asked.file)["name"])
        except Problem:
            return "The file"


def as_found(problem: Problem) -> Found:
    """A Problem as a step may answer it."""
    return {"sentence": problem.sentence, "next_step": problem.next_step or ""}


def as_problem(found: Found) -> Problem:
    """The Problem that a step answered."""
    return Problem(found["sentence"], next_step=found["next_step"])
