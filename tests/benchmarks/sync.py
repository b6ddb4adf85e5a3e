"""Syncing beside the plain loop, on the same stand-in under the published limits; and a large sync's cost."""

import json
import subprocess
import sys
from collections import Counter

from tests.benchmarks import sync_plain
from tests.benchmarks.company import theirs
from tests.benchmarks.programs import asked, control, standin_quickbooks

SMALL, LARGE = 1_000, 10_000


def beside_the_plain_loop(size: int = 400) -> None:
    """Both against a company that holds `size` names, half of them ours, limits on."""
    plain_seconds, plain_requests, throttled = _plain(size)
    ours, requests = _ours(size, "paced", "on")
    seconds = ours["plan_seconds"] + ours["run_seconds"]
    print(f"sync of {size} counterparties, half of them known, under the published limits")
    print(f"  plain loop {plain_seconds:7.1f} s {plain_requests:6} requests, throttled {throttled} times")
    print(f"  tieout     {seconds:7.1f} s {sum(requests.values()):6} requests, {requests['429']} of them throttled")
    print(f"  ratio      {plain_seconds / seconds:7.1f} x {plain_requests / sum(requests.values()):6.1f} x")


def memory() -> None:
    """Peak memory at 1,000 and 10,000, without waiting for the pace."""
    peaks = {}
    for size in (SMALL, LARGE):
        told, requests = _ours(size, "unpaced", "off")
        peaks[size] = told["peak_mb"]
        print(
            f"sync of {size:6,}: {requests['read']} reads, {requests['batch']} batches, "
            f"plan {told['plan_seconds']:.1f} s, run {told['run_seconds']:.1f} s, peak {told['peak_mb']:.0f} MB"
        )
    print(f"  memory grows by {peaks[LARGE] - peaks[SMALL]:.0f} MB from {SMALL:,} to {LARGE:,}")


def throughput(size: int = 6_000) -> None:
    """How much of the published batch rate a long sync reaches in its steady minutes."""
    told, requests = _ours(size, "paced", "on")
    rate = requests["batch"] / told["run_seconds"] * 60
    print(f"steady batches: {requests['batch']} in {told['run_seconds']:.0f} s = {rate:.1f} a minute")
    print(f"  {rate / 40:.1%} of the 40 allowed, {requests['429']} throttled")


def _plain(size: int) -> tuple[float, int, int]:
    with standin_quickbooks("--limits", "on") as url:
        _load(url, size)
        seconds, throttled = sync_plain.run(url, size)
        return seconds, len(asked(url)), throttled


def _ours(size: int, pace: str, limits: str) -> tuple[dict[str, float], Counter[str]]:
    with standin_quickbooks("--limits", limits) as url:
        _load(url, size)
        command = [sys.executable, "-m", "tests.benchmarks.sync_ours", url, str(size), pace]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert told["state"] == "done", told
        return told, Counter(_kind(one) for one in asked(url))


def _load(url: str, size: int) -> None:
    control(url, "load", kind="Customer", objects=[{"DisplayName": name} for name in theirs(size)])


def _kind(one: dict[str, object]) -> str:
    if one["status"] == 429:
        return "429"
    return "batch" if str(one["path"]).endswith("/batch") else "read"
