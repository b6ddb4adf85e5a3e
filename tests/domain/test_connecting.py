"""A person connects, reconnects, tests and ends the connection of a department to its company's books."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests
from sqlmodel import select

from domain.audit import AuditLine
from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.port import NameKind, NewName
from domain.connections.connection import Connection, ConnectionState, ConsentPurpose
from domain.problems import BooksDisconnected, BooksUnavailable, Problem
from domain.store import Store
from standins.quickbooks.options import REALM
from standins.quickbooks.running import Running
from tests.domain.books.company import OTHER_REALM, Site, site_on, two_companies

RECONNECT = ConsentPurpose.RECONNECT


@pytest.fixture(scope="module")
def quickbooks() -> Iterator[Running]:
    with two_companies() as standin:
        yield standin


@pytest.fixture
def site(quickbooks: Running, store: Store) -> Site:
    return site_on(quickbooks, store)


def acts(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        return [(line.act, line.by) for line in session.exec(select(AuditLine).order_by("id"))]


def kept(site: Site, id: str) -> Connection:
    with site.store.reading() as session:
        return session.get_one(Connection, id)


def test_a_person_connects_and_the_company_is_known(site: Site) -> None:
    done = site.connect()
    connection = done.connection
    assert (done.person, done.channel, done.department, done.purpose) == ("U1", "C1", "main", ConsentPurpose.CONNECT)
    assert (connection.realm, connection.environment, connection.connected_by) == (REALM, "local", "U1")
    assert connection.company_name == site.standin.company().info["CompanyName"]
    assert connection.hard_expires_at and (connection.hard_expires_at - site.now()).days >= 1824
    assert acts(site.store) == [("consent asked", "U1"), ("connected", "U1")]
    assert site.connecting.test("main") == []


def test_connecting_again_is_refused_while_connected(site: Site) -> None:
    name = site.connect().connection.company_name
    with pytest.raises(Problem, match=f"connected to {name} already"):
        site.connecting.begin("main", "U2", "C1", ConsentPurpose.CONNECT)


def test_two_who_connect_at_the_same_time_make_one_connection(site: Site) -> None:
    pages = [site.connecting.begin("main", by, "C1", ConsentPurpose.CONNECT) for by in ("U1", "U2")]
    back = [site.press(page) for page in pages]

    def come_back(brought: dict[str, str]) -> str:
        try:
            return site.return_from(brought).connection.id
        except Problem as problem:
            return problem.sentence

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(come_back, back))
    assert sum("already" in one for one in told) == 1


def test_a_link_works_once(site: Site) -> None:
    back = site.press(site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT))
    site.return_from(back)
    with pytest.raises(Problem, match="used already"):
        site.return_from(back)


def test_a_link_works_for_ten_minutes(site: Site) -> None:
    back = site.press(site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT))
    site.turn(minutes=10)
    with pytest.raises(Problem, match="older than ten minutes"):
        site.return_from(back)


@pytest.mark.parametrize("state", ["", "madeup", "nul\0", "x' or 1=1", "é" * 100])
def test_a_made_up_link_is_refused(site: Site, state: str) -> None:
    with pytest.raises(Problem, match="not one of ours"):
        site.return_from({"state": state, "code": "c", "realmId": REALM})


@pytest.mark.parametrize("realm", ["", "../..", "913?x=1", "9" * 33, "٣٣"])
def test_a_realm_that_is_no_company_number_goes_no_further(site: Site, realm: str) -> None:
    back = site.press(site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT))
    with pytest.raises(Problem, match="did not say which company"):
        site.return_from(back | {"realmId": realm})


def test_denied_consent_says_who_can_give_it(site: Site) -> None:
    page = site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT)
    with pytest.raises(Problem) as told:
        site.return_from(site.press(page, decision="deny"))
    assert told.value.next_step == "The person who connects must be an administrator of the company in QuickBooks."
    with pytest.raises(BooksDisconnected):
        site.connecting.connection("main")


def test_a_realm_the_consent_is_not_for_is_refused(site: Site) -> None:
    back = site.press(site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT))
    with pytest.raises(Problem, match=f"not for company {OTHER_REALM}"):
        site.return_from(back | {"realmId": OTHER_REALM})


def test_a_code_that_is_not_honoured_is_told(site: Site) -> None:
    back = site.press(site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT))
    with pytest.raises(Problem, match="did not honour"):
        site.return_from(back | {"code": "another"})


def test_reconnecting_keeps_the_connection_and_heals_it(site: Site) -> None:
    first = site.connect().connection
    site.control("revoke")
    assert [finding.next_step for finding in site.connecting.test("main")] == ["Reconnect QuickBooks."]
    assert kept(site, first.id).state is ConnectionState.LOST

    again = site.connect(purpose=RECONNECT).connection
    assert (again.id, again.state, again.lost_at) == (first.id, ConnectionState.CONNECTED, None)
    assert again.version > first.version
    assert site.connecting.test("main") == []
    assert [act for act, _ in acts(site.store)][-3:] == ["connection lost", "consent asked", "reconnected"]


def test_reconnecting_works_while_it_looks_connected(site: Site) -> None:
    first = site.connect().connection
    assert site.connect(purpose=RECONNECT).connection.id == first.id


def test_reconnecting_to_another_company_is_refused_naming_both(site: Site) -> None:
    first = site.connect().connection
    with pytest.raises(Problem) as told:
        site.connect(purpose=RECONNECT, realm=OTHER_REALM)
    assert f"({OTHER_REALM})" in told.value.sentence
    assert f"{first.company_name} ({REALM})" in told.value.sentence
    assert kept(site, first.id).realm == REALM


def test_there_must_be_something_to_reconnect(site: Site) -> None:
    with pytest.raises(Problem, match="no connection to renew"):
        site.connecting.begin("main", "U1", "C1", RECONNECT)


def test_disconnecting_needs_the_companys_name_and_keeps_history(site: Site) -> None:
    connection = site.connect().connection
    with pytest.raises(Problem, match=connection.company_name) as told:
        site.connecting.disconnect("main", "U1", "yes")
    assert told.value.field == "confirmation"

    ended = site.connecting.disconnect("main", "U1", f"  {connection.company_name.lower()} ")
    assert (ended.state, ended.access_token) == (ConnectionState.DISCONNECTED, "")
    site.connecting.revoke(ended.id)
    site.connecting.revoke(ended.id)
    assert len(site.asked("/revoke")) == 1
    assert kept(site, ended.id).refresh_token == ""
    with pytest.raises(BooksDisconnected):
        site.connecting.books(connection).company()
    assert site.connect().connection.id != connection.id
    assert kept(site, connection.id).state is ConnectionState.DISCONNECTED


def test_disconnecting_works_when_intuit_cannot_be_reached(site: Site) -> None:
    connection = site.connect().connection
    site.trouble("503", times=0, route={"path": "/revoke"})
    site.connecting.disconnect("main", "U1", connection.company_name)
    site.connecting.revoke(connection.id)
    ended = kept(site, connection.id)
    assert (ended.state, ended.refresh_token) == (ConnectionState.DISCONNECTED, "")


def test_departments_post_to_their_own_company_or_to_mains(site: Site) -> None:
    main = site.connect().connection
    assert site.connecting.status("paper").shared
    with pytest.raises(Problem, match="uses main's connection"):
        site.connecting.disconnect("paper", "U1", main.company_name)

    site.connect("paper", realm=OTHER_REALM)
    assert site.connecting.connection("paper").realm == OTHER_REALM
    assert site.connecting.connection("metal").realm == REALM
    assert site.connecting.books(site.connecting.connection("paper")).company().realm == OTHER_REALM


def test_status_tells_company_and_ages(site: Site) -> None:
    assert site.connecting.status("main").connection is None
    site.connect()
    site.turn(hours=2)
    status = site.connecting.status("main")
    assert status.connection and status.connection.last_success_at
    assert status.ages[0] == "access renewed 2 hours ago, expired 1 hour ago"


def test_tokens_roll_on_by_themselves_through_a_year_of_use(site: Site) -> None:
    connection = site.connect().connection
    for _ in range(8):
        site.turn(days=46)
        assert site.connecting.test("main") == []
    assert kept(site, connection.id).version == 9


def test_unused_for_a_hundred_days_the_connection_is_lost(site: Site) -> None:
    site.connect()
    site.turn(days=101)
    with pytest.raises(BooksDisconnected):
        site.books().company()


def test_refresh_now_renews_and_is_on_record(site: Site) -> None:
    before = site.connect().connection
    after = site.connecting.refresh_now("main", "U7")
    assert after.version == before.version + 1
    assert acts(site.store)[-1] == ("tokens renewed", "U7")


def test_refresh_now_heals_a_connection_that_was_taken_for_lost(site: Site) -> None:
    connection = site.connect().connection
    assert site.tokens.lose(connection.id, connection.version, "it said 401")
    assert not site.tokens.lose(connection.id, connection.version, "it said 401")
    assert site.connecting.refresh_now("main", "U7").state is ConnectionState.CONNECTED
    assert site.books().company().realm == REALM


def test_an_access_token_that_expired_early_is_renewed_on_the_way(site: Site) -> None:
    site.connect()
    site.control("expire")
    assert site.books().company().realm == REALM
    assert len(site.asked("/tokens/bearer")) == 2


def test_a_refresh_whose_answer_was_lost_still_leaves_a_connection(site: Site) -> None:
    connection = site.connect().connection
    site.control("assumptions", stale_token_seconds=86_400)
    site.turn(days=2)
    site.trouble("drop", when="after", route={"path": "/tokens/bearer"})
    assert site.books().company().realm == REALM
    assert kept(site, connection.id).version == 2


def test_where_a_stale_token_is_not_honoured_that_asks_for_a_reconnect(site: Site) -> None:
    connection = site.connect().connection
    site.turn(days=2)
    site.trouble("drop", when="after", route={"path": "/tokens/bearer"})
    with pytest.raises(BooksDisconnected) as told:
        site.books().company()
    assert told.value.next_step == "Reconnect QuickBooks."
    assert site.connect(purpose=RECONNECT).connection.id == connection.id


def test_a_write_that_could_not_get_a_token_is_not_one_whose_answer_is_lost(site: Site) -> None:
    site.connect()
    site.turn(hours=2)
    site.trouble("503", times=0, route={"path": "/tokens/bearer"})
    with pytest.raises(BooksUnavailable) as told:
        site.books().create_name(NewName("k1", NameKind.VENDOR, "Acme"), "request-1")
    assert not told.value.answer_lost


def test_when_intuit_is_down_at_the_start_it_is_told_and_nothing_is_kept(site: Site) -> None:
    nowhere = QuickBooksAccess("client", "secret", "http://127.0.0.1:9/discovery", "http://127.0.0.1:9", "")
    connecting = replace(site.connecting, authority=Intuit(nowhere))
    with pytest.raises(BooksUnavailable):
        connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT)
    assert acts(site.store) == []


def test_once_ready_the_first_link_needs_no_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_asked: object, **_how: object) -> None:
        raise requests.ConnectionError

    site.connecting.get_ready()
    monkeypatch.setattr(requests.Session, "send", no_network)
    assert site.connecting.begin("main", "U1", "C1", ConsentPurpose.CONNECT).startswith("http")
