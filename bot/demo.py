"""`tieout demo`: Slack, QuickBooks and the bot on this machine, started in order, ended in order by one Ctrl-C."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from domain.problems import Problem
from domain.vault import new_key

ROOT: Final = Path(__file__).resolve().parent.parent
READY_WITHIN: Final = 30.0
GONE_WITHIN: Final = 12.0
OURS: Final = ("TIEOUT_", "SLACK_", "QBO_")
PRACTICE: Final = {
    "SLACK_BOT_TOKEN": "xoxb-standin",
    "SLACK_APP_TOKEN": "xapp-standin",
    "SLACK_SIGNING_SECRET": "standin-secret",
    "QBO_CLIENT_ID": "standin-client",
    "QBO_CLIENT_SECRET": "standin-secret-key",
    "TIEOUT_CHANNEL": "C0ACCOUNTING",
    "TIEOUT_SUPPORT": "Clara Osei",
}


@dataclass
class Child:
    """One program of the demo, in a session of its own so that Ctrl-C reaches only the supervisor."""

    name: str
    process: subprocess.Popen[str]
    ready: threading.Event

    @classmethod
    def start(cls, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> "Child":
        """Start it, and pass on what it says; `ready` is set when it says so."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments, "--die-with-parent"],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        child = cls(name, process, threading.Event())
        threading.Thread(target=child._listen, daemon=True).start()
        return child

    def wait(self) -> None:
        """Return when it answers. Raises Problem when it does not."""
        if not self.ready.wait(READY_WITHIN) or self.process.poll() is not None:
            raise Problem(f"{self.name} did not start.", next_step="What it said stands above.")

    def ask_to_end(self) -> None:
        """Ask it to end, and do not wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Ask it to end, and insist after a while."""
        self.ask_to_end()
        if self.process.poll() is None:
            try:
                self.process.wait(GONE_WITHIN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                if line.startswith("ready "):
                    self.ready.set()
                else:
                    sys.stderr.write(f"{self.name}: {line}")
        self.ready.set()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--port", type=int, default=8700, help="Slack's port; QuickBooks and the bot take the next two")
    parser.add_argument("--data", type=Path, help="keep what the demo stores in this folder")


def serve(arguments: argparse.Namespace) -> int:
    """Run the three until a signal or until one of them ends."""
    port, data = arguments.port, arguments.data
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        return _run(port, data, keep=True)
    with TemporaryDirectory(prefix="tieout-demo-") as folder:
        return _run(port, Path(folder), keep=False)


def _run(port: int, data: Path, *, keep: bool) -> int:
    children: list[Child] = []
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        for together in _programs(port, data, keep=keep):
            begun = [Child.start(name, arguments, environment(port, data)) for name, arguments in together]
            children += begun
            for child in begun:
                child.wait()
            if stopping.is_set():
                return 0
        sys.stdout.write(f"ready http://127.0.0.1:{port}\n")
        sys.stdout.flush()
        return _until_over(children, stopping)
    finally:
        _end(children)


def _programs(port: int, data: Path, *, keep: bool) -> list[list[tuple[str, list[str]]]]:
    """What is started, in order: Slack leads the clock; the bot comes last, so that it is stopped first."""
    clock = f"http://127.0.0.1:{port}/control/clock"
    quickbooks = ["--port", str(port + 1), "--also", "9130350000000002:empty", "--clock-url", clock]
    if keep:
        quickbooks += ["--snapshot", str(data / "quickbooks.json")]
    slack = ["--port", str(port), "--manifest", str(ROOT / "manifest.yml")]
    return [
        [("slack", ["standin", "slack", *slack])],
        [("quickbooks", ["standin", "quickbooks", *quickbooks]), ("tieout", ["run"])],
    ]


def environment(port: int, data: Path) -> dict[str, str]:
    """The settings of the demo's bot, whatever else is set; proxies are blanked, everything is on this machine."""
    slack, quickbooks, web = (f"http://127.0.0.1:{port + n}" for n in range(3))
    surroundings = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    proxies = {name: "" for name in os.environ if name.lower().endswith("_proxy")}
    return (
        {**surroundings, **proxies, **PRACTICE}
        | {"TIEOUT_SLACK_API_URL": f"{slack}/api/", "TIEOUT_CLOCK_URL": f"{slack}/control/clock"}
        | {"QBO_DISCOVERY_URL": f"{quickbooks}/.well-known/openid_configuration", "QBO_API_URL": quickbooks}
        | {"TIEOUT_PUBLIC_URL": web, "TIEOUT_WEB_PORT": str(port + 2)}
        | {"TIEOUT_DATABASE_URL": f"sqlite:///{data / 'tieout.db'}", "TIEOUT_SECRET_KEY": _own_key(data)}
    )


def _own_key(data: Path) -> str:
    """The demo's own key, in a file only its owner can read."""
    path = data / "secret.key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_key())
    return path.read_text().strip()


def _end(children: Sequence[Child]) -> None:
    """The bot first, while what it talks to still answers; then the others together."""
    for child in [child for child in children if child.name == "tieout"]:
        child.stop()
    for child in children:
        child.ask_to_end()
    for child in children:
        child.stop()


def _until_over(children: Sequence[Child], stopping: threading.Event) -> int:
    while not stopping.wait(0.2):
        for child in children:
            if (code := child.process.poll()) is not None:
                sys.stderr.write(f"{child.name} ended with code {code}; the demo ends with it.\n")
                return 1
    return 0
