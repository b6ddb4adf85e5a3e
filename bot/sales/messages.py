"""Keep the one message of a worksheet's invoice and memos up to date, with their paper in its thread."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.blocks import escape
from bot.pages import Page
from bot.sales.views import card
from bot.sync.posting import Place, Words, put
from domain.books.documents import DocumentBooks
from domain.clock import Now
from domain.engine import Engine
from domain.money import shown
from domain.sales.billed import Billed, Billing, Standing, place_of, read_paid
from domain.sales.printing import PaperFile, Printing
from domain.sales.sale_document import SaleDocument
from domain.worksheets.worksheet import Worksheet

log = logging.getLogger("tieout.sales")
TIMEOUT: Final = (5, 30)
READ, PRINT = "read-sale", "print-sale"


@dataclass(frozen=True)
class SaleMessages:
    """The place is the channel, or without one whoever made the worksheet INVOICE; memos join their invoice."""

    client: WebClient
    engine: Engine
    now: Now
    billing: Billing
    printing: Printing
    books: Callable[[str], DocumentBooks]
    page: Page
    channel: str
    _turns: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def show(self, document_id: str) -> bool:
        """Make the message say how everything stands. False when Slack does not let us just now."""
        try:
            worksheet = self.billing.worksheet(document_id)
            with self._turns[worksheet.id[:2]]:
                self._show(document_id, worksheet)
        except (SlackClientError, requests.RequestException, OSError) as failed:
            log.warning("the message of sale %s waits: %s", document_id, type(failed).__name__)
            return False
        return True

    def tell(self, document_id: str) -> None:
        """Workflow `show-sale`."""
        self.engine.step("show", lambda: bool(self.show(document_id)))

    def read(self, document_id: str) -> None:
        """Workflow `read-sale`: ask the books whether it is paid, and show it."""
        paid = self.engine.step("read", lambda: self._read(document_id))
        self.billing.read_as(document_id, paid, self.now())
        self.tell(document_id)

    def send_paper(self, subject: str) -> None:
        """Workflow `print-sale`: the paper of a document, `{id}:{person}`, or of a staged adjustment with `staged`."""
        what, id, person = subject.split(":")
        self.engine.step("print", lambda: self._send_paper(what, id, person))

    def broke(self, subject: str, words: str) -> None:
        """Our own mistake stopped it; whoever pressed hears of it where we know them."""
        person = subject.rpartition(":")[2] if subject.count(":") == 2 else ""
        if person:
            self.client.chat_postMessage(channel=person, text=escape(words))

    def _read(self, document_id: str) -> str:
        one = next(one for one in self.billing.siblings(document_id) if one.document.id == document_id)
        return read_paid(self.books, one)

    def _show(self, document_id: str, worksheet: Worksheet) -> None:
        billed = self.billing.siblings(document_id)
        first = billed[0].document
        place = place_of(first)
        faces = {one.document.id: one.document.face for one in billed}
        words = card(worksheet, billed, self.page)
        if not place.get("at") and not self.billing.claim_message(first.id, self.now()):
            return  # another process is posting it just now; whoever shows it next follows
        at = self._put(first, place.get("at") or {}, words)
        printed = {} if at != place.get("at") else dict(place.get("printed") or {})
        self.billing.shown(faces, {"at": at, "printed": printed})
        for one in billed:
            if self._is_due(one, printed):
                self._post_paper(one, at, printed.get(one.document.id))
                printed[one.document.id] = one.document.revision
                self.billing.shown(faces, {"at": at, "printed": printed})

    def _put(self, first: SaleDocument, place: Place, words: Words) -> Place:
        """What Slack does not take just now is anybody's to post again."""
        try:
            return put(self.client, place, words, asked_in=self.channel, person=first.changed_by)
        except (SlackClientError, OSError):
            self.billing.release_message(first)
            raise

    def _is_due(self, one: Billed, printed: dict[str, Any]) -> bool:
        document = one.document
        return one.standing is Standing.HERE and bool(document.total) and printed.get(document.id) != document.revision

    def _post_paper(self, one: Billed, at: dict[str, str], before: int | None) -> None:
        document = one.document
        said = f"{document.title}, {shown(document.total)}"
        said += ". The paper above is replaced by this one." if before else ""
        self._upload(self.printing.document(document.id), at["channel"], said, at["ts"])

    def _send_paper(self, what: str, id: str, person: str) -> bool:
        staged = what == "staged"
        paper = self.printing.staged(id, self.now().date()) if staged else self.printing.document(id)
        channel = str(self.client.conversations_open(users=[person])["channel"]["id"])
        self._upload(paper, channel, "Not posted yet." if staged else "")
        return True

    def _upload(self, paper: PaperFile, channel: str, comment: str, thread: str | None = None) -> None:
        told = self.client.files_getUploadURLExternal(filename=paper.name, length=len(paper.content))
        requests.post(str(told["upload_url"]), data=paper.content, timeout=TIMEOUT).raise_for_status()
        self.client.files_completeUploadExternal(
            files=[{"id": str(told["file_id"]), "title": paper.name}],
            channel_id=channel,
            initial_comment=escape(comment) or None,
            thread_ts=thread,
        )
