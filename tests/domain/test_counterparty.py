"""What may be said of a counterparty, and what each wrong thing is called."""

import pytest

from domain.counterparties.counterparty import columns_of
from domain.counterparties.details import Address, BadDetails, Details, checked
from domain.imports.import_batch import cells_of, details_of
from tests.domain.parties import BOTH, CUSTOMER, SUPPLIER

FULL = Details(
    name="Acme Mills",
    roles=BOTH,
    legal_name="Acme Mills LLC",
    email="ap@acme.example, ar@acme.example",
    phone="+1 (555) 010-2030",
    bill_to=Address("1 Mill Road, Suite 2", "Dayton", "OH", "45402", "USA"),
    ship_to=Address("Gate 4", "Dayton", "OH", "00402", "USA"),
    terms="Net 30",
    currency="USD",
)


def test_good_details_are_kept_as_they_are() -> None:
    assert checked(FULL) == FULL


def test_untidy_details_are_tidied() -> None:
    untidy = Details(
        " Acme  Mills ",
        CUSTOMER,
        email="ap@acme.example ; ar@acme.example",
        phone="\t555 0100\n",
        bill_to=Address("1 Mill Road\r\n Suite 2\n", " Dayton"),
        currency="usd",
    )
    tidy = checked(untidy)
    assert (tidy.name, tidy.email) == ("Acme Mills", "ap@acme.example, ar@acme.example")
    assert (tidy.phone, tidy.currency) == ("555 0100", "USD")
    assert tidy.bill_to == Address("1 Mill Road, Suite 2", "Dayton")


@pytest.mark.parametrize(
    ("details", "field", "said"),
    [
        (Details("", CUSTOMER), "name", "required"),
        (Details("A", frozenset()), "roles", "customer, a supplier or both"),
        (Details("A", CUSTOMER, email="acme.example"), "email", "not an e-mail"),
        (Details("A", CUSTOMER, email="a@b"), "email", "not an e-mail"),
        (Details("A", CUSTOMER, email="<!channel>@a.b"), "email", "not an e-mail"),
        (Details("A", CUSTOMER, phone="1" * 31), "phone", "at most 30"),
        (Details("A", CUSTOMER, currency="XYZ"), "currency", "not a currency"),
        (Details("A", CUSTOMER, terms="t" * 32), "terms", "at most 31"),
        (Details("A", CUSTOMER, legal_name="l" * 101), "legal_name", "at most 100"),
        (Details("A", CUSTOMER, ship_to=Address(city="c" * 256)), "ship_to_city", "at most 255"),
    ],
)
def test_each_wrong_thing_is_named_at_its_field(details: Details, field: str, said: str) -> None:
    with pytest.raises(BadDetails, match=said) as refused:
        checked(details)
    assert [finding.field for finding in refused.value.findings] == [field]
    assert refused.value.field == field


def test_all_wrong_things_are_told_at_once() -> None:
    with pytest.raises(BadDetails) as refused:
        checked(Details("a:b", frozenset(), email="x", currency="?"))
    assert [finding.field for finding in refused.value.findings] == ["name", "roles", "email", "currency"]


def test_columns_and_kept_cells_say_the_same_as_the_details() -> None:
    columns = columns_of(FULL)
    assert (columns["name_key"], columns["is_customer"], columns["ship_to_postal_code"]) == (
        "acme mills",
        True,
        "00402",
    )
    assert details_of(cells_of(FULL)) == FULL
    assert details_of(cells_of(Details("A", SUPPLIER))) == Details("A", SUPPLIER)
