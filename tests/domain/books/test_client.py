"""What goes over the line to QuickBooks, and what each kind of answer means to the one who asked."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from domain.books.port import BooksThrottled, NameKind, NewName
from domain.books.quickbooks import QuickBooksBooks, QuickBooksOnline
from domain.connections.pace import Pace
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable
from domain.store import Store
from tests.domain.books.parts import Answer, AnswerServer, FixedCredentials, Hands

COMPANY = {"CompanyInfo": {"CompanyName": "Acme Paper", "LegalName": "Acme Paper LLC", "Country": "US"}}
ACME = NewName("k1", NameKind.VENDOR, "Acme Mills")
HTML = "<html><body>Service Unavailable</body></html>"


def fault(code: str, message: str = "It failed", detail: str = "Some detail") -> dict[str, Any]:
    return {"Fault": {"Error": [{"Message": message, "Detail": detail, "code": code}], "type": "ValidationFault"}}


def gateway(code: str) -> dict[str, Any]:
    """The gateway's spelling: all lower case."""
    return {"fault": {"error": [{"message": "message=...", "detail": "...", "code": code}], "type": "SERVICE"}}


@pytest.fixture
def credentials() -> FixedCredentials:
    return FixedCredentials()


@pytest.fixture
def books(server: AnswerServer, store: Store, hands: Hands, credentials: FixedCredentials) -> QuickBooksBooks:
    return QuickBooksOnline(server.url, Pace(store, hands.now, hands.sleep), hands.sleep).books("913", credentials)


def create(books: QuickBooksBooks) -> object:
    return books.create_name(ACME, "request-1")


def read(books: QuickBooksBooks) -> object:
    return books.company()


def test_a_read_names_the_company_the_minor_version_and_the_bearer(
    books: QuickBooksBooks, server: AnswerServer, credentials: FixedCredentials
) -> None:
    server.answers = [Answer(COMPANY)]
    assert books.company().legal_name == "Acme Paper LLC"
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.query) == ("GET", "/v3/company/913/companyinfo/913", {"minorversion": ["75"]})
    assert seen.headers["Authorization"] == "Bearer access-1"
    assert credentials.successes == 1


def test_a_write_carries_its_request_id_and_nothing_blank(books: QuickBooksBooks, server: AnswerServer) -> None:
    server.answers = [Answer({"Vendor": {"Id": "7", "SyncToken": "0", "DisplayName": "Acme Mills"}})]
    assert books.create_name(ACME, "request-1").id == "7"
    assert server.seen[0].query["requestid"] == ["request-1"]
    assert server.seen[0].body == '{"DisplayName": "Acme Mills"}'


def test_the_environments_proxy_is_not_asked_about_this_machine(
    books: QuickBooksBooks, server: AnswerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    server.answers = [Answer(COMPANY)]
    assert books.company().name == "Acme Paper"


def test_a_read_is_tried_again_when_quickbooks_stumbles(
    books: QuickBooksBooks, server: AnswerServer, hands: Hands
) -> None:
    server.answers = [Answer(HTML, status=503), Answer(drop=True), Answer(COMPANY)]
    assert books.company().name == "Acme Paper"
    assert len(server.seen) == 3
    assert hands.slept == [0.5, 1.0]


def test_a_read_gives_up_after_three_tries(books: QuickBooksBooks, server: AnswerServer) -> None:
    server.answers = [Answer(HTML, status=500)] * 3
    with pytest.raises(BooksUnavailable) as told:
        books.company()
    assert not told.value.answer_lost
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    "answer",
    [
        Answer(HTML, status=502),
        Answer(drop=True),
        Answer(fault("10000"), status=500),
        Answer(fault("600", "Duplicate Request ID"), status=400),
        Answer("{ cut off", status=200),
        Answer("", status=200),
    ],
)
def test_a_write_without_a_clear_answer_is_sent_once_and_may_have_arrived(
    books: QuickBooksBooks, server: AnswerServer, answer: Answer
) -> None:
    server.answers = [answer]
    with pytest.raises(BooksUnavailable) as told:
        create(books)
    assert told.value.answer_lost
    assert len(server.seen) == 1


def test_a_write_that_could_not_connect_did_not_arrive(books: QuickBooksBooks, server: AnswerServer) -> None:
    server.close()
    with pytest.raises(BooksUnavailable) as told:
        create(books)
    assert not told.value.answer_lost


@pytest.mark.parametrize("send", [create, read])
@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(fault("3001"), status=429), 60),
        (Answer(fault("3001"), status=400), 60),
        (Answer(gateway("003001"), status=403), 60),
        (Answer(HTML, status=429, headers={"Retry-After": "7"}), 7),
        (Answer(HTML, status=429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 60),
        (Answer(HTML, status=429, headers={"Retry-After": "9999999999"}), 3600),
    ],
)
def test_throttled_says_how_long_to_wait_and_is_not_repeated(
    books: QuickBooksBooks, server: AnswerServer, hands: Hands, send: Any, answer: Answer, seconds: int
) -> None:
    server.answers = [answer]
    with pytest.raises(BooksThrottled) as told:
        send(books)
    assert (told.value.wait, told.value.answer_lost) == (timedelta(seconds=seconds), False)
    assert (len(server.seen), hands.slept) == (1, [])


@pytest.mark.parametrize("send", [create, read])
def test_a_rejected_token_is_renewed_once_and_the_request_sent_again(
    books: QuickBooksBooks, server: AnswerServer, credentials: FixedCredentials, send: Any
) -> None:
    vendor = {"Vendor": {"Id": "7", "SyncToken": "0", "DisplayName": "Acme Mills"}}
    server.answers = [Answer(gateway("3200"), status=401), Answer(COMPANY | vendor)]
    send(books)
    assert [seen.headers["Authorization"] for seen in server.seen] == ["Bearer access-1", "Bearer access-2"]
    assert credentials.lost == []


