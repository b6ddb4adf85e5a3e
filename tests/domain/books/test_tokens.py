"""One refresh for all who ask, stored before it is used, and a working connection after a crash at any point."""

import multiprocessing
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete, select

from domain.audit import AuditLine
from domain.books.intuit import Intuit, QuickBooksAccess
from domain.books.tokens import Tokens
from domain.clock import new_id
from domain.connections.connection import Connection, ConnectionState
from domain.problems import BooksDisconnected, BooksUnavailable
from domain.store import Store
from domain.vault import Vault
from tests.databases import Databases
from tests.domain.books.parts import (
    START,
    VAULT_KEY,
    Answer,
    AnswerServer,
    Hands,
    ScriptedAuthority,
    Seen,
    again,
    connected,
    grant,
    real_clock,
    tokens_of,
)

VAULT = Vault(VAULT_KEY)


class Died(BaseException):
    """The process was killed here."""


def die() -> None:
    raise Died()


def answer_lost() -> None:
    raise BooksUnavailable("no answer", answer_lost=True)


def unreachable() -> None:
    raise BooksUnavailable("not reached")


def test_a_token_is_used_until_five_minutes_before_it_expires(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority()
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)

    hands.turn(minutes=54)
    assert tokens.access("c1").token == "access-1"
    hands.turn(minutes=2)
    assert tokens.access("c1").token == "access-2"
    assert tokens.access("c1").token == "access-2"
    assert intuit.refreshes == ["refresh-1"]


def test_the_new_pair_is_stored_sealed_with_its_lives(store: Store, hands: Hands) -> None:
    connected(store, VAULT)
    hands.turn(hours=1)
    tokens_of(store, ScriptedAuthority(), hands).access("c1")

    kept = again(store)
    assert VAULT.open(kept.refresh_token) == "refresh-2"
    assert "refresh-2" not in kept.refresh_token
    assert (kept.version, kept.obtained_at, kept.claimed_by) == (2, hands.at, None)
    assert (kept.refresh_expires_at - hands.at).days == 100


def test_a_rejected_token_is_renewed_once_even_if_two_report_it(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority()
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)

    assert tokens.access("c1", rejected=1).token == "access-2"
    assert tokens.access("c1", rejected=1).token == "access-2"
    assert len(intuit.refreshes) == 1


def test_when_the_grant_has_ended_the_connection_is_lost_and_told_once(store: Store, hands: Hands) -> None:
    told: list[str] = []

    def on_lost(_session: Session, connection: Connection) -> None:
        told.append(connection.id)

    intuit = ScriptedAuthority(honoured=set())
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands, on_lost=on_lost)
    hands.turn(hours=2)

    for _ in range(3):
        with pytest.raises(BooksDisconnected):
            tokens.access("c1")
    assert told == ["c1"]
    assert len(intuit.refreshes) == 1
    kept = again(store)
    assert (kept.state, kept.lost_at, kept.claimed_by) == (ConnectionState.LOST, hands.at, None)
    with store.reading() as session:
        assert [line.act for line in session.exec(select(AuditLine))] == ["connection lost"]


def test_a_failing_alert_takes_the_mark_back(store: Store, hands: Hands) -> None:
    def on_lost(_session: Session, _connection: Connection) -> None:
        raise Died()

    connected(store, VAULT)
    with pytest.raises(Died):
        tokens_of(store, ScriptedAuthority(), hands, on_lost=on_lost).lose("c1", 1, "gone")
    assert again(store).state is ConnectionState.CONNECTED


def test_a_lost_connection_heals_when_a_refresh_works_after_all(store: Store, hands: Hands) -> None:
    connected(store, VAULT)
    tokens = tokens_of(store, ScriptedAuthority(), hands)
    assert tokens.lose("c1", 1, "it said 401")
    assert not tokens.lose("c1", 1, "it said 401")

    assert tokens.renew("c1", 1).token == "access-2"
    assert again(store).state is ConnectionState.CONNECTED
    assert tokens.access("c1").token == "access-2"


