"""A document is tagged with its department only where departments share the company (C36)."""

from collections.abc import Iterator

import pytest

from domain.books.documents import Document, NewDocument
from tests.domain.closing.books import LightDesk, light_desk
from tests.domain.closing.test_acts import MONTH, sweeps
from tests.domain.january import day


@pytest.fixture
def told(database_url: str) -> Iterator[tuple[LightDesk, list[str]]]:
    """A desk, and the departments its documents were told with."""
    with light_desk(database_url) as desk:
        departments: list[str] = []
        creates = desk.books.create_document

        def create(new: NewDocument, request_id: str) -> Document:
            departments.append(new.department)
            return creates(new, request_id)

        desk.books.create_document = create  # type: ignore[method-assign]
        yield desk, departments


def test_alone_in_its_company_a_department_needs_no_tag(told: tuple[LightDesk, list[str]]) -> None:
    desk, departments = told
    sweeps(desk, day(5))
    desk.closes(MONTH)
    assert departments == [""]


def test_departments_that_share_a_company_are_told_apart(told: tuple[LightDesk, list[str]]) -> None:
    desk, departments = told
    sweeps(desk, day(5))
    sweeps(desk, day(6), "east")
    desk.closes(MONTH)
    desk.closes(MONTH, "east")
    assert departments == ["main", "east"]
