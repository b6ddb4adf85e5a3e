"""Programs of Tieout run beside a benchmark: started, asked, and ended."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket
from time import perf_counter
from typing import Any

import requests


@contextmanager
def standin_quickbooks(*arguments: str) -> Iterator[str]:
    """A QuickBooks in a process of its own; answers its address."""
    command = [sys.executable, "-m", "bot", "standin", "quickbooks", "--company", "empty", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()


def control(url: str, act: str, **body: Any) -> dict[str, Any]:
    """An act under `/control/` of a stand-in."""
    answer = requests.post(f"{url}/control/{act}", json=body, timeout=300)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def asked(url: str) -> list[dict[str, Any]]:
    """Every request a QuickBooks stand-in has seen of the company's books."""
    told = requests.get(f"{url}/control/requests", timeout=60).json()["requests"]
    return [one for one in told if "/v3/company/" in one["path"]]


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_seconds(pid: int) -> float:
    """What a process has used of a processor so far, without its children that still run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load() -> str:
    """How busy the machine is otherwise, in words: figures of seconds mean little without it."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


@contextmanager
def demo() -> Iterator[tuple[str, int, float]]:
    """The whole demo; answers Slack's address, the supervisor's process id, and the seconds until its page answered."""
    port = free_ports(3)
    started = perf_counter()
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[1]
            requests.get(url, timeout=10).raise_for_status()
            yield url, process.pid, perf_counter() - started
        finally:
            process.terminate()


def free_ports(count: int) -> int:
    """The first of some free ports in a row."""
    for first in range(20_000, 60_000, 10):
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise OSError("no free ports in a row")


def family_megabytes(pid: int) -> float:
    """Resident memory of a process and all its children, shared pages counted by proportion."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(own[1]) / 1024 + sum(family_megabytes(int(child)) for child in children) if own else 0.0
