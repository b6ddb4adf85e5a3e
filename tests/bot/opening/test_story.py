"""Clara opens the books: the file is compared with QuickBooks, mended, brought in once, and proved."""

from typing import Any

import requests

from domain.ledger.go_live import GoLive
from domain.ledger.journal import balance
from standins.slack.person import Person
from tests.bot.opening.conftest import Office
from tests.domain.january import OPENING

SHORT = (
    OPENING.replace(b"600.00", b"450.00") + b"accrual,W-097,Nobody & Sons,,,ocean freight,,10\nrent,1,FastTruck,,,,,1\n"
)


def orders(office: Office, clara: Person, content: bytes | None = OPENING, day: str = "2025-01-01") -> dict[str, Any]:
    """The window is filled in; answers the message that stands in Clara's conversation with the bot."""
    clara.types("/accounting opening", in_="#accounting")
    clara.sees_modal("What was open the day before")
    if content is not None:
        clara.attaches("CSV or XLSX file", "opening.csv", content)
    clara.submits({"First day in Tieout": day})
    clara.presses("Done")
    office.settle()
    return clara.sees("Opening of main on 1 January 2025", in_="@Tieout") if content else {}


def test_a_clerk_cannot_and_a_file_dropped_before_its_order_is_told_where_it_belongs(
    office: Office, anna: Person
) -> None:
    anna.types("/accounting opening", in_="#accounting")
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
    anna.uploads("opening.csv", OPENING, in_="@Tieout")
    office.settle()
    anna.sees("A controller hands it over with /accounting opening.", in_="@Tieout")


def test_a_template_shows_what_the_file_looks_like(office: Office, clara: Person) -> None:
    clara.types("/accounting opening", in_="#accounting")
    clara.presses("Send me a template")
    office.settle()
    (file,) = clara.sees("Each row of it is an example", in_="@Tieout")["files"]
    bearer = {"Authorization": "Bearer xoxb-standin"}
    written = requests.get(file["url_private_download"], headers=bearer, timeout=5).text
    assert '"What","Number","Party"' in written and '"unapplied cash"' in written
    clara.closes_everything()


def test_a_day_that_has_not_come_is_refused_at_its_field(office: Office, clara: Person) -> None:
    clara.types("/accounting opening", in_="#accounting")
    clara.submits({"First day in Tieout": "2099-02-01"})
    clara.sees_error("First day in Tieout", "QuickBooks cannot tell its balances of 31 January 2099 yet.")
    clara.closes_everything()


def test_what_does_not_agree_is_told_line_by_line_and_account_by_account(office: Office, clara: Person) -> None:
    message = orders(office, clara, SHORT)
    said = clara.reads(message)
    assert "It cannot come in: 2 rows cannot be read and 1 balance of QuickBooks differs." in said
    assert "Line 4: There is no supplier called “Nobody & Sons”." in said and "Line 5: “rent” is neither" in said
    for words in ("Open accruals", "1 · 450.00", "Accrued AP", "600.00", "150.00", "Accounts Receivable", "5,000.00"):
        assert words in said
    assert not [
        one for block in message["blocks"] for one in block.get("elements", []) if "Bring in" in str(one.get("text"))
    ]
    with office.tieout.store.reading() as session:
        assert session.get(GoLive, "main") is None


def test_the_mended_file_is_dropped_compared_and_brought_in_once(office: Office, clara: Person) -> None:
    before = orders(office, clara, SHORT)
    clara.uploads("mended.csv", OPENING, in_="@Tieout")
    office.settle()
    clara.sees("The opening of main from opening.csv was dropped.", in_="@Tieout")
    message = clara.sees("It agrees with QuickBooks as of 31 December 2024.", in_="@Tieout", after=before)
    clara.presses("Bring in 2 rows", on=message)
    office.settle()
    done = clara.reads(clara.sees("The books of main begin on 1 January 2025.", in_="@Tieout"))
    assert "1 open accrual of 600.00, 1 open invoice of 5,000.00 came in from mended.csv." in done
    with office.tieout.store.reading() as session:
        assert balance(session, "2110", department="main") == -600_00
    clara.types("/accounting opening", in_="#accounting")
    clara.sees("main was opened already, as of 1 January 2025.", in_="#accounting", ephemeral=True)
    clara.types("/accounting audit", in_="#accounting")
    clara.sees("open books", in_="#accounting", ephemeral=True)
    clara.types("/tie-out 2024-12-31", in_="#accounting")
    office.settle()
    clara.sees("Everything agrees to the cent", in_="@Tieout")


def test_balances_mended_in_quickbooks_are_compared_again_and_checked_once_more_on_loading(
    office: Office, clara: Person
) -> None:
    office.begin()
    orders(office, clara, None)
    clara.uploads("late.csv", OPENING.replace(b"600.00", b"610.00"), in_="@Tieout")
    office.settle()
    message = clara.sees("1 balance of QuickBooks differs", in_="@Tieout")
    late = {"debit": office.equity, "credit": office.accounts["2110"], "date": "2024-12-30"}
    office.keys("10.00", **late)
    clara.presses("Compare again", on=message)
    office.settle()
    message = clara.sees("It agrees with QuickBooks", in_="@Tieout")
    office.keys("1.00", **late)
    clara.presses("Bring in 2 rows", on=message)
    office.settle()
    refused = clara.sees("the file has 610.00, QuickBooks 611.00, a gap of 1.00.", in_="@Tieout")
    with office.tieout.store.reading() as session:
        assert session.get(GoLive, "main") is None
    clara.presses("Drop it", on=refused)
    office.settle()
    clara.sees("The opening of main from late.csv was dropped.", in_="@Tieout")
