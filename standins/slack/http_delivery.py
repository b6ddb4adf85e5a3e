"""Signed HTTP delivery to the app's request URL, for an app that does not use Socket Mode."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

import requests

from standins.slack.delivery import Ack, Envelope, ack_payload
from standins.slack.posting import post

FORM = "application/x-www-form-urlencoded"


class HttpDelivery:
    """Posts each envelope to one URL, signed as Slack signs; the signature's time is real, as the app will check it."""

    def __init__(self, url: str, secret: str, real_now: Callable[[], datetime]) -> None:
        self._url = url
        self._secret = secret
        self._real_now = real_now

    async def send(self, envelope: Envelope) -> bool:
        """Post it and take the answer as the acknowledgement; False if nobody listens."""
        content_type, body = _encoded(envelope)
        headers = {"Content-Type": content_type, **self._signature(body)}
        if envelope.retry:
            headers |= {"X-Slack-Retry-Num": str(envelope.retry), "X-Slack-Retry-Reason": envelope.retry_reason}
        answer = await post(self._url, body, headers, timeout=10)
        if answer is None:
            return False
        envelope.answer.set_result(_ack(answer))
        return True

    def give_up(self, envelope: Envelope) -> None:
        """Its thread ends by itself."""

    def _signature(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._real_now().timestamp()))
        digest = hmac.new(self._secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(envelope: Envelope) -> tuple[str, bytes]:
    if envelope.type == "events_api":
        return "application/json", json.dumps(envelope.payload).encode()
    if envelope.type == "slash_commands":
        return FORM, urlencode(envelope.payload).encode()
    return FORM, urlencode({"payload": json.dumps(envelope.payload)}).encode()


def _ack(answer: requests.Response) -> Ack:
    no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
    if not answer.ok:
        return Ack(False, error="dispatch_failed", reason="http_error", no_retry=no_retry)
    return Ack(True, payload=ack_payload(answer.content.decode(errors="replace")), no_retry=no_retry)
