"""Row 13: what QuickBooks refuses waits for a person, and is not sent again by itself, also when the bot dies."""

import pytest
from sqlmodel import col, select

from domain.deliveries.delivery import Delivery
from tests.chaos.conftest import Opens
from tests.chaos.fitting import REALMS, Fate, Place, Team
from tests.chaos.proving import prove
from tests.chaos.running import DONE, KILLED, Books, processes

COUNT = 3


@pytest.mark.chaos
def test_a_refusal_waits_for_whoever_presses_try_again(opens: Opens, quickbooks: Books) -> None:
    place = opens(COUNT, honoured=False)
    vendors("deactivate", quickbooks)
    with processes(place, ["bot-1"], Fate(dies_at="post-intended")) as [bot]:
        assert bot.ends() == KILLED
        bot.restart()
        while not refused(place):
            assert bot.ends(0.2) is None, "it cannot be done yet"
        bot.kill()
        assert all("FastTruck" in one.refusal or "inactive" in one.refusal for one in refused(place))
        vendors("reactivate", quickbooks)
        bot.restart()
        assert bot.ends() == DONE
    sent = [
        one for one in quickbooks.look("requests")["requests"] if one["kind"] == "creates" and "bill" in one["path"]
    ]
    assert 0 < len(sent) <= sum(one.turn for one in deliveries(place)), "once each time somebody pressed"
    prove(place, quickbooks, COUNT)


def vendors(act: str, quickbooks: Books) -> None:
    """A person makes the vendor inactive in QuickBooks, or active again."""
    for realm in REALMS.values():
        for one in quickbooks.objects(realm, "vendor"):
            quickbooks.control(f"acts/{act}", realm=realm, kind="Vendor", id=one["Id"])


def refused(place: Place) -> list[Delivery]:
    """What waits for a person."""
    return [one for one in deliveries(place) if one.refusal]


def deliveries(place: Place) -> list[Delivery]:
    """All of them."""
    team = Team(place, "auditor")
    try:
        with team.store.reading() as session:
            return list(session.exec(select(Delivery).order_by(col(Delivery.queued_at))))
    finally:
        team.store.close()
