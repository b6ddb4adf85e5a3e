"""When things are looked at: a table of jobs, run by the one tick of APScheduler and by every turn of a test's clock.

A job computes what is due now from what is stored; nothing is remembered between ticks, so downtime loses nothing.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from domain.clock import Now
from domain.problems import Problem

TICK_SECONDS: Final = 2
log = logging.getLogger("tieout.schedule")


@dataclass(frozen=True)
class Job:
    """One thing to look at. `seconds` is how often in real time; `turned` whether a turn of the clock runs it too."""

    name: str
    seconds: int
    run: Callable[[], object]
    turned: bool = True


class Schedule:
    """The jobs of one process."""

    def __init__(self, jobs: Sequence[Job], *, now: Now) -> None:
        self._jobs = jobs
        self._now = now
        self._clock = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Let the jobs run from now on."""
        for job in self._jobs:
            self._clock.add_job(
                self._run,
                "interval",
                [job],
                seconds=job.seconds,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._clock.start()

    def run_due(self) -> datetime:
        """Run every job that looks at the turned time, once, now. Answers the moment they saw."""
        for job in self._jobs:
            if job.turned:
                self._run(job)
        return self._now()

    def stop(self) -> None:
        """No more ticks; one that is running ends on its own."""
        if self._clock.running:
            self._clock.shutdown(wait=False)

    def _run(self, job: Job) -> None:
        try:
            job.run()
        except Problem as problem:
            log.warning("%s: %s", job.name, problem.words())
        except Exception:  # the second door: one job's mistake must not stop the others
            log.exception("%s failed", job.name)
