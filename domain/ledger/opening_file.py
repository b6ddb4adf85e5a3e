"""The file of an opening: one row for each open accrual, open invoice and unapplied cash, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.accounts.account import chart
from domain.counterparties.details import TradeRole
from domain.imports.columns import Parties, as_date, cells_of, find_columns, parties_of, party_id, plain
from domain.imports.tabular import read_beginnings, read_sheets
from domain.ledger.go_live import OpeningKind
from domain.money import parse_amount
from domain.problems import Problem
from domain.worksheets.trade import USUAL_ACCOUNT, TradeKind, trade_kind
from domain.worksheets.worksheet import MAX_NUMBER, Worksheet
from domain.worksheets.worksheet_form import COSTS

HEADERS: Final = {
    "what": ("what", "type", "record"),
    "number": ("number", "worksheet", "invoice", "document"),
    "party": ("party", "company", "counterparty", "vendor", "customer", "name"),
    "date": ("date", "posting date", "invoice date"),
    "due": ("due", "due date"),
    "kind": ("kind", "expense kind", "expense"),
    "account": ("account", "account number"),
    "amount": ("amount", "open amount", "balance", "open balance"),
}
NEEDED: Final = ("what", "number", "party", "amount")
WORDS: Final = {
    OpeningKind.ACCRUAL: ("accrual", "payable", "open accrual"),
    OpeningKind.INVOICE: ("invoice", "receivable", "open invoice"),
    OpeningKind.UNAPPLIED: ("unapplied", "unapplied cash", "on account"),
}
MOST_SAID = 10


@dataclass(frozen=True)
class OpeningRow:
    """One line of the file, understood; cents above zero."""

    line: int
    what: OpeningKind
    number: str
    party_id: str
    dated: date
    due: date | None
    kind: TradeKind
    account: str
    amount: int


@dataclass(frozen=True)
class WrongRow:
    """A line that cannot be brought in, and why."""

    line: int
    words: str


def holds_opening(file_name: str, content: bytes) -> bool:
    """Whether a file is an opening's, by its header: whoever hands one over need not say so."""
    strict = {**HEADERS, "what": ("what",)}
    try:
        find_columns(read_beginnings(file_name, content), strict, NEEDED, file_name)
    except Problem:
        return False
    return True


def read_opening(session: Session, file_name: str, content: bytes, department: str, day: date) -> list[OpeningRow]:
    """The rows of an opening dated `day`; raises one Problem naming every line that cannot be understood."""
    understood, wrong = judge_opening(session, file_name, content, department, day)
    if wrong:
        said = [f"Line {row.line}: {row.words}" for row in wrong[:MOST_SAID]]
        more = f" And {len(wrong) - MOST_SAID} lines more." if len(wrong) > MOST_SAID else ""
        raise Problem(" ".join(said) + more, next_step="Mend the file and hand it over again.")
    return understood


def judge_opening(
    session: Session, file_name: str, content: bytes, department: str, day: date
) -> tuple[list[OpeningRow], list[WrongRow]]:
    """The rows of an opening dated `day` that are understood, and those that are not; a Problem for no such table."""
    places, rows = find_columns(read_sheets(file_name, content), HEADERS, NEEDED, file_name)
    parties = parties_of(session, department)
    costs = {account.number for account in chart(session, department) if account.cls in COSTS}
    taken = _taken(session, department)
    understood: list[OpeningRow] = []
    wrong: list[WrongRow] = []
    for row in rows:
        try:
            read = _understood(row.line, cells_of(row, places, tuple(HEADERS)), parties, day)
            if read.what is OpeningKind.ACCRUAL:
                if read.account not in costs:
                    raise Problem(f"{read.account} is no account of purchases or expenses.")
                if read.number.casefold() in taken:
                    raise Problem(f"There is a worksheet {read.number} already.")
            understood.append(read)
        except Problem as problem:
            wrong.append(WrongRow(row.line, problem.words()))
    return understood, wrong


def _taken(session: Session, department: str) -> set[str]:
    """The numbers of worksheets that people made here, and no opening did."""
    here = select(Worksheet.number).where(Worksheet.department == department, col(Worksheet.opening).is_(False))
    return {number.casefold() for number in session.exec(here)}


def _understood(line: int, cells: Mapping[str, str], parties: Parties, day: date) -> OpeningRow:
    what = next((kind for kind, words in WORDS.items() if plain(cells["what"]) in words), None)
    if what is None:
        raise Problem(f"“{cells['what']}” is neither accrual nor invoice nor unapplied.")
    if not 0 < len(cells["number"]) <= MAX_NUMBER:
        raise Problem(f"The number must have 1 to {MAX_NUMBER} characters.")
    amount = parse_amount(cells["amount"])
    if amount <= 0:
        raise Problem("The amount must be above zero.")
    dated = as_date(cells["date"]) or day
    if dated > day:
        raise Problem(f"It is dated {dated:%-d %B %Y}, and the opening is as of {day:%-d %B %Y}.")
    role = TradeRole.SUPPLIER if what is OpeningKind.ACCRUAL else TradeRole.CUSTOMER
    kind = trade_kind(cells["kind"]) if cells["kind"] else TradeKind.MATERIAL
    return OpeningRow(
        line=line,
        what=what,
        number=cells["number"],
        party_id=party_id(parties, cells["party"], role),
        dated=dated,
        due=as_date(cells["due"]),
        kind=kind,
        account=cells["account"] or USUAL_ACCOUNT[kind],
        amount=amount,
    )
