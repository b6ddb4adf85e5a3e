"""Pictures of reports, for where people look rather than read: horizontal bars with their amounts, as PNG."""

import io
from collections.abc import Sequence
from threading import Lock
from typing import Final

from domain.money import percent, shown
from domain.reports.report import Report

MOST_BARS: Final = 10
GREEN, RED, GREY = "#1f6f54", "#b3402e", "#5a6b66"
ONE_AT_A_TIME: Final = Lock()  # matplotlib keeps its fonts and settings for the whole process
Bar = tuple[str, int]


def of_aging(report: Report) -> bytes:
    """One bar for each range of days late."""
    sums = list(report.totals or [])[1:-1]
    bars = [(column.title, _cents(value)) for column, value in zip(report.columns[1:-1], sums, strict=True)]
    whole = sum(amount for _, amount in bars)
    labels = [f"{shown(amount)}  ({percent(amount, whole)})" for _, amount in bars]
    days = [(name if name == "Current" else f"{name} days", amount) for name, amount in bars]
    return _drawn(f"Open receivables: {shown(whole)}", report.when, days, labels)


def of_profit(report: Report) -> bytes:
    """One bar for each of the best by gross profit, and one for all others together."""
    place = next(n for n, column in enumerate(report.columns) if column.title == "Gross profit")
    best = sorted(((str(row[0]), _cents(row[place])) for row in report.rows), key=lambda bar: (-bar[1], bar[0]))
    shown_, rest = best[:MOST_BARS], best[MOST_BARS:]
    if rest:
        shown_ = [*shown_, (f"{len(rest)} others", sum(amount for _, amount in rest))]
    title = f"{report.title}: {shown(report.total('Gross profit'))}"
    return _drawn(title, report.subtitle, shown_, [shown(amount) for _, amount in shown_])


def of_weeks(title: str, subtitle: str, weeks: Sequence[Bar]) -> bytes:
    """One bar for each week, in their order."""
    return _drawn(title, subtitle, weeks, [shown(amount) for _, amount in weeks])


def _drawn(title: str, subtitle: str, bars: Sequence[Bar], labels: Sequence[str]) -> bytes:
    """The bars from top to bottom. Large type: Slack shows pictures small at first."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second, for whoever wants a picture
    from matplotlib.figure import Figure

    with ONE_AT_A_TIME:
        figure = Figure(figsize=(10, max(2.6, 1.5 + 0.55 * len(bars))), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.15, h_pad=0.15)  # type: ignore[union-attr,call-arg]  # a constrained one
        axes = figure.add_subplot()
        places = range(len(bars), 0, -1)
        amounts = [amount / 100 for _, amount in bars]  # lengths on paper, not money
        drawn = axes.barh(places, amounts, color=[GREEN if amount >= 0 else RED for amount in amounts], height=0.66)
        axes.bar_label(drawn, labels, padding=6, fontsize=14, color="#222222", parse_math=False)
        axes.set_yticks(places, [_clipped(name) for name, _ in bars], fontsize=14, parse_math=False)
        axes.set_xticks([])
        axes.margins(x=0.32 if any(amount < 0 for amount in amounts) else 0.0)
        if all(amount >= 0 for amount in amounts):
            axes.set_xlim(0, 1.42 * max([*amounts, 1]))
        axes.axvline(0, color=GREY, linewidth=1)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        figure.suptitle(title, x=0.01, ha="left", fontsize=18, fontweight="bold", parse_math=False)
        figure.supxlabel(subtitle, x=0.01, ha="left", fontsize=12, color=GREY, parse_math=False)
        file = io.BytesIO()
        FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call]  # matplotlib is partly untyped
    return file.getvalue()


def _clipped(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25]}…"


def _cents(value: object) -> int:
    return value if isinstance(value, int) else 0
