"""`tieout verify PACKET`: whether a close packet is as it was signed. Needs no settings, no database and no lock."""

import argparse
import sys
from pathlib import Path

from domain.closing.packet import Verified, verify
from domain.money import shown
from domain.problems import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The packet, and the hash to hold it against."""
    parser.add_argument("packet", type=Path, help="the file, such as close-main-2025-01.zip")
    parser.add_argument("--hash", default="", help="the hash that was posted when the month was signed")


def serve(arguments: argparse.Namespace) -> int:
    """0 when everything matches; 1 naming the first thing that does not."""
    try:
        content = arguments.packet.read_bytes()
    except OSError as trouble:
        raise Problem(f"{arguments.packet} cannot be read: {trouble.strerror}.") from None
    try:
        verified = verify(content, arguments.hash)
    except Problem as wrong:
        sys.stdout.write(f"NOT VERIFIED: {wrong.words()}\n")
        return 1
    sys.stdout.write(in_words(verified, held=bool(arguments.hash)))
    return 0


def in_words(verified: Verified, *, held: bool) -> str:
    """What was found, for people."""
    compare = "It is the hash given." if held else "Compare it with the one posted when the month was signed."
    return (
        f"VERIFIED: the close of {verified.department}, {verified.month}; {len(verified.files)} files, "
        f"an entry of {shown(verified.total)}.\nHash {verified.hash}. {compare}\n"
    )
