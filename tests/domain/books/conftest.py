"""Stores and servers for the tests of the books."""

from collections.abc import Iterator

import pytest

from tests.domain.books.parts import AnswerServer, Hands


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    made = AnswerServer()
    yield made
    made.close()
