"""The plain loop over python-quickbooks that people write first: for each company filter by name, save if missing."""

import os
from time import perf_counter, sleep

import requests
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.customer import Customer

from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, REALM
from tests.benchmarks.company import ours


def run(url: str, size: int) -> tuple[float, int]:
    """Seconds, and how often it was throttled and waited a second."""
    client = _client(url)
    started, throttled = perf_counter(), 0
    for name in ours(size):
        while True:
            try:
                if not Customer.filter(DisplayName=name, qb=client):
                    Customer_named(name).save(qb=client)
                break
            except QuickbooksException as refused:
                if refused.error_code not in (3001, 10000):
                    raise
                throttled += 1
                sleep(1)
    return perf_counter() - started, throttled


def Customer_named(name: str) -> Customer:
    """A customer as the library makes one."""
    customer = Customer()
    customer.DisplayName = name
    return customer


def _client(url: str) -> QuickBooks:
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    token = requests.post(f"{url}/control/grant", json={"realm": REALM}, timeout=10).json()
    auth = AuthClient(
        CLIENT_ID,
        CLIENT_SECRET,
        "http://127.0.0.1/callback",
        f"{url}/.well-known/openid_configuration",
        access_token=token["access_token"],
        refresh_token=token["refresh_token"],
        realm_id=REALM,
    )

    class Local(QuickBooks):
        api_url_v3 = sandbox_api_url_v3 = f"{url}/v3"

    return Local(auth_client=auth, refresh_token=token["refresh_token"], company_id=REALM, minorversion=75)
