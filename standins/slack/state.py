"""The running workspace put together: its world, its doors to the app, and what tells of changes."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from standins.clock import Clock, random_id
from standins.slack.changes import Changes
from standins.slack.delivery import KEPT, Delivery
from standins.slack.faults import Faults
from standins.slack.http_delivery import HttpDelivery
from standins.slack.limits import Limits
from standins.slack.options import Options
from standins.slack.refusal import Json
from standins.slack.response_urls import ResponseUrls
from standins.slack.socket_mode import SocketMode
from standins.slack.triggers import Triggers
from standins.slack.world import World


@dataclass
class Request:
    """A Web API call as it was answered, for whoever looks into it."""

    n: int
    at: datetime
    method: str
    arguments: Json
    status: int
    answer: Json
    ms: int


class Slack:
    """One workspace with one app; everything in it is touched from one event loop only."""

    def __init__(self, options: Options, clock: Clock, new_id: Callable[[], str] = random_id) -> None:
        self.options = options
        self.manifest = options.manifest
        self.clock = clock
        self.new_id = new_id
        self.frozen = False
        self.followers: list[str] = []
        self.changes = Changes()
        self.faults = Faults()
        self.limits = Limits(time.monotonic)
        self.socket = SocketMode(self.changes, clock, new_id)
        real = Clock().now  # the app holds signatures against real time, whatever the workspace's clock says
        transport = HttpDelivery(options.deliver, options.signing_secret, real) if options.deliver else self.socket
        self.delivery = Delivery(transport, self.faults, self.changes, clock, options.ack_seconds, new_id)
        self.requests: deque[Request] = deque(maxlen=KEPT)
        self.requests_so_far = 0
        self.reset()

    def reset(self) -> None:
        """Back to the seed; connections stay."""
        self.world = World(self.options.seed, self.manifest, self.clock, self.new_id)
        self.triggers = Triggers(time.monotonic, self.new_id, self.options.trigger_seconds)
        self.response_urls = ResponseUrls(self.clock, self.new_id, self.options.base_url)
        self.faults.clear()
        self.limits.on = False
        self.delivery.forget()
        self.requests.clear()
        self.requests_so_far = 0
        self.changes.tell("state")
