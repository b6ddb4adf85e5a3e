"""The trail is found by thing, person and words, on either database; what waits for people is found there too."""

from datetime import UTC, datetime
from io import BytesIO
from unittest.mock import MagicMock

import pytest

from domain.audit import record
from domain.auditing import LINES, Auditing, Sought
from domain.clock import new_id
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.names import exact_key
from domain.imports.tabular import read_sheets
from domain.role import Role
from domain.store import Store
from domain.vouchers.voucher import Voucher, VoucherEvent, VoucherState
from domain.vouchers.waiting import Waiting
from domain.worksheets.worksheet import Worksheet

AT = datetime(2025, 1, 28, 9, 30, tzinfo=UTC)


@pytest.fixture
def store(store: Store) -> Store:
    with store.writing() as session:
        for id, name in (("c1", "Öl & Söhne"), ("c2", "Acme_Mills")):
            party = Counterparty(id=id, name=name, name_key=exact_key(name), created_by="U1", changed_by="U1")
            party.created_at = party.changed_at = AT
            session.add(party)
        session.flush()
        sheet = Worksheet(id="w1", department="main", number="W-101", customer_id="c2")
        sheet.created_by = sheet.changed_by = "U1"
        sheet.created_at = sheet.changed_at = AT
        session.add(sheet)
        for number, (state, by) in enumerate((("submitted", "U1"), ("drafted", "U1 U2"), ("failed", "U12")), start=1):
            voucher = Voucher(id=f"v{number}", department="main", number=number, state=VoucherState(state))
            voucher.vendor_id, voucher.preparers, voucher.created_by = "c1", by, by.split()[0]
            voucher.created_at = voucher.changed_at = voucher.submitted_at = AT
            session.add(voucher)
        session.add(VoucherEvent(voucher_id="v2", at=AT, by="U9", act="voucher rejected", detail="No paper."))
    return store


@pytest.fixture
def auditing(store: Store) -> Auditing:
    with store.writing() as session:
        for subject in ("counterparty:c1", "counterparty:c2", "worksheet:w1", "voucher:v1", "account:main:4110"):
            by = "U2" if subject == "voucher:v1" else "U1"
            record(session, at=AT, by=by, act="changed", subject=subject, detail="=100% of it")
        record(session, at=AT, by="tieout", act="posting failed", subject="voucher:gone-long-ago")
    return Auditing(store, MagicMock(), lambda: AT, new_id)


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        (Sought(), [6, 5, 4, 3, 2, 1]),
        (Sought(before=3), [2, 1]),
        (Sought(by="U2"), [4]),
        (Sought("V-1"), [4]),
        (Sought("w-101"), [3]),
        (Sought("ÖL & SÖHNE"), [4, 1]),
        (Sought("acme_"), [3, 2]),
        (Sought("acme%"), []),
        (Sought("100%"), [5, 4, 3, 2, 1]),
        (Sought("4110"), [5]),
        (Sought("posting"), [6]),
    ],
)
def test_lines_are_found(auditing: Auditing, sought: Sought, numbers: list[int]) -> None:
    assert [line.id for line in auditing.look(sought).lines] == numbers


def test_things_have_their_names_even_when_they_are_gone(auditing: Auditing) -> None:
    names = auditing.look(Sought()).names
    assert names["voucher:v1"] == "V-1 Öl & Söhne"
    assert (names["worksheet:w1"], names["account:main:4110"]) == ("worksheet W-101", "account 4110 of main")
    assert names["voucher:gone-long-ago"] == "voucher gone-lon"


def test_a_page_says_that_there_is_more(auditing: Auditing) -> None:
    with auditing.store.writing() as session:
        for _ in range(LINES):
            record(session, at=AT, by="U1", act="changed", subject="worksheet:w1")
    page = auditing.look(Sought())
    assert (len(page.lines), page.older) == (LINES, True)
    assert not auditing.look(Sought(before=page.lines[-1].id or 0)).older


def test_the_file_holds_every_line_in_order(auditing: Auditing) -> None:
    file = BytesIO()
    end = auditing.export(file)
    [sheet] = read_sheets("trail.csv", file.getvalue())
    assert [row.cells[0] for row in sheet.rows[1:]] == ["1", "2", "3", "4", "5", "6"]
    assert sheet.rows[-1].cells[-1] == end.hash == auditing.verify().end.hash
    assert auditing.verify().broken is None


def test_who_took_the_trail_is_in_it(auditing: Auditing) -> None:
    auditing.ask("export-audit", by="U5")
    [line] = auditing.look(Sought(by="U5")).lines
    assert line.act == "trail exported" and line.detail.startswith("up to line 6 with hash ")


def test_each_finds_what_waits_for_them(store: Store) -> None:
    waiting = Waiting(store, lambda vouchers, _by: vouchers)
    second = waiting.look("U2", [Role.CLERK], ["main"])
    assert [row.voucher.id for row in second.to_approve.rows] == ["v1"]
    [back] = second.drafts.rows
    assert back.came_back is not None and back.came_back.detail == "No paper."
    assert (second.failed.total, second.queued.total) == (1, 0)
    first = waiting.look("U1", [Role.CLERK], ["main"])
    assert (first.to_approve.total, first.drafts.total) == (0, 1)
    looker = waiting.look("U3", [Role.VIEWER], ["main"])
    assert (looker.drafts.total, looker.failed.total) == (0, 0)
    assert waiting.look("U2", [Role.CLERK], ["paper"]).to_approve.total == 0
