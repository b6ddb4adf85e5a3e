"""What `/tie-out` shows: its help, the table with what explains a difference, and the windows behind "Why?"."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from bot import blocks
from bot.blocks import Block, View, escape
from bot.receipts.windows import OPEN as OPEN_RECEIPT
from bot.vouchers.windows import OPEN as OPEN_VOUCHER
from bot.worksheets.views import SHOW as OPEN_WORKSHEET
from domain.money import shown
from domain.proofs.claims import ON_THE_WAY
from domain.proofs.proof import Finding, Part, Proof, ProofRun, RunState
from domain.proofs.proof import Why as Reason
from domain.proofs.why import AccountAmount, BookedLine, Page, WholeEntry

WHY, ENTRIES, ENTRY, SHARE, AGAIN = (
    "proofs.why",
    "proofs.entries",
    "proofs.entry",
    "proofs.share",
    "proofs.again",
)
WIDE: Final = 14
FINDINGS_IN_MESSAGE: Final = 6
FINDINGS_IN_WINDOW: Final = 25
MOST_ACCOUNTS: Final = 40
MOST_LINES: Final = 40
OPENS: Final = {"voucher": OPEN_VOUCHER, "receipt": OPEN_RECEIPT, "worksheet": OPEN_WORKSHEET}
Words = tuple[str, list[Block]]
HELP: Final = "\n".join(
    (
        "*/tie-out* compares Tieout with QuickBooks to the cent, today or on any day:",
        "• `/tie-out`: as of today",
        "• `/tie-out 2025-01-31`: as of the end of that day",
        "• `/tie-out 2025-01`: as of the end of that month",
        "• `/tie-out west 2025-01`: of another department",
        "The answer comes as a direct message, with a workbook and the strip of past results. "
        "“Why?” leads from every amount to its entries.",
    )
)


def coming(run: ProofRun) -> str:
    """What is said at once."""
    return f"The tie-out of {escape(run.department)} as of {_day(run)} comes as a direct message."


def message(run: ProofRun, proofs: Sequence[Proof], *, shared_by: str = "") -> Words:
    """The run as it stands: being read, done with a row for each proof, or why it failed."""
    title = f"Tie-out of {run.department} as of {_day(run)}"
    head = blocks.header(title)
    if run.state is RunState.READING:
        return title, [head, blocks.section(":hourglass_flowing_sand: Reading QuickBooks…")]
    again = blocks.button("Prove again", AGAIN, value=run.id)
    if run.state is RunState.FAILED:
        return title, [head, blocks.section(f":warning: {escape(run.words)}"), blocks.actions(again)]
    red = [proof for proof in proofs if not proof.ok]
    differ = f"{blocks.count(len(red), 'proof')} of {len(proofs)} {'differs' if len(red) == 1 else 'differ'}"
    verdict = differ if red else "Everything agrees to the cent"
    said = [head, blocks.section(f"{':red_circle:' if red else ':large_green_circle:'} *{verdict}*{_standing(run)}")]
    said.append(blocks.section(f"`{'Tieout':>{WIDE}}{'QuickBooks':>{WIDE}}{'Difference':>{WIDE}}`"))
    for proof in proofs:
        said.append(_row(run, proof))
        said += _explained(proof)
    buttons = [again] if shared_by else [blocks.button("Share", SHARE, value=run.id), again]
    by = f" · shared by {blocks.mention(shared_by)}" if shared_by else ""
    said += [
        blocks.actions(*buttons),
        blocks.context(f"asked by {blocks.mention(run.by)} · {blocks.moment(run.at)}{by}"),
    ]
    return f"{title}: {verdict}", said


def why_window(
    run: ProofRun, proof: Proof, accounts: Sequence[AccountAmount], openings: Mapping[str, tuple[str, str]]
) -> View:
    """Where both sides of a proof come from, what explains a difference, and our accounts; `openings` are the windows
    that findings have, by subject."""
    parts = [
        blocks.section(f"*{escape(proof.name)}*\n{escape(run.department)}, as of {_day(run)}"),
        blocks.section(_side("Tieout", proof.our_parts, proof.ours)),
        blocks.section(_side("QuickBooks", proof.their_parts, proof.theirs)),
    ]
    if not proof.applies:
        parts = [parts[0], blocks.section(escape(proof.note))]
    for finding in proof.findings[:FINDINGS_IN_WINDOW]:
        parts.append(_finding_row(finding, openings.get(finding.subject)))
    left = len(proof.findings) - FINDINGS_IN_WINDOW
    parts += [blocks.context(f"and {blocks.count(left, 'document')} more, in the workbook")] if left > 0 else []
    if accounts:
        parts += [blocks.divider(), blocks.section("*Our accounts behind it*")]
    for one in accounts[:MOST_ACCOUNTS]:
        press = blocks.button(
            "Entries", ENTRIES, value=_packed(run.id, proof.code, one.account, 0), label=f"Entries on {one.account}"
        )
        said = f"{escape(one.account)} {escape(one.name)}: *{shown(one.amount)}*"
        parts.append(blocks.section(f"{said}\n{blocks.count(one.entries, 'entry', 'entries')}", accessory=press))
    return blocks.modal(f"Why? {proof.code}", parts)


def entries_window(run_id: str, code: str, page: Page) -> View:
    """The entries on one of our accounts, the latest first."""
    head = f"*{escape(page.account)} {escape(page.name)}*: {shown(page.amount)} in {page.total:,} entries"
    parts = [blocks.section(head), blocks.actions(_back_to_proof(run_id, code), block_id="back")]
    for row in page.rows:
        back = ", taken back" if row.is_reversal else ""
        said = f"*{shown(row.amount)}* · {row.on:%-d %b %Y}\n{escape(row.event)}{back} · {escape(row.number or '–')}"
        value = _packed(run_id, code, page.account, page.number, row.seq)
        parts.append(
            blocks.section(said, accessory=blocks.button("Open", ENTRY, value=value, label=f"Entry {row.seq}"))
        )
    turns = [("◀ Later", page.number - 1)] if page.number > 0 else []
    turns += [("Earlier ▶", page.number + 1)] if page.number + 1 < page.pages else []
    if turns:
        pager = [
            blocks.button(words, f"{ENTRIES}.{n}", value=_packed(run_id, code, page.account, n)) for words, n in turns
        ]
        parts.append(blocks.actions(*pager, block_id="pager"))
    return blocks.modal(f"Why? {code}", parts or [blocks.section("_None._")])


def entry_window(run_id: str, code: str, account: str, page: int, whole: WholeEntry) -> View:
    """One entry: its lines, and what they are about."""
    entry = whole.entry
    back = blocks.button("◀ Entries", ENTRIES, value=_packed(run_id, code, account, page))
    told = f"*{escape(entry.event.capitalize())}* {escape(whole.number)}\n{entry.on:%-d %B %Y}, entry {entry.seq}"
    parts = [
        blocks.section(told),
        blocks.context(f"by {blocks.mention(entry.actor)} · {blocks.moment(entry.at)} · {_route(entry.route.value)}"),
        blocks.actions(back, block_id="back"),
    ]
    parts += [_line(line) for line in whole.lines[:MOST_LINES]]
    left = len(whole.lines) - MOST_LINES
    parts += [blocks.context(f"and {blocks.count(left, 'more line')}")] if left > 0 else []
    return blocks.modal(f"Why? {code}", [*parts, *_openers(whole.lines)])


def why(run_id: str, code: str) -> Block:
    """The button that leads from a proof to what is behind it."""
    return blocks.button("Why?", WHY, value=_packed(run_id, code), label=f"Why {code}?")


def unpacked(value: str) -> list[str]:
    """What a button carries: run, proof, account, page, entry."""
    return [str(part) for part in json.loads(value)]


def _packed(*parts: str | int) -> str:
    return json.dumps(parts)


def _row(run: ProofRun, proof: Proof) -> Block:
    mark = ":white_circle:" if not proof.applies else ":white_check_mark:" if proof.ok else ":x:"
    figures = "".join(f"{shown(amount):>{WIDE}}" for amount in (proof.ours, proof.theirs, proof.difference))
    below = f"`{figures}`" if proof.applies else f"_{escape(proof.note)}_"
    waits = next((part.amount for part in proof.our_parts if part.label == ON_THE_WAY), 0)
    on_the_way = f"\n_{shown(waits)} is on the way and not expected yet_" if waits else ""
    said = f"{mark} *{proof.code}* {escape(proof.name)}\n{below}{on_the_way}"
    return blocks.section(said, accessory=why(run.id, proof.code))


def _explained(proof: Proof) -> list[Block]:
    if proof.ok:
        return []
    lines = [f"• {_found(finding)}" for finding in proof.findings[:FINDINGS_IN_MESSAGE]]
    left = proof.findings[FINDINGS_IN_MESSAGE:]
    if left:
        rest = shown(sum(finding.amount for finding in left))
        lines.append(f"• {rest}: {blocks.count(len(left), 'more document')}, behind “Why?”")
    return [blocks.section("\n".join(lines))]


def _found(finding: Finding) -> str:
    said = f"`{shown(finding.amount):>{WIDE}}` {finding.why}: {escape(finding.words)}"
    return f"*{said}*" if finding.why is Reason.UNEXPLAINED else said


def _finding_row(finding: Finding, opening: tuple[str, str] | None) -> Block:
    press = blocks.button(f"Open {opening[0]}", OPENS[opening[0]], value=opening[1]) if opening else None
    return blocks.section(_found(finding), accessory=press)


def _side(name: str, parts: Sequence[Part], total: int) -> str:
    rows = [f"{_label(part.label)}{shown(part.amount):>{WIDE}}" for part in parts]
    rows += [f"{_label(name)}{shown(total):>{WIDE}}"] if len(parts) != 1 else []
    return f"*{name}*\n```{escape(chr(10).join(rows))}```"


def _label(text: str) -> str:
    """A label in a column of its own."""
    return f"{blocks.clip(text, 30):<31}"


def _line(line: BookedLine) -> Block:
    about = " · ".join(filter(None, (line.party, line.worksheet, line.voucher)))
    side = "Dr" if line.amount >= 0 else "Cr"
    said = f"{side} *{shown(abs(line.amount))}* {escape(line.account)} {escape(line.name)}"
    return blocks.section(f"{said}\n{escape(about)}" if about else said)


def _openers(lines: Sequence[BookedLine]) -> list[Block]:
    """Buttons to the vouchers, receipts and worksheets an entry is about; a worksheet's window has its invoice and
    memos."""
    vouchers = {line.voucher_id: line.voucher for line in lines if line.voucher}
    receipts = {line.receipt_id: line.receipt for line in lines if line.receipt}
    sheets = {line.worksheet_id: line.worksheet for line in lines if line.worksheet}
    buttons = [
        blocks.actions(blocks.button(f"Open {name}", OPEN_VOUCHER, value=id)) for id, name in list(vouchers.items())[:3]
    ]
    buttons += [
        blocks.actions(blocks.button(f"Open {name}", OPEN_RECEIPT, value=id)) for id, name in list(receipts.items())[:3]
    ]
    return buttons + [
        blocks.actions(blocks.button(f"Open {name}", OPEN_WORKSHEET, value=id)) for id, name in list(sheets.items())[:8]
    ]


def _back_to_proof(run_id: str, code: str) -> Block:
    return blocks.button(f"◀ {code}", f"{WHY}.back", value=_packed(run_id, code))


def _standing(run: ProofRun) -> str:
    others = run.departments.split()
    together = (
        f"\nTogether with {escape(', '.join(d for d in others if d != run.department))}, which share its accounts"
    )
    closed = "\nThe month is closed." if run.closed else ""
    return closed + (together if len(others) > 1 else "")


def _route(route: str) -> str:
    return {
        "document": "by a document of its own",
        "sweep": "with the closing entry",
        "observed": "was in QuickBooks already",
    }.get(route, "no document needed")


def _day(run: ProofRun) -> str:
    return f"{run.as_of:%-d %B %Y}"
