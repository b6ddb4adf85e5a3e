"""Work in a process beside: what it yields arrives, what goes wrong is said, and it never outlives its parent."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from domain.beside import Lost, beside
from domain.problems import Problem

AT_MOST = 120_000  # milliseconds a busy machine may take to end a process
PARENT = """
from tests.domain.test_beside import beside, silent
heard = beside(silent)
print(next(heard), flush=True)
input()
"""


def squares(many: int) -> Iterator[int]:
    for n in range(many):
        yield n * n


def silent() -> Iterator[int]:
    yield os.getpid()
    threading.Event().wait()


def refused() -> Iterator[int]:
    yield 1
    raise Problem("Line 2 is wrong.", field="name", next_step="Mend it.")


def killed(_: bytes) -> Iterator[int]:
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_the_work_yields_arrives_in_order_from_another_process() -> None:
    assert list(beside(squares, 5)) == [0, 1, 4, 9, 16]
    assert next(beside(silent)) != os.getpid()


def test_a_problem_arrives_whole() -> None:
    heard = beside(refused)
    assert next(heard) == 1
    with pytest.raises(Problem) as told:
        next(heard)
    assert (told.value.words(), told.value.field) == ("Line 2 is wrong. Mend it.", "name")


def test_a_process_that_is_killed_is_noticed_and_the_next_one_works() -> None:
    with pytest.raises(Lost):
        list(beside(killed, b"x" * 1_000_000))
    assert list(beside(squares, 2)) == [0, 1]


def test_whoever_stops_listening_ends_it() -> None:
    heard = beside(silent)
    child = os.pidfd_open(next(heard))
    heard.close()
    assert ended(child)


def test_it_ends_with_its_parent_however_that_ends() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    assert ended(child)


def ended(process: int) -> bool:
    """Whether the process behind this descriptor ends, waited for by the system."""
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    return bool(waiting.poll(AT_MOST))
