"""A stand-in's companies, grants and assumptions in one JSON file, written whole or not at all."""

import base64
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from standins.quickbooks import wire
from standins.quickbooks.company import Company
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.grants import Grant
from standins.quickbooks.world import World

COMPUTED = ("Balance", "BalanceWithJobs", "CurrentBalance", "CurrentBalanceWithSubAccounts")


def save(world: World, path: Path) -> None:
    """Write everything beside the file first, then put it in its place."""
    content = {
        "realms": {realm: _company(company) for realm, company in world.companies.items()},
        "grants": [_grant(grant) for grant in world.grants.live()],
        "access": [[token, grant.value, ends.isoformat()] for token, grant, ends in world.grants.tokens()],
        "answers": [[realm, id, body.decode()] for (realm, id), body in world.answers.items()],
        "assumptions": asdict(world.assumptions),
    }
    beside = path.with_suffix(path.suffix + ".new")
    beside.write_text(wire.write(content))
    beside.replace(path)


def load(world: World, path: Path) -> None:
    """Take the companies and grants of the file in place of those there are."""
    content = wire.read(path.read_text())
    for name, value in content["assumptions"].items():
        setattr(world.assumptions, name, value)
    world.companies = {}
    for realm, held in content["realms"].items():
        world.companies[realm] = company = Company(realm, world.clock, world.assumptions)
        _fill(company, held)
    access = [(token, value, datetime.fromisoformat(ends)) for token, value, ends in content["access"]]
    world.grants.restore([_granted(row) for row in content["grants"]], access)
    world.answers = {(realm, id): body.encode() for realm, id, body in content["answers"]}


def _company(company: Company) -> dict[str, Any]:
    return {
        "objects": {kind: company.all(kind) for kind in ENTITIES},
        "changed": {
            kind: {obj["Id"]: company.changed_at(kind, obj["Id"]).isoformat() for obj in company.all(kind)}
            for kind in ENTITIES
        },
        "counters": company.counters(),
        "stones": [[kind, id, at.isoformat()] for (kind, id), at in company.stones.items()],
        "authors": [[kind, id, *names] for (kind, id), names in company.authors.items()],
        "files": {id: base64.b64encode(data).decode() for id, data in company.files.items()},
    }


def _fill(company: Company, held: dict[str, Any]) -> None:
    """Put everything back; balances come again from the documents."""
    for kind in ENTITIES:
        for obj in held["objects"].get(kind, []):
            if ENTITIES[kind].family == "people" or kind == "Account":
                obj |= {name: 0 for name in COMPUTED if name in obj}
            company.put(kind, obj, datetime.fromisoformat(held["changed"][kind][obj["Id"]]))
    company.stones = {(kind, id): datetime.fromisoformat(at) for kind, id, at in held["stones"]}
    company.count_on(held["counters"])
    company.authors = {(kind, id): (first, last) for kind, id, first, last in held.get("authors", [])}
    company.files = {id: base64.b64decode(data) for id, data in held["files"].items()}


def _grant(grant: Grant) -> dict[str, Any]:
    row = asdict(grant)
    times = {name: row[name].isoformat() for name in ("ends", "value_since", "used")}
    return {**row, **times, "stale": {value: at.isoformat() for value, at in grant.stale.items()}}


def _granted(row: dict[str, Any]) -> Grant:
    times = {name: datetime.fromisoformat(row[name]) for name in ("ends", "value_since", "used")}
    stale = {value: datetime.fromisoformat(at) for value, at in row["stale"].items()}
    return Grant(**{**row, **times, "stale": stale})
