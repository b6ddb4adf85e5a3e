"""Messages of connections outlast a Slack that is away, and catch up when it was away for long."""

import pytest

from domain.connections import watching
from standins.slack.person import Person
from tests.bot.connection.office import Office, company


@pytest.mark.parametrize("kind", ["http_500", "ratelimited", "drop"])
def test_news_waits_for_slack(office: Office, anna: Person, clara: Person, kind: str) -> None:
    clara.types("/accounting connect", in_="#accounting")
    for method in ("chat.postMessage", "views.update", "views.publish"):
        office.workspace.fault(kind, method=method, times=3, seconds=0)
    assert office.consents(clara).ok
    anna.sees(f"Connected to {company(office)}", in_="#accounting")
    clara.sees_modal(f"Connected to {company(office)}")


def test_an_alert_that_could_not_be_brought_up_to_date_is_tried_again(
    office: Office, anna: Person, clara: Person
) -> None:
    office.connects(clara)
    office.control("revoke")
    office.turn(days=1)
    alert = anna.sees(f"The QuickBooks connection to {company(office)} is lost", in_="#accounting")
    clara.types("/accounting reconnect", in_="#accounting")
    office.workspace.fault("http_500", method="chat.update", times=12)
    assert office.consents(clara).ok
    anna.sees(f"The QuickBooks connection to {company(office)} is lost", in_="#accounting")
    office.workspace.clear_faults()
    office.turn(hours=1)
    healed = anna.sees(f"Healed: the QuickBooks connection to {company(office)} works", in_="#accounting")
    assert healed["ts"] == alert["ts"]


def test_a_mistake_of_ours_does_not_leave_a_test_at_work(
    office: Office, anna: Person, clara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.connects(clara)

    def broken(_self: watching.Testing, _connection: str) -> None:
        raise KeyError("our mistake")

    monkeypatch.setattr(watching.Testing, "found", broken)
    anna.types("/accounting test", in_="#accounting")
    office.settle()
    said = anna.reads(anna.sees("was not tested: Something went wrong on our side", in_="@tieout"))
    assert "Reference " in said and "Testing" not in said
