"""OAuth2 as Intuit's own client sees it: consent, tokens, rotation, the end of a grant."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from standins.quickbooks.running import Running
from tests.standins.quickbooks.conftest import SECOND, Api

DAY = 86_400


def decide(auth: AuthClient, decision: str, realm: str) -> dict[str, list[str]]:
    """What a person does on the consent page; the answer is what comes back to the app."""
    address = auth.get_authorization_url([Scopes.ACCOUNTING], state_token="s1")
    page = requests.get(address, timeout=30)
    assert page.status_code == 200
    assert "not Intuit" in page.text
    form = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    form |= {"decision": decision, "realm": realm}
    back = requests.post(address.partition("?")[0], data=form, allow_redirects=False, timeout=30)
    assert back.status_code == 302
    return parse_qs(urlsplit(back.headers["location"]).query)


def connect(auth: AuthClient, realm: str = SECOND) -> None:
    back = decide(auth, "allow", realm)
    auth.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])


def refused(auth: AuthClient, token: str) -> str:
    with pytest.raises(AuthClientError) as caught:
        auth.refresh(refresh_token=token)
    assert caught.value.status_code == 400
    return str(caught.value.content)


def test_a_person_allows_and_the_app_reads_their_company(qbo: Running, auth: AuthClient) -> None:
    connect(auth)
    assert (auth.expires_in, auth.x_refresh_token_expires_in, auth.realm_id) == (3600, 8_640_000, SECOND)
    headers = {"Authorization": f"Bearer {auth.access_token}"}
    answer = requests.get(f"{qbo.url}/v3/company/{SECOND}/companyinfo/{SECOND}", headers=headers, timeout=30)
    assert answer.json()["CompanyInfo"]["Id"] == "1"
    auth.get_user_info()
    assert auth.email == "owner@example.com"


def test_a_person_denies(auth: AuthClient) -> None:
    assert decide(auth, "deny", SECOND) == {"error": ["access_denied"], "state": ["s1"]}


def test_the_page_warns_of_a_foreign_address(qbo: Running) -> None:
    asked = {"client_id": "standin-client", "response_type": "code", "scope": "openid"}
    answer = requests.get(
        f"{qbo.url}/connect/oauth2", params={**asked, "redirect_uri": "https://evil.example/cb"}, timeout=30
    )
    assert answer.status_code == 400
    assert "redirect_uri" in answer.text
    assert "script" not in answer.text


def test_a_code_works_once_and_not_for_long(qbo: Running, auth: AuthClient) -> None:
    code = decide(auth, "allow", SECOND)["code"][0]
    auth.get_bearer_token(code)
    with pytest.raises(AuthClientError) as twice:
        auth.get_bearer_token(code)
    assert "invalid_grant" in str(twice.value.content)
    late = decide(auth, "allow", SECOND)["code"][0]
    qbo.clock.turn(timedelta(seconds=601))
    with pytest.raises(AuthClientError):
        auth.get_bearer_token(late)


def test_the_wrong_secret_is_invalid_client(qbo: Running) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    answer = requests.post(f"{qbo.url}/oauth2/v1/tokens/bearer", data=form, auth=("standin-client", "no"), timeout=30)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    good = ("standin-client", "standin-secret-key")
    odd = requests.post(f"{qbo.url}/oauth2/v1/tokens/bearer", data={"grant_type": "magic"}, auth=good, timeout=30)
    assert (odd.status_code, odd.json()) == (400, {"error": "unsupported_grant_type"})


def test_a_refresh_token_changes_about_once_a_day(api: Api, auth: AuthClient) -> None:
    """An assumption: stale_token_seconds."""
    auth.refresh(refresh_token=api.refresh_token)
    assert auth.refresh_token == api.refresh_token
    api.control("clock", advance=DAY)
    auth.refresh(refresh_token=api.refresh_token)
    assert auth.refresh_token != api.refresh_token
    assert "invalid_grant" in refused(auth, api.refresh_token)
    api.control("assumptions", stale_token_seconds=DAY)
    auth.refresh(refresh_token=api.refresh_token)


def test_a_refresh_token_unused_for_a_hundred_days_ends(api: Api, auth: AuthClient) -> None:
    api.control("clock", advance=99 * DAY)
    auth.refresh(refresh_token=api.refresh_token)
    api.control("clock", advance=100 * DAY)
    assert "invalid_grant" in refused(auth, auth.refresh_token)


def test_no_grant_outlives_five_years(api: Api, auth: AuthClient) -> None:
    auth.headers["x-include-refresh-token-hard-expires-in"] = "true"
    token = api.refresh_token
    for _ in range(18):
        api.control("clock", advance=99 * DAY)
        auth.refresh(refresh_token=token)
        token = auth.refresh_token
    assert auth.x_refresh_token_hard_expires_in <= (1826 - 18 * 99) * DAY
    api.control("clock", advance=60 * DAY)
    assert "invalid_grant" in refused(auth, token)


def test_an_access_token_lasts_an_hour(api: Api) -> None:
    api.control("clock", advance=3599)
    assert api.get("preferences").status_code == 200
    api.control("clock", advance=1)
    late = api.get("preferences")
    assert late.status_code == 401
    assert late.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    assert late.json()["fault"]["error"][0]["code"] == "3200"


def test_revoking_ends_everything(api: Api, auth: AuthClient) -> None:
    auth.revoke(token=api.refresh_token)
    assert api.get("preferences").status_code == 401
    assert "invalid_grant" in refused(auth, api.refresh_token)


def test_a_token_of_one_company_opens_no_other(api: Api) -> None:
    answer = requests.get(
        f"{api.url}/v3/company/{SECOND}/preferences",
        headers={"Authorization": f"Bearer {api.access_token}"},
        timeout=30,
    )
    assert answer.status_code == 403
    assert answer.json()["fault"]["error"][0]["code"] == "3100"
