"""The file of an opening: one row for each open accrual, open invoice and unapplied cash, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session

from domain.accounts.account import chart
from domain.counterparties.details import TradeRole
from domain.imports.columns import Parties, as_date, cells_of, find_columns, parties_of, party_id, plain
from domain.imports.tabular import read_sheets
from domain.ledger.go_live import OpeningKind
from domain.money import parse_amount
from domain.problems import Problem
from domain.worksheets.trade import USUAL_ACCOUNT, TradeKind, trade_kind
from domain.worksheets.worksheet import MAX_NUMBER
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


def read_opening(session: Session, file_name: str, content: bytes, department: str, day: date) -> list[OpeningRow]:
    """The rows of an opening dated `day`; raises one Problem naming every line that cannot be understood."""
    places, rows = find_columns(read_sheets(file_name, content), HEADERS, NEEDED, file_name)
    parties = parties_of(session, department)
    costs = {account.number for account in chart(session, department) if account.cls in COSTS}
    understood: list[OpeningRow] = []
    wrong: list[str] = []
    for row in rows:
        try:
            read = _understood(row.line, cells_of(row, places, tuple(HEADERS)), parties, day)
            if read.account not in costs:
                raise Problem(f"{read.account} is no account of purchases or expenses.")
            understood.append(read)
        except Problem as problem:
            wrong.append(f"Line {row.line}: {problem.words()}")
    if wrong:
        more = f" And {len(wrong) - MOST_SAID} lines more." if len(wrong) > MOST_SAID else ""
        raise Problem(" ".join(wrong[:MOST_SAID]) + more, next_step="Mend the file and hand it over again.")
    return understood


def _understood(line: int, cells: Mapping[str, str], parties: Parties, day: date) -> OpeningRow:
    what = next((kind for kind, words in WORDS.items() if plain(cells["what"]) in words), None)
    if what is None:
        raise Problem(f"“{cells['what']}” is neither accrual nor invoice nor unapplied.")
    if not 0 < len(cells["number"]) <= MAX_NUMBER:
        raise Problem(f"The number must have 1 to {MAX_NUMBER} characters.")
    amount = parse_amount(cells["amount"])
    if amount <= 0:
        raise Problem("The amount must be above zero.")
    role = TradeRole.SUPPLIER if what is OpeningKind.ACCRUAL else TradeRole.CUSTOMER
    kind = trade_kind(cells["kind"]) if cells["kind"] else TradeKind.MATERIAL
    return OpeningRow(
        line=line,
        what=what,
        number=cells["number"],
        party_id=party_id(parties, cells["party"], role),
        dated=min(as_date(cells["date"]) or day, day),
        due=as_date(cells["due"]),
        kind=kind,
        account=cells["account"] or USUAL_ACCOUNT[kind],
        amount=amount,
    )
