"""Two departments: each may have a company of its own, and one without posts through main's (S0-14)."""

from collections.abc import Iterator

import pytest

from standins.slack.person import Person
from tests.bot.connection.office import OTHER_REALM, REALM, Office, company, office_in
from tests.databases import Databases


@pytest.fixture(scope="module")
def furnished(databases: Databases) -> Iterator[Office]:
    with office_in(databases, "main", "paper") as office:
        yield office


def connects(office: Office, clara: Person, department: str, realm: str) -> None:
    clara.types("/accounting connect", in_="#accounting")
    clara.sees_modal("Which department is this for?")
    clara.selects("Choose a department", department)
    assert office.consents(clara, realm=realm).ok
    clara.closes_everything()


def test_each_department_posts_to_its_own_company(office: Office, anna: Person, clara: Person) -> None:
    connects(office, clara, "main", REALM)
    anna.types("/accounting status paper", in_="#accounting")
    anna.sees("paper has no connection of its own and posts to main's company")
    connects(office, clara, "paper", OTHER_REALM)
    anna.types("/accounting", in_="#accounting")
    said = anna.reads(anna.sees("main: "))
    assert REALM in said and OTHER_REALM in said


def test_what_is_not_ones_own_cannot_be_ended(office: Office, clara: Person) -> None:
    clara.types("/accounting disconnect", in_="#accounting")
    clara.sees("There is no connection to end.")
    connects(office, clara, "main", REALM)
    clara.types("/accounting disconnect paper", in_="#accounting")
    clara.sees("paper has no connection of its own to end.")
    connects(office, clara, "paper", OTHER_REALM)
    clara.types("/accounting disconnect", in_="#accounting")
    clara.sees("Name one: main, paper.")


def test_each_has_its_part_of_home(office: Office, clara: Person) -> None:
    connects(office, clara, "main", REALM)
    clara.opens_home()
    said = clara.reads(clara.sees_home("main: "))
    assert "paper: " in said and said.count("Sync counterparties") == 2


def test_a_department_that_falls_back_to_main_says_so(office: Office, anna: Person, clara: Person) -> None:
    connects(office, clara, "main", REALM)
    connects(office, clara, "paper", OTHER_REALM)
    clara.types("/accounting disconnect paper", in_="#accounting")
    clara.submits({f"Type the company's name: {company(office, OTHER_REALM)}": company(office, OTHER_REALM)})
    fallen = f"paper has no connection of its own and posts to main's company {company(office)}"
    clara.sees_modal(fallen)
    office.settle()
    clara.closes_everything()
    anna.types("/accounting status paper", in_="#accounting")
    anna.sees(fallen)
    anna.opens_home()
    anna.sees_home(f"Posts to {company(office)}, as main does")
