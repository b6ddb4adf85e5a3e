"""QuickBooks' reports, read as lines and balances.

Reports are wide nested tables of text: cells are found by their columns' keys, never by place.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from domain.books import queries
from domain.books.balance_reports import LedgerLine, OpenItem, Settled
from domain.books.client import QuickBooksClient
from domain.books.paper import minor
from domain.books.reading import every_row

Json = dict[str, Any]
DETAILS: Final = (
    "tx_date,txn_type,doc_num,name,memo,debt_amt,credit_amt,create_by,create_date,last_mod_by,last_mod_date"
)
CREDIT_SIDE: Final = ("Income", "OtherIncome")


class QuickBooksLedger:
    """The general ledger of a QuickBooks Online company: a `LedgerBooks`, one per thread."""

    def __init__(self, client: QuickBooksClient) -> None:
        self._client = client

    def profit_and_loss(self, start: date, end: date) -> dict[str, int]:
        """What each account of profit and loss moved by between two days, both included, debit positive."""
        report = self._report("ProfitAndLoss", start, end)
        found: dict[str, int] = {}
        for section in _rows(report):
            sign = -1 if section.get("group") in CREDIT_SIDE else 1
            for cells in _every_cells(section):
                if cells[0].get("id"):
                    found[str(cells[0]["id"])] = sign * minor(cells[-1].get("value"))
        return found

    def general_ledger(self, accounts: Sequence[str], start: date, end: date) -> list[LedgerLine]:
        """Every line of these accounts dated from one day to another, both included.

        Asked for a year at a time: QuickBooks answers at most 400,000 cells.
        """
        if not accounts:
            return []
        found: list[LedgerLine] = []
        for first, last in _years(start, end):
            told = {"account": ",".join(accounts), "columns": DETAILS}
            report = self._report("GeneralLedger", first, last, **told)
            keys = _keys(report)
            found += [line for section in _rows(report) for line in _lines(section, keys, "")]
        return found

    def open_items(self, as_of: date, *, payable: bool) -> list[OpenItem]:
        """What is open of payables or receivables at the end of a day, by payments dated up to it."""
        name = "AgedPayableDetail" if payable else "AgedReceivableDetail"
        asked = {"report_date": as_of.isoformat(), "aging_method": "Report_Date"}
        report: Json = self._client.get_report(name, asked)
        keys = _keys(report)
        open_key = "subt_neg_open_bal" if payable else "subt_open_bal"
        party_key = "vend_name" if payable else "cust_name"
        found = []
        for section in _rows(report):
            for cells in _data(section):
                row = dict(zip(keys, cells, strict=False))
                kind = row.get("txn_type") or {}
                if kind.get("id"):
                    amount = minor((row.get(open_key) or {}).get("value"))
                    party, due = row.get(party_key) or {}, _text(row, "due_date")[:10]
                    found.append(
                        OpenItem(
                            str(kind["value"]),
                            str(kind["id"]),
                            _day(row),
                            amount,
                            _text(row, "doc_num"),
                            str(party.get("id") or ""),
                            str(party.get("value") or ""),
                            date.fromisoformat(due) if due else None,
                        )
                    )
        return found

    def settled(self, start: date, end: date) -> list[Settled]:
        """What payments to vendors settled that are dated between two days, both included."""
        between = f"TxnDate >= {queries.quoted(start.isoformat())} AND TxnDate <= {queries.quoted(end.isoformat())}"
        return [
            Settled(str(link.get("TxnType")), str(link.get("TxnId")), minor(line.get("Amount")), str(row["Id"]))
            for row in every_row(self._client, "BillPayment", between)
            for line in row.get("Line") or []
            for link in line.get("LinkedTxn") or []
        ]

    def _report(self, name: str, start: date, end: date, **more: str) -> Json:
        asked = {"start_date": start.isoformat(), "end_date": end.isoformat(), "accounting_method": "Accrual"}
        report: Json = self._client.get_report(name, asked | more)
        return report


def _years(start: date, end: date) -> Iterator[tuple[date, date]]:
    """The days from one to another, cut where a year begins."""
    for year in range(start.year, end.year + 1):
        yield max(start, date(year, 1, 1)), min(end, date(year, 12, 31))


def _rows(part: Mapping[str, Any]) -> list[Json]:
    rows: list[Json] = (part.get("Rows") or {}).get("Row") or []
    return rows


def _keys(report: Mapping[str, Any]) -> list[str]:
    """The key of each column, in their order in this answer."""
    columns = (report.get("Columns") or {}).get("Column") or []
    return [
        next((str(one["Value"]) for one in column.get("MetaData") or [] if one.get("Name") == "ColKey"), "")
        for column in columns
    ]


def _every_cells(row: Mapping[str, Any]) -> Iterator[list[Json]]:
    """The cells of a row, or of a section's head, and of everything in it; totals are left out."""
    cells = row.get("ColData") or (row.get("Header") or {}).get("ColData")
    if cells:
        yield cells
    for inner in _rows(row):
        yield from _every_cells(inner)


def _data(row: Mapping[str, Any]) -> Iterator[list[Json]]:
    """The cells of every row of data in a section."""
    if row.get("ColData"):
        yield row["ColData"]
    for inner in _rows(row):
        yield from _data(inner)


def _lines(row: Mapping[str, Any], keys: Sequence[str], account: str) -> Iterator[LedgerLine]:
    """The lines of a section and of the sections in it, each under its own account."""
    head = (row.get("Header") or {}).get("ColData") or [{}]
    account = str(head[0].get("id") or account)
    if row.get("ColData"):
        cells = dict(zip(keys, row["ColData"], strict=False))
        kind = cells.get("txn_type") or {}
        if kind.get("id"):
            yield LedgerLine(
                account,
                minor(_text(cells, "debt_amt")) - minor(_text(cells, "credit_amt")),
                _day(cells),
                str(kind.get("value") or ""),
                str(kind["id"]),
                _text(cells, "doc_num"),
                _text(cells, "name"),
                _text(cells, "memo"),
                _text(cells, "create_by"),
                _text(cells, "create_date"),
                _text(cells, "last_mod_by"),
                _text(cells, "last_mod_date"),
            )
    for inner in _rows(row):
        yield from _lines(inner, keys, account)


def _text(cells: Mapping[str, Json], key: str) -> str:
    return str((cells.get(key) or {}).get("value") or "")


def _day(cells: Mapping[str, Json]) -> date:
    return date.fromisoformat(_text(cells, "tx_date")[:10])
