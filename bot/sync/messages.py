"""Post and update the one message of a sync; when it is over, every row's result goes into its thread as a file."""

import json
import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.sync import bring_views, views
from bot.sync.posting import Place, Words, put
from bot.sync.views import WHAT
from domain.clock import Now
from domain.imports.tabular import write_csv
from domain.syncs.bringing import Bringing
from domain.syncs.sync import RowState, RunState, SyncRow, SyncRun
from domain.syncs.syncing import Syncing

log = logging.getLogger("tieout.sync")


@dataclass(frozen=True)
class SyncMessages:
    """Shows runs. A run remembers its message, so it is updated in place, also after a restart."""

    client: WebClient
    syncing: Syncing
    bringing: Bringing
    now: Now

    def show(self, run_id: str) -> bool:
        """Make the message of a run say how things stand. False when Slack does not let us just now."""
        try:
            self._show(self.syncing.run(run_id))
        except (SlackClientError, OSError) as failed:
            log.warning("the message of sync %s waits: %s", run_id, type(failed).__name__)
            return False
        return True

    def _show(self, run: SyncRun) -> None:
        if run.automatic and run.state in (RunState.READING, RunState.RUNNING):
            return
        place = json.loads(run.place) if run.place else {}
        kept = {key: place[key] for key in place.keys() - {"channel", "ts"}}
        place = put(self.client, place, self._words(run), asked_in=run.asked_in, person=run.started_by) | kept
        self.syncing.shown(run, json.dumps(place))
        if run.state is RunState.DONE and run.confirmed_at and not run.automatic and "file" not in place:
            self._attach_results(run, place)

    def _words(self, run: SyncRun) -> Words:
        if run.automatic and run.state is RunState.DONE:
            return views.saved(run, self.syncing.rows(run.id))
        counts, bring = self.bringing.counts(run.id), self.bringing.find(run.id)
        only_there = views.OnlyThere(bring_views.offer_text(counts, bring), bring_views.offer(run, counts, bring))
        refused = self.syncing.rows(run.id, state=RowState.REFUSED, limit=views.REFUSED_LISTED)
        return views.message(run, self.syncing.tally(run.id), refused, self.now(), only_there)

    def _attach_results(self, run: SyncRun, place: Place) -> None:
        content = write_csv(HEADINGS, (_cells(row) for row in self.syncing.each_row(run.id)))
        name = f"sync-{run.started_at:%Y-%m-%d}-{run.id[:6]}.csv"
        self.client.files_upload_v2(
            channel=place["channel"],
            thread_ts=place["ts"],
            filename=name,
            title=name,
            content=content,
            initial_comment="Every row and what became of it.",
        )
        self.syncing.shown(run, json.dumps(place | {"file": name}))


STATES = {
    RowState.DECIDE: "to decide",
    RowState.READY: "not done",
    RowState.SENT: "not known yet",
    RowState.DONE: "done",
    RowState.REFUSED: "refused",
    RowState.LEFT: "left as it is",
}
HEADINGS = ["Counterparty", "Role", "What", "State", "QuickBooks id", "QuickBooks name", "Result"]


def _cells(row: SyncRow) -> list[str]:
    result = row.result or ("left for next time" if row.state is RowState.DECIDE else "")
    return [row.name, row.role, WHAT[row.kind], STATES[row.state], row.books_id or "", row.books_name, result]