def test_a_loss_of_an_older_pair_does_not_touch_a_newer_one(store: Store, hands: Hands) -> None:
    connected(store, VAULT)
    tokens = tokens_of(store, ScriptedAuthority(), hands)
    tokens.renew("c1", 1)
    assert not tokens.lose("c1", 1, "an old token was refused")
    assert again(store).state is ConnectionState.CONNECTED


def test_a_lost_answer_is_asked_for_again_with_the_same_token(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority(troubles=[answer_lost])
    connected(store, VAULT)
    assert tokens_of(store, intuit, hands).renew("c1", 1).token == "access-2"
    assert intuit.refreshes == ["refresh-1", "refresh-1"]


def test_an_unreachable_server_leaves_everything_for_the_next_try(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority(troubles=[unreachable])
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)
    with pytest.raises(BooksUnavailable):
        tokens.renew("c1", 1)
    assert (again(store).state, again(store).claimed_by) == (ConnectionState.CONNECTED, None)
    assert tokens.renew("c1", 1).token == "access-2"


def test_killed_before_the_answer_the_claim_is_taken_over(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority(troubles=[die])
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)
    with pytest.raises(Died):
        tokens.renew("c1", 1)
    assert again(store).claimed_by is not None

    assert tokens.renew("c1", 1).token == "access-2"
    assert 45 <= sum(hands.slept) < 46


def test_killed_between_answer_and_storing_the_old_token_still_serves(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority()
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tokens, "_keep", lambda *_: die())
        with pytest.raises(Died):
            tokens.renew("c1", 1)

    assert tokens.renew("c1", 1).token == "access-3"
    assert VAULT.open(again(store).refresh_token) == "refresh-3"


def test_killed_there_under_strict_rotation_a_person_is_asked_to_reconnect(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority()
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tokens, "_keep", lambda *_: die())
        with pytest.raises(Died):
            tokens.renew("c1", 1)
    intuit.honoured.discard("refresh-1")

    with pytest.raises(BooksDisconnected) as told:
        tokens.renew("c1", 1)
    assert told.value.next_step == "Reconnect QuickBooks."
    assert again(store).state is ConnectionState.LOST


def test_refused_because_another_was_faster_uses_what_the_other_stored(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority(honoured={"refresh-1"})
    connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)

    def another_is_faster() -> None:
        tokens._keep(again(store), grant(7))
        intuit.honoured.discard("refresh-1")

    intuit.troubles.append(another_is_faster)
    assert tokens.renew("c1", 1).token == "access-7"
    assert again(store).state is ConnectionState.CONNECTED


def test_disconnected_meanwhile_nothing_is_stored(store: Store, hands: Hands) -> None:
    intuit = ScriptedAuthority()
    connection = connected(store, VAULT)
    tokens = tokens_of(store, intuit, hands)

    def a_person_disconnects() -> None:
        with store.writing() as session:
            session.add(session.get_one(Connection, connection.id).sqlmodel_update({"state": "disconnected"}))

    intuit.troubles.append(a_person_disconnects)
    with pytest.raises(BooksDisconnected):
        tokens.renew("c1", 1)
    assert again(store).version == 1


def test_success_is_noted_at_most_once_a_minute(store: Store, hands: Hands) -> None:
    connected(store, VAULT)
    tokens = tokens_of(store, ScriptedAuthority(), hands)
    tokens.worked("c1")
    hands.turn(seconds=30)
    tokens.worked("c1")
    assert again(store).last_success_at == START
    hands.turn(seconds=31)
    tokens.worked("c1")
    assert again(store).last_success_at == hands.at


def die_with_the_answer() -> None:
    """Stands for a kill after the answer came and before it was stored."""


TROUBLES = {"lost": answer_lost, "away": unreachable, "killed early": die, "killed late": die_with_the_answer}


@pytest.fixture(scope="module")
def one_store(databases: Databases) -> Iterator[Store]:
    with databases.opened() as made:
        yield made


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(sorted(TROUBLES)), max_size=4))
def test_whatever_happened_before_the_connection_works_in_the_end(one_store: Store, happened: list[str]) -> None:
    with one_store.writing() as session:
        session.exec(delete(Connection))
    intuit, hands = ScriptedAuthority(), Hands()
    connected(one_store, VAULT)
    tokens = tokens_of(one_store, intuit, hands)
    for what in happened:
        intuit.troubles = [TROUBLES[what]]
        with pytest.MonkeyPatch.context() as patch:
            if what == "killed late":
                patch.setattr(Tokens, "_keep", lambda *_: die())
            with suppress(Died, BooksUnavailable):
                tokens.access("c1", rejected=again(one_store).version)

    intuit.troubles = []
    access = tokens.access("c1", rejected=again(one_store).version)
    kept = again(one_store)
    assert access.token == VAULT.open(kept.access_token) == f"access-{intuit.issued}"
    assert VAULT.open(kept.refresh_token) == f"refresh-{intuit.issued}"
    assert (kept.version, kept.claimed_by) == (access.version, None)


