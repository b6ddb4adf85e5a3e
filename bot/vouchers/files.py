"""Fetch the vendor's document that a person handed over, and keep it with its voucher."""

from dataclasses import dataclass, replace
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import escape
from bot.counterparties.downloading import describe, download
from bot.people import People
from bot.vouchers.ledger_views import Place, listed
from bot.vouchers.opening import Opening
from domain.engine import Engine, Patience
from domain.problems import Problem
from domain.vouchers.filing import Filing, Handed, HandedList
from domain.vouchers.inquiring import Inquiring

CLOSED: Final = ("not_found", "view_not_found")


@dataclass(frozen=True)
class FileTaking:
    """The workflow `take-voucher-file`; patient while Slack is away."""

    client: WebClient
    engine: Engine
    filing: Filing
    inquiring: Inquiring
    patience: Patience

    def take(self, subject: str) -> None:
        """Fetch and keep; whoever handed it over hears when that is not possible."""
        handed = Handed.from_text(subject)
        if refusal := self.engine.step("take", lambda: self._take(handed), self.patience):
            self.engine.step("refuse", lambda: self._refuse(handed, refusal), self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it."""
        self._refuse(Handed.from_text(subject), words)

    def _take(self, handed: Handed) -> str:
        try:
            file = describe(self.client, handed.file)
            content = download(file, str(self.client.token))
            kind = str(file.get("mimetype") or "application/octet-stream")
            self.filing.keep(handed.voucher_id, str(file["name"]), kind, content, by=handed.by)
        except Problem as problem:
            return problem.words()
        return ""

    def _refuse(self, handed: Handed, words: str) -> bool:
        voucher = self.inquiring.whole(handed.voucher_id).voucher
        said = f"The document for {voucher.name} {voucher.bill_number} was not kept. {words}"
        self.client.chat_postMessage(channel=handed.by, text=escape(said))
        return True


@dataclass(frozen=True)
class ListTaking:
    """The workflow `tick-from-file`: what a file lists is ticked, and the ledger it was dropped at says what became of
    it; whoever closed that meanwhile is told."""

    client: WebClient
    engine: Engine
    opening: Opening
    people: People
    patience: Patience

    def take(self, subject: str) -> None:
        """Fetch, tick, and tell."""
        handed = HandedList.from_text(subject)
        said = self.engine.step("tick", lambda: self._tick(handed), self.patience)
        self.engine.step("tell", lambda: self._tell(handed, said), self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it."""
        self._tell(HandedList.from_text(subject), words)

    def _tick(self, handed: HandedList) -> str:
        try:
            file = describe(self.client, handed.file)
            name, content = str(file["name"]), download(file, str(self.client.token))
            return listed(self.opening.vouching.tick_from_file(handed.voucher_id, name, content, by=handed.by), name)
        except Problem as problem:
            return problem.words()

    def _tell(self, handed: HandedList, said: str) -> bool:
        place = Place.from_text(handed.place)
        view = self.opening.ledger(replace(place, version=place.version + 1), self.people.person(handed.by), said)
        try:
            self.client.views_update(view_id=handed.window, view=view)
        except SlackApiError as refused:
            if refused.response.get("error") not in CLOSED:
                raise
            self.client.chat_postMessage(channel=handed.by, text=escape(said))
        return True
