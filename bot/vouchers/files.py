"""Fetch the vendor's document that a person handed over, and keep it with its voucher."""

from dataclasses import dataclass

from slack_sdk import WebClient

from bot.blocks import escape
from bot.counterparties.downloading import describe, download
from domain.engine import Engine, Patience
from domain.problems import Problem
from domain.vouchers.filing import Filing, Handed
from domain.vouchers.inquiring import Inquiring


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
