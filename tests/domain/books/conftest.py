"""Stores and servers for the tests of the books."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.store import Store
from tests.domain.books.parts import AnswerServer, Hands, postgres_database, store_at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_at(f"sqlite:///{tmp_path}/books.db") as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with store_at(f"sqlite:///{tmp_path}/books.db") as made:
            yield made
        return
    with postgres_database() as url, store_at(url) as made:
        yield made


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    made = AnswerServer()
    yield made
    made.close()
