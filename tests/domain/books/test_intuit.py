"""Consent and tokens at Intuit's authorization server: looked up once, refused in the right way, nothing leaked."""

import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.port import GrantRefused
from domain.problems import BooksUnavailable
from tests.domain.books.parts import Answer, AnswerServer

CALLBACK = "http://127.0.0.1:8702/callback"
PAIR = {"access_token": "a2", "refresh_token": "r2", "expires_in": 3600, "x_refresh_token_expires_in": 8640000}


@pytest.fixture
def access(server: AnswerServer) -> QuickBooksAccess:
    return QuickBooksAccess("client", "very-secret", f"{server.url}/discovery", server.url, CALLBACK)


@pytest.fixture
def intuit(access: QuickBooksAccess) -> Intuit:
    return Intuit(access)


def discovery(server: AnswerServer) -> Answer:
    names = "authorization_endpoint token_endpoint revocation_endpoint issuer jwks_uri userinfo_endpoint"
    return Answer({name: f"{server.url}/{name}" for name in names.split()})


def test_the_consent_page_is_told_who_asks_for_what_and_where_to_return(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [discovery(server)]
    query = parse_qs(urlsplit(intuit.consent_url("state-1")).query)
    assert query == {
        "client_id": ["client"],
        "response_type": ["code"],
        "scope": ["com.intuit.quickbooks.accounting"],
        "redirect_uri": [CALLBACK],
        "state": ["state-1"],
    }
    intuit.consent_url("state-2")
    assert len(server.seen) == 1


def test_nothing_is_asked_until_it_is_needed_and_a_failed_look_up_is_repeated(
    intuit: Intuit, server: AnswerServer
) -> None:
    assert server.seen == []
    server.answers = [Answer("<html>", status=503), discovery(server)]
    with pytest.raises(BooksUnavailable):
        intuit.consent_url("state-1")
    assert intuit.consent_url("state-1").startswith(server.url)


def test_a_refresh_asks_for_the_hard_expiry_and_answers_the_lives(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [
        discovery(server),
        Answer(PAIR | {"x_refresh_token_hard_expires_in": 157680000}),
        Answer(PAIR),
    ]
    first = intuit.refresh("r1")
    assert (first.access_token, first.refresh_token, first.access_life) == ("a2", "r2", timedelta(hours=1))
    assert (first.refresh_life, first.hard_life) == (timedelta(days=100), timedelta(days=1825))
    assert intuit.refresh("r2").hard_life is None

    asked = server.seen[1]
    assert parse_qs(asked.body) == {"grant_type": ["refresh_token"], "refresh_token": ["r1"]}
    assert asked.headers["x-include-refresh-token-hard-expires-in"] == "true"
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(b"client:very-secret").decode()


def test_a_code_is_exchanged_with_the_address_it_was_sent_to(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [discovery(server), Answer(PAIR)]
    assert intuit.exchange("code-1").refresh_token == "r2"
    assert parse_qs(server.seen[1].body)["redirect_uri"] == [CALLBACK]


def test_only_invalid_grant_means_that_the_consent_has_ended(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [discovery(server), Answer({"error": "invalid_grant"}, status=400)]
    with pytest.raises(GrantRefused):
        intuit.refresh("r1")


@pytest.mark.parametrize(
    ("answer", "lost"),
    [
        (Answer({"error": "invalid_client"}, status=401), False),
        (Answer({"error": "invalid_request"}, status=400), False),
        (Answer("<html>", status=503), True),
        (Answer(drop=True), True),
        (Answer({"access_token": "a2"}), True),
        (Answer(["odd"], status=400), False),
    ],
)
def test_any_other_trouble_is_waited_out(intuit: Intuit, server: AnswerServer, answer: Answer, lost: bool) -> None:
    server.answers = [discovery(server), answer]
    with pytest.raises(BooksUnavailable) as told:
        intuit.refresh("secret-r1")
    assert told.value.answer_lost is lost
    assert "secret-r1" not in told.value.words()
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_an_answer_without_tokens_never_passes_on_an_earlier_one(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [discovery(server), Answer(PAIR), Answer({"expires_in": 3600})]
    intuit.refresh("r1")
    with pytest.raises(BooksUnavailable):
        intuit.refresh("someone-elses")


def test_revoking_names_the_token(intuit: Intuit, server: AnswerServer) -> None:
    server.answers = [discovery(server), Answer("")]
    intuit.revoke("r1")
    assert json.loads(server.seen[1].body) == {"token": "r1"}


def test_secrets_do_not_show(access: QuickBooksAccess) -> None:
    assert "very-secret" not in repr(access)


@pytest.mark.parametrize(
    ("api_url", "environment"),
    [
        ("https://quickbooks.api.intuit.com", "production"),
        ("https://sandbox-quickbooks.api.intuit.com", "sandbox"),
        ("http://localhost:8790", "local"),
        ("http://[::1]:8790", "local"),
    ],
)
def test_the_environment_is_known_by_the_address(api_url: str, environment: str) -> None:
    assert QuickBooksAccess("client", "secret", "", api_url, CALLBACK).environment == environment
