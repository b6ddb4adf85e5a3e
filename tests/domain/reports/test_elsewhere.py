"""Receivables that QuickBooks keeps are the whole company's: a report says so where several departments post to it."""

from datetime import date
from typing import Any, cast

import pytest

from domain.accounts.account import Uses
from domain.books.balance_reports import OpenItem
from domain.clock import wall_now
from domain.connections.connection import Connection
from domain.ledger.journal import Route, append, recognised
from domain.reports.asked import Asked
from domain.reports.reporting import Question, Reporting
from domain.store import Store

LAST = date(2025, 1, 31)


class Books:
    """A company with one open invoice, whoever's it is."""

    def open_items(self, _as_of: date, *, payable: bool) -> list[OpenItem]:
        assert not payable
        return [OpenItem("Invoice", "7", LAST, 250_00, "W-7", "1", "Pacific Paper", LAST)]


def posts(store: Store, department: str, realm: str) -> None:
    told: dict[str, Any] = {"event": "test", "realm": realm, "actor": "anna", "at": wall_now()}
    with store.writing() as session:
        lines = recognised("5710", 500)
        append(session, route=Route.SWEEP, on=LAST, department=department, lines=lines, **told)


@pytest.mark.parametrize("name", ["aging", "open invoices", "unapplied cash"])
def test_the_heading_names_the_departments_that_share_the_company(store: Store, name: str) -> None:
    nothing = cast(Any, None)
    books = cast(Any, Books())
    reporting = Reporting(store, nothing, nothing, nothing, lambda _: Uses(ar=False), lambda _: books)
    now = wall_now()
    with store.writing() as session:
        dates: dict[str, Any] = dict.fromkeys(
            ("obtained_at", "access_expires_at", "refresh_expires_at", "connected_at"), now
        )
        tokens: dict[str, Any] = {
            "access_token": "",
            "refresh_token": "",
            "connected_by": "bo",
            "environment": "sandbox",
        }
        told: dict[str, Any] = {"id": "1", "realm": "r1", "company_name": "Acme", "department": "main"}
        session.add(Connection(**dates, **tokens, **told))
    asked = Question(name, Asked("main", LAST), "anna")
    posts(store, "main", "r1")
    posts(store, "north", "another company")
    assert "post too" not in reporting.report(asked).subtitle
    posts(store, "east", "r1")
    assert reporting.report(asked).subtitle.endswith("All of Acme in QuickBooks, where east post too")
