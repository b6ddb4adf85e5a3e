"""The command line of the stand-in: `tieout standin quickbooks --port P ...`."""

import os
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace

import requests

from standins.clock import Clock
from standins.quickbooks.options import CLIENT_ID, CLIENT_SECRET, REALM, Options
from standins.quickbooks.running import HOST, Server, listen, server
from standins.quickbooks.world import World

LOOK_AGAIN = 0.5  # seconds between two looks at the parent


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--realm", default=REALM, help="id of the company")
    parser.add_argument("--company", choices=("sample", "empty"), default="sample", help="what the company starts with")
    parser.add_argument(
        "--also", action="append", default=[], metavar="REALM[:sample|empty]", help="a further company to choose from"
    )
    parser.add_argument("--client-id", default=CLIENT_ID)
    parser.add_argument("--client-secret", default=CLIENT_SECRET)
    parser.add_argument("--redirect-uri", action="append", default=[], help="default: any address of this machine")
    parser.add_argument("--refresh-token", default="", help="a grant that exists from the start")
    parser.add_argument("--rotate", choices=("never", "daily"), default="daily", help="how refresh tokens change")
    parser.add_argument("--limits", choices=("on", "off"), default="on", help="the published throttle")
    parser.add_argument("--snapshot", default="", metavar="FILE", help="load it at the start, save it at the end")
    parser.add_argument("--clock-url", default="", metavar="URL", help="a clock to follow")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the process that started it ends")


def options(args: Namespace) -> Options:
    """What the parsed arguments ask for."""
    others = {realm: kind or "empty" for realm, _, kind in (one.partition(":") for one in args.also)}
    return Options(
        realm=args.realm,
        company=args.company,
        others=others,
        client_id=args.client_id,
        client_secret=args.client_secret,
        redirect_uris=tuple(args.redirect_uri),
        refresh_token=args.refresh_token,
        rotate=args.rotate,
        limits=args.limits == "on",
        snapshot=args.snapshot,
        clock_url=args.clock_url,
    )


def serve(args: Namespace) -> None:
    """Run until SIGINT or SIGTERM; prints `ready http://127.0.0.1:PORT` once it answers."""
    chosen = options(args)
    held = listen(args.port)
    url = f"http://{HOST}:{held.getsockname()[1]}"
    serving, world = server(chosen, Clock(), lambda: _ready(world, url))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: serving.handle_exit(number, frame))
    if args.die_with_parent:
        threading.Thread(target=_watch, args=(serving, os.getppid()), daemon=True).start()
    serving.run(sockets=[held])


def _ready(world: World, url: str) -> None:
    """Say so, once the clock is followed; that asks another server, so it happens beside the loop."""

    def say() -> None:
        if world.options.clock_url:
            follow(url, world.options.clock_url)
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()

    threading.Thread(target=say, daemon=True).start()


def follow(url: str, clock_url: str) -> None:
    """Register with the clock that leads, and take its moment."""
    own = f"{url}/control/clock/follow"
    led = requests.post(f"{clock_url.rstrip('/')}/followers", json={"url": own}, timeout=10)
    led.raise_for_status()
    requests.post(own, json=led.json(), timeout=10).raise_for_status()


def _watch(serving: Server, parent: int) -> None:
    """End when the parent is another one than at the start: it died."""
    while os.getppid() == parent:
        threading.Event().wait(LOOK_AGAIN)
    serving.should_exit = True
