"""Keep the messages and open windows of a voucher up to date, and say in its thread what people did."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks import escape
from bot.people import People
from bot.sync.posting import Place, Words, post, put
from bot.vouchers import cards, windows
from domain.role import Role
from domain.vouchers.inquiring import Inquiring, Whole, place_of
from domain.vouchers.voucher import VoucherState

log = logging.getLogger("tieout.vouchers")
CLOSED = ("not_found", "view_not_found")


def in_the_channel(_department: str) -> bool:
    """No department is asked directly."""
    return False


@dataclass(frozen=True)
class VoucherMessages:
    """A voucher remembers where its card stands: in the approvers' channel, or with each approver privately, when
    there is no such channel or the department is one that is `asked_directly`."""

    client: WebClient
    people: People
    inquiring: Inquiring
    channel: str
    asked_directly: Callable[[str], bool] = in_the_channel
    _turns: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def show(self, voucher_id: str) -> bool:
        """Make everything say how the voucher stands. False when Slack does not let us just now."""
        try:
            with self._turns[voucher_id[:2]]:
                self._show(self.inquiring.whole(voucher_id))
        except (SlackClientError, OSError) as failed:
            log.warning("the message of voucher %s waits: %s", voucher_id, type(failed).__name__)
            return False
        return True

    def _show(self, whole: Whole) -> None:
        voucher = whole.voucher
        if voucher.number is None:
            return
        place = place_of(voucher)
        if not place.get("at") and not self.inquiring.claim_card(voucher.id):
            return  # another process is posting it just now; whoever shows it next follows
        text, shown = cards.card(whole)
        known: list[Place] = place.get("at") or []
        words = (text, shown)
        at = [put(self.client, one, words, asked_in=one["channel"], person=one["channel"]) for one in known]
        if not at:
            at = self._post(whole, words)
        last = whole.history[-1].id if whole.history else 0
        self.inquiring.shown(voucher.id, voucher.face, {"at": at, "told": last, "whole": voucher.revision})
        self._update_windows(whole, place.get("windows") or [])
        self._tell_thread(whole, at, place.get("told") or 0, place.get("whole"))

    def _post(self, whole: Whole, words: Words) -> list[Place]:
        """The first card; what Slack does not take just now is anybody's to post again."""
        try:
            return [post(self.client, words, asked_in="", person=one) for one in self._audience(whole)]
        except (SlackClientError, OSError):
            self.inquiring.release_card(whole.voucher.id)
            raise

    def _audience(self, whole: Whole) -> list[str]:
        """The channel, or everyone whose yes would count and whoever prepared it."""
        voucher = whole.voucher
        if self.channel and not self.asked_directly(voucher.department):
            return [self.channel]
        holders = [user for role in (Role.APPROVER, Role.CONTROLLER) for user in self.people.holders(role)]
        deciders = self.inquiring.approving.deciders(voucher, holders)
        return list(dict.fromkeys([*(deciders or holders), *sorted(voucher.prepared_by)]))

    def _tell_thread(self, whole: Whole, at: Sequence[Place], told: int, revision: int | None) -> None:
        said = cards.news(whole, [event for event in whole.history if (event.id or 0) > told])
        new = whole.voucher.state is VoucherState.SUBMITTED and revision != whole.voucher.revision
        if whole.working and (new or revision is None):
            said = [cards.whole_preview(whole), *said]
        for place in at:
            for text, shown in said:
                self.client.chat_postMessage(
                    channel=place["channel"], thread_ts=place["ts"], text=escape(text), blocks=shown
                )

    def _update_windows(self, whole: Whole, opened: Sequence[Sequence[str]]) -> None:
        closed = [window for window, person in opened if not self._update_window(whole, window, person)]
        if closed:
            self.inquiring.closed(whole.voucher.id, closed)

    def _update_window(self, whole: Whole, window: str, person: str) -> bool:
        presses = self.inquiring.presses(whole, person, self.people.person(person).roles)
        view = windows.voucher_window(whole, presses, whole.voucher.fingerprint)
        try:
            self.client.views_update(view_id=window, view=view)
        except SlackApiError as refused:
            if refused.response.get("error") not in CLOSED:
                raise
            return False
        return True
