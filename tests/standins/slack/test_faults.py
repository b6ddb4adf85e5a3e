"""Slow apps, lost answers, retries, disconnects: what goes wrong on demand, and what Slack makes of it."""

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from standins.slack.person import Person
from standins.slack.workspace import Workspace


def test_a_command_nobody_answers_fails_after_three_seconds(workspace: Workspace, anna: Person) -> None:
    ack = anna.types("/silent", in_="#accounting")  # the limit is one second here
    assert ack == {
        "ok": False,
        "error": "operation_timeout",
        "text": '/silent failed with the error "operation_timeout"',
    }
    anna.sees_toast("operation_timeout")
    assert workspace.unacked == 1


def test_a_command_that_is_not_declared_is_refused(workspace: Workspace, anna: Person) -> None:
    with pytest.raises(Exception, match="unknown_command"):
        anna.types("/nonsense", in_="#accounting")
    anna.sees_toast("/nonsense is not a valid command.")
    assert workspace.look("envelopes")["envelopes"] == []


def test_an_app_that_cannot_be_reached_fails_at_once(workspace: Workspace, anna: Person) -> None:
    workspace.fault("no_delivery", method="/close")
    assert anna.types("/close 1", in_="#accounting")["error"] == "dispatch_failed"
    assert anna.types("/close 1", in_="#accounting")["ok"]
    assert workspace.unacked == 0


def test_a_late_ack_counts_as_none(workspace: Workspace, anna: Person) -> None:
    workspace.fault("late_ack")
    assert anna.types("/close 1", in_="#accounting")["error"] == "operation_timeout"
    assert workspace.unacked == 1


def test_the_app_reconnects_when_told_to(workspace: Workspace, anna: Person) -> None:
    workspace.fault("disconnect")
    workspace.is_connected()
    assert anna.types("/close 1", in_="#accounting")["ok"]


def test_a_delivery_can_come_twice(workspace: Workspace, anna: Person) -> None:
    workspace.fault("duplicate_delivery", method="/close")
    anna.types("/close 2026-01", in_="#accounting")
    sent = workspace.look("envelopes", payloads="1")["envelopes"]
    assert [each["what"] for each in sent] == ["/close", "/close"]
    assert sent[0]["payload"]["trigger_id"] == sent[1]["payload"]["trigger_id"]


def test_an_event_nobody_takes_is_tried_again_at_once_after_a_minute_and_after_five_more(
    workspace: Workspace, anna: Person
) -> None:
    workspace.turn_clock(freeze=True)
    workspace.fault("late_ack", method="app_home_opened", times=4)
    anna.opens_home()
    workspace.wait("anna", element={"label": "Refresh", "home": True})
    for seconds, retries in ((0, [0, 1]), (61, [0, 1, 2]), (300, [0, 1, 2, 3])):
        workspace.turn_clock(advance=seconds)
        workspace.wait(deliveries=len(retries))
        workspace.settles()
        sent = workspace.look("envelopes", payloads="1")["envelopes"]
        assert [each["retry"] for each in sent] == retries
    assert len({each["payload"]["event_id"] for each in sent}) == 1
    assert sent[1]["retry_reason"] == "http_timeout"


def test_a_dead_trigger_opens_nothing(workspace: Workspace, anna: Person) -> None:
    workspace.fault("expire_triggers")
    anna.types("/bill", in_="#accounting")
    workspace.settles()
    anna.sees_no_modal()
    assert workspace.calls("views.open")[-1]["answer"]["error"] == "expired_trigger_id"


def test_the_web_api_can_be_slow_limited_and_broken(workspace: Workspace, client: WebClient, anna: Person) -> None:
    workspace.fault("ratelimited", method="chat.postMessage", nth=2, seconds=7)
    client.chat_postMessage(channel="C0GENERAL", text="one")
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel="C0GENERAL", text="two")
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    client.chat_postMessage(channel="C0GENERAL", text="three")
    anna.sees_nothing("two")
    workspace.fault("http_500", method="auth.test")
    with pytest.raises(SlackApiError):
        client.auth_test()
    workspace.fault("slow", method="auth.test", seconds=0.05)
    client.auth_test()
    assert workspace.calls("auth.test")[-1]["ms"] >= 50


def test_a_retry_handler_gets_over_a_limit(workspace: Workspace) -> None:
    client = WebClient(token="xoxb-standin", base_url=workspace.api_url, retry_handlers=[RateLimitErrorRetryHandler()])
    workspace.fault("ratelimited", method="auth.test", seconds=1)
    assert client.auth_test()["ok"]


def test_a_lost_answer_has_its_effect_all_the_same(workspace: Workspace, anna: Person) -> None:
    workspace.fault("drop", method="chat.postMessage")
    with pytest.raises(requests.ConnectionError):
        requests.post(
            f"{workspace.api_url}chat.postMessage",
            json={"channel": "C0GENERAL", "text": "posted, though nobody heard"},
            headers={"Authorization": "Bearer xoxb-standin"},
            timeout=30,
        )
    anna.sees("posted, though nobody heard")


def test_a_rate_of_faults_is_the_same_for_the_same_seed(workspace: Workspace) -> None:
    def strikes() -> list[int]:
        workspace.clear_faults()
        workspace.fault("http_500", rate=0.5, seed=7)
        url, bearer = f"{workspace.api_url}auth.test", {"Authorization": "Bearer xoxb-standin"}
        return [requests.post(url, headers=bearer, timeout=30).status_code for _ in range(20)]

    first = strikes()
    assert first == strikes()
    assert {200, 500} == set(first)


def test_an_unknown_fault_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Exception, match="invalid_arguments"):
        workspace.fault("earthquake")
