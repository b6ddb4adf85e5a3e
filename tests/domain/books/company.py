"""A QuickBooks on this machine, the connecting verb in front of it, and a person at its consent page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.quickbooks import QuickBooksBooks, QuickBooksOnline
from domain.books.tokens import Tokens
from domain.clock import new_id
from domain.connections.connecting import Connecting, Consented
from domain.connections.connection import ConsentPurpose
from domain.connections.pace import Pace
from domain.store import Store
from domain.vault import Vault
from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, REALM, Options
from standins.quickbooks.running import Running, running
from tests.domain.books.parts import VAULT_KEY, Hands

OTHER_REALM = "9130350000000002"
CALLBACK = "http://127.0.0.1:8702/quickbooks/callback"


@dataclass
class Site:
    """The stand-in and everything of ours that talks to it. Waiting for the pace takes no time here."""

    standin: Running
    connecting: Connecting
    tokens: Tokens
    store: Store
    hands: Hands

    def now(self) -> datetime:
        """The bot and QuickBooks live in the same time."""
        return self.standin.clock.now()

    def turn(self, **length: float) -> None:
        self.standin.clock.turn(timedelta(**length))

    def press(self, url: str, decision: str = "allow", realm: str = REALM) -> dict[str, str]:
        """Choose a company and Allow or Deny; what the browser brings back."""
        form = dict(parse_qsl(urlsplit(url).query)) | {"decision": decision, "realm": realm}
        page = f"{self.standin.url}/connect/oauth2"
        back = requests.post(page, data=form, allow_redirects=False, timeout=30)
        return dict(parse_qsl(urlsplit(back.headers["Location"]).query))

    def return_from(self, back: dict[str, str]) -> Consented:
        return self.connecting.complete(
            back.get("state", ""), back.get("code", ""), back.get("realmId", ""), back.get("error", "")
        )

    def connect(
        self, department: str = "main", *, purpose: ConsentPurpose = ConsentPurpose.CONNECT, realm: str = REALM
    ) -> Consented:
        """All of it: ask for the page, allow, come back."""
        url = self.connecting.begin(department, "U1", "C1", purpose)
        return self.return_from(self.press(url, realm=realm))

    def books(self) -> QuickBooksBooks:
        found = self.connecting.books(self.connecting.connection("main"))
        assert isinstance(found, QuickBooksBooks)
        return found

    def trouble(self, kind: str, **how: Any) -> None:
        """Plan a fault."""
        self.control("faults", kind=kind, **how)

    def control(self, act: str, **body: Any) -> dict[str, Any]:
        answer = requests.post(f"{self.standin.url}/control/{act}", json=body, timeout=30)
        assert answer.ok, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def asked(self, path: str) -> list[dict[str, Any]]:
        """The requests to a path the stand-in has seen."""
        told = requests.get(f"{self.standin.url}/control/requests", timeout=30).json()["requests"]
        return [one for one in told if path in one["path"]]


@contextmanager
def two_companies(company: str = "empty") -> Iterator[Running]:
    """QuickBooks with two companies on its consent page."""
    with running(Options(company=company, others={OTHER_REALM: "empty"}, limits=False)) as standin:
        yield standin


def site_on(standin: Running, store: Store) -> Site:
    """Our side in front of a QuickBooks as it was at its start; nothing is connected yet."""
    requests.post(f"{standin.url}/control/reset", timeout=30)
    hands = Hands()
    now = standin.clock.now
    access = QuickBooksAccess(
        CLIENT_ID, CLIENT_SECRET, f"{standin.url}/.well-known/openid_configuration", standin.url, CALLBACK
    )
    intuit = Intuit(access)
    tokens = Tokens(store, Vault(VAULT_KEY), intuit, now, hands.now, hands.sleep, new_id)
    online = QuickBooksOnline(standin.url, Pace(store, hands.now, hands.sleep), hands.sleep)
    connecting = Connecting(store, tokens, intuit, online.books, access.environment, now, new_id)
    return Site(standin, connecting, tokens, store, hands)
