"""General ledger: every posting of every account between the dates, with a running balance."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from standins.quickbooks.chart import ZERO, Doc, ref
from standins.quickbooks.envelopes import unsupported
from standins.quickbooks.ledger import Posting, postings
from standins.quickbooks.reports.accounts import PROFIT_AND_LOSS, as_of, between, in_order, natural
from standins.quickbooks.reports.asked import Asked, ReportCompany
from standins.quickbooks.reports.shape import Cell, Row, amount, answer, blanks, cell, column, data, label, section

TITLES = {
    "tx_date": "Date",
    "txn_type": "Transaction Type",
    "doc_num": "Num",
    "is_adj": "Adj",
    "name": "Name",
    "memo": "Memo/Description",
    "split_acc": "Split",
    "account_name": "Account",
    "cust_name": "Customer",
    "vend_name": "Vendor",
    "klass_name": "Class",
    "dept_name": "Location",
    "create_date": "Create Date",
    "create_by": "Created By",
    "last_mod_date": "Last Modified",
    "last_mod_by": "Last Modified By",
    "debt_amt": "Debit",
    "credit_amt": "Credit",
    "subt_nat_amount": "Amount",
    "rbal_nat_amount": "Balance",
}
MONEY = ("debt_amt", "credit_amt", "subt_nat_amount", "rbal_nat_amount")
USUAL = ("tx_date", "txn_type", "doc_num", "name", "memo", "split_acc", "subt_nat_amount", "rbal_nat_amount")


def general_ledger(company: ReportCompany, asked: Asked) -> dict[str, Any]:
    """A section for each account with a balance or postings; `account` and `columns` narrow it."""
    if asked.by != "Total":
        raise unsupported(f"report {asked.name} by {asked.by}")
    wanted = [key for key in asked.params.get("columns", "").split(",") if key in TITLES] or list(USUAL)
    book = Book(company, asked, wanted)
    columns = [column(TITLES[key], "Money" if key in MONEY else _kind(key), key) for key in wanted]
    return answer(company, asked, columns, book.sections(), {})


def _kind(key: str) -> str:
    return "Date" if key == "tx_date" else "String"


class Book:
    """The postings of one report by account, and how a line of it reads."""

    def __init__(self, company: ReportCompany, asked: Asked, columns: Sequence[str]) -> None:
        self.company = company
        self.columns = columns
        self.accounts = in_order(company)
        self.names = {account["Id"]: label(company, account) for account in self.accounts}
        everything = postings(company)
        self.documents: dict[tuple[str, str], list[Posting]] = defaultdict(list)
        for posting in everything:
            self.documents[posting.kind, posting.id].append(posting)
        shown = asked.filtered(everything)
        self.lines: dict[str, list[Posting]] = defaultdict(list)
        for posting in between(shown, asked.start, asked.end):
            self.lines[posting.account].append(posting)
        before = asked.start.fromordinal(asked.start.toordinal() - 1)
        self.opening, _profit = as_of(company, asked, shown, before)
        self.only = {id for id in asked.params.get("account", "").split(",") if id}

    def sections(self) -> list[Row]:
        ids = {account["Id"] for account in self.accounts}
        if self.only:
            return [row for one in self.accounts if one["Id"] in self.only for row in self._section(one, [])]
        top = [account for account in self.accounts if ref(account, "ParentRef") not in ids]
        return [row for account in top for row in self._tree(account)]

    def _tree(self, account: Doc) -> list[Row]:
        children = [one for one in self.accounts if ref(one, "ParentRef") == account["Id"]]
        return self._section(account, [row for child in children for row in self._tree(child)])

    def _section(self, account: Doc, below: list[Row]) -> list[Row]:
        opening = ZERO if account["AccountType"] in PROFIT_AND_LOSS else self.opening.get(account["Id"], ZERO)
        lines = self.lines.get(account["Id"], [])
        if not (opening or lines or below):
            return []
        balance = natural(account, opening)
        rows = [self._beginning(balance)] if opening else []
        for posting in lines:
            balance += natural(account, posting.amount)
            rows.append(self._line(account, posting, balance))
        name = self.names[account["Id"]]
        head = [cell(name, account["Id"]), *blanks(len(self.columns) - 1)]
        moved = sum((self._moved(one) for one in self._family(account)), ZERO)
        return [section(head, rows + below, self._summary(f"Total for {name}", moved))]

    def _family(self, account: Doc) -> list[Doc]:
        if self.only:
            return [account]
        children = [one for one in self.accounts if ref(one, "ParentRef") == account["Id"]]
        return [account, *(member for child in children for member in self._family(child))]

    def _moved(self, account: Doc) -> Decimal:
        return natural(account, sum((posting.amount for posting in self.lines.get(account["Id"], [])), ZERO))

    def _beginning(self, balance: Decimal) -> Row:
        cells = [cell(amount(balance) if key == "rbal_nat_amount" else "") for key in self.columns]
        return data([cell("Beginning Balance"), *cells[1:]])

    def _summary(self, title: str, moved: Decimal) -> list[Cell]:
        cells = [cell(amount(moved) if key == "subt_nat_amount" else "") for key in self.columns]
        return [cell(title), *cells[1:]]

    def _line(self, account: Doc, posting: Posting, balance: Decimal) -> Row:
        doc = self.company.get(posting.kind, posting.id) or {}
        person = self._name(posting.entity_kind, posting.entity)
        meta = doc.get("MetaData") or {}
        made_by, changed_by = self.company.authors.get((posting.kind, posting.id), ("", ""))
        values = {
            "tx_date": cell(posting.date),
            "txn_type": cell(type_name(posting.kind, doc), posting.id),
            "doc_num": cell(posting.number),
            "is_adj": cell("Yes" if doc.get("Adjustment") else "No"),
            "name": person,
            "memo": cell(posting.memo),
            "split_acc": self._split(posting),
            "account_name": cell(self.names[account["Id"]], account["Id"]),
            "cust_name": person if posting.entity_kind == "Customer" else cell(""),
            "vend_name": person if posting.entity_kind == "Vendor" else cell(""),
            "klass_name": self._name("Class", posting.class_id),
            "dept_name": self._name("Department", posting.department),
            "create_date": cell(meta.get("CreateTime", "")),
            "create_by": cell(made_by),
            "last_mod_date": cell(meta.get("LastUpdatedTime", "")),
            "last_mod_by": cell(changed_by),
            "debt_amt": cell(amount(posting.amount if posting.amount > 0 else None)),
            "credit_amt": cell(amount(-posting.amount if posting.amount < 0 else None)),
            "subt_nat_amount": cell(amount(natural(account, posting.amount))),
            "rbal_nat_amount": cell(amount(balance)),
        }
        return data([values[key] for key in self.columns])

    def _name(self, kind: str, id: str) -> Cell:
        found = self.company.get(kind, id) if kind and id else None
        return cell(str(found.get("DisplayName") or found.get("Name") or ""), id) if found else cell("")

    def _split(self, posting: Posting) -> Cell:
        """The other account of a two-sided document; "-Split-" when there are several."""
        others = [one for one in self.documents[posting.kind, posting.id] if one is not posting]
        single = others[0].account if len({one.account for one in others}) == 1 else ""
        return cell(self.names[single], single) if single else cell("-Split-")


def type_name(kind: str, doc: Doc) -> str:
    """A document's kind as QuickBooks' reports and lists call it."""
    if kind == "Purchase":
        if doc.get("PaymentType") == "CreditCard":
            return "Credit Card Credit" if doc.get("Credit") else "Expense"
        return "Check" if doc.get("PaymentType") == "Check" else "Expense"
    if kind == "BillPayment":
        return "Bill Payment (Check)" if doc.get("PayType") == "Check" else "Bill Payment (Credit Card)"
    return KIND_NAMES.get(kind, kind)


KIND_NAMES = {
    "VendorCredit": "Vendor Credit",
    "CreditMemo": "Credit Memo",
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "JournalEntry": "Journal Entry",
    "CreditCardPayment": "Credit Card Payment",
    "PurchaseOrder": "Purchase Order",
    "TimeActivity": "Time Activity",
    "Account": "Journal Entry",
    "Item": "Inventory Starting Value",
}
