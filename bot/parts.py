"""Builds the parts of the bot from its settings and fits them together; nothing is built anywhere else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from starlette.applications import Starlette

from bot.app import hang, jobs
from bot.door import Door
from bot.house import House, Workflows
from bot.people import People
from bot.schedule import Schedule
from bot.settings import Settings
from bot.verbs import build as build_verbs
from bot.web import build_web
from domain.audit import record
from domain.clock import Clock, new_id, wall_now
from domain.connections.connecting import Connecting
from domain.engine import Engine
from domain.problems import Problem
from domain.role import Role
from domain.store import Store

THREADS: Final = 24


@dataclass(frozen=True)
class Tieout:
    """Everything that runs in one process of the bot."""

    settings: Settings
    clock: Clock
    store: Store
    engine: Engine
    client: WebClient
    app: App
    web: Starlette
    people: People
    schedule: Schedule
    connecting: Connecting
    workflows: Workflows

    def start(self) -> None:
        """Know who is who, take up unfinished work, and begin to look at the clock."""
        self.people.refresh()
        self.engine.start(self.workflows)
        self.schedule.start()
        threading.Thread(target=self._warm_up, daemon=True, name="warm-up").start()

    def _warm_up(self) -> None:
        """What would make the first press wait for a network; the schedule tries again what fails."""
        with suppress(Problem):
            self.connecting.get_ready()

    def stop(self, wait_seconds: int = 0) -> None:
        """Stop in the order that loses nothing: no new ticks, then the work, then the database."""
        self.schedule.stop()
        self.engine.stop(wait_seconds)
        self.store.close()


def build(settings: Settings, *, poll_seconds: float = 0.25) -> Tieout:
    """The parts, not yet started. `poll_seconds` is how often the durable queue is looked at."""
    clock, store = Clock(), Store(settings.database_url)
    engine = Engine(store, executor=settings.replica or "main", wall=wall_now, poll_seconds=poll_seconds)
    client = slack_client(settings)
    app = App(
        client=client,
        signing_secret=settings.slack_signing_secret or "unused",
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(THREADS, thread_name_prefix="listener"),
    )
    people = People(client, _role_settings(settings), wall=wall_now)
    verbs = build_verbs(settings, store, engine, clock)
    door = Door(app, people, new_id=new_id, support=settings.support, refused=partial(_write_down, store, clock))
    house = House(settings, door, people, verbs)
    workflows = hang(house)
    schedule = Schedule(jobs(house), now=clock.now)

    def follow(told: dict[str, Any]) -> None:
        clock.follow(datetime.fromisoformat(told["now"]), frozen=bool(told["frozen"]))
        schedule.run_due()
        engine.settle()

    web = build_web(
        store=store,
        connecting=verbs.connecting,
        slack=None if settings.slack_app_token else app,
        slack_url=settings.slack_api_url.removesuffix("api/") if settings.local else "https://slack.com/app_redirect",
        new_id=new_id,
        follow=follow if settings.local else None,
    )
    return Tieout(settings, clock, store, engine, client, app, web, people, schedule, verbs.connecting, workflows)


def _write_down(store: Store, clock: Clock, person: str, pressed: str, words: str) -> None:
    """A press that was refused at the door stands in the audit trail."""
    with store.writing() as session:
        record(session, at=clock.now(), by=person, act="press refused", subject=f"press:{pressed}"[:100], detail=words)


def slack_client(settings: Settings) -> WebClient:
    """A client of Slack's Web API with time-outs and polite retries."""
    retries = [ConnectionErrorRetryHandler(1), RateLimitErrorRetryHandler(2), ServerErrorRetryHandler(1)]
    url = settings.slack_api_url.rstrip("/") + "/"
    return WebClient(token=settings.slack_bot_token, base_url=url, timeout=10, retry_handlers=retries)


def _role_settings(settings: Settings) -> dict[Role, str]:
    return {
        Role.VIEWER: settings.viewers,
        Role.CLERK: settings.clerks,
        Role.APPROVER: settings.approvers,
        Role.CONTROLLER: settings.controllers,
        Role.AUDITOR: settings.auditors,
    }
