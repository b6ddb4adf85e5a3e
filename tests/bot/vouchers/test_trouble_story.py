"""QuickBooks refuses or is away: the voucher says so, keeps its place, and goes on without being sent twice."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.vouchers.messages import VoucherMessages
from domain.clock import new_id
from domain.deliveries.delivering import Deliveries
from domain.vouchers.approving import Approving
from domain.vouchers.inquiring import Inquiring
from domain.vouchers.limits import Rules
from domain.vouchers.posting import Posting
from standins.slack.person import Person
from tests.bot.vouchers.acting import V1, opens_ledger, says_bill, submits
from tests.bot.vouchers.conftest import Office


def takes_the_number(office: Office) -> str:
    """Somebody entered a bill of that number inside QuickBooks; its id."""
    office.acts("bill", vendor="RecycleCo", account="Bank", number="INV-7781", amount="5")
    return str(office.documents()[0]["Id"])


def test_a_number_that_is_taken_there_fails_and_is_tried_again(office: Office, anna: Person, clara: Person) -> None:
    other = takes_the_number(office)
    clara.presses("Approve and post", on=submits(anna))
    failed = clara.sees("QuickBooks did not take it", in_="#accounting")
    office.acts("delete", kind="Bill", id=other)
    anna.presses("Try again", on=failed)
    anna.sees("Posted as Bill INV-7781", in_="#accounting")
    assert [str(one["TotalAmt"]) for one in office.documents()] == ["14833.36"]


def test_a_failed_voucher_is_withdrawn_by_its_preparer_alone(office: Office, anna: Person, clara: Person) -> None:
    takes_the_number(office)
    clara.presses("Approve and post", on=submits(anna))
    failed = clara.sees("QuickBooks did not take it", in_="#accounting")
    clara.presses("Withdraw", on=failed)
    clara.sees("Who prepared a voucher withdraws it.", in_="#accounting", ephemeral=True)
    anna.presses("Withdraw", on=failed)
    anna.sees("Draft", in_="#accounting")
    assert len(office.documents()) == 1


def test_two_people_press_approve_and_one_bill_is_there(office: Office, anna: Person, clara: Person) -> None:
    card = submits(anna)
    office.workspace.fault("duplicate_delivery", method="vouchers.approve")
    clara.presses("Approve and post", on=card)
    clara.sees("Posted as Bill INV-7781", in_="#accounting")
    office.settle()
    assert len(office.documents()) == 1


def test_a_question_goes_into_the_thread(office: Office, anna: Person, clara: Person) -> None:
    card = submits(anna)
    clara.presses("Ask", on=card)
    clara.submits({"Your question": "Is W-102 <really> in it?"})
    anna.sees("Is W-102 <really> in it?", thread=card)
    assert office.voucher().state == "submitted"


def test_someone_without_a_role_learns_only_that_one_is_needed(office: Office, anna: Person, otto: Person) -> None:
    otto.types("/vouchers", in_="#sales")
    assert "You need a role in Tieout" in otto.reads(otto.messages("#sales")[-1])


def test_a_card_that_slack_did_not_take_is_posted_later(office: Office, anna: Person) -> None:
    office.workspace.fault("http_500", method="chat.postMessage", times=100)
    opens_ledger(anna)
    anna.ticks(*V1)
    says_bill(anna)
    anna.sees_modal("Preview")
    anna.presses("Submit")
    anna.sees_modal("Waits for approval")
    office.settle()
    anna.sees_nothing("Waits for approval", in_="#accounting")
    office.workspace.clear_faults()
    office.tieout.schedule.run_due()
    anna.sees("Waits for approval", in_="#accounting")


class Crossed(WebClient):
    """A line to Slack on which something else happens just before a message is posted."""

    meanwhile: Callable[[], object]

    def chat_postMessage(self, **said: Any) -> SlackResponse:
        self.meanwhile()
        return super().chat_postMessage(**said)


def test_a_first_card_is_posted_by_one_process(office: Office, anna: Person) -> None:
    office.workspace.fault("http_500", method="chat.postMessage", times=100)
    opens_ledger(anna)
    anna.ticks(*V1)
    says_bill(anna)
    anna.sees_modal("Preview")
    anna.presses("Submit")
    anna.sees_modal("Waits for approval")
    office.settle()
    office.workspace.clear_faults()
    tieout = office.tieout
    posting = Posting(Deliveries(tieout.store, tieout.engine, tieout.clock.now), new_id)
    approving = Approving(
        tieout.store, posting, tieout.clock.now, lambda _: Rules(), lambda person: tieout.people.person(person).roles
    )
    inquiring = Inquiring(tieout.store, approving, approving.rules, lambda *_: "")
    client = Crossed(token=tieout.client.token, base_url=tieout.client.base_url)
    first, other = (
        VoucherMessages(line, tieout.people, inquiring, tieout.settings.channel) for line in (client, tieout.client)
    )
    voucher_id = office.voucher().id
    crossing: list[int] = []

    def meanwhile() -> None:
        before = len(office.workspace.calls("chat.postMessage"))
        other.show(voucher_id)
        crossing.append(len(office.workspace.calls("chat.postMessage")) - before)

    client.meanwhile = meanwhile
    assert first.show(voucher_id)
    assert crossing and not any(crossing), "the other posts nothing meanwhile"
    anna.sees("Waits for approval", in_="#accounting")
