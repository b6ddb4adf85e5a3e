"""The close packet: a file with everything a close rests on, and one hash over all of it (E14, "proofs").

It is checked without the database: what it holds must be what its list says, the entry must be the report's, and the
audit extract must hold together.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from domain.audit import AuditLine
from domain.imports.tabular import unguarded
from domain.problems import Problem

MANIFEST: Final = "manifest.json"
REPORT, ENTRY, PROOFS, AUDIT, CLOSE = "report.json", "entry.json", "proofs.json", "audit.csv", "close.json"
NEEDED: Final = (REPORT, ENTRY, PROOFS, AUDIT, CLOSE)
MOST_UNPACKED: Final = 500_000_000
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Verified:
    """A packet in which everything matches; `hash` is to be compared with the one noted elsewhere."""

    hash: str
    department: str
    month: str
    files: tuple[str, ...]
    total: int


def pack(parts: Mapping[str, bytes]) -> tuple[bytes, str]:
    """The packet of these parts and the one hash over them; the same parts make the same bytes."""
    digests = {name: sha256(content).hexdigest() for name, content in sorted(parts.items())}
    whole = hash_over(digests)
    manifest = as_json({"files": digests, "hash": whole})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packet:
        for name, content in [*sorted(parts.items()), (MANIFEST, manifest)]:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = 0o644 << 16
            packet.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return file.getvalue(), whole


def hash_over(digests: Mapping[str, str]) -> str:
    """One SHA-256 over the names and digests of all files, by name."""
    return sha256(as_json(dict(sorted(digests.items())))).hexdigest()


def as_json(thing: Any) -> bytes:
    """JSON that is always written the same way."""
    return json.dumps(thing, indent=1, sort_keys=True, ensure_ascii=False, default=str).encode()


def verify(content: bytes, expected: str = "") -> Verified:
    """Whether a packet is as it was made; a Problem names the first thing that does not match.

    `expected` is the hash that was noted when it was signed: only with it can a packet made anew be told.
    """
    parts = _unpacked(content)
    manifest = _json(parts.pop(MANIFEST, None), MANIFEST)
    digests = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(digests, dict):
        raise Problem(f"{MANIFEST} is not the list of a close packet.")
    for name in sorted({*digests, *parts, *NEEDED}):
        if name not in parts:
            raise Problem(f"{name} is missing from the packet.")
        if name not in digests:
            raise Problem(f"{name} was added to the packet.")
        if sha256(parts[name]).hexdigest() != digests[name]:
            raise Problem(f"{name} is not as it was when the packet was made.")
    whole = hash_over(digests)
    if whole != manifest.get("hash"):
        raise Problem("The hash over the whole packet does not match its list.")
    if expected and expected.strip().lower() != whole:
        raise Problem(f"The packet's hash is {whole}, not {expected}.", next_step="It is another packet, or made anew.")
    close = _json(parts[CLOSE], CLOSE)
    total = _require_entry(_json(parts[ENTRY], ENTRY), _json(parts[REPORT], REPORT))
    _require_chain(parts[AUDIT])
    return Verified(whole, str(close["department"]), str(close["month"]), tuple(sorted(parts)), total)


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packet:
            entries = packet.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Problem("The file unpacks to more than a packet can be.")
            if len({entry.filename for entry in entries}) < len(entries):
                raise Problem("Two files of the packet have one name.")
            return {entry.filename: packet.read(entry) for entry in entries}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as broken:
        raise Problem(f"The file is not a close packet, or was damaged ({broken}).") from None


def _json(content: bytes | None, name: str) -> Any:
    if content is None:
        raise Problem(f"{name} is missing from the packet.")
    try:
        return json.loads(content)
    except ValueError:
        raise Problem(f"{name} cannot be read.") from None


def _require_entry(entries: Sequence[Mapping[str, Any]], report: Mapping[str, Any]) -> int:
    """Each document balances, and all of them together are the report; answers their debits in cents."""
    summed: dict[str, int] = {}
    for entry in entries:
        if sum(line["amount"] for line in entry["lines"]):
            raise Problem(f"The entry {entry['number']} does not balance.")
        for line in entry["lines"]:
            summed[line["account"]] = summed.get(line["account"], 0) + line["amount"]
    ours = {account: amount for account, amount in summed.items() if amount}
    for account in sorted({*ours, *report["amounts"]}):
        if ours.get(account, 0) != report["amounts"].get(account, 0):
            raise Problem(f"Account {account} is not the same in the entry and in the report.")
    return sum(amount for amount in ours.values() if amount > 0)


def _require_chain(content: bytes) -> None:
    """Every line of the audit extract is as it was written and follows the one before."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]
    before = ""
    for place, row in enumerate(rows):
        number, at, by, act, subject, _, detail, earlier, hash = (unguarded(cell) for cell in row)
        line = AuditLine(
            id=int(number),
            at=datetime.fromisoformat(at),
            by=by,
            act=act,
            subject=subject,
            detail=detail,
            before=earlier,
            hash=hash,
        )
        if line.seal() != hash or (place and earlier != before):
            raise Problem(f"Line {number} of {AUDIT} is not as it was written.")
        before = hash
