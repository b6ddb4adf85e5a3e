"""The picture of all work: what people do, what Tieout does by itself, and what is then in QuickBooks (S2-45)."""

import io
from textwrap import fill
from typing import Any, Final

from domain.reports.picture import GREY, ONE_AT_A_TIME

PEOPLE, ITSELF, BOOKS, PALE = "#b8741a", "#1f6f54", "#3c5a86", "#f4f6f5"
LANES: Final = (("People", PEOPLE), ("Tieout, by itself", ITSELF), ("QuickBooks", BOOKS))
FLOWS: Final = (
    (
        "Customers and vendors",
        "enter or import; decide near matches; confirm the plan",
        "finds, links, creates; follows every change; writes nothing that nobody confirmed",
        "customers, vendors",
    ),
    (
        "A shipment: its worksheet",
        "enter sale, costs and adjustments; make it INVOICE",
        "recognises the sale and what is owed for it; prints or sends the invoice",
        "nothing yet, or invoices and memos (AR module off)",
    ),
    (
        "A vendor's bill",
        "tick what it bills; submit; somebody else approves",
        "shares the difference to the cent; posts exactly once; undoes when told",
        "bills, vendor credits",
    ),
    (
        "A customer's payment",
        "enter it; somebody else approves (AR module off: in QuickBooks, by people)",
        "settles invoices; keeps aging and unapplied cash",
        "a journal entry for each",
    ),
    (
        "Proofs, any day",
        "ask with /tie-out; look into what differs",
        "compares every balance to the cent; explains each difference",
        "only read",
    ),
    (
        "The month's close",
        "lock; look at the entry; somebody else approves; reconcile cash; set the closing date; sign",
        "report, one closing entry, proofs, packet; reads the closing date back",
        "the closing entry, the closing date",
    ),
    (
        "Reopening a month",
        "two controllers and a reason; the closing date is moved back",
        "reverses the entry under its own number; tells the channel",
        "the reversal",
    ),
    (
        "Paying, banking, filing taxes",
        "pay, reconcile and file in QuickBooks itself",
        "notices what was paid or changed there",
        "payments, reconciliations, returns",
    ),
)
READ: Final = ("Proofs, any day", "Paying, banking, filing taxes")
WORDS: Final = "How work flows: " + " ".join(
    f"{name}: people {people}; Tieout {itself}; QuickBooks has {books}." for name, people, itself, books in FLOWS
)


def flow_picture() -> bytes:
    """A lane for people, one for Tieout and one for QuickBooks, a row for each flow. A PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second, for whoever wants a picture
    from matplotlib.figure import Figure

    with ONE_AT_A_TIME:
        figure = Figure(figsize=(14, 1.4 + 1.18 * len(FLOWS)), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.2, h_pad=0.2)  # type: ignore[union-attr,call-arg]  # a constrained one
        axes = figure.add_subplot()
        axes.set_xlim(0, 14)
        axes.set_ylim(-len(FLOWS) - 0.05, 0.75)
        axes.axis("off")
        for lane, (title, colour) in enumerate(LANES):
            axes.text(_left(lane) + 1.75, 0.35, title, ha="center", fontsize=17, fontweight="bold", color=colour)
        for row, (name, *cells) in enumerate(FLOWS):
            _row(axes, -row - 1, name, cells)
        figure.suptitle("How work flows", x=0.015, ha="left", fontsize=20, fontweight="bold")
        file = io.BytesIO()
        FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call]  # matplotlib is partly untyped
    return file.getvalue()


def _left(lane: int) -> float:
    return 2.5 + 3.9 * lane


def _row(axes: Any, bottom: float, name: str, cells: list[str]) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.text(0, bottom + 0.5, fill(name, 18), va="center", fontsize=14, fontweight="bold", color="#222222")
    for lane, words in enumerate(cells):
        left, colour = _left(lane), LANES[lane][1]
        box = FancyBboxPatch(
            (left, bottom + 0.1), 3.5, 0.8, boxstyle="round,pad=0.02,rounding_size=0.08", fc=PALE, ec=colour, lw=2
        )
        axes.add_patch(box)
        axes.text(left + 1.75, bottom + 0.5, fill(words, 33), ha="center", va="center", fontsize=13, color="#222222")
        if lane:
            style = "<|-" if lane == len(LANES) - 1 and name in READ else "-|>"
            arrow = {"arrowstyle": style, "color": GREY, "lw": 2}
            axes.annotate("", (left - 0.03, bottom + 0.5), (left - 0.36, bottom + 0.5), arrowprops=arrow)
