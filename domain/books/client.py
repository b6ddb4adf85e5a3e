"""One company's line to QuickBooks: python-quickbooks with pace, time-outs, fresh tokens and honest failures.

The library has none of these; every request of it passes through `process_request`, which is replaced here. A read is
tried again when QuickBooks stumbles. A write never is: its sender looks first whether it arrived.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from quickbooks import QuickBooks
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from domain.books.faults import RECONNECT, read_answer
from domain.books.network import TIMEOUT, is_loopback, may_have_arrived
from domain.books.port import BooksThrottled, Credentials
from domain.connections.pace import Pace
from domain.problems import BooksDisconnected, BooksUnavailable

log = logging.getLogger("tieout.books")

MINOR_VERSION = 75
READ_TRIES = 3
REFUSED_TWICE = "QuickBooks no longer accepts our credentials, not even renewed ones."


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str]
    params: Mapping[str, Any]
    data: Any

    @property
    def is_read(self) -> bool:
        return self.method == "GET" or self.url.endswith("/query")

    @property
    def is_batch(self) -> bool:
        return self.url.endswith("/batch")


class QuickBooksClient(QuickBooks):  # type: ignore[misc]  # the library is untyped
    """Answers are parsed with Decimals; what goes wrong is raised as one of the three kinds of problem."""

    def __new__(cls, **options: Any) -> "QuickBooksClient":
        """The library builds its clients here; ours are given a company and nothing to refresh tokens with."""
        made: QuickBooksClient = super().__new__(
            cls, company_id=options["realm"], minorversion=MINOR_VERSION, use_decimal=True
        )
        return made

    def __init__(
        self, *, api_url: str, realm: str, credentials: Credentials, pace: Pace, sleep: Callable[[float], None]
    ) -> None:
        base = api_url.rstrip("/")
        self.api_url_v3 = base if base.endswith("/v3") else f"{base}/v3"
        self.realm = realm
        self.trace = ""
        self._credentials = credentials
        self._pace = pace
        self._sleep = sleep
        self._http = requests.Session()
        self._http.trust_env = not is_loopback(api_url)

    def process_request(
        self, request_type: str, url: str, headers: Any = "", params: Any = "", data: Any = ""
    ) -> requests.Response:
        """Send one request and answer it once it is known to be good."""
        request = _Request(request_type, url, dict(headers or {}), dict(params or {}), data)
        if not request.is_read:
            return self._answered(request)
        tries = Retrying(
            stop=stop_after_attempt(READ_TRIES),
            wait=wait_exponential(multiplier=0.5, max=4),
            retry=retry_if_exception(_stumbled),
            sleep=self._sleep,
            reraise=True,
        )
        return tries(self._answered, request)

    def _answered(self, request: _Request) -> requests.Response:
        access = self._credentials.access()
        response = self._send(request, access.token)
        if response.status_code == 401:
            access = self._credentials.access(rejected=access.version)
            response = self._send(request, access.token)
        if response.status_code == 401:
            self._credentials.lose(access.version, REFUSED_TWICE)
            raise BooksDisconnected(REFUSED_TWICE, next_step=RECONNECT)
        try:
            read_answer(response.status_code, response.headers, response.text, write=not request.is_read)
        except BooksDisconnected as failure:
            self._credentials.lose(access.version, failure.sentence)
            raise
        self._credentials.worked()
        return response

    def _send(self, request: _Request, token: str) -> requests.Response:
        self._pace.take(self.realm, batch=request.is_batch)
        try:
            response = self._http.request(
                request.method,
                request.url,
                params=dict(request.params),
                headers={**request.headers, "Authorization": f"Bearer {token}"},
                data=request.data.encode() if isinstance(request.data, str) else request.data,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            log.warning("%s %s got no answer: %s", request.method, request.url, type(failure).__name__)
            lost = not request.is_read and may_have_arrived(failure)
            raise BooksUnavailable("QuickBooks cannot be reached just now.", answer_lost=lost) from None
        response.encoding = "utf-8"
        self.trace = response.headers.get("intuit_tid", "")
        log.info("%s %s %s tid=%s", request.method, request.url, response.status_code, self.trace)
        return response


def _stumbled(failure: BaseException) -> bool:
    """Whether a read may help when repeated at once: not when told to slow down."""
    return isinstance(failure, BooksUnavailable) and not isinstance(failure, BooksThrottled)
