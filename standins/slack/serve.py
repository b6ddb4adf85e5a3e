"""`tieout standin slack`: the workspace as a command."""

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from standins.clock import Clock
from standins.slack.manifest import read_manifest
from standins.slack.options import Options
from standins.slack.seed import read_seed
from standins.slack.server import Server, address, listening, workspace

REAL_TOKEN = re.compile(r"xox[abp]-\d{6,}|xapp-\d-A")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--port", type=int, default=8710, help="0 picks a free one")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"), help="the app's manifest")
    parser.add_argument("--bot-token", default="xoxb-standin")
    parser.add_argument("--app-token", default="xapp-standin")
    parser.add_argument("--signing-secret", default="standin-secret")
    parser.add_argument(
        "--deliver", metavar="URL", help="deliver over signed HTTP to this address, not over Socket Mode"
    )
    parser.add_argument("--seed", type=Path, help="people and channels (YAML)")
    parser.add_argument(
        "--die-with-parent", action="store_true", help="end when the process that started this one ends"
    )


def serve(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; prints one line when it answers."""
    for token in (args.bot_token, args.app_token):
        if REAL_TOKEN.match(token):
            sys.stderr.write(
                "That looks like a token of the real Slack; this workspace is local and does not want it.\n"
            )
            return 2
    try:
        manifest = read_manifest(args.manifest)
    except ValidationError as wrong:
        sys.stderr.write(f"Slack would refuse {args.manifest}: {wrong}\n")
        return 2
    options = Options(
        manifest=manifest,
        seed=read_seed(args.seed),
        bot_token=args.bot_token,
        app_token=args.app_token,
        signing_secret=args.signing_secret,
        deliver=args.deliver,
    )
    with listening(args.port) as listener:
        ready = f"ready {address(listener)}\n"
        server = Server(workspace(options, Clock(), listener), lambda: _say(ready))

        def stop(*_: object) -> None:
            server.should_exit = True

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        if args.die_with_parent:
            threading.Thread(target=_stop_with_parent, args=(os.getppid(), stop), daemon=True).start()
        server.run(sockets=[listener])
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _stop_with_parent(parent: int, stop: Callable[[], None]) -> None:
    waiting = threading.Event()
    while os.getppid() == parent:
        waiting.wait(0.2)
    stop()
