"""Our side in front of a QuickBooks stand-in that runs elsewhere, and a person who allows."""

from urllib.parse import parse_qsl, urlsplit

import requests

from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.quickbooks import QuickBooksOnline
from domain.books.tokens import Tokens
from domain.clock import new_id, wall_now
from domain.connections.connecting import Connecting
from domain.connections.connection import ConsentPurpose
from domain.connections.pace import Pace
from domain.store import Store
from domain.vault import Vault, new_key
from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, REALM

CALLBACK = "http://127.0.0.1:8702/quickbooks/callback"


def connecting_to(url: str, store: Store, pace: Pace) -> Connecting:
    """The verb that connects, at a stand-in's address."""
    access = QuickBooksAccess(CLIENT_ID, CLIENT_SECRET, f"{url}/.well-known/openid_configuration", url, CALLBACK)
    intuit = Intuit(access)
    tokens = Tokens(store, Vault(new_key()), intuit, wall_now, wall_now, pace.sleep, new_id)
    online = QuickBooksOnline(url, pace, pace.sleep)
    return Connecting(store, tokens, intuit, online.books, access.environment, wall_now, new_id)


def press_allow(connecting: Connecting, url: str, purpose: ConsentPurpose) -> None:
    """Follow the link, choose the company, Allow, come back."""
    page = connecting.begin("main", "U1", "C1", purpose)
    form = dict(parse_qsl(urlsplit(page).query)) | {"decision": "allow", "realm": REALM}
    back = requests.post(f"{url}/connect/oauth2", data=form, allow_redirects=False, timeout=5)
    brought = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
    connecting.complete(brought["state"], brought["code"], brought["realmId"])
