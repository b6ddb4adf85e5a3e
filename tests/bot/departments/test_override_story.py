"""Tieout began in the middle of January: Clara lets an older worksheet through, and says why."""

from dataclasses import replace

from domain.ledger.go_live import GoLive
from standins.slack.person import Person
from tests.bot.vouchers.conftest import Office
from tests.domain.january import day


def test_a_controller_lets_an_older_worksheet_through(office: Office, anna: Person, clara: Person) -> None:
    january = office.january
    with office.tieout.store.writing() as session:
        session.get_one(GoLive, "main").on = day(9)
    january.worksheets.save(replace(january.form("W-105"), number="W-97", posting_date=day(8)), by="U0ANNA")
    clara.types("/accounting override", in_="#accounting")
    clara.sees_modal("What is dated before go-live is held back")
    clara.selects("Let through", "W-97, 8 Jan 2025")
    clara.submits({"Why": "It shipped late and is not in QuickBooks."})
    clara.sees_modal("Nothing is held back.")
    clara.closes_everything()
    anna.types("/accounting override", in_="#accounting")
    anna.sees("you need the role controller", in_="#accounting", ephemeral=True)
