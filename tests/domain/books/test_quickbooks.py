"""Names in the books: read in pages, found, created one by one and thirty at a time, changed and retired."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from domain.books.port import Address, NameFields, NameKind, NewName
from domain.books.quickbooks import QuickBooksBooks
from domain.problems import BooksRefused, BooksUnavailable
from domain.store import Store
from standins.quickbooks.running import Running
from tests.domain.books.company import Site, site_on, two_companies

CUSTOMER, VENDOR = NameKind.CUSTOMER, NameKind.VENDOR
FULL = NewName(
    key="k1",
    kind=VENDOR,
    name="Müller & Söhne O'Hare",
    company_name="Müller & Söhne GmbH",
    print_name="Mueller",
    email="ap@mueller.example",
    phone="+49 30 1234",
    billing=Address("Hauptstr. 1", "Hof 2", "Berlin", "BE", "10115", "DE"),
)


@pytest.fixture(scope="module")
def quickbooks() -> Iterator[Running]:
    with two_companies() as standin:
        yield standin


@pytest.fixture(scope="module")
def sample() -> Iterator[Running]:
    with two_companies("sample") as standin:
        yield standin


@pytest.fixture
def site(quickbooks: Running, store: Store) -> Site:
    made = site_on(quickbooks, store)
    made.connect()
    return made


@pytest.fixture
def books(site: Site) -> QuickBooksBooks:
    return site.books()


def vendors(count: int, prefix: str = "Mill") -> list[NewName]:
    return [NewName(f"k{n}", VENDOR, f"{prefix} {n:04}") for n in range(count)]


def test_a_name_is_created_with_all_that_is_known_of_it(site: Site, books: QuickBooksBooks) -> None:
    created = books.create_name(FULL, "request-1")
    assert (created.name, created.company_name, created.active, created.email) == (
        "Müller & Söhne O'Hare",
        "Müller & Söhne GmbH",
        True,
        "ap@mueller.example",
    )
    kept = site.standin.company().get("Vendor", created.id)
    assert kept is not None
    assert (kept["PrintOnCheckName"], kept["BillAddr"]["Line2"], kept["BillAddr"]["City"]) == (
        "Mueller",
        "Hof 2",
        "Berlin",
    )


def test_the_same_request_again_writes_nothing(books: QuickBooksBooks) -> None:
    first = books.create_name(FULL, "request-1")
    assert books.create_name(FULL, "request-1").id == first.id
    assert len(books.names_page(VENDOR, 1)) == 1


def test_a_name_taken_in_another_list_is_refused(books: QuickBooksBooks) -> None:
    books.create_name(FULL, "request-1")
    with pytest.raises(BooksRefused) as told:
        books.create_name(NewName("k2", CUSTOMER, FULL.name.upper()), "request-2")
    assert told.value.code == "6240"
    assert told.value.trace


def test_found_by_exact_names_with_quotes_and_backslashes_active_or_not(books: QuickBooksBooks) -> None:
    names = ["O'Hare", "back\\slash", "both\\'", "trailing\\", "100% %"]
    for number, name in enumerate(names):
        books.create_name(NewName(name, VENDOR, name), f"request-{number}")
    assert {found.name for found in books.find_names(VENDOR, names)} == set(names)
    assert [found.name for found in books.find_names(VENDOR, ["o'hare", "nobody"])] == ["O'Hare"]
    assert books.find_names(CUSTOMER, names) == []
    assert books.find_names(VENDOR, []) == []


def test_names_come_in_pages_of_a_thousand_and_none_is_missed(site: Site, books: QuickBooksBooks) -> None:
    rows = [{"DisplayName": f"Mill {n:04}"} for n in range(1100)]
    site.control("load", kind="Vendor", objects=rows)
    retired = books.find_names(VENDOR, ["Mill 0007"])[0]
    books.deactivate_name(VENDOR, retired.id, retired.version)

    first, second, third = (books.names_page(VENDOR, start) for start in (1, 1001, 2001))
    assert (len(first), len(second), third) == (1000, 100, [])
    assert len({name.id for name in first + second}) == 1100
    assert [name.id for name in first + second if not name.active] == [retired.id]
    assert len(books.find_names(VENDOR, [row["DisplayName"] for row in rows])) == 1099


def test_thirty_are_created_in_one_request_and_each_has_its_outcome(site: Site, books: QuickBooksBooks) -> None:
    books.create_name(NewName("taken", CUSTOMER, "Mill 0003"), "request-1")
    outcomes = books.create_names(vendors(30))
    assert len(site.asked("/batch")) == 1
    assert [outcome.key for outcome in outcomes] == [f"k{n}" for n in range(30)]
    refused = [outcome for outcome in outcomes if outcome.refused]
    assert [(outcome.key, outcome.id) for outcome in refused] == [("k3", None)]
    assert refused[0].refused and refused[0].refused.code == "6240"
    assert outcomes[4].name == "Mill 0004"
    assert len(books.names_page(VENDOR, 1)) == 29


def test_a_batch_is_never_larger_than_quickbooks_takes_and_an_empty_one_is_not_sent(
    site: Site, books: QuickBooksBooks
) -> None:
    with pytest.raises(ValueError, match="30"):
        books.create_names(vendors(31))
    assert books.create_names([]) == []
    assert site.asked("/batch") == []


def test_a_batch_whose_answer_was_lost_is_not_sent_again_and_is_found_by_name(
    site: Site, books: QuickBooksBooks
) -> None:
    site.trouble("drop", when="after", route={"path": "/batch"})
    new = vendors(5)
    with pytest.raises(BooksUnavailable) as told:
        books.create_names(new)
    assert told.value.answer_lost
    assert len(site.asked("/batch")) == 1
    assert [found.name for found in books.find_names(VENDOR, [one.name for one in new])] == [one.name for one in new]


def test_vendors_get_the_terms_quickbooks_passes_over_on_creation(sample: Running, store: Store) -> None:
    site = site_on(sample, store)
    site.connect()
    books = site.books()
    net30 = next(term for term in books.terms() if term.due_days == 30)
    one = books.create_name(NewName("k1", VENDOR, "Single Mill", term_id=net30.id), "request-1")
    outcomes = books.create_names(
        [NewName("k2", VENDOR, "Batch Mill", term_id=net30.id), NewName("k3", CUSTOMER, "Buyer", term_id=net30.id)]
    )
    for kind, id, property_name in (
        ("Vendor", one.id, "TermRef"),
        ("Vendor", outcomes[0].id, "TermRef"),
        ("Customer", outcomes[1].id, "SalesTermRef"),
    ):
        kept = site.standin.company().get(kind, id or "")
        assert kept is not None
        assert kept[property_name]["value"] == net30.id
    found = books.read_name(VENDOR, outcomes[0].id or "")
    assert found.version == outcomes[0].version


def test_names_whose_terms_could_not_be_set_are_still_told_to_exist(sample: Running, store: Store) -> None:
    site = site_on(sample, store)
    site.connect()
    books = site.books()
    net30 = next(term for term in books.terms() if term.due_days == 30)
    new = [NewName("k1", VENDOR, "Batch Mill", term_id=net30.id), NewName("k2", VENDOR, "Plain Mill")]
    site.trouble("429", nth=2, route={"path": "/batch"})
    late, plain = books.create_names(new)
    assert late.id and late.refused
    assert late.refused.sentence.startswith("It was created without its payment terms")
    assert plain.id and not plain.refused

    site.trouble("429", nth=2, route={"path": "/vendor"})
    with pytest.raises(BooksUnavailable) as told:
        books.create_name(NewName("k3", VENDOR, "Single Mill", term_id=net30.id), "request-1")
    assert told.value.answer_lost
    assert books.create_name(NewName("k3", VENDOR, "Single Mill", term_id=net30.id), "request-1").version == "1"


def test_a_change_touches_only_what_was_told_and_needs_the_latest_version(site: Site, books: QuickBooksBooks) -> None:
    created = books.create_name(FULL, "request-1")
    changed = books.update_name(VENDOR, created.id, created.version, NameFields(email="new@mueller.example"))
    assert (changed.email, changed.company_name) == ("new@mueller.example", "Müller & Söhne GmbH")
    assert changed.version != created.version
    with pytest.raises(BooksRefused) as told:
        books.update_name(VENDOR, created.id, created.version, NameFields(email="late@mueller.example"))
    assert told.value.code == "5010"
    assert books.update_name(VENDOR, created.id, changed.version, NameFields(company_name="")).company_name == ""


def test_a_retired_name_can_be_brought_back_by_telling_its_name_anew(books: QuickBooksBooks) -> None:
    created = books.create_name(FULL, "request-1")
    retired = books.deactivate_name(VENDOR, created.id, created.version)
    assert (retired.active, retired.name) == (False, "Müller & Söhne O'Hare (deleted)")
    back = books.update_name(VENDOR, created.id, retired.version, NameFields(name=FULL.name, active=True))
    assert (back.active, back.name) == (True, FULL.name)


def test_what_changed_since_a_moment_is_told_for_all_kinds(site: Site, books: QuickBooksBooks) -> None:
    old = books.create_name(NewName("k1", VENDOR, "Old Mill"), "request-1")
    books.create_name(NewName("k2", VENDOR, "Untouched"), "request-2")
    site.turn(minutes=30)
    moment = site.now()
    site.turn(minutes=1)
    books.create_name(NewName("k3", CUSTOMER, "New Buyer"), "request-3")
    books.deactivate_name(VENDOR, old.id, old.version)
    changed = books.names_changed_since(moment)
    assert {(name.kind, name.name) for name in changed} == {(CUSTOMER, "New Buyer"), (VENDOR, "Old Mill (deleted)")}
    assert all(name.changed_at and name.changed_at >= moment - timedelta(seconds=1) for name in changed)


def test_an_unknown_name_is_a_refusal(books: QuickBooksBooks) -> None:
    with pytest.raises(BooksRefused) as told:
        books.read_name(VENDOR, "99999")
    assert told.value.code == "610"


def test_employees_are_read_but_not_made(books: QuickBooksBooks) -> None:
    assert books.names_page(NameKind.EMPLOYEE, 1) == []
    with pytest.raises(BooksRefused, match="does not create employees"):
        books.create_name(NewName("k1", NameKind.EMPLOYEE, "Eve"), "request-1")


def test_a_healthy_connection_has_no_findings_and_its_test_writes_nothing(site: Site, books: QuickBooksBooks) -> None:
    assert books.test() == []
    assert books.names_page(VENDOR, 1) == []
