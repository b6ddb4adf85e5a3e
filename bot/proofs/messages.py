"""The workflow of a tie-out: a message that says it is being read, then the table in its place, then its files."""

import json
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.blocks import escape
from bot.proofs import views
from bot.sync.posting import Place, post, put
from bot.uploading import placed
from domain.engine import Engine, Patience
from domain.proofs.files import in_words, strip, workbook
from domain.proofs.proof import ProofRun, RunState
from domain.proofs.proving import Proving


@dataclass(frozen=True)
class TieOutMessages:
    """A workflow's subject is the run. A run remembers where its message stands; it is shared in the `channel`."""

    client: WebClient
    engine: Engine
    proving: Proving
    patience: Patience
    channel: str = ""

    def prove(self, run_id: str) -> None:
        """Workflow `prove`."""
        self.engine.step("begin", lambda: self._show(run_id), self.patience)
        self.proving.carry_out(run_id)
        self.engine.step("show", lambda: self._show(run_id), self.patience)
        self.engine.step("files", lambda: self._hand_out(run_id), self.patience)

    def broke(self, run_id: str, words: str) -> None:
        """Our own mistake stopped it."""
        self.proving.broke(run_id, words)
        self._show(run_id)

    def share(self, subject: str) -> None:
        """Workflow `share-tie-out`: the table for everybody in the channel."""
        run_id, _, by = subject.partition(":")
        self.engine.step("share", lambda: self._share(run_id, by), self.patience)

    def not_shared(self, subject: str, words: str) -> None:
        """Our own mistake stopped it."""
        self.client.chat_postMessage(channel=subject.partition(":")[2], text=escape(words))

    def _share(self, run_id: str, by: str) -> bool:
        words = views.message(self.proving.run(run_id), self.proving.proofs(run_id), shared_by=by)
        return bool(post(self.client, words, asked_in=self.channel, person=by))

    def _show(self, run_id: str) -> bool:
        run = self.proving.run(run_id)
        words = views.message(run, self.proving.proofs(run_id))
        place = put(self.client, _place(run), words, asked_in=run.by, person=run.by)
        if place != _place(run):
            self.proving.placed(run_id, json.dumps(place))
        return True

    def _hand_out(self, run_id: str) -> bool:
        """The workbook and the strip come in the thread of the message."""
        run, proofs = self.proving.run(run_id), self.proving.proofs(run_id)
        if run.state is not RunState.DONE:
            return False
        past, place = self.proving.history(run.department), _place(run)
        name = f"tie-out-{run.department}-{run.as_of}"
        files = [(f"{name}.xlsx", workbook(run, proofs, past), ""), (f"{name}.png", strip(past), in_words(past))]
        handed = [placed(self.client, *file) for file in files]
        self.client.files_completeUploadExternal(files=handed, channel_id=place["channel"], thread_ts=place["ts"])
        return True


def _place(run: ProofRun) -> Place:
    kept: Place = json.loads(run.place) if run.place else {}
    return kept
