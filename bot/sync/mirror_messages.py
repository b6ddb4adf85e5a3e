"""Tell the person who saved a counterparty, privately, what QuickBooks refused of it."""

import logging
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.sync import mirror_views
from bot.sync.posting import post
from domain.counterparties.mirroring import Mirroring
from domain.engine import Engine

log = logging.getLogger("tieout.sync")


@dataclass(frozen=True)
class MirrorMessages:
    """A refusal is told once; when Slack is away it waits for the next look."""

    client: WebClient
    engine: Engine
    mirroring: Mirroring

    def tell(self, subject: str) -> None:
        """Workflow `tell-refusal`."""
        self.engine.step("tell", lambda: self._tell(subject))

    def _tell(self, subject: str) -> bool:
        found = self.mirroring.refused(subject)
        if found is None:
            return False
        mirror, party = found
        try:
            post(self.client, mirror_views.refused(party, mirror), asked_in=mirror.by, person=mirror.by)
        except (SlackClientError, OSError) as failed:
            log.warning("the refusal of %s waits to be told: %s", party.id, type(failed).__name__)
            return False
        self.mirroring.heard(mirror)
        return True
