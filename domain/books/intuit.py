"""Intuit's authorization server: consent, tokens and revocation by intuit-oauth, with its endpoints looked up once."""

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any, cast

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from domain.books.network import TIMEOUT, is_loopback, may_have_arrived
from domain.books.port import Grant, GrantRefused
from domain.problems import BooksUnavailable

HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"
ANSWERED = (
    "access_token",
    "refresh_token",
    "expires_in",
    "x_refresh_token_expires_in",
    "x_refresh_token_hard_expires_in",
)
ACCESS_LIFE = timedelta(hours=1)
ROLLING_LIFE = timedelta(days=100)
NOT_GRANTING = "Intuit's authorization server is not answering properly just now."
BAD_CLIENT = "Intuit does not accept Tieout's client id and secret."


@dataclass(frozen=True)
class QuickBooksAccess:
    """Where QuickBooks is and which app we are there: addresses and credentials of the Intuit developer portal."""

    client_id: str
    client_secret: str = field(repr=False)
    discovery_url: str
    api_url: str
    redirect_uri: str

    @property
    def environment(self) -> str:
        """`local` for a stand-in on this machine, else `sandbox` or `production`."""
        if is_loopback(self.api_url):
            return "local"
        return "sandbox" if "sandbox" in self.api_url else "production"


class _AuthClient(AuthClient):  # type: ignore[misc]  # the library is untyped
    """intuit-oauth's client with time-outs, and with no proxy on the way to this machine."""

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        self.trust_env = not is_loopback(url)
        options |= {"timeout": TIMEOUT, "allow_redirects": False}
        return cast(requests.Response, super().request(method, url, **options))


class Intuit:
    """An `Authority`. The first call looks up the endpoints; until that worked each call tries again.

    The library keeps the last tokens in its client, so one call at a time uses it.
    """

    def __init__(self, access: QuickBooksAccess) -> None:
        self._access = access
        self._client: Any = None
        self._one_at_a_time = Lock()

    def consent_url(self, state: str) -> str:
        """The page where a person chooses the company and allows Tieout to keep its books."""
        with self._one_at_a_time:
            return str(self._ready().get_authorization_url([Scopes.ACCOUNTING], state_token=state))

    def exchange(self, code: str) -> Grant:
        """The first tokens for a code; a code works once and for minutes only."""
        return self._granted("get_bearer_token", code)

    def refresh(self, refresh_token: str) -> Grant:
        """The next tokens; the refresh token given goes stale within a day."""
        return self._granted("refresh", refresh_token)

    def revoke(self, refresh_token: str) -> None:
        """End the grant at Intuit."""
        with self._one_at_a_time:
            self._call("revoke", refresh_token)

    def _granted(self, method: str, secret: str) -> Grant:
        with self._one_at_a_time:
            client = self._ready()
            for name in ANSWERED:
                setattr(client, name, None)  # an answer that leaves something out must not show an earlier one's
            self._call(method, secret)
            return _grant(client)

    def _call(self, method: str, secret: str) -> None:
        """One call of the library. What it raises is never passed on: its text can hold tokens."""
        client = self._ready()
        try:
            getattr(client, method)(secret)
        except AuthClientError as failure:
            raise _meaning(failure) from None
        except requests.RequestException as failure:
            raise BooksUnavailable(NOT_GRANTING, answer_lost=may_have_arrived(failure)) from None

    def _ready(self) -> Any:
        if self._client is None:
            try:
                self._client = _AuthClient(
                    self._access.client_id,
                    self._access.client_secret,
                    self._access.redirect_uri,
                    self._access.discovery_url,
                )
            except (AuthClientError, requests.RequestException, KeyError):
                raise BooksUnavailable("Intuit's list of addresses cannot be read just now.") from None
            self._client.headers[HARD_EXPIRY_HEADER] = "true"
        return self._client


def _grant(client: Any) -> Grant:
    if not client.access_token or not client.refresh_token:
        raise BooksUnavailable(NOT_GRANTING, answer_lost=True)
    hard = client.x_refresh_token_hard_expires_in
    return Grant(
        access_token=str(client.access_token),
        refresh_token=str(client.refresh_token),
        access_life=timedelta(seconds=float(client.expires_in or ACCESS_LIFE.total_seconds())),
        refresh_life=timedelta(seconds=float(client.x_refresh_token_expires_in or ROLLING_LIFE.total_seconds())),
        hard_life=timedelta(seconds=float(hard)) if hard else None,
    )


def _meaning(failure: AuthClientError) -> Exception:
    """By the error word of the body: only `invalid_grant` ends a connection."""
    try:
        error = failure.response.json()["error"]
    except (ValueError, KeyError, TypeError):
        error = ""
    if error == "invalid_grant":
        return GrantRefused()
    if error == "invalid_client":
        return BooksUnavailable(BAD_CLIENT, next_step="Check QBO_CLIENT_ID and QBO_CLIENT_SECRET.")
    return BooksUnavailable(NOT_GRANTING, answer_lost=failure.status_code >= 500)
