"""Heavy reading in a process beside this one, so that whoever presses a button does not wait for it."""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

from domain.problems import Problem

POLITE: Final = 10  # how much the system prefers everybody else
T = TypeVar("T")
_ONE_AT_A_TIME: Final = threading.Lock()


class Lost(Exception):
    """The process beside this one ended before its work did."""


def beside(work: Callable[..., Iterator[T]], *arguments: Any) -> Generator[T, None, None]:
    """What the work yields, made in a process of its own, which ends with this one however this one ends.

    Work, arguments and what is yielded travel between the processes: functions of modules, and plain things. One at a
    time; others wait. Raises the Problem that the work raises, and Lost when its process was killed or has a mistake.
    """
    context = get_context("spawn")
    with _ONE_AT_A_TIME:
        ours, theirs = context.Pipe()
        child = context.Process(target=_carry_out, args=(theirs,), daemon=True)
        child.start()
        theirs.close()
        try:
            ours.send((work, arguments))  # not with the start, which would wait for ever for a child that died young
            yield from _heard(ours)
        except (EOFError, ConnectionError):
            raise Lost from None
        finally:
            ours.close()
            child.kill()
            child.join()


def _heard(line: "Connection[Any, Any]") -> Iterator[Any]:
    goes_on, said = line.recv()
    while goes_on:
        yield said
        goes_on, said = line.recv()
    if said is not None:
        raise said


def _carry_out(line: "Connection[Any, Any]") -> None:
    """The whole life of the process beside."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, with which it ends
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(POLITE)
    work, arguments = line.recv()
    try:
        for said in work(*arguments):
            line.send((True, said))
        line.send((False, None))
    except Problem as problem:
        line.send((False, problem))


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
