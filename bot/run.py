"""`tieout run`: the bot in this process, until a signal; then it drains for ten seconds at most and leaves."""

import argparse
import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Final

import requests
import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import make_url

from bot.parts import THREADS, Tieout, build
from bot.settings import Settings, read
from domain.migrating import migrate, pending
from domain.problems import Problem
from domain.store import Store

DRAIN_SECONDS: Final = 8
PARENT_LOOK_SECONDS: Final = 0.5
# How long a thread that computes may keep the others waiting: a press that asks the database thirty times meets it each
# time, and with the usual ten times as much a burst of presses beside an import is acknowledged too late.
SWITCH_SECONDS: Final = 0.0005
SECRETS: Final = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "TIEOUT_SECRET_KEY",
    "QBO_CLIENT_SECRET",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes; everything else comes from the environment."""
    parser.add_argument("--die-with-parent", action="store_true", help=argparse.SUPPRESS)


def serve(arguments: argparse.Namespace) -> None:
    """Start everything, say `ready`, serve until SIGINT or SIGTERM. Does not return: it leaves with an exit code."""
    settings = read(os.environ)
    sys.setswitchinterval(SWITCH_SECONDS)
    with only_one(settings.database_url), _listening(settings) as listener:
        _forget_secrets()
        tieout = build(settings)
        for number in (signal.SIGINT, signal.SIGTERM):  # until it serves there is nothing to finish
            signal.signal(number, lambda number, _: os._exit(128 + number))
        _make_ready(tieout)
        with _held_up_by_nothing():
            tieout.start()
            server = uvicorn.Server(uvicorn.Config(tieout.web, log_level="warning", access_log=False, lifespan="off"))
            threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True, name="web").start()
            follow_clock(tieout)
            slack = _connect_slack(tieout)
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        sys.stdout.write(f"ready http://{listener.getsockname()[0]}:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        _wait(stop, os.getppid() if arguments.die_with_parent else None)
        _leave(tieout, slack)


@contextmanager
def _held_up_by_nothing() -> Iterator[None]:
    """What goes wrong once there is work under way is said, and the process ends without waiting for that work."""
    try:
        yield
    except Problem as problem:
        sys.stderr.write(f"{problem.words()}\n")
        sys.stderr.flush()
        os._exit(2)


def _forget_secrets() -> None:
    """The settings hold them now: a child process or a dump of the environment need not."""
    for name in SECRETS:
        os.environ.pop(name, None)


def _make_ready(tieout: Tieout) -> None:
    if tieout.store.is_sqlite:
        migrate(tieout.store)
    elif pending(tieout.store):
        raise Problem("The database is not in the shape this version needs.", next_step="Run `tieout migrate` once.")
    try:
        tieout.client.auth_test()
    except SlackApiError as refused:
        raise Problem(f"Slack does not accept SLACK_BOT_TOKEN: {refused.response['error']}.") from None
    except (SlackClientError, OSError):
        raise Problem(f"Slack does not answer at {tieout.settings.slack_api_url}.") from None


def _connect_slack(tieout: Tieout) -> SocketModeHandler | None:
    """Socket Mode, unless there is no app token: then Slack calls our web."""
    if not tieout.settings.slack_app_token:
        return None
    handler = SocketModeHandler(
        tieout.app,
        tieout.settings.slack_app_token,
        concurrency=THREADS,
        receive_buffer_size=65536,
    )
    try:
        handler.connect()  # type: ignore[no-untyped-call]  # the library is partly untyped
    except SlackApiError as refused:
        raise Problem(f"Slack does not accept SLACK_APP_TOKEN: {refused.response['error']}.") from None
    except (SlackClientError, OSError):
        raise Problem(f"Slack does not answer at {tieout.settings.slack_api_url}.") from None
    return handler


def follow_clock(tieout: Tieout) -> None:
    """With stand-ins only: take over their clock, and be told of each turn."""
    if not tieout.settings.clock_url:
        return
    url = f"{tieout.settings.public_url.rstrip('/')}/control/clock"
    try:
        answer = requests.post(f"{tieout.settings.clock_url}/followers", json={"url": url}, timeout=10)
        answer.raise_for_status()
    except requests.RequestException:
        raise Problem(f"The clock at {tieout.settings.clock_url} does not answer.") from None
    told = answer.json()
    tieout.clock.follow(datetime.fromisoformat(told["now"]), frozen=bool(told["frozen"]))


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """A SQLite file serves one bot: a second one is refused. Raises Problem."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    Store(database_url).close()
    with Path(f"{url.database}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"Another Tieout already works with {url.database}.", next_step="Several processes need PostgreSQL."
            ) from None
        yield


@contextmanager
def _listening(settings: Settings) -> Iterator[socket]:
    with socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) as listener:  # named, so that answers are not held back
        listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            listener.bind((settings.web_host, settings.web_port))
        except OSError:
            raise Problem(f"Port {settings.web_port} is taken.", next_step="Set TIEOUT_WEB_PORT to another.") from None
        yield listener


def _wait(stop: threading.Event, parent: int | None) -> None:
    while not stop.wait(PARENT_LOOK_SECONDS):
        if parent is not None and os.getppid() != parent:
            return


def _leave(tieout: Tieout, slack: SocketModeHandler | None) -> None:
    """Take nothing new, let what runs finish for a while, and go whatever hangs."""
    hard = threading.Timer(DRAIN_SECONDS + 1, os._exit, [0])
    hard.daemon = True
    hard.start()
    if slack is not None:
        slack.close()  # type: ignore[no-untyped-call]  # the library is partly untyped
    tieout.stop(DRAIN_SECONDS)
    sys.stdout.flush()
    os._exit(0)
