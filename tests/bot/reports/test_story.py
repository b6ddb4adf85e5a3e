"""Anna asks for reports: by name, in the window, on paper; what she gets is for her alone and agrees with its files."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import requests

from bot.reports.words import read
from domain.departments.department_settings import DepartmentSettings
from standins.slack.person import Person
from tests.bot.vouchers.office import Office


def asks(office: Office, person: Person, words: str, heading: str) -> dict[str, Any]:
    """The message that answers `/report …`."""
    person.types(f"/report {words}", in_="#accounting")
    person.sees("it comes as a direct message", in_="#accounting", ephemeral=True)
    office.settle()
    return dict(person.sees(heading, in_="@Tieout"))


def content(message: dict[str, Any], ending: str) -> bytes:
    """One of the files of a message."""
    file = next(one for one in message["files"] if one["name"].endswith(ending))
    bearer = {"Authorization": "Bearer xoxb-standin"}
    return requests.get(file["url_private_download"], headers=bearer, timeout=5).content


def test_aging_comes_as_a_table_a_picture_and_files(office: Office, anna: Person) -> None:
    message = asks(office, anna, "aging as of 2025-01-31", "Aging")
    said = anna.reads(message)
    assert "main, as of 31 January 2025" in said
    acme, baltic, total = (next(x for x in said.splitlines() if x.startswith(y)) for y in ("Acme", "Baltic", "Total"))
    assert acme.endswith("19,983.33") and baltic.endswith(" 8,070.00") and total.endswith("28,053.33")
    assert len(acme) == len(baltic) == len(total), "figures stand below each other"
    assert [file["name"].rsplit(".", 1)[1] for file in message["files"]] == ["png", "xlsx", "csv"]
    assert content(message, ".png").startswith(b"\x89PNG")
    sheet = openpyxl.load_workbook(io.BytesIO(content(message, ".xlsx"))).worksheets[0]
    assert sheet.cell(sheet.max_row, sheet.max_column).value == 28_053.33
    assert '"Acme Mills"' in content(message, ".csv").decode("utf-8-sig")


def test_gross_profit_of_a_month_in_other_words(office: Office, anna: Person) -> None:
    said = anna.reads(asks(office, anna, "gp by customer for 2025-01", "Gross profit by customer"))
    assert "1 to 31 January 2025" in said and "Acme Mills" in said
    month = read("profit 2025-01", ["main"], date(2025, 2, 3), "America/New_York")
    assert (month.since, month.as_of) == (date(2025, 1, 1), date(2025, 1, 31))
    assert read("aging main 2025-01-15", ["main"], date(2025, 2, 3), "America/New_York").as_of == date(2025, 1, 15)


def test_what_was_known_at_a_moment(office: Office, anna: Person) -> None:
    said = anna.reads(asks(office, anna, "sales journal for 2025-01 known at 2025-01-12", "Sales journal"))
    assert "W-102" in said and "W-103" not in said
    assert "known at 2025-01-13 04:59 UTC" in said, "the end of the 12th in New York"


def test_the_journal_comes_as_text_to_be_summed_elsewhere(office: Office, anna: Person) -> None:
    message = asks(office, anna, "journal for 2025-01", "Journal of main")
    assert [file["name"] for file in message["files"]] == ["journal-main-2025-01-01-2025-01-31.journal"]
    text = content(message, ".journal").decode()
    amounts = [Decimal(line.split()[-2]) for line in text.splitlines() if line.endswith(" USD")]
    assert sum(amounts) == 0 and Decimal(12_000) in amounts and ") Acme Mills\n    ; sale recognised, W-101\n" in text


def test_the_window_offers_every_report(office: Office, anna: Person) -> None:
    anna.types("/report", in_="#accounting")
    anna.sees_modal("Reports")
    anna.submits({"Report": "Open payables", "As of the end of": "2025-01-31"})
    office.settle()
    assert "ocean freight" in anna.reads(anna.sees("Open payables", in_="@Tieout"))


def test_a_statement_on_paper(office: Office, anna: Person) -> None:
    message = asks(office, anna, "statement acme for 2025-01", "Statement of Acme Mills")
    assert "Balance due as of 31 January 2025: 19,983.33" in anna.reads(message)
    assert content(message, ".pdf").startswith(b"%PDF")


def test_a_statement_needs_its_customer(office: Office, anna: Person) -> None:
    anna.types("/report", in_="#accounting")
    anna.fills({"Report": "Statement"})
    anna.submits()
    anna.sees_error("Customer", "A statement is for one customer")
    anna.selects("Customer", "Baltic Paper")
    anna.submits({"As of the end of": "2025-01-31"})
    office.settle()
    anna.sees("Statement of Baltic Paper", in_="@Tieout")


def test_what_is_not_understood_is_said(anna: Person) -> None:
    for words, answer in (
        ("agin", "Did you mean /report aging?"),
        ("the weather", "There is no report"),
        ("aging tomorrow", "I did not understand “tomorrow”"),
        ("tax for 2025-13", "is not a month"),
        ("statement nobody", "There is no customer “nobody”"),
        ("tax from 2025-02-01 to 2025-01-31", "ends before it begins"),
        ("help", "/report statement Acme Mills"),
    ):
        anna.types(f"/report {words}", in_="#accounting")
        assert answer in anna.reads(anna.sees(answer, in_="#accounting", ephemeral=True))


def test_without_a_role_there_is_nothing_to_see(otto: Person) -> None:
    otto.types("/report aging", in_="@Tieout")
    otto.sees("You need a role", in_="@Tieout", ephemeral=True)


def test_with_the_ar_module_off_quickbooks_is_asked(office: Office, anna: Person) -> None:
    with office.tieout.store.writing() as session:
        session.add(DepartmentSettings(department="paper", ar_on=False))
    office.has("Customer", "Zenith Foods")
    customer = office.record("Customer", "Zenith Foods")["Id"]
    line = {"Amount": 125.50, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    invoice = {"CustomerRef": {"value": customer}, "DocNumber": "W-7", "TxnDate": "2025-01-02", "Line": [line]}
    office.control("load", kind="Invoice", objects=[invoice | {"DueDate": "2025-01-20"}])
    said = anna.reads(asks(office, anna, "open invoices paper as of 2025-01-31", "W-7"))
    assert "Zenith Foods" in said and "1-30" in said and "125.50" in said
    anna.types("/report aging paper known at 2025-01-31", in_="#accounting")
    anna.sees("does not tell what it knew at an earlier moment", in_="#accounting", ephemeral=True)
