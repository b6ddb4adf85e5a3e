"""I13 and row 16: what one release promised or began is carried out by the next one, whose code is another."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.store import Store

RELEASE = """
import os, sys
from pathlib import Path
from domain.clock import wall_now
from domain.engine import Engine
from domain.store import Store

def work(subject):
    {body}

def note(subject):
    with Path(sys.argv[2]).open("a") as file:
        file.write(subject + "\\n")

store = Store(sys.argv[1])
engine = Engine(store, executor="bot-1", wall=wall_now, poll_seconds=0.05)
engine.start({{name: work for name in {works}}})
{then}
"""
PROMISES = """
with store.writing() as session:
    for n in range(20):
        engine.enqueue(session, "work", f"of-{n}", key=f"work:{n}", partition="r")
engine.settle()
"""
OLD = RELEASE.format(body="os._exit(9)", works=["work"], then=PROMISES)
NOTES = 'engine.step("note", lambda: note(subject))'
NEW = RELEASE.format(body=NOTES, works=["work", "more"], then="engine.settle()\nengine.stop()")


@pytest.mark.chaos
def test_what_was_promised_by_another_release_is_carried_out(database_url: str, store: Store, tmp_path: Path) -> None:
    assert release(OLD, database_url, tmp_path / "notes") == 9
    assert release(NEW, database_url, tmp_path / "notes") == 0
    assert sorted((tmp_path / "notes").read_text().split()) == sorted(f"of-{n}" for n in range(20))


def release(code: str, url: str, notes: Path) -> int:
    """Run a release; answers how it ended."""
    return subprocess.run([sys.executable, "-c", code, url, str(notes)], timeout=100).returncode
