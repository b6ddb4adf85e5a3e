"""Fifty commands at once, and what the whole demo costs to start and to keep."""

from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from tests.benchmarks.programs import control, demo, family_megabytes

AT_ONCE = 50


def fifty_commands() -> None:
    """Everybody types `/accounting status` at the same moment, five times over."""
    with demo() as (url, _, _), ThreadPoolExecutor(AT_ONCE) as pool:

        def press(n: int) -> float:
            user = ("anna", "bo", "clara")[n % 3]
            body = {"user": user, "channel": "#accounting", "command": "/accounting", "text": "status"}
            ack = control(url, "command", **body)["ack"]
            return float(ack["ms"]) if ack["ok"] else float("inf")

        press(0)
        took = sorted(ms for _ in range(5) for ms in pool.map(press, range(AT_ONCE)))
    lost = took.count(float("inf"))
    cuts = quantiles(took, n=100)
    print(f"{AT_ONCE} commands at once, 5 times over: {lost} lost")
    print(f"  acknowledged in p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms")


def starting() -> None:
    """From `tieout demo` to a page that answers, and the memory of all its processes."""
    with demo() as (_, pid, seconds):
        print(f"demo: {seconds:.1f} s to a page that answers, {family_megabytes(pid):.0f} MB in all its processes")
