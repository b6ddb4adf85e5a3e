"""One running stand-in for all these tests, as it was at the start before each of them."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from intuitlib.client import AuthClient
from quickbooks.client import QuickBooks

from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, Options
from standins.quickbooks.running import Running, running

SECOND = "9130350000000002"


class Api:
    """Plain HTTP to one company, with its token."""

    def __init__(self, qbo: Running, realm: str = "") -> None:
        self.qbo, self.url = qbo, qbo.url
        self.realm = realm or qbo.world.options.realm
        self.base = f"{qbo.url}/v3/company/{self.realm}"
        granted = self.control("grant", realm=self.realm)
        self.refresh_token = granted["refresh_token"]
        self.access_token = granted["access_token"]
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {self.access_token}"

    def control(self, path: str, method: str = "POST", **body: Any) -> dict[str, Any]:
        answer = requests.request(method, f"{self.url}/control/{path}", json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def send(self, path: str, body: Any = None, **params: str) -> requests.Response:
        return self.session.post(f"{self.base}/{path}", json=body, params=params, timeout=30)

    def get(self, path: str, **params: str) -> requests.Response:
        return self.session.get(f"{self.base}/{path}", params=params, timeout=30)

    def make(self, kind: str, body: Any, **params: str) -> dict[str, Any]:
        """Create or update, and expect it to work."""
        answer = self.send(kind.lower(), body, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()[kind]

    def read(self, kind: str, id: str) -> dict[str, Any]:
        answer = self.get(f"{kind.lower()}/{id}")
        assert answer.status_code == 200, answer.text
        return answer.json()[kind]

    def query(self, text: str) -> dict[str, Any]:
        answer = self.get("query", query=text)
        assert answer.status_code == 200, answer.text
        return answer.json()["QueryResponse"]

    def refused(self, path: str, body: Any, **params: str) -> dict[str, Any]:
        """The first Error of a request that must be refused with HTTP 400."""
        return error(self.send(path, body, **params))

    def bill(self, amount: Any = "100.00", vendor: str = "56", **fields: Any) -> dict[str, Any]:
        return self.make("Bill", {"VendorRef": {"value": vendor}, "Line": [cost(amount)], **fields})

    def invoice(self, amount: Any = "100.00", customer: str = "1", **fields: Any) -> dict[str, Any]:
        return self.make("Invoice", {"CustomerRef": {"value": customer}, "Line": [sale(amount)], **fields})

    def pay(self, bill: dict[str, Any], amount: Any, **fields: Any) -> dict[str, Any]:
        return self.make("BillPayment", bill_payment(bill, amount, **fields))


def error(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 400, answer.text
    first: dict[str, Any] = answer.json()["Fault"]["Error"][0]
    return first


def cost(amount: Any, account: str = "1", **line: Any) -> dict[str, Any]:
    detail = {"AccountRef": {"value": account}}
    kind = "AccountBasedExpenseLineDetail"
    return {"Amount": amount, "DetailType": kind, kind: detail, **line}


def sale(amount: Any, item: str = "10", **detail: Any) -> dict[str, Any]:
    kind = "SalesItemLineDetail"
    return {"Amount": amount, "DetailType": kind, kind: {"ItemRef": {"value": item}, **detail}}


def bill_payment(bill: dict[str, Any], amount: Any, **fields: Any) -> dict[str, Any]:
    line = {"Amount": amount, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}
    head = {"VendorRef": bill["VendorRef"], "PayType": "Check", "CheckPayment": {"BankAccountRef": {"value": "35"}}}
    return {**head, "TotalAmt": amount, "Line": [line], **fields}


def entry(*lines: tuple[str, str, Any], **fields: Any) -> dict[str, Any]:
    """A journal entry of (Debit or Credit, account, amount)."""
    kind = "JournalEntryLineDetail"
    made = [
        {"Amount": amount, "DetailType": kind, kind: {"PostingType": side, "AccountRef": {"value": account}}}
        for side, account, amount in lines
    ]
    return {"Line": made, **fields}


@pytest.fixture(scope="session")
def server() -> Iterator[Running]:
    with running(Options(limits=False, others={SECOND: "empty"})) as qbo:
        yield qbo


@pytest.fixture
def qbo(server: Running) -> Running:
    requests.post(f"{server.url}/control/clock", json={"freeze": False}, timeout=30)
    server.clock.turn(-server.clock.offset)
    server.world.reset()
    return server


@pytest.fixture
def api(qbo: Running) -> Api:
    return Api(qbo)


@pytest.fixture
def auth(qbo: Running, monkeypatch: pytest.MonkeyPatch) -> AuthClient:
    """Intuit's own OAuth2 client, pointed here."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    discovery = f"{qbo.url}/.well-known/openid_configuration"
    return AuthClient(CLIENT_ID, CLIENT_SECRET, "http://localhost:8000/callback", discovery)


@pytest.fixture
def client(api: Api, auth: AuthClient, monkeypatch: pytest.MonkeyPatch) -> QuickBooks:
    """python-quickbooks, as its users use it."""
    monkeypatch.setattr(QuickBooks, "api_url_v3", f"{api.url}/v3")
    auth.access_token = api.access_token
    return QuickBooks(auth_client=auth, refresh_token=api.refresh_token, company_id=api.realm, minorversion=75)
