"""Nobody asks, and the channel hears in the morning that the proofs turned red, and that they agree again."""

from datetime import timedelta

from standins.slack.person import Person
from tests.bot.proofs.conftest import Office


def passes(office: Office, **length: float) -> None:
    """Time passes by turning QuickBooks' clock, which the bot follows; what it finds is told at the next look."""
    office.settle()
    office.quickbooks.clock.turn(timedelta(**length))
    office.tieout.clock.follow(office.quickbooks.clock.now())
    for _ in range(2):
        office.tieout.schedule.run_due()
        office.settle()


def until_morning(office: Office) -> timedelta:
    """Till half past seven in New York, on a day on which people work."""
    now = office.quickbooks.clock.now()
    tuesday = now + timedelta(days=(1 - now.weekday()) % 7 or 7)
    return tuesday.replace(hour=12, minute=30, second=0) - now


def test_proofs_that_turned_red_overnight_are_told_in_the_channel_until_they_agree(
    office: Office, clara: Person
) -> None:
    freight, accrued = office.accounts["5710"], office.accounts["2110"]
    entry = office.keys("250.00", debit=freight, credit=accrued, date="2025-01-20", number="JE-9")
    passes(office, seconds=until_morning(office).total_seconds())
    message = clara.sees("proofs differ as of", in_="#accounting")
    said = clara.reads(message)
    assert "and 3 month ends before" in said and "R2" in said and "250.00" in said and "/tie-out" in said
    passes(office, hours=1)
    told = [said for one in clara.messages("#accounting") if "proofs differ as of" in (said := clara.reads(one))]
    assert len(told) == 1, "one message, however often it is found"
    office.acts("delete", kind="JournalEntry", id=entry["Id"])
    passes(office, hours=1)
    assert "Settled" in clara.reads(clara.sees("the proofs agree", in_="#accounting"))