def rotating_strictly(server: AnswerServer) -> list[str]:
    """Make a server of Intuit's: each refresh token works once. Answers the list of those it was sent."""
    sent: list[str] = []

    def answer(seen: Seen) -> Answer:
        if seen.path == "/discovery":
            names = "authorization_endpoint token_endpoint revocation_endpoint issuer jwks_uri userinfo_endpoint"
            return Answer({name: f"{server.url}/{name}" for name in names.split()})
        sent.append(parse_qs(seen.body)["refresh_token"][0])
        if sent[-1] != f"refresh-{len(sent)}":
            return Answer({"error": "invalid_grant"}, status=400)
        number = len(sent) + 1
        return Answer({"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 3600})

    server.answer = answer
    return sent


def asking(url: str, server_url: str) -> Tokens:
    """Tokens as a process of its own makes them, on real time."""
    access = QuickBooksAccess("client", "secret", f"{server_url}/discovery", server_url, "http://127.0.0.1/callback")
    wall = real_clock().now
    hands = Hands()
    hands.turn(hours=2)
    return Tokens(Store(url), Vault(VAULT_KEY), Intuit(access), hands.now, wall, time.sleep, new_id)


def ask_from_a_process(url: str, server_url: str, key: str, threads: int) -> list[str]:
    tokens = replace(asking(url, server_url), vault=Vault(key))
    together = Barrier(threads)

    def ask(_number: int) -> str:
        together.wait()
        return tokens.access("c1").token

    with ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(ask, range(threads)))
    tokens.store.close()
    return answers


def test_twenty_four_callers_in_three_processes_make_one_refresh(store: Store, server: AnswerServer) -> None:
    sent = rotating_strictly(server)
    connected(store, VAULT)
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        asked = [(store.url, server.url, VAULT_KEY, 8)] * 3
        answers = pool.starmap(ask_from_a_process, asked, chunksize=1)
    assert {token for each in answers for token in each} == {"access-2"}
    assert sent == ["refresh-1"]


def test_a_process_killed_while_it_waits_for_the_answer_leaves_a_working_connection(
    store: Store, server: AnswerServer
) -> None:
    sent = rotating_strictly(server)
    rotate = server.answer
    connected(store, VAULT)
    victim = multiprocessing.get_context("spawn").Process(
        target=ask_from_a_process, args=(store.url, server.url, VAULT_KEY, 1)
    )

    def kill(seen: Seen) -> Answer:
        if seen.path == "/discovery":
            return rotate(seen)
        victim.kill()
        return Answer(drop=True)

    server.answer = kill
    victim.start()
    victim.join(60)
    assert (victim.exitcode, sent) == (-signal.SIGKILL, [])

    server.answer = rotate
    survivor = asking(store.url, server.url)
    real = Hands(real_clock().now())
    survivor = replace(survivor, store=store, wall=real.now, sleep=real.sleep)
    assert survivor.access("c1").token == "access-2"
    assert 0 < sum(real.slept) < 46
