"""The first message of something: of all who would post it at once one does, and after a minute another may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from domain.message_claim import claim, release
from domain.store import Store

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=61)


def tries(store: Store, at: datetime, key: str = "voucher:v1") -> bool:
    with store.writing() as session:
        return claim(session, key, at)


def test_one_of_all_who_try_at_once_posts_it(store: Store) -> None:
    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(lambda _n: tries(store, NOON), range(6))) == 1
        assert sum(threads.map(lambda _n: tries(store, LATER), range(6))) == 1, "the first never came back"
    assert tries(store, NOON, "receipt:r1"), "another message is another matter"


def test_what_was_not_posted_is_anybodys_again(store: Store) -> None:
    assert tries(store, NOON) and not tries(store, NOON)
    with store.writing() as session:
        release(session, "voucher:v1")
    assert tries(store, NOON)
