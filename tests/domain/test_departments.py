"""A department decides how it works: who saw what, what may still be chosen, and what follows from it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from domain.accounts.account import AccountClass, Uses
from domain.accounts.expected import expected
from domain.audit import AuditLine
from domain.counterparties.counterparty import Counterparty
from domain.departments.configuring import Departments
from domain.ledger.go_live import OpeningKind, OpeningReceivable
from domain.ledger.journal import NewLine, Route, append
from domain.problems import Problem
from domain.store import Store
from domain.vouchers.limits import Rules
from domain.vouchers.variance import VarianceMode

NOW = datetime(2025, 1, 2, 15, tzinfo=UTC)
ZONE = "America/Chicago"


@pytest.fixture
def departments(store: Store) -> Departments:
    return Departments(store, lambda: NOW, ZONE)


def enters(departments: Departments, route: Route, department: str = "main") -> None:
    """Something happened on the books."""
    with departments.store.writing() as session:
        lines = [NewLine("1200", 100), NewLine("4010", -100)]
        made = {"on": NOW.date(), "event": "sale", "realm": "1", "actor": "U1", "at": NOW}
        append(session, route=route, department=department, lines=lines, **made)


def test_who_never_decided_has_the_default_numbers(departments: Departments) -> None:
    assert departments.rules("main") == Rules(zone=ZONE)
    assert departments.uses("main") == Uses()


def test_what_is_chosen_holds_at_once_and_for_this_department_alone(departments: Departments) -> None:
    chosen = {"ar_on": False, "uses_tax": True, "approver_limit": 5_000_00, "variance_mode": VarianceMode.MANUAL}
    kept = departments.configure("sales", chosen, by="U7", version=0)
    assert (kept.version, kept.changed_by, kept.changed_at) == (1, "U7", NOW)
    assert departments.uses("sales") == Uses(ar=False, tax=True)
    assert departments.rules("sales") == Rules(approver_limit=5_000_00, variance_mode=VarianceMode.MANUAL, zone=ZONE)
    assert departments.uses("main") == Uses()
    wanted = expected(AccountClass.AR, ar=departments.uses("sales").ar)
    assert [one.type for one in wanted] == ["Accounts Receivable"]  # C4


def test_every_changed_field_is_in_the_trail_with_what_it_was(departments: Departments) -> None:
    departments.configure("main", {"approver_limit": 5_000_00, "fast_lane": True, "owner": ""}, by="U7", version=0)
    with departments.store.reading() as session:
        (line,) = session.exec(select(AuditLine)).all()
    assert (line.by, line.act, line.subject) == ("U7", "settings changed", "department:main")
    assert line.detail == "limit of an approver: 10,000.00 → 5,000.00; fast lane: off → on"


def test_what_changes_nothing_leaves_no_trace(departments: Departments) -> None:
    assert departments.configure("main", {"fast_lane": False}, by="U7", version=0).version == 0
    with departments.store.reading() as session:
        assert not session.exec(select(AuditLine)).all()


def test_of_two_who_had_it_open_the_second_is_told_who_was_first(departments: Departments) -> None:
    departments.configure("main", {"fast_lane": True}, by="U7", version=0)
    with pytest.raises(Problem, match="changed while you had them open") as refused:
        departments.configure("main", {"approver_limit": 1}, by="U8", version=0)
    assert refused.value.by == "U7"
    assert departments.rules("main").approver_limit == 10_000_00


def test_the_ar_module_is_chosen_before_the_first_posting(departments: Departments) -> None:
    enters(departments, Route.OBSERVED)  # what stood in QuickBooks before go-live is no posting
    enters(departments, Route.SWEEP, "sales")
    departments.configure("main", {"ar_on": False}, by="U7", version=0)
    enters(departments, Route.SWEEP)
    with pytest.raises(Problem, match="switching later is a migration") as refused:
        departments.configure("main", {"ar_on": True, "fast_lane": True}, by="U7", version=1)
    assert refused.value.field == "ar_on"
    assert not departments.rules("main").fast_lane  # all or nothing
    departments.configure("main", {"ar_on": False, "fast_lane": True}, by="U7", version=1)
    assert departments.rules("main").fast_lane


def test_the_ar_module_is_chosen_before_the_opening_brings_in_receivables(departments: Departments) -> None:
    """With it on their sum is in the journal from then on, with it off it is not."""
    party = Counterparty(id="c", department="main", name="Acme", name_key="acme", created_by="x", changed_by="x")
    party.created_at = party.changed_at = NOW
    owed = {"kind": OpeningKind.INVOICE, "customer_id": "c", "number": "W-1", "dated": NOW.date(), "amount": 100}
    with departments.store.writing() as session:
        session.add(party)
        session.flush()
        session.add(OpeningReceivable(id="o", department="main", line=1, **owed))
    assert departments.look("main").settled
    assert not departments.look("sales").settled
    with pytest.raises(Problem, match="before the opening brings in receivables"):
        departments.configure("main", {"ar_on": False}, by="U7", version=0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tolerance_percent", 101),
        ("approver_limit", -1),
        ("old_after_days", 0),
        ("quiet_from", 24),
        ("holidays", "Atlantis"),
        ("holidays", "US-XX"),
        ("holidays", "US-"),
        ("variance_account", "5999"),
        ("variance_account", "4010"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(departments: Departments, field: str, value: object) -> None:
    with pytest.raises(Problem) as refused:
        departments.configure("main", {field: value}, by="U7", version=0)
    assert refused.value.field == field


@pytest.mark.parametrize("place", ["", "US", "US-CA", "DE-BY"])
def test_holidays_are_those_of_a_country_or_a_state(departments: Departments, place: str) -> None:
    assert (
        departments.configure("main", {"holidays": place, "old_after_days": 30}, by="U7", version=0).holidays == place
    )


def test_the_fast_lane_of_a_day_is_no_narrower_than_that_of_a_voucher(departments: Departments) -> None:
    with pytest.raises(Problem, match="at least that of one voucher") as refused:
        departments.configure("main", {"fast_lane": True, "fast_lane_voucher": 600_00}, by="U7", version=0)
    assert refused.value.field == "fast_lane_vendor_day"


def test_the_ranges_of_the_aging_are_chosen(departments: Departments) -> None:
    assert departments.buckets("main") == (0, 30, 60, 90)
    departments.configure("main", {"aging_days": "15, 45"}, by="U7", version=0)
    assert departments.buckets("main") == (0, 15, 45)
    for words in ("", "60, 30", "30, 30", "0, 30", "30 days", "1 2 3 4 5 6 7"):
        with pytest.raises(Problem, match="Up to 6 numbers of days") as refused:
            departments.configure("main", {"aging_days": words}, by="U7", version=1)
        assert refused.value.field == "aging_days"
