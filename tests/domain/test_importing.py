"""A file of counterparties is previewed, imported at once, survives a crash on the way, and can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from domain.counterparties.counterparty import CounterpartyLink, LinkedHow
from domain.counterparties.details import TradeRole
from domain.imports import importing
from domain.imports.import_batch import ImportBatch, ImportState, Outcome
from domain.imports.importing import Importing
from domain.imports.tabular import read_sheets, write_csv
from domain.problems import Problem
from domain.store import Store
from tests.domain.parties import BOTH, CUSTOMER, SUPPLIER, Office

FILE = b"""Company,Role,E-mail,City,Shoe size
Acme Mills,vendor,,,
Best Paper,customer,ar@best.example,Dayton,44
best  PAPER,customer,,,
Best Paper,supplier,,,
Cut: Off,customer,,,
Dent Fiber,pirate,,,
Edge Metals,,,,
Fine Foil,both,nonsense,,
Good Grit,both,,,,surplus
"""


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def preview(
    office: Office,
    content: bytes = FILE,
    *,
    department: str = "main",
    default_role: TradeRole | None = None,
    id: str | None = None,
) -> ImportBatch:
    return office.importing.preview(
        "list.csv", content, by="U1", department=department, default_role=default_role, id=id
    )


def outcomes(office: Office, batch: ImportBatch) -> list[tuple[int, str, Outcome]]:
    return [(row.line, row.name, row.outcome) for row in office.importing.rows(batch.id)]


def names_of(count: int) -> bytes:
    return b"Company,Role\n" + mills(count)


def mills(count: int) -> bytes:
    return b"".join(b"Mill %05d,customer\n" % number for number in range(count))


def test_a_preview_tells_what_becomes_of_each_row_and_changes_nothing(office: Office) -> None:
    office.customer("ACME Mills")
    batch = preview(office)
    assert outcomes(office, batch) == [
        (2, "Acme Mills", Outcome.ROLE),
        (3, "Best Paper", Outcome.NEW),
        (4, "best PAPER", Outcome.DUPLICATE),
        (5, "Best Paper", Outcome.ROLE),
        (6, "Cut: Off", Outcome.BAD),
        (7, "Dent Fiber", Outcome.BAD),
        (8, "Edge Metals", Outcome.BAD),
        (9, "Fine Foil", Outcome.BAD),
        (10, "Good Grit", Outcome.BAD),
    ]
    assert [row.reason for row in office.importing.rows(batch.id)] == [
        "Adds the role supplier to ACME Mills.",
        "",
        "Best Paper (line 3) is here already as customer.",
        "Adds the role supplier to Best Paper (line 3).",
        "A name cannot hold a colon (:); QuickBooks keeps it for sub-customers.",
        "The role “pirate” is not customer, supplier or both.",
        "Say whether it is a customer, a supplier or both.",
        "“nonsense” is not an e-mail address.",
        "There are more cells than the header has columns; perhaps a quotation mark is missing.",
    ]
    assert (batch.new, batch.roles_added, batch.duplicate, batch.bad) == (1, 2, 1, 5)
    assert (batch.state, batch.unknown_columns) == (ImportState.PREVIEWED, "Shoe size")
    assert office.everyone() == {"ACME Mills": CUSTOMER}


def test_applying_makes_what_was_promised_and_says_so_once(office: Office) -> None:
    office.customer("ACME Mills")
    batch = preview(office)
    applied = office.importing.apply(batch.id, by="U2")
    assert (applied.state, applied.applied_at, applied.applied_by) == (ImportState.APPLIED, office.moment, "U2")
    assert office.everyone() == {"ACME Mills": BOTH, "Best Paper": BOTH}
    best = office.registering.named("Best Paper")
    assert best and (best.email, best.bill_to.city, best.import_batch) == ("ar@best.example", "Dayton", batch.id)
    trail = office.trail()
    assert trail[1:] == ["U2 add role supplier", "U2 add role supplier", "U2 apply import"]
    assert office.importing.apply(batch.id, by="U3") == applied
    assert office.trail() == trail


def test_undoing_takes_all_of_it_back(office: Office) -> None:
    office.customer("ACME Mills")
    batch = preview(office)
    office.importing.apply(batch.id, by="U2")
    undone = office.importing.undo(batch.id, by="U2")
    assert undone.state == ImportState.UNDONE
    assert office.everyone() == {"ACME Mills": CUSTOMER}
    assert office.trail()[-1] == "U2 undo import"
    with pytest.raises(Problem, match="was undone"):
        office.importing.apply(batch.id, by="U2")


def test_a_preview_that_is_not_wanted_is_dropped_by_undo(office: Office) -> None:
    batch = preview(office)
    assert office.importing.undo(batch.id, by="U1").state == ImportState.UNDONE
    assert office.everyone() == {}


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    first, second = preview(office), preview(office)
    office.importing.apply(first.id, by="U1")
    there = office.everyone()
    with pytest.raises(Problem, match=r"imported already, on 2025-01-02 as list\.csv; nothing was changed"):
        preview(office)
    with pytest.raises(Problem, match="nothing was changed"):
        office.importing.apply(second.id, by="U1")
    assert office.everyone() == there
    assert preview(office, department="east").new == 2
    office.importing.undo(first.id, by="U1")
    assert preview(office).new == 2


def test_the_same_list_saved_differently_brings_only_duplicates(office: Office) -> None:
    office.importing.apply(preview(office).id, by="U1")
    again = preview(office, FILE.replace(b"\n", b"\r\n"))
    assert (again.new, again.roles_added) == (0, 0)


def test_a_file_handed_over_twice_has_one_preview(office: Office) -> None:
    assert preview(office, id="F1").id == preview(office, id="F1").id == "F1"
    assert len(office.importing.rows("F1")) == 9


def test_names_taken_since_the_preview_are_judged_afresh(office: Office) -> None:
    batch = preview(office, b"Company,Role\nAcme,supplier\nBest,supplier\nCut,supplier\n")
    acme, best = office.customer("Acme"), office.customer("Best")
    office.registering.add_role(best.id, TradeRole.SUPPLIER, by="U1")
    office.importing.apply(batch.id, by="U1")
    assert [outcome for _, _, outcome in outcomes(office, batch)] == [Outcome.ROLE, Outcome.DUPLICATE, Outcome.NEW]
    assert office.everyone() == {"Acme": BOTH, "Best": BOTH, "Cut": SUPPLIER}
    office.importing.undo(batch.id, by="U1")
    assert office.everyone() == {"Acme": CUSTOMER, "Best": BOTH}
    assert office.registering.get(acme.id).version == 3


def test_a_name_given_up_since_the_preview_is_made_anew(office: Office) -> None:
    acme = office.customer("Acme")
    batch = preview(office, b"Company,Role\nAcme,supplier\n")
    office.registering.edit(acme.id, replace(acme.details, name="Apex"), by="U1", version=1)
    office.importing.apply(batch.id, by="U1")
    assert office.everyone() == {"Apex": CUSTOMER, "Acme": SUPPLIER}


class PowerCut(Exception):
    """The process is gone."""


@contextmanager
def power_cut_after(commits: int) -> Iterator[None]:
    """The process dies just before it commits once more."""
    left: list[type[PowerCut] | None] = [PowerCut, *[None] * commits]

    def count(_session: Session) -> None:
        if cut := left.pop():
            raise cut

    event.listen(Session, "before_commit", count)
    try:
        with pytest.raises(PowerCut):
            yield
    finally:
        event.remove(Session, "before_commit", count)


def test_a_preview_that_a_crash_cut_short_is_loaded_again(office: Office) -> None:
    with power_cut_after(2):
        preview(office, names_of(700), id="F1")
    with pytest.raises(Problem, match="not here any more"):
        office.importing.apply("F1", by="U1")
    assert preview(office, names_of(700), id="F1").new == 700
    assert len(office.importing.rows("F1", limit=1_000)) == 700


@pytest.mark.parametrize("portions", [0, 1, 2, 3])
def test_a_crash_between_portions_shows_nothing_and_is_finished_by_trying_again(office: Office, portions: int) -> None:
    content = names_of(2 * importing.PORTION + 7)
    batch = preview(office, content)
    with power_cut_after(portions):
        office.importing.apply(batch.id, by="U1")
    assert office.registering.find("mill") == []
    assert office.registering.named("Mill 00000") is None
    assert office.importing.apply(batch.id, by="U1").new == 2 * importing.PORTION + 7
    assert len(office.everyone()) == 2 * importing.PORTION + 7


@pytest.mark.parametrize("portions", [1, 2])
def test_a_crash_while_undoing_hides_all_at_once_and_is_finished_by_trying_again(office: Office, portions: int) -> None:
    batch = preview(office, names_of(2 * importing.PORTION + 7))
    office.importing.apply(batch.id, by="U1")
    with power_cut_after(portions):
        office.importing.undo(batch.id, by="U1")
    assert office.registering.find("mill") == []
    assert office.importing.undo(batch.id, by="U1").state == ImportState.UNDONE
    assert office.everyone() == {}


def test_what_a_half_finished_import_holds_cannot_be_made_by_hand_meanwhile(office: Office) -> None:
    batch = preview(office, names_of(3 * importing.PORTION))
    with power_cut_after(1):
        office.importing.apply(batch.id, by="U1")
    with pytest.raises(Problem, match="in an import that is not finished"):
        office.customer("Mill 00001")
    other = preview(office, b"Company,Role\nMILL 00001,supplier\n")
    assert outcomes(office, other) == [(2, "MILL 00001", Outcome.BAD)]


def test_no_transaction_writes_more_than_five_hundred_rows(office: Office) -> None:
    written: list[int] = []

    def count(_connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written[-1] += max(0, getattr(cursor, "rowcount", 0))

    engine = office.store._writer
    event.listen(engine, "begin", lambda _: written.append(0))
    event.listen(engine, "after_cursor_execute", count)
    for number in range(importing.PORTION):
        office.customer(f"Mill {number:05}")
    batch = preview(office, names_of(2 * importing.PORTION).replace(b"customer", b"both"))
    office.importing.apply(batch.id, by="U1")
    office.importing.undo(batch.id, by="U1")
    assert 150 < max(written) <= 500


def test_an_undo_is_refused_while_the_books_or_our_papers_rest_on_it(office: Office) -> None:
    batch = preview(office, b"Company,Role\nAcme,customer\nBest,customer\nCut,customer\nDent,customer\nEdge,customer\n")
    office.importing.apply(batch.id, by="U1")
    ids = {row.name: str(row.counterparty_id) for row in office.importing.rows(batch.id)}
    office.later()
    link(office, ids["Acme"], TradeRole.CUSTOMER)
    best = office.registering.get(ids["Best"])
    office.registering.edit(best.id, replace(best.details, phone="555"), by="U7", version=1)
    more = preview(office, b"Company,Role\nCut,supplier\n")
    office.importing.apply(more.id, by="U1")

    def in_use(_session: Session, asked: Sequence[str]) -> Mapping[str, frozenset[TradeRole]]:
        return {id: CUSTOMER for id in asked if id == ids["Dent"]}

    cautious = Importing(office.store, lambda: office.moment, office.new_id, in_use)
    with pytest.raises(Problem) as refused:
        cautious.undo(batch.id, by="U1")
    assert refused.value.sentence == (
        "list.csv cannot be undone: Acme is linked or used as customer; Best was changed since; "
        "a later import added a role to Cut, and 1 more."
    )
    assert len(office.everyone()) == 5


def test_an_added_role_in_use_stays_and_the_other_role_does_not_matter(office: Office) -> None:
    acme, best = office.customer("Acme"), office.customer("Best")
    link(office, acme.id, TradeRole.CUSTOMER)
    batch = preview(office, b"Company,Role\nAcme,supplier\nBest,supplier\n")
    office.importing.apply(batch.id, by="U1")
    link(office, best.id, TradeRole.SUPPLIER)
    with pytest.raises(Problem, match="undone: Best is linked or used as supplier"):
        office.importing.undo(batch.id, by="U1")
    assert office.everyone() == {"Acme": BOTH, "Best": BOTH}


def test_what_is_linked_after_an_undo_began_stays_and_is_seen_again(office: Office) -> None:
    batch = preview(office, b"Company,Role\nAcme,customer\nBest,customer\n" + mills(importing.PORTION))
    office.importing.apply(batch.id, by="U1")
    best = office.registering.named("Mill 00149")
    assert best
    with power_cut_after(1):
        office.importing.undo(batch.id, by="U1")
    link(office, best.id, TradeRole.CUSTOMER)
    office.importing.undo(batch.id, by="U1")
    assert office.everyone() == {"Mill 00149": CUSTOMER}
    assert office.registering.find("mill") == [office.registering.get(best.id)]


def link(office: Office, id: str, role: TradeRole) -> None:
    with office.store.writing() as session:
        session.add(
            CounterpartyLink(
                counterparty_id=id,
                role=role,
                realm="1",
                books_id=id,
                books_name="Any",
                linked_at=office.moment,
                linked_by="U1",
                how=LinkedHow.PERSON,
            )
        )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"Colour,Role\nred,vendor\n", "no column with the company's name"),
        (b"Company,Phone\nAcme,1\n", "no column that says what each company is"),
        (b"Company,Role\n", "a header and no rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing(office: Office, content: bytes, said: str) -> None:
    with pytest.raises(Problem, match=said):
        preview(office, content)
    with office.store.reading() as session:
        assert session.exec(select(ImportBatch)).all() == []


@pytest.mark.parametrize(
    ("content", "role", "expected"),
    [
        (b"Company\nAcme\n", TradeRole.SUPPLIER, SUPPLIER),
        (b"Name;Customer?;Vendor?\nAcme;x;yes\n", None, BOTH),
        (b"Name,Is customer,Is vendor\nAcme,no,TRUE\n", None, SUPPLIER),
        (b"Vendor,Phone numbers\nAcme,555\n", None, SUPPLIER),
        (b"Customer,Email\nAcme,\n", None, CUSTOMER),
        (b"Counterparty,Type\nAcme,Customer & Vendor\n", None, BOTH),
        (b"Counterparty,Type\nAcme,\n", TradeRole.CUSTOMER, CUSTOMER),
        (b"Our list,\nof 2025,\nCOMPANY NAME,Role(s)*\nAcme,Supplier\n", None, SUPPLIER),
    ],
)
def test_roles_are_understood_in_many_ways(
    office: Office, content: bytes, role: TradeRole | None, expected: frozenset[TradeRole]
) -> None:
    batch = preview(office, content, default_role=role)
    office.importing.apply(batch.id, by="U1")
    assert office.everyone() == {"Acme": expected}


def test_both_addresses_are_read(office: Office) -> None:
    header = [
        "Company",
        "Role",
        "Street",
        "Address 2",
        "ZIP",
        "Ship-to street",
        "Shipping City",
        "Delivery postal code",
    ]
    content = write_csv(header, [["Acme", "both", "1 Mill Road", "Suite 2", "00402", "Gate 4", "Dayton", "45402"]])
    office.importing.apply(preview(office, content).id, by="U1")
    acme = office.registering.named("Acme")
    assert acme and (acme.bill_to.street, acme.bill_to.postal_code) == ("1 Mill Road, Suite 2", "00402")
    assert (acme.ship_to.street, acme.ship_to.city, acme.ship_to.postal_code) == ("Gate 4", "Dayton", "45402")


def test_a_row_for_another_department_is_not_taken_over(office: Office) -> None:
    batch = preview(office, b"Company,Role,Department\nAcme,both,Main\nBest,both,East\n")
    assert [outcome for _, _, outcome in outcomes(office, batch)] == [Outcome.NEW, Outcome.BAD]


def test_several_processes_applying_the_same_import_bring_it_once(office: Office) -> None:
    content = b"\xef\xbb\xbfCompany,Role,Bad \x00 header\nNul \x00 name,both,\nOdd role,\x01,\n" + mills(400)
    batch = preview(office, content)
    assert (batch.new, batch.bad, batch.unknown_columns) == (400, 2, "Bad header")
    with ThreadPoolExecutor(4) as processes:
        applied = list(processes.map(lambda number: office.importing.apply(batch.id, by=f"U{number}"), range(4)))
    assert [each.new for each in applied] == [400] * 4
    assert len(office.everyone()) == 400
    assert len(office.trail()) == 1
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(lambda number: office.importing.undo(batch.id, by=f"U{number}"), range(4)))
    assert office.everyone() == {}
    assert len(office.trail()) == 2


def test_the_report_of_bad_rows_is_a_harmless_file(office: Office) -> None:
    batch = preview(office, b"Company,Role\n=cmd|' /C calc'!A0,pirate\nAcme,both\n")
    report = office.importing.report(batch.id, [Outcome.BAD])
    assert b"\"'=cmd|" in report
    (sheet,) = read_sheets("report.csv", report)
    assert sheet.rows[1].cells[:3] == ("2", "=cmd|' /C calc'!A0", "bad")


def test_the_example_file_shows_every_outcome(office: Office) -> None:
    example = Path(__file__).parents[2] / "examples" / "counterparties.csv"
    batch = office.importing.preview(example.name, example.read_bytes(), by="U1")
    assert batch.new >= 100
    assert min(batch.roles_added, batch.duplicate, batch.bad) >= 2
    assert batch.unknown_columns == ""
    office.importing.apply(batch.id, by="U1")
    assert len(office.everyone()) == batch.new


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: b"Company,Role\nAcme,both\n" + tail))
def test_any_bytes_are_previewed_or_a_problem(office: Office, content: bytes) -> None:
    try:
        batch = preview(office, content, default_role=TradeRole.CUSTOMER)
    except Problem as problem:
        assert problem.words()
    else:
        assert batch.state == ImportState.PREVIEWED
