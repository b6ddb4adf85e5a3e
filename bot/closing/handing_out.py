"""The workflows of a close: its report, proofs, files, signature, packet and reopening, each told in its thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk import WebClient

from bot import blocks
from bot.blocks import escape
from bot.closing import entry_views
from bot.closing.messages import CloseMessages
from bot.closing.views import Words
from bot.counterparties.downloading import describe, download
from bot.proofs import views as proof_views
from bot.uploading import placed
from domain.closing.asking import Asked, Asking
from domain.closing.closing import Closing
from domain.closing.month_end import ClosePacket, packets_of
from domain.closing.preparing import Preparing
from domain.engine import Engine, Patience
from domain.ledger.period import in_words, last_day
from domain.problems import Problem
from domain.proofs.proving import Proving
from domain.reports.files import as_pdf, as_xlsx

Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class HandingOut:
    """A workflow's subject is an `Asked`, as text. What cannot be done is said privately to whoever asked."""

    client: WebClient
    engine: Engine
    messages: CloseMessages
    closing: Closing
    preparing: Preparing
    asking: Asking
    proving: Proving
    patience: Patience

    def report(self, subject: str) -> None:
        """Workflow `hand-out-closing-report`: XLSX and PDF, and the entry as a table."""
        asked = Asked.from_text(subject)
        self.engine.step("report", lambda: self._report(asked), self.patience)

    def prove(self, subject: str) -> None:
        """Workflow `prove-close`: the proofs as of the month's last day."""
        asked = Asked.from_text(subject)
        run_id, trouble = self.engine.step("prove", lambda: self._prove(asked))
        self.engine.step("show", lambda: self._proved(asked, run_id, trouble), self.patience)

    def take(self, subject: str) -> None:
        """Workflow `take-close-file`: evidence of cash, or the value of the stock."""
        asked = Asked.from_text(subject)
        if refusal := self.engine.step("take", lambda: self._tried(lambda: self._take(asked)), self.patience):
            self.engine.step("refuse", lambda: self._say(asked, f"The file was not kept. {refusal}"), self.patience)

    def sign(self, subject: str) -> None:
        """Workflow `sign-close`: the signature, and the packet into the thread."""
        asked, signing = Asked.from_text(subject), self.asking.signing

        def sign() -> object:
            return signing.sign(asked.department, asked.month, by=asked.by)

        if refusal := self.engine.step("sign", lambda: self._tried(sign)):
            words = f"{in_words(asked.month)} is not signed. {refusal}"
            self.engine.step("refuse", lambda: self._say(asked, words), self.patience)
            return
        self.engine.step("packet", lambda: self._packet(asked), self.patience)

    def packet(self, subject: str) -> None:
        """Workflow `hand-out-close-packet`."""
        asked = Asked.from_text(subject)
        self.engine.step("packet", lambda: self._packet(asked), self.patience)

    def confirm(self, subject: str) -> None:
        """Workflow `confirm-reopening`."""
        asked, reopenings = Asked.from_text(subject), self.asking.reopenings

        def confirm() -> object:
            return reopenings.confirm(asked.more, by=asked.by)

        if refusal := self.engine.step("confirm", lambda: self._tried(confirm)):
            words = f"{in_words(asked.month)} is not reopened. {refusal}"
            self.engine.step("refuse", lambda: self._say(asked, words), self.patience)

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it."""
        self._say(Asked.from_text(subject), words)

    def _report(self, asked: Asked) -> bool:
        report = self.closing.report(asked.department, asked.month)
        books = self.messages.looking.entry(asked.department, asked.month).books
        name = f"closing-adjustments-{asked.department}-{asked.month}"
        files = [(f"{name}.xlsx", as_xlsx(report.reports())), (f"{name}.pdf", as_pdf(report.printed()))]
        return self._hand_out(asked, entry_views.report_message(report, books, asked.by), files)

    def _prove(self, asked: Asked) -> tuple[str, str]:
        """The run, or why there is none."""
        try:
            run = self.proving.prove(asked.department, last_day(asked.month), by=asked.by)
        except Problem as trouble:
            return "", trouble.words()
        return run.id, ""

    def _proved(self, asked: Asked, run_id: str, trouble: str) -> bool:
        if trouble:
            return self._say(asked, f"The proofs of {in_words(asked.month)} could not be run. {trouble}")
        words = proof_views.message(self.proving.run(run_id), self.proving.proofs(run_id))
        self.messages.say_in_thread(asked.department, asked.month, words, asked.by)
        return self.messages.refresh(f"{asked.department}:{asked.month}")

    def _take(self, asked: Asked) -> None:
        file = describe(self.client, asked.more)
        content, name = download(file, str(self.client.token)), str(file["name"])
        if asked.value_of:
            self.preparing.take_value(asked.department, asked.value_of, name, content, by=asked.by)
            self.messages.refresh(f"{asked.department}:{asked.month}")
            return
        kind = str(file.get("mimetype") or "application/octet-stream")
        self.asking.signing.reconciled(asked.department, asked.month, name, kind, content, by=asked.by)

    def _packet(self, asked: Asked) -> bool:
        with self.closing.store.reading() as session:
            packets = packets_of(session, asked.department, asked.month)
        if not packets:
            return self._say(asked, f"{in_words(asked.month)} has no packet yet.")
        packet = packets[-1]
        return self._hand_out(asked, packet_message(packet), [(packet.name, packet.content)])

    def _hand_out(self, asked: Asked, words: Words, files: Files) -> bool:
        """Words and files under the message of the close, or privately where there is none."""
        place = self.messages.say_in_thread(asked.department, asked.month, words, asked.by)
        given = [placed(self.client, name, content) for name, content in files]
        self.client.files_completeUploadExternal(
            files=given, channel_id=place["channel"], thread_ts=place["ts"] or None
        )
        return True

    def _tried(self, act: Callable[[], object]) -> str:
        """Why it was refused, or nothing."""
        try:
            act()
        except Problem as refused:
            return refused.words()
        return ""

    def _say(self, asked: Asked, words: str) -> bool:
        self.client.chat_postMessage(channel=asked.by, text=escape(words))
        return True


def packet_message(packet: ClosePacket) -> Words:
    """The packet and its hash, by which it can be told from any other."""
    title = f"Close packet of {in_words(packet.month)}, {packet.department}"
    said = (
        f":lock: *{escape(title)}*\nReport, entry, proofs, evidence and the audit trail. "
        f"One hash over all of it:\n`{packet.hash}`\n"
        f"`tieout verify {escape(packet.name)} --hash …` checks it at any time, without Tieout's database."
    )
    return title, [blocks.section(said), blocks.context(f"made {blocks.moment(packet.at)}")]
