"""The whole demo as people have it: a Slack, a QuickBooks and the bot, each a program of its own on this machine."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests

from bot.demo import Child, environment
from standins.slack.person import Person
from standins.slack.workspace import Workspace
from tests.databases import Databases

ROOT: Final = Path(__file__).resolve().parents[2]
EXAMPLE: Final = ROOT / "examples" / "counterparties.csv"
PATIENCE: Final = 40.0  # seconds somebody waits to see something; a busy machine is slow, and nobody sleeps
COMPANY: Final = "9130350000000001"


class Office:
    """Three programs, the people who use them, and one clock. The bot can be killed and started again."""

    def __init__(self, folder: Path, port: int, databases: Databases | None = None) -> None:
        self.folder, self.port = folder, port
        self._databases, self._database, self._own = databases, ExitStack(), dict[str, str]()
        self.slack, self.books = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
        self.workspace = Workspace(self.slack)
        self._data = folder
        self._days = 0
        self._programs: list[Child] = []
        self._bot: Child | None = None

    def open(self) -> None:
        """Start Slack and QuickBooks, and the bot for its first day."""
        clock = f"{self.slack}/control/clock"
        self._start("slack", "standin", "slack", "--port", str(self.port), "--manifest", str(ROOT / "manifest.yml"))
        books = ("--port", str(self.port + 1), "--also", "9130350000000002:empty", "--clock-url", clock)
        self._start("quickbooks", "standin", "quickbooks", *books)

    def close(self) -> None:
        """End everything."""
        self.kill_bot()
        for program in reversed(self._programs):
            program.stop()
        self.workspace.__exit__(None, None, None)
        self._database.close()

    def begin(self, **settings: str) -> None:
        """A first day: nobody has said anything, QuickBooks is untouched, the bot knows nothing, no fault is left."""
        self.kill_bot()
        offset = float(self.workspace.look("clock")["offset"])
        self.workspace.turn_clock(freeze=False, advance=-offset)
        self.workspace.do("reset")
        self.quickbooks("reset")
        self._days += 1
        self._data = self.folder / f"day-{self._days}"
        self._data.mkdir()
        self._database.close()
        if self._databases:
            url = self._database.enter_context(self._databases.new())
            self._own = {"TIEOUT_DATABASE_URL": url, "TIEOUT_REPLICA": "bot-1"}
        self.start_bot(**settings)

    def start_bot(self, **settings: str) -> None:
        """Start the bot with what it has stored, and wait until Slack reaches it."""
        self._bot = Child.start("tieout", ["run"], self.settings | settings)
        self._bot.wait()

    def kill_bot(self) -> None:
        """As `kill -9` does."""
        if self._bot is not None:
            self._bot.process.kill()
            self._died(self._bot)

    def bot_dies(self) -> int:
        """Wait until the bot is gone by itself; answers its exit code."""
        assert self._bot is not None
        return self._died(self._bot)

    @property
    def bot_pid(self) -> int:
        """The process of the bot that runs."""
        assert self._bot is not None
        return self._bot.process.pid

    @property
    def settings(self) -> dict[str, str]:
        """Those of today's bot."""
        return environment(self.port, self._data) | self._own

    @property
    def database_url(self) -> str:
        """Where the bot keeps what it stores."""
        return self.settings["TIEOUT_DATABASE_URL"]

    def person(self, name: str) -> Person:
        """Somebody of the workspace."""
        return self.workspace.person(name, timeout=PATIENCE)

    def quickbooks(self, act: str, **body: Any) -> dict[str, Any]:
        """POST under QuickBooks' `/control/`; `acts/<act>` is what a person does inside QuickBooks."""
        return self._answer(requests.post(f"{self.books}/control/{act}", json=body, timeout=PATIENCE))

    def quickbooks_works_again(self) -> None:
        """No more faults there."""
        self._answer(requests.delete(f"{self.books}/control/faults", timeout=PATIENCE))

    def look_in_quickbooks(self, path: str) -> dict[str, Any]:
        """GET under QuickBooks' `/control/`."""
        return self._answer(requests.get(f"{self.books}/control/{path}", timeout=PATIENCE))

    def names(self, kind: str) -> list[str]:
        """The names of all customers or vendors in QuickBooks, sorted."""
        return sorted(str(one["DisplayName"]) for one in self.objects(kind))

    def objects(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind in QuickBooks."""
        return list(self.look_in_quickbooks(f"company/{COMPANY}/{kind}")["objects"])

    def asked_of_quickbooks(self) -> list[dict[str, Any]]:
        """Every request for the books so far, oldest first."""
        return list(self.look_in_quickbooks("requests")["requests"])

    def turn(self, **span: float) -> None:
        """Time passes (hours=, days=), for all three; answers when what is due has been done."""
        seconds = {"minutes": 60, "hours": 3600, "days": 86400}
        self.workspace.turn_clock(advance=sum(seconds[unit] * count for unit, count in span.items()))

    def connects(self, person: Person, word: str = "connect") -> None:
        """From the command over QuickBooks' consent to the bot's page."""
        person.types(f"/accounting {word}", in_="#accounting")
        self.consents(person)

    def consents(self, person: Person) -> None:
        """Follow the link in the open window, allow it at the consent page, and come back."""
        page = self.decides(str(person.sees_button("Open QuickBooks")["url"]), "allow")
        assert page.ok, page.text
        person.closes_everything()

    def decides(self, link: str, decision: str) -> requests.Response:
        """Decide at QuickBooks' consent page; answers the bot's page the browser comes back to."""
        form = dict(parse_qsl(urlsplit(link).query)) | {"decision": decision, "realm": COMPANY}
        return requests.post(f"{self.books}/connect/oauth2", data=form, timeout=PATIENCE)

    def imports(self, person: Person, file: str, content: bytes | None = None) -> None:
        """Hand a file over in the conversation with the bot and bring it in."""
        person.uploads(file, content, in_="@tieout")
        preview = person.sees("Nothing has been imported yet", in_="@tieout")
        person.presses(button(preview, "Import"), on=preview)
        person.sees("Imported", in_="@tieout")

    def plan(self, person: Person, words: str = "") -> dict[str, Any]:
        """Start a sync in #accounting; answers the message with its plan."""
        person.types(f"/sync-counterparties {words}".strip(), in_="#accounting")
        return person.sees("Nothing has been written yet", in_="#accounting")

    def _start(self, name: str, *arguments: str) -> None:
        self._programs.append(Child.start(name, arguments, environment(self.port, self.folder)))
        self._programs[-1].wait()

    def _died(self, program: Child) -> int:
        code = program.process.wait(PATIENCE)
        self.workspace.wait(disconnected=True)
        self._bot = None
        return code

    def _answer(self, answer: requests.Response) -> dict[str, Any]:
        assert answer.ok, answer.text
        told: dict[str, Any] = answer.json()
        return told


def button(message: dict[str, Any], begins: str) -> str:
    """What the button of a message says in full that begins so."""
    labels = [
        part["text"]["text"] for block in message["blocks"] for part in block.get("elements", []) if "value" in part
    ]
    return next(str(label) for label in labels if label.startswith(begins))


def file_of(*names: str, role: str = "customer") -> bytes:
    """A CSV file with these companies."""
    return "\n".join(["Company,Role", *(f"{name},{role}" for name in names)]).encode()


@contextmanager
def office_in(folder: Path, databases: Databases | None = None) -> Iterator[Office]:
    """An office that is open, on three free ports in a row; its first day has not begun. Each day has a new database:
    a file the bot makes itself, if none are given."""
    office = Office(folder, three_free_ports(), databases)
    try:
        office.open()
        yield office
    finally:
        office.close()


def three_free_ports() -> int:
    """The first of three free ports in a row. Each process begins to look elsewhere."""
    for first in range(20000 + os.getpid() % 4000 * 3, 50000, 3):
        if all(_is_free(port) for port in range(first, first + 3)):
            return first
    raise AssertionError("no three free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
