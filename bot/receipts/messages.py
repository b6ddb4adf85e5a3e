"""Keep the message and open windows of a receipt up to date, and say in its thread what people did."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks import escape
from bot.people import People
from bot.receipts import cards, windows
from bot.sync.posting import Place, Words, post, put
from domain.receipts.inquiring import Inquiring, Press, Whole, place_of
from domain.role import Role

log = logging.getLogger("tieout.receipts")
CLOSED = ("not_found", "view_not_found")


@dataclass(frozen=True)
class ReceiptMessages:
    """A receipt remembers where its card stands: in the approvers' channel, or with each approver privately, when
    there is no such channel or the department is one that is `asked_directly`."""

    client: WebClient
    people: People
    inquiring: Inquiring
    channel: str
    asked_directly: Callable[[str], bool]
    _turns: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def show(self, receipt_id: str) -> bool:
        """Make everything say how the receipt stands. False when Slack does not let us just now."""
        try:
            with self._turns[receipt_id[:2]]:
                self._show(self.inquiring.whole(receipt_id))
        except (SlackClientError, OSError) as failed:
            log.warning("the message of receipt %s waits: %s", receipt_id, type(failed).__name__)
            return False
        return True

    def tell(self, receipt_id: str) -> None:
        """Workflow `show-receipt`."""
        engine = self.inquiring.deciding.posting.engine
        engine.step("show", lambda: self.show(receipt_id))

    def allowed(self, whole: Whole, person: str) -> dict[str, list[Press]]:
        """What a person may press now, by act."""
        roles = self.people.person(person).roles
        return {done.act.id: self.inquiring.presses(whole, done, person, roles) for done in whole.done}

    def _show(self, whole: Whole) -> None:
        receipt = whole.receipt
        if receipt.number is None:
            return
        place, words = place_of(receipt), cards.card(whole)
        if not place.get("at") and not self.inquiring.claim_card(receipt.id):
            return  # another process is posting it just now; whoever shows it next follows
        known: list[Place] = place.get("at") or []
        at = [put(self.client, one, words, asked_in=one["channel"], person=one["channel"]) for one in known]
        if not at:
            at = self._post(whole, words)
        last = (whole.history[-1].id or 0) if whole.history else 0
        self.inquiring.shown(receipt.id, receipt.face, {"at": at, "told": last})
        self._update_windows(whole, place.get("windows") or [])
        told = place.get("told") or 0
        for where in at:
            for text, shown in cards.news(whole, [event for event in whole.history if (event.id or 0) > told]):
                self.client.chat_postMessage(
                    channel=where["channel"], thread_ts=where["ts"], text=escape(text), blocks=shown
                )

    def _post(self, whole: Whole, words: Words) -> list[Place]:
        """The first card; what Slack does not take just now is anybody's to post again."""
        try:
            return [post(self.client, words, asked_in="", person=one) for one in self._audience(whole)]
        except (SlackClientError, OSError):
            self.inquiring.release_card(whole.receipt.id)
            raise

    def _audience(self, whole: Whole) -> list[str]:
        """The channel, or everyone who may decide and whoever prepared it."""
        if self.channel and not self.asked_directly(whole.receipt.department):
            return [self.channel]
        deciders = [user for role in (Role.APPROVER, Role.CONTROLLER) for user in self.people.holders(role)]
        prepared = sorted({person for done in whole.done for person in done.act.prepared_by})
        return list(dict.fromkeys([*deciders, *prepared]))

    def _update_windows(self, whole: Whole, opened: Sequence[Sequence[str]]) -> None:
        closed = [window for window, person in opened if not self._update_window(whole, window, person)]
        if closed:
            self.inquiring.closed(whole.receipt.id, closed)

    def _update_window(self, whole: Whole, window: str, person: str) -> bool:
        view = windows.receipt_window(whole, self.allowed(whole, person))
        try:
            self.client.views_update(view_id=window, view=view)
        except SlackApiError as refused:
            if refused.response.get("error") not in CLOSED:
                raise
            return False
        return True
