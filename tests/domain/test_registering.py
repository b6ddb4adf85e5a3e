"""People keep the list of counterparties: every act is checked, audited, and said back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from domain.counterparties.counterparty import Counterparty, CounterpartyLink, LinkedHow
from domain.counterparties.details import BadDetails, Details, TradeRole
from domain.counterparties.registering import DuplicateName
from domain.problems import Problem
from domain.store import Store
from tests.domain.parties import BOTH, CUSTOMER, SUPPLIER, Office


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def test_a_new_counterparty_is_kept_and_audited(office: Office) -> None:
    saved = office.registering.create(Details("Acme Mills", BOTH, email="ap@acme.example"), by="U1")
    kept = office.registering.get(saved.counterparty.id)
    assert (kept.name, kept.roles, kept.email, kept.version) == ("Acme Mills", BOTH, "ap@acme.example", 1)
    assert (kept.created_at, kept.created_by, kept.active) == (office.moment, "U1", True)
    assert saved.added_roles == BOTH
    assert office.trail() == ["U1 create counterparty"]


def test_the_same_form_sent_twice_makes_one(office: Office) -> None:
    first = office.registering.create(Details("Acme Mills", CUSTOMER), by="U1", id="draft")
    again = office.registering.create(Details("Acme Mills", CUSTOMER), by="U1", id="draft")
    assert again.counterparty.id == first.counterparty.id
    assert not again.changed
    assert office.trail() == ["U1 create counterparty"]


@pytest.mark.parametrize("name", ["Acme Mills", " acme  MILLS", "Acme\u200b Mills"])
def test_a_duplicate_is_refused_naming_the_record_and_the_role_it_lacks(office: Office, name: str) -> None:
    existing = office.customer("Acme Mills")
    with pytest.raises(DuplicateName, match="Acme Mills is already here as customer") as refused:
        office.registering.create(Details(name, SUPPLIER), by="U1")
    assert (refused.value.existing_id, refused.value.lacking) == (existing.id, SUPPLIER)
    assert refused.value.next_step == "Add the role supplier to it instead."


def test_another_department_may_have_the_same_name(office: Office) -> None:
    office.customer("Acme Mills")
    other = office.registering.create(Details("Acme Mills", CUSTOMER), by="U1", department="east").counterparty
    assert office.registering.named("ACME MILLS", "east") == other
    assert len(office.registering.find("acme")) == 1


def test_of_many_who_create_the_same_name_at_once_one_does(office: Office) -> None:
    def create(number: int) -> str:
        try:
            office.registering.create(Details("Acme Mills", CUSTOMER), by=f"U{number}")
        except DuplicateName as refused:
            return refused.sentence
        return "created"

    with ThreadPoolExecutor(6) as people:
        said = list(people.map(create, range(6)))
    assert sorted(said) == ["Acme Mills is already here as customer."] * 5 + ["created"]


def test_bad_details_keep_nothing(office: Office) -> None:
    with pytest.raises(BadDetails):
        office.registering.create(Details("Acme", CUSTOMER, email="nope"), by="U1")
    assert office.everyone() == {}


def test_a_role_is_added_once(office: Office) -> None:
    acme = office.customer("Acme Mills")
    assert office.registering.add_role(acme.id, TradeRole.SUPPLIER, by="U2").added_roles == SUPPLIER
    again = office.registering.add_role(acme.id, TradeRole.SUPPLIER, by="U2")
    assert (again.added_roles, again.changed, again.counterparty.version) == (frozenset(), frozenset(), 2)
    assert office.trail()[1:] == ["U2 add role supplier"]


def test_an_edit_says_what_changed(office: Office) -> None:
    acme = office.customer("Acme Mills")
    office.later()
    saved = office.registering.edit(acme.id, Details("Acme Paper", BOTH, phone="555"), by="U2", version=1)
    assert saved.changed == {"name", "name_key", "is_supplier", "phone"}
    assert saved.added_roles == SUPPLIER
    assert (saved.counterparty.changed_at, saved.counterparty.changed_by) == (office.moment, "U2")
    assert office.registering.named("acme paper") == saved.counterparty
    assert office.registering.named("acme mills") is None


def test_an_edit_of_what_someone_else_changed_meanwhile_is_refused(office: Office) -> None:
    acme = office.customer("Acme Mills")
    office.registering.edit(acme.id, replace(acme.details, phone="555"), by="U2", version=1)
    with pytest.raises(Problem, match="Acme Mills was changed while") as refused:
        office.registering.edit(acme.id, replace(acme.details, phone="666"), by="U3", version=1)
    assert refused.value.by == "U2"


def test_an_edit_into_a_name_that_is_taken_is_refused(office: Office) -> None:
    office.customer("Acme Mills")
    other = office.customer("Acme Paper")
    with pytest.raises(DuplicateName):
        office.registering.edit(other.id, Details("ACME MILLS", CUSTOMER), by="U1", version=1)


def test_changing_only_the_case_of_the_own_name_is_fine(office: Office) -> None:
    acme = office.customer("Acme Mills")
    saved = office.registering.edit(acme.id, Details("ACME Mills", CUSTOMER), by="U1", version=1)
    assert saved.changed == {"name"}


def test_a_linked_role_stays(office: Office) -> None:
    acme = office.customer("Acme Mills")
    link(office, acme)
    with pytest.raises(Problem, match="linked as a customer to Acme Mills"):
        office.registering.edit(acme.id, replace(acme.details, roles=SUPPLIER), by="U1", version=1)


def test_a_record_of_the_books_is_linked_once(office: Office) -> None:
    parties = [office.customer("Acme"), office.customer("Best")]
    link(office, parties[0])
    with pytest.raises(IntegrityError):
        link(office, parties[1])


def test_what_is_deactivated_is_found_only_when_asked_for_and_comes_back(office: Office) -> None:
    acme = office.customer("Acme Mills")
    assert office.registering.deactivate(acme.id, by="U1").changed == {"active"}
    assert office.registering.find("acme") == []
    assert [party.id for party in office.registering.find("acme", inactive=True)] == [acme.id]
    with pytest.raises(DuplicateName, match="though deactivated"):
        office.customer("Acme Mills")
    office.registering.reactivate(acme.id, by="U1")
    assert [party.id for party in office.registering.find("acme")] == [acme.id]


def test_finding_ignores_case_puts_beginnings_first_and_stops_at_twenty(office: Office) -> None:
    for name in ["Old Acme", "ACME Mills", "100% Paper", "Under_score", "Straße GmbH"]:
        office.customer(name)
    assert [party.name for party in office.registering.find("acm")] == ["ACME Mills", "Old Acme"]
    assert [party.name for party in office.registering.find("%")] == ["100% Paper"]
    assert [party.name for party in office.registering.find("_")] == ["Under_score"]
    assert [party.name for party in office.registering.find("STRASSE")] == ["Straße GmbH"]
    for number in range(25):
        office.customer(f"Mill {number}")
    assert len(office.registering.find("")) == len(office.registering.find("mill")) == 20


def test_an_unknown_counterparty_is_a_problem_in_words(office: Office) -> None:
    with pytest.raises(Problem, match="not here any more"):
        office.registering.deactivate("nobody", by="U1")


def link(office: Office, party: Counterparty) -> None:
    link = CounterpartyLink(
        counterparty_id=party.id,
        role=TradeRole.CUSTOMER,
        realm="1",
        books_id="7",
        books_name="Acme Mills",
        linked_at=office.moment,
        linked_by="U1",
        how=LinkedHow.EXACT,
    )
    with office.store.writing() as session:
        session.add(link)
