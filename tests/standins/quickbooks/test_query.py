"""The query language: what it finds, how it pages, and how it complains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standins.quickbooks.query import parse
from tests.standins.quickbooks.conftest import Api, error


def test_every_page_has_its_rows_and_together_they_are_all(api: Api) -> None:
    api.control("load", kind="Vendor", objects=[{"DisplayName": f"Vendor {n:04}"} for n in range(250)])
    everybody = api.query("select count(*) from Vendor")["totalCount"]
    seen: list[str] = []
    while page := api.query(f"SELECT * FROM Vendor ORDERBY Id STARTPOSITION {len(seen) + 1} MAXRESULTS 70"):
        assert page["startPosition"] == len(seen) + 1
        assert page["maxResults"] == len(page["Vendor"])
        seen += [vendor["Id"] for vendor in page["Vendor"]]
    assert len(seen) == len(set(seen)) == everybody
    assert seen == sorted(seen, key=int)


def test_without_a_page_a_hundred_rows_come(api: Api) -> None:
    api.control("load", kind="Vendor", objects=[{"DisplayName": f"Vendor {n:04}"} for n in range(250)])
    assert api.query("select * from Vendor")["maxResults"] == 100


def test_nothing_found_is_an_empty_answer(api: Api) -> None:
    assert api.query("select * from Vendor where DisplayName = 'nobody'") == {}
    assert api.query("select * from Vendor startposition 5000") == {}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("DisplayName = 'o\\'brien'", ["O'Brien"]),
        ("DisplayName LIKE '%k\\\\sl%'", ["Back\\slash"]),
        ("DisplayName IN ('O\\'Brien', 'ZZ Top')", ["O'Brien", "ZZ Top"]),
        ("DisplayName > 'zy'", ["ZZ Top"]),
        ("CompanyName = 'T' AND Active = true", ["O'Brien", "ZZ Top"]),
        ("companyname = 't' and DisplayName != 'ZZ Top'", ["O'Brien"]),
    ],
)
def test_conditions(api: Api, where: str, names: list[str]) -> None:
    for name, company in (("O'Brien", "T"), ("ZZ Top", "T"), ("Back\\slash", "U")):
        api.make("Vendor", {"DisplayName": name, "CompanyName": company})
    found = api.query(f"SELECT * FROM Vendor WHERE {where} ORDER BY DisplayName")
    assert [vendor["DisplayName"] for vendor in found["Vendor"]] == names


def test_a_projection_has_its_fields_and_the_id(api: Api) -> None:
    found = api.query("select DisplayName from Vendor where Id = '56'")["Vendor"][0]
    assert set(found) == {"DisplayName", "Id", "domain", "sparse"}


def test_dates_references_and_moments(api: Api) -> None:
    bill = api.bill(TxnDate="2031-03-05")
    assert (
        api.query("select * from Bill where TxnDate >= '2031-03-05' and VendorRef = '56'")["Bill"][0]["Id"]
        == bill["Id"]
    )
    assert api.query("select * from Bill where TxnDate > '2031-03-05'") == {}
    since = bill["MetaData"]["LastUpdatedTime"]
    assert api.query(f"select * from Bill where MetaData.LastUpdatedTime >= '{since}'")["Bill"][0]["Id"] == bill["Id"]
    assert api.query("select * from Bill where TotalAmt = 100.00 and TxnDate = '2031-03-05'")["maxResults"] == 1


def test_descending_by_two_fields(api: Api) -> None:
    for day, number in (("2031-01-01", "a"), ("2031-01-02", "a2"), ("2031-01-01", "b")):
        api.bill(TxnDate=day, DocNumber=number)
    found = api.query("select * from Bill where TxnDate > '2030-01-01' orderby TxnDate desc, DocNumber")["Bill"]
    assert [bill["DocNumber"] for bill in found] == ["a2", "a", "b"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("select * from Custmoer", "4001", "invalid context declaration: Custmoer"),
        ("select * from Vendor where Shoe = '1'", "4001", "Property Shoe not found for Entity Vendor"),
        ("select * from Vendor where AcctNum = '1'", "4001", "property 'AcctNum' is not queryable"),
        ("select * from Bill where PrivateNote = 'x'", "4001", "property 'PrivateNote' is not queryable"),
        ("select * from Vendor orderby AcctNum", "4001", "property 'AcctNum' is not sortable"),
        ("select * from Vendor maxresults 1500", "4001", "value 1500 is too large. Max allowed value is 1000"),
        ("select * from Vendor maxresults 0", "4001", "value 0 is too small. Min allowed value is 1"),
        ("select * from Vendor where Active = 'x'", "4001", "value 'x' is not valid"),
        ("selct * from Vendor", "4000", "QueryParserError"),
        ("select * from Vendor where Id = '1' or Id = '2'", "4000", "QueryParserError"),
        ("select * from Vendor where DisplayName = 'trail\\'", "4000", "Lexical error at line 1, column 42"),
    ],
)
def test_complaints(api: Api, text: str, code: str, words: str) -> None:
    refused = error(api.get("query", query=text))
    assert refused["code"] == code
    assert words in refused["Detail"]


def test_the_query_may_be_posted_as_text(api: Api) -> None:
    answer = api.session.post(
        f"{api.base}/query", data="select * from Vendor maxresults 1", headers={"Content-Type": "application/text"}
    )
    assert answer.json()["QueryResponse"]["maxResults"] == 1


def test_tax_codes_start_with_three_that_are_none(api: Api) -> None:
    found = api.query("select * from TaxCode maxresults 1")["TaxCode"]
    assert [code["Id"] for code in found[:3]] == ["TAX", "NON", "CustomSalesTax"]
    assert len(found) == 4


def test_pages_of_tax_codes_come_to_an_end(api: Api) -> None:
    """A client that asks for the next page until it is empty gets there."""
    assert api.query("select * from TaxCode startposition 1001 maxresults 1000") == {}


def test_exchange_rates_are_those_of_a_day(api: Api) -> None:
    """Of one currency or, as other clients ask, of all of them."""
    rate = {"SourceCurrencyCode": "EUR", "Rate": 1.25, "AsOfDate": "2031-01-01"}
    assert "Id" not in api.make("ExchangeRate", rate)
    found = api.query("select * from ExchangeRate where SourceCurrencyCode = 'EUR' and AsOfDate = '2031-06-01'")
    assert found["ExchangeRate"][0]["Rate"] == 1.25
    day = api.query("select * from ExchangeRate where AsOfDate = '2031-06-01'")["ExchangeRate"]
    assert {one["SourceCurrencyCode"]: one["Rate"] for one in day}["EUR"] == 1.25
    assert len(day) == len(api.query("select * from ExchangeRate")["ExchangeRate"]) > 1


@given(st.text(st.characters(blacklist_categories=("Cs",))))
def test_any_text_can_be_asked_for_when_it_is_escaped(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    assert parse(f"select * from Vendor where DisplayName = '{quoted}'").conditions[0].value == value


@pytest.mark.parametrize("kind", ["Budget", "CustomerType"])
def test_what_is_only_entered_inside_quickbooks_is_read_and_never_written(api: Api, kind: str) -> None:
    assert api.query(f"select * from {kind} where Metadata.LastUpdatedTime >= '2020-01-01'") == {}
    assert api.refused(kind.lower(), {"Name": "x"})["code"] == "500"
