"""A tie-out as files: a workbook with every figure and finding, and the strip of past results as a picture."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.money import shown
from domain.proofs.claims import OPEN_INVOICES
from domain.proofs.proof import Proof, ProofRun
from domain.reports.files import as_xlsx
from domain.reports.picture import GREEN, GREY, ONE_AT_A_TIME, RED
from domain.reports.report import Column, Report

CODES: Final = ("R1", OPEN_INVOICES, "R2", "R3", "R4", "R5", "R6", "R7", "R8")
DIFFERED: Final = "What each proof differed by; empty where it did not apply"
PALE: Final = "#dfe6e3"
MOST_RUNS: Final = 16
FEWEST: Final = 6  # columns, however few runs there are
Past = Sequence[tuple[ProofRun, Sequence[Proof]]]
FIGURES: Final = (
    Column("Proof"),
    Column("What"),
    Column("Tieout", "amount"),
    Column("QuickBooks", "amount"),
    Column("Difference", "amount"),
    Column("Result"),
)
PARTS: Final = (Column("Proof"), Column("Side"), Column("What"), Column("Amount", "amount"))
FINDINGS: Final = (Column("Proof"), Column("Why"), Column("Document"), Column("Amount", "amount"))


@dataclass(frozen=True)
class Square:
    """One proof of one run in the strip."""

    colour: str
    words: str


def workbook(run: ProofRun, proofs: Sequence[Proof], past: Past = ()) -> bytes:
    """The proofs, the parts of each side, what explains the differences, and the past, a sheet each."""
    figures = [
        (one.code, one.name, *((one.ours, one.theirs, one.difference) if one.applies else (None,) * 3), result(one))
        for one in proofs
    ]
    parts = [
        (proof.code, side, part.label, part.amount)
        for proof in proofs
        for side, several in (("Tieout", proof.our_parts), ("QuickBooks", proof.their_parts))
        for part in several
    ]
    findings = [(proof.code, one.why.value, one.words, one.amount) for proof in proofs for one in proof.findings]
    sheets = (("Tie-out", FIGURES, figures), ("Sides", PARTS, parts), ("Differences", FINDINGS, findings))
    reports = [Report(title, "", run.department, run.as_of, run.at, columns, rows) for title, columns, rows in sheets]
    return as_xlsx([*reports, history(run, past)])


def history(run: ProofRun, past: Past) -> Report:
    """Every earlier tie-out with what each proof differed by: the proof history."""
    columns, rows = history_of(past)
    return Report("Proof history", DIFFERED, run.department, run.as_of, run.at, columns, rows)


def history_of(past: Past) -> tuple[list[Column], list[list[object]]]:
    """The columns and rows of a proof history."""
    columns = [Column("As of", "date"), Column("Made on", "date"), *(Column(code, "amount") for code in CODES)]
    rows: list[list[object]] = []
    for one, proofs in past:
        apart = {proof.code: proof.difference for proof in proofs if proof.applies}
        rows.append([one.as_of, one.at.date(), *(apart.get(code) for code in CODES)])
    return columns, rows


def result(proof: Proof) -> str:
    """`agrees`, `differs`, or why there is nothing to prove."""
    if not proof.applies:
        return proof.note
    return "agrees" if proof.ok else "differs"


def strip(past: Past) -> bytes:
    """Past results, a column for each day that was proved, as it was seen last: a row for each proof, green where it
    agreed. A PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # half a second, for whoever wants a picture
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyBboxPatch

    runs = _newest(past)
    codes = [code for code in CODES if any(proof.code == code for _, proofs in runs for proof in proofs)]
    with ONE_AT_A_TIME:
        figure = Figure(figsize=(max(7.0, 2.4 + 0.92 * len(runs)), 1.5 + 0.5 * len(codes)), dpi=110)
        axes = figure.add_axes((0.06, 0.16, 0.93, 0.70))
        for x, (_, proofs) in enumerate(runs):
            by_code = {proof.code: proof for proof in proofs}
            for y, code in enumerate(reversed(codes)):
                square = _square(by_code.get(code))
                box = FancyBboxPatch(
                    (x + 0.07, y + 0.1), 0.86, 0.8, boxstyle="round,pad=0,rounding_size=0.1", color=square.colour
                )
                axes.add_patch(box)
                axes.text(x + 0.5, y + 0.48, square.words, color="white", fontsize=9, ha="center", va="center")
        axes.set_xlim(0, max(len(runs), FEWEST))
        axes.set_ylim(0, len(codes))
        axes.set_yticks([y + 0.5 for y in range(len(codes))], list(reversed(codes)), fontsize=12)
        labels = [f"{run.as_of:%-d %b %y}\n{'closed' if run.closed else f'seen {run.at:%-d %b}'}" for run, _ in runs]
        axes.set_xticks([x + 0.5 for x in range(len(runs))], labels, fontsize=9, color=GREY)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        title = f"Tie-outs of {runs[-1][0].department}" if runs else "No tie-outs yet"
        figure.suptitle(title, x=0.06, ha="left", fontsize=15, fontweight="bold", parse_math=False)
        file = io.BytesIO()
        FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call]  # matplotlib is partly untyped
    return file.getvalue()


def in_words(past: Past) -> str:
    """The strip for those who do not see it."""
    runs = _newest(past)
    red = [f"{run.as_of:%-d %B %Y}" for run, proofs in runs if not all(proof.ok for proof in proofs)]
    return f"{len(runs)} tie-outs, {len(red)} with differences" + (f": as of {', '.join(red)}" if red else "")


def _newest(past: Past) -> Past:
    """The newest result for each of the latest days, the earliest day first."""
    newest = {run.as_of: (run, proofs) for run, proofs in past}
    return [newest[day] for day in sorted(newest)][-MOST_RUNS:]


def _square(proof: Proof | None) -> Square:
    if proof is None or not proof.applies:
        return Square(PALE, "")
    return Square(GREEN, "") if proof.ok else Square(RED, _short(proof.difference))


def _short(amount: int) -> str:
    """An amount that fits a square."""
    whole = shown(amount)
    sign = "-" if amount < 0 else ""
    return whole if len(whole) <= 9 else f"{sign}{abs(amount) // 100_000:,}k"