@pytest.mark.parametrize("send", [create, read])
def test_rejected_even_when_new_the_connection_is_lost(
    books: QuickBooksBooks, server: AnswerServer, credentials: FixedCredentials, send: Any
) -> None:
    server.answers = [Answer(gateway("3200"), status=401)] * 2
    with pytest.raises(BooksDisconnected):
        send(books)
    assert len(credentials.lost) == 1


def test_an_app_that_may_not_see_the_company_must_reconnect(
    books: QuickBooksBooks, server: AnswerServer, credentials: FixedCredentials
) -> None:
    server.answers = [Answer(gateway("003100"), status=403)]
    with pytest.raises(BooksDisconnected):
        books.company()
    assert len(credentials.lost) == 1


def test_a_forbidding_page_on_the_way_ends_no_connection(
    books: QuickBooksBooks, server: AnswerServer, credentials: FixedCredentials
) -> None:
    server.answers = [Answer("<html>Forbidden</html>", status=403)] * 3
    with pytest.raises(BooksUnavailable):
        books.company()
    assert credentials.lost == []


def test_a_refusal_tells_in_plain_words_with_code_and_trace(books: QuickBooksBooks, server: AnswerServer) -> None:
    said = fault("6240", "Duplicate Name Exists Error", "The name supplied already exists. : null")
    server.answers = [Answer(said, status=400)]
    with pytest.raises(BooksRefused) as told:
        create(books)
    assert told.value.sentence == "QuickBooks already has a customer, vendor or employee with this name."
    assert (told.value.code, told.value.trace) == ("6240", "tid-1")


def test_an_unlisted_refusal_shows_every_detail_quickbooks_gave(books: QuickBooksBooks, server: AnswerServer) -> None:
    said = fault("6000", detail="Business Validation Error: no.")
    said["Fault"]["Error"].append({"Message": "Another", "code": "2020"})
    server.answers = [Answer(said, status=400)]
    with pytest.raises(BooksRefused) as told:
        create(books)
    assert told.value.sentence == "QuickBooks refused: Business Validation Error: no.; Another."


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("code", ["none", "", None])
def test_a_fault_with_an_odd_code_is_still_a_refusal(
    books: QuickBooksBooks, server: AnswerServer, status: int, code: str | None
) -> None:
    server.answers = [Answer({"Fault": {"Error": [{"Message": "Odd", "code": code}]}}, status=status)]
    with pytest.raises(BooksRefused, match="Odd"):
        create(books)


def test_no_secret_reaches_log_or_problem(
    books: QuickBooksBooks, server: AnswerServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers = [Answer(gateway("3200"), status=401)] * 2
    with pytest.raises(BooksDisconnected) as told:
        create(books)
    assert "access-" not in caplog.text + repr(told.value)
    assert "tid=tid-1" in caplog.text


def test_names_of_all_the_world_arrive_as_they_are(books: QuickBooksBooks, server: AnswerServer) -> None:
    row = {"Id": "7", "SyncToken": "0", "DisplayName": "Łódź Papier"}
    server.answers = [Answer({"QueryResponse": {"Vendor": [row]}})]
    (found,) = books.find_names(NameKind.VENDOR, ["Łódź Papier"])
    assert found.name == "Łódź Papier"
    assert "'Łódź Papier'" in server.seen[0].body


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(fault("5020"), status=400), "The person who connected QuickBooks may not do this there."),
        (Answer(fault("6190"), status=400), "The QuickBooks subscription of this company has lapsed."),
        (Answer(fault("6080"), status=400), None),
    ],
)
def test_a_connection_test_finds_out_whether_writing_is_allowed_without_a_name_to_write(
    books: QuickBooksBooks, server: AnswerServer, answer: Answer, sentence: str | None
) -> None:
    server.answers = [Answer(COMPANY), Answer({"Preferences": {}}), answer]
    assert [finding.sentence for finding in books.test()] == ([sentence] if sentence else [])
    assert (server.seen[2].path, server.seen[2].body) == ("/v3/company/913/vendor", "{}")


def test_a_connection_test_stops_where_nothing_answers(books: QuickBooksBooks, server: AnswerServer) -> None:
    server.answers = [Answer(HTML, status=503)] * 3
    assert [finding.sentence for finding in books.test()] == ["QuickBooks is not answering properly just now."]


def test_a_batch_whose_answer_lacks_an_item_may_have_arrived(books: QuickBooksBooks, server: AnswerServer) -> None:
    server.answers = [Answer({"BatchItemResponse": []})]
    with pytest.raises(BooksUnavailable) as told:
        books.create_names([ACME])
    assert told.value.answer_lost


@pytest.mark.parametrize("code", ["3001", "10000", "600"])
def test_a_batch_that_was_carried_out_in_part_is_to_be_looked_at(
    books: QuickBooksBooks, server: AnswerServer, code: str
) -> None:
    done = {"Vendor": {"Id": "7", "SyncToken": "0", "DisplayName": "Acme Mills"}, "bId": "0"}
    server.answers = [Answer({"BatchItemResponse": [fault(code) | {"bId": "1"}, done]})]
    with pytest.raises(BooksUnavailable) as told:
        books.create_names([ACME, NewName("k2", NameKind.VENDOR, "Other Mills")])
    assert told.value.answer_lost
