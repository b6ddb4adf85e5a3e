"""A file of worksheets: each row is a sale or an expense of the worksheet whose number it carries."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from domain.accounts.account import AccountClass, chart
from domain.counterparties.details import TradeRole
from domain.imports.columns import Parties, as_date, cells_of, find_columns, parties_of, party_id, plain
from domain.imports.tabular import Row, read_beginnings, read_sheets
from domain.money import parse_amount
from domain.problems import Problem
from domain.store import Store, in_chunks
from domain.worksheets.trade import trade_kind
from domain.worksheets.worksheet import Worksheet
from domain.worksheets.worksheet_form import COSTS, SALES, AccrualForm, SaleForm, WorksheetForm, checked

HEADERS: Final = {
    "number": ("worksheet", "worksheet number", "number"),
    "customer": ("customer", "sold to"),
    "posting_date": ("posting date", "date"),
    "load_date": ("load date", "loaded"),
    "ship_date": ("ship date", "shipped"),
    "rep": ("rep", "sales rep", "salesperson"),
    "commodity": ("commodity", "grade", "product"),
    "term": ("terms", "term", "payment terms"),
    "line": ("line", "kind", "expense", "line type"),
    "vendor": ("vendor", "supplier"),
    "account": ("account", "account number"),
    "description": ("description", "memo"),
    "amount": ("amount", "net amount"),
    "tax": ("tax", "sales tax"),
}
NEEDED: Final = ("number", "customer", "line", "amount")
TEXTS: Final = ("rep", "commodity", "term")
DATES: Final = ("posting_date", "load_date", "ship_date")


@dataclass
class FileWorksheet:
    """The rows of one worksheet: its form as far as they were understood, and what is wrong on which line."""

    number: str
    lines: list[int] = field(default_factory=list)
    form: WorksheetForm = field(default_factory=lambda: WorksheetForm(""))
    wrong: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a row is judged against."""

    parties: Parties
    accounts: Mapping[str, AccountClass]


def read_worksheets(session: Session, file_name: str, content: bytes, department: str) -> list[FileWorksheet]:
    """The worksheets of a file in the order of their first rows; raises a Problem for what is no such table."""
    places, rows = find_columns(read_sheets(file_name, content), HEADERS, NEEDED, file_name)
    accounts = {account.number: account.cls for account in chart(session, department)}
    known = Known(parties_of(session, department), accounts)
    found: dict[str, FileWorksheet] = {}
    for row in rows:
        cells = cells_of(row, places, tuple(HEADERS))
        worksheet = found.setdefault(cells["number"].casefold(), FileWorksheet(cells["number"]))
        _take(worksheet, row, cells, known)
    taken = _taken(session, department, found)
    for key, worksheet in found.items():
        _judge(worksheet, exists=key in taken)
    return list(found.values())


def read_worksheets_from(database_url: str, file_name: str, content: bytes, department: str) -> Iterator[FileWorksheet]:
    """The same, for a process that has no store yet."""
    with closing(Store(database_url)) as store, store.reading() as session:
        yield from read_worksheets(session, file_name, content, department)


def holds_worksheets(file_name: str, content: bytes) -> bool:
    """Whether a file is one of worksheets, by its header: whoever hands one over need not say so."""
    try:
        find_columns(read_beginnings(file_name, content), HEADERS, NEEDED, file_name)
    except Problem:
        return False
    return True


def _take(worksheet: FileWorksheet, row: Row, cells: Mapping[str, str], known: Known) -> None:
    """Add what a row says to its worksheet."""
    worksheet.lines.append(row.line)
    try:
        form = _with_header(worksheet.form, cells, known.parties)
        if plain(cells["line"]) in ("sale", "sales", "revenue"):
            worksheet.form = replace(form, sales=(*form.sales, _sale(cells, known)))
        else:
            worksheet.form = replace(form, accruals=(*form.accruals, _accrual(cells, known)))
    except Problem as problem:
        worksheet.wrong[row.line] = problem.words()


def _with_header(form: WorksheetForm, cells: Mapping[str, str], parties: Parties) -> WorksheetForm:
    """The form with what a row says of the worksheet as a whole; rows of one worksheet must not contradict."""
    said: dict[str, object] = {name: cells[name] for name in TEXTS if cells[name]}
    said |= {name: as_date(cells[name], name) for name in DATES if cells[name]}
    said |= {"customer_id": party_id(parties, cells["customer"], TradeRole.CUSTOMER)} if cells["customer"] else {}
    for name, value in said.items():
        if getattr(form, name) not in (None, "", value):
            raise Problem(f"The {name.removesuffix('_id').replace('_', ' ')} differs from an earlier row's.")
    return replace(form, number=cells["number"], **said)  # type: ignore[arg-type]  # texts for texts, dates for dates


def _sale(cells: Mapping[str, str], known: Known) -> SaleForm:
    sale = SaleForm(
        amount=parse_amount(cells["amount"]),
        tax=parse_amount(cells["tax"], field="tax") if cells["tax"] else 0,
        account=cells["account"] or "4010",
        description=cells["description"],
    )
    _require_class(known, sale.account, SALES)
    checked(WorksheetForm("1", sales=[sale]))
    return sale


def _accrual(cells: Mapping[str, str], known: Known) -> AccrualForm:
    kind, amount = trade_kind(cells["line"]), parse_amount(cells["amount"])
    vendor = party_id(known.parties, cells["vendor"], TradeRole.SUPPLIER)
    (accrual,) = checked(WorksheetForm("1", accruals=[AccrualForm(vendor, kind, amount, cells["account"])])).accruals
    _require_class(known, accrual.account, COSTS)
    return accrual


def _require_class(known: Known, account: str, classes: frozenset[AccountClass]) -> None:
    if known.accounts.get(account) not in classes:
        raise Problem(f"{account} is no account of the class {' or '.join(sorted(classes))}.")


def _taken(session: Session, department: str, numbers: Iterable[str]) -> set[str]:
    lowered = sa.func.lower(Worksheet.number)
    here = [
        session.exec(select(Worksheet.number).where(col(Worksheet.department) == department, lowered.in_(chunk))).all()
        for chunk in in_chunks(list(numbers), 500)
    ]
    return {number.casefold() for chunk in here for number in chunk}


def _judge(worksheet: FileWorksheet, *, exists: bool) -> None:
    """What only the whole worksheet shows, said on its first line."""
    try:
        if exists:
            raise Problem(f"There is a worksheet {worksheet.number} already.")
        if not worksheet.wrong:
            worksheet.form = checked(worksheet.form)
            if not worksheet.form.customer_id:
                raise Problem("No row of it names the customer.")
    except Problem as problem:
        worksheet.wrong.setdefault(worksheet.lines[0], problem.words())
