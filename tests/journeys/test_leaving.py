"""Ctrl-C ends the whole demo soon, also while QuickBooks hangs, and leaves no process behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.demo import GONE_WITHIN
from tests.journeys.office import ROOT, Office, button, file_of, three_free_ports

BUSY_MACHINE = 10.0  # seconds more, where other tests run at the same time


def test_ctrl_c_while_quickbooks_hangs_ends_everything(tmp_path: Path) -> None:
    port = three_free_ports()
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline() == f"ready http://127.0.0.1:{port}\n"
        programs = children_of(demo.pid)
        assert len(programs) == 3
        something_hangs(Office(tmp_path, port))
        demo.send_signal(signal.SIGINT)
        assert demo.wait(GONE_WITHIN + BUSY_MACHINE) == 0
    assert not [pid for pid in programs if is_there(pid)]


def something_hangs(office: Office) -> None:
    """A sync that waits for an answer of QuickBooks which takes a minute."""
    with office.workspace:
        clara = office.person("clara")
        office.connects(clara)
        office.imports(clara, "two.csv", file_of("Ahlstrom", "Billerud"))
        plan = office.plan(clara)
        office.quickbooks("faults", kind="delay", seconds=60, times=0)
        clara.presses(button(plan, "Confirm"), on=plan)
        clara.sees("Syncing with Sandpiper Landscaping", in_="#accounting")


def children_of(parent: int) -> list[int]:
    """The processes a process has started (Linux tells of them thread by thread)."""
    told = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for path in told for pid in path.read_text().split()]


def is_there(pid: int) -> bool:
    """Whether a process lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
