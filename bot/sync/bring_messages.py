"""Post and update the message of names brought here; a long list of what cannot be kept goes into its thread."""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.sync import bring_views
from bot.sync.bring_views import LISTED
from bot.sync.posting import Place, put
from domain.imports.tabular import write_csv
from domain.syncs.bring import Bring, BringState, NameState
from domain.syncs.bringing import Bringing

log = logging.getLogger("tieout.sync")
SHOW_EVERY: Final = timedelta(seconds=3)
HEADINGS: Final = ("QuickBooks name", "List", "QuickBooks id", "Reason")


@dataclass(frozen=True)
class BringMessages:
    """Shows what was asked of a run's names. It remembers its message, so it is updated in place."""

    client: WebClient
    bringing: Bringing

    def show(self, run_id: str, at_once: bool) -> bool:
        """Make the message say how things stand, now or when it is a while old. False when Slack does not let us."""
        bring = self.bringing.find(run_id)
        if bring is None or not (at_once or self._is_old(bring)):
            return True
        try:
            self._show(bring)
        except (SlackClientError, OSError) as failed:
            log.warning("the message of names of sync %s waits: %s", run_id, type(failed).__name__)
            return False
        return True

    def _is_old(self, bring: Bring) -> bool:
        return bring.shown_at is None or self.bringing.now() - bring.shown_at >= SHOW_EVERY

    def _show(self, bring: Bring) -> None:
        counts = self.bringing.counts(bring.run_id)
        refused = self.bringing.names(bring.run_id, NameState.REFUSED)
        words = bring_views.message(bring, counts, refused[:LISTED])
        place = json.loads(bring.place) if bring.place else {}
        kept = {key: place[key] for key in place.keys() - {"channel", "ts"}}
        place = put(self.client, place, words, asked_in=bring.asked_in, person=bring.by) | kept
        self.bringing.shown(bring, json.dumps(place))
        if bring.state is BringState.DONE and len(refused) > LISTED and "file" not in place:
            self._attach(bring, place)

    def _attach(self, bring: Bring, place: Place) -> None:
        refused = self.bringing.names(bring.run_id, NameState.REFUSED, limit=100_000)
        name = f"cannot-be-kept-{bring.begun_at:%Y-%m-%d}-{bring.run_id[:6]}.csv"
        self.client.files_upload_v2(
            channel=place["channel"],
            thread_ts=place["ts"],
            filename=name,
            title=name,
            content=write_csv(HEADINGS, ([one.name, one.kind, one.books_id, one.reason] for one in refused)),
            initial_comment="Names that cannot be kept here, and why.",
        )
        self.bringing.shown(bring, json.dumps(place | {"file": name}))
