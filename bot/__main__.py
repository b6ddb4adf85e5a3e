"""The `tieout` command. Only the chosen command's modules are imported, so each of the demo's processes stays small."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from bot import logs
from domain.problems import Problem


@dataclass(frozen=True)
class Command:
    """One command: the module that has its `add_arguments(parser)` and `serve(arguments)`, and what it does."""

    module: str
    does: str


COMMANDS: Final = {
    "run": Command("bot.run", "run the bot with the settings of the environment"),
    "demo": Command("bot.demo", "everything on this machine: a Slack, a QuickBooks and the bot"),
    "standin slack": Command("standins.slack.serve", "a Slack workspace on this machine, alone"),
    "standin quickbooks": Command("standins.quickbooks.serve", "a QuickBooks Online on this machine, alone"),
    "doctor": Command("bot.doctor", "are the settings complete, does everything answer?"),
    "migrate": Command("bot.migrate", "bring the database up to date"),
    "verify": Command("bot.verify", "is a close packet as it was signed? (needs no database)"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what is wrong is one plain sentence on stderr, and exit code 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    size = 2 if words[:1] == ["standin"] else 1
    name = " ".join(words[:size])
    if name not in COMMANDS:
        asked = bool({"-h", "--help", "help"} & set(words))
        (sys.stdout if asked else sys.stderr).write(usage())
        return 0 if asked else 2
    logs.begin()
    try:
        module = import_module(COMMANDS[name].module)
        parser = argparse.ArgumentParser(f"tieout {name}", description=COMMANDS[name].does)
        module.add_arguments(parser)
        return int(module.serve(parser.parse_args(words[size:])) or 0)
    except Problem as problem:
        sys.stderr.write(f"{problem.words()}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def usage() -> str:
    """Every command in a line; `tieout COMMAND --help` tells its options."""
    lines = [f"  tieout {name:20}{command.does}" for name, command in COMMANDS.items()]
    return "\n".join(["Tieout: accounting integration that lives in Slack.", "", *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
