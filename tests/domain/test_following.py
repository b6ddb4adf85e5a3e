"""Saving a counterparty in new roles leads on to the books, in the same transaction (S1-06)."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import BadDetails, Details, Finding, TradeRole
from domain.counterparties.registering import Registering
from domain.problems import Problem
from domain.store import Store
from tests.domain.parties import BOTH, CUSTOMER, Office


@pytest.fixture
def office(store: Store) -> Office:
    return Office(store)


def following(office: Office, heard: list[str], *, fails: bool = False) -> Registering:
    def follow(_session: Session, party: Counterparty, by: str) -> str:
        if fails:
            raise Problem("The books are closed for renovation.")
        heard.append(f"{party.name} as {'+'.join(sorted(party.roles))} by {by}")
        return "a sync"

    return replace(office.registering, follow=follow)


def test_a_new_one_and_a_new_role_lead_on_and_nothing_else_does(office: Office) -> None:
    heard: list[str] = []
    registering = following(office, heard)
    kept = registering.create(Details("Acme Mills", CUSTOMER), by="U1", id="draft")
    assert kept.followed
    assert not registering.create(Details("Acme Mills", CUSTOMER), by="U1", id="draft").followed
    assert not registering.edit("draft", Details("Acme Mills", CUSTOMER, phone="1"), by="U1", version=1).followed
    assert not registering.deactivate("draft", by="U1").followed
    assert registering.add_role("draft", TradeRole.SUPPLIER, by="U2").followed
    assert not registering.add_role("draft", TradeRole.SUPPLIER, by="U2").followed
    assert heard == ["Acme Mills as customer by U1", "Acme Mills as customer+supplier by U2"]


def test_a_role_ticked_in_the_form_leads_on_too(office: Office) -> None:
    heard: list[str] = []
    registering = following(office, heard)
    kept = office.customer("Acme Mills")
    assert registering.edit(kept.id, Details("Acme Mills", BOTH), by="U2", version=1).followed
    assert heard == ["Acme Mills as customer+supplier by U2"]


def test_what_cannot_lead_on_is_not_saved(office: Office) -> None:
    registering = following(office, [], fails=True)
    with pytest.raises(Problem, match="renovation"):
        registering.create(Details("Acme Mills", CUSTOMER), by="U1")
    assert office.registering.named("Acme Mills") is None


def test_a_list_for_its_own_sake_leads_nowhere(office: Office) -> None:
    assert not office.registering.create(Details("Acme Mills", CUSTOMER), by="U1").followed


def test_findings_are_told_field_by_field() -> None:
    bad = BadDetails([Finding("email", "No mailbox."), Finding("phone", "Too long."), Finding("email", "Too many.")])
    assert bad.by_field() == {"email": "No mailbox. Too many.", "phone": "Too long."}
    assert Problem("No.", field="name", next_step="Again.").by_field() == {"name": "No. Again."}
    assert Problem("No.").by_field() == {}
