"""Bring the windows of accounts and terms up to date once the books have answered."""

from dataclasses import dataclass
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import blocks
from bot.accounts import term_views, views
from bot.blocks import View
from bot.people import People
from domain.accounts.mapping import Mapping
from domain.accounts.order import Order
from domain.accounts.terming import Terming
from domain.role import Act, may

CLOSED: Final = ("not_found", "view_not_found")


@dataclass(frozen=True)
class AccountMessages:
    """An order's place is the list's window, and behind `|` the one above it, if any, that waits for the outcome.

    Whoever closed them hears by a direct message what there is to say; nobody waits for one without a place.
    """

    client: WebClient
    people: People
    mapping: Mapping
    terming: Terming

    def show_chart(self, order: Order, words: str) -> None:
        """The chart as it is now."""
        keeps, department = self._keeps(order), order.department
        now = views.at_once(self.mapping, department) if keeps else None
        self._show(order, words, views.chart_window(self.mapping.look(department), keeps=keeps, said=words, now=now))

    def show_terms(self, order: Order, words: str) -> None:
        """The terms as they are now."""
        terms = self.terming.all(order.department)
        self._show(order, words, term_views.terms_window(order.department, terms, keeps=self._keeps(order), said=words))

    def _show(self, order: Order, words: str, view: View) -> None:
        under, _, above = order.place.partition("|")
        shown = bool(under) and self._update(under, view)
        if above and words:
            self._update(above, views.outcome_window(words))
        if order.place and words and not shown:
            self.client.chat_postMessage(channel=order.by, text=blocks.escape(words))

    def _keeps(self, order: Order) -> bool:
        return may(self.people.person(order.by).roles, Act.KEEP_CHART)

    def _update(self, view_id: str, view: View) -> bool:
        """False when the window was closed."""
        try:
            self.client.views_update(view_id=view_id, view=view)
        except SlackApiError as refused:
            if refused.response.get("error") not in CLOSED:
                raise
            return False
        return True
