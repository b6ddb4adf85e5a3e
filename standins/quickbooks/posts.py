"""The posting table: which accounts each kind of document debits and credits, in the document's own currency."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from standins.quickbooks.chart import ZERO, Chart, Doc, money, ref


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a document: account, amount (debit positive), who, why."""

    account: str
    amount: Decimal
    entity_kind: str = ""
    entity: str = ""
    memo: str = ""
    class_id: str = ""
    department: str = ""


def bill(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield from _against(chart.payable(doc), _costs(chart, doc, 1), "Vendor", ref(doc, "VendorRef"))


def vendor_credit(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield from _against(chart.payable(doc), _costs(chart, doc, -1), "Vendor", ref(doc, "VendorRef"))


def purchase(chart: Chart, doc: Doc) -> Iterator[Leg]:
    payee = doc.get("EntityRef") or {}
    costs = _costs(chart, doc, -1 if doc.get("Credit") else 1)
    yield from _against(ref(doc, "AccountRef"), costs, payee.get("type", ""), ref(doc, "EntityRef"))


def bill_payment(chart: Chart, doc: Doc) -> Iterator[Leg]:
    paid, vendor = money(doc.get("TotalAmt")), ref(doc, "VendorRef")
    bank = ref(doc.get("CheckPayment"), "BankAccountRef") or ref(doc.get("CreditCardPayment"), "CCAccountRef")
    yield Leg(chart.payable(doc), paid, "Vendor", vendor)
    yield Leg(bank, -paid, "Vendor", vendor)


def invoice(chart: Chart, doc: Doc) -> Iterator[Leg]:
    customer, deposit = ref(doc, "CustomerRef"), money(doc.get("Deposit"))
    yield from _against(chart.receivable(doc), _sales(chart, doc, -1), "Customer", customer)
    yield Leg(chart.deposit_to(doc), deposit, "Customer", customer)
    yield Leg(chart.receivable(doc), -deposit, "Customer", customer)


def credit_memo(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield from _against(chart.receivable(doc), _sales(chart, doc, 1), "Customer", ref(doc, "CustomerRef"))


def sales_receipt(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield from _against(chart.deposit_to(doc), _sales(chart, doc, -1), "Customer", ref(doc, "CustomerRef"))


def refund_receipt(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield from _against(chart.deposit_to(doc), _sales(chart, doc, 1), "Customer", ref(doc, "CustomerRef"))


def payment(chart: Chart, doc: Doc) -> Iterator[Leg]:
    received, customer = money(doc.get("TotalAmt")), ref(doc, "CustomerRef")
    yield Leg(chart.deposit_to(doc), received, "Customer", customer)
    yield Leg(chart.receivable(doc), -received, "Customer", customer)


def deposit(chart: Chart, doc: Doc) -> Iterator[Leg]:
    """Money into a bank account: each line from its own account, a line that only links a payment from undeposited."""
    for line in doc.get("Line") or []:
        detail = line.get("DepositLineDetail") or {}
        entity = detail.get("Entity") or {}
        memo, class_id = line.get("Description") or "", ref(detail, "ClassRef")
        account = ref(detail, "AccountRef") or chart.undeposited()
        yield Leg(account, -money(line["Amount"]), entity.get("type", ""), str(entity.get("value", "")), memo, class_id)
    back = doc.get("CashBack") or {}
    yield Leg(ref(back, "AccountRef"), money(back.get("Amount")), memo=back.get("Memo") or "")
    total = sum((money(line["Amount"]) for line in doc.get("Line") or []), ZERO) - money(back.get("Amount"))
    yield Leg(ref(doc, "DepositToAccountRef"), total)


def transfer(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield Leg(ref(doc, "ToAccountRef"), money(doc.get("Amount")))
    yield Leg(ref(doc, "FromAccountRef"), -money(doc.get("Amount")))


def card_payment(chart: Chart, doc: Doc) -> Iterator[Leg]:
    yield Leg(ref(doc, "CreditCardAccountRef"), money(doc.get("Amount")))
    yield Leg(ref(doc, "BankAccountRef"), -money(doc.get("Amount")))


def journal_entry(chart: Chart, doc: Doc) -> Iterator[Leg]:
    for line in doc.get("Line") or []:
        detail = line.get("JournalEntryLineDetail")
        if detail:
            entity = detail.get("Entity") or {}
            sign = 1 if detail.get("PostingType") == "Debit" else -1
            yield Leg(
                ref(detail, "AccountRef"),
                sign * money(line.get("Amount")),
                entity.get("Type", ""),
                ref(entity, "EntityRef"),
                line.get("Description") or "",
                ref(detail, "ClassRef"),
                ref(detail, "DepartmentRef"),
            )


def opening_balance(chart: Chart, doc: Doc) -> Iterator[Leg]:
    """An account keyed in with a balance: QuickBooks books it against Opening Balance Equity."""
    side = 1 if doc.get("Classification") in ("Asset", "Expense") else -1
    yield Leg(doc["Id"], side * money(doc.get("OpeningBalance")), memo="Opening Balance")
    yield Leg(chart.opening(), -side * money(doc.get("OpeningBalance")), memo="Opening Balance")


def opening_stock(chart: Chart, doc: Doc) -> Iterator[Leg]:
    """An inventory item keyed in with stock on hand, at its purchase cost."""
    if doc.get("Type") == "Inventory":
        worth = money(Decimal(str(doc.get("QtyOnHand") or 0)) * Decimal(str(doc.get("PurchaseCost") or 0)))
        yield Leg(ref(doc, "AssetAccountRef"), worth, memo="Opening stock")
        yield Leg(chart.opening(), -worth, memo="Opening stock")


# The posting table. A kind that is not here posts nothing (Estimate, PurchaseOrder, TimeActivity, every list).
POSTS: dict[str, Callable[[Chart, Doc], Iterator[Leg]]] = {
    "Bill": bill,
    "BillPayment": bill_payment,
    "VendorCredit": vendor_credit,
    "Invoice": invoice,
    "CreditMemo": credit_memo,
    "Payment": payment,
    "SalesReceipt": sales_receipt,
    "RefundReceipt": refund_receipt,
    "Purchase": purchase,
    "JournalEntry": journal_entry,
    "Deposit": deposit,
    "Transfer": transfer,
    "CreditCardPayment": card_payment,
    "Account": opening_balance,
    "Item": opening_stock,
}


def _against(control: str, legs: Iterator[Leg], entity_kind: str, entity: str) -> Iterator[Leg]:
    """The legs, each in the name of the customer or vendor, and the control account taking their total."""
    total = ZERO
    for leg in legs:
        total += leg.amount
        yield leg if leg.entity else replace(leg, entity_kind=entity_kind, entity=entity)
    yield Leg(control, -total, entity_kind, entity)


def _lines(doc: Doc) -> Iterator[Doc]:
    """The document's lines, those inside a group in place of the group."""
    for line in doc.get("Line") or []:
        group = line.get("GroupLineDetail")
        if group:
            yield from group.get("Line") or []
        else:
            yield line


def _costs(chart: Chart, doc: Doc, sign: int) -> Iterator[Leg]:
    """What was bought: an expense line to its account, an item to its expense account (stock to its asset account)."""
    for line in _lines(doc):
        detail = line.get("AccountBasedExpenseLineDetail") or line.get("ItemBasedExpenseLineDetail") or {}
        item = chart.books.get("Item", ref(detail, "ItemRef")) or {}
        bought_to = "AssetAccountRef" if item.get("Type") == "Inventory" else "ExpenseAccountRef"
        account = ref(detail, "AccountRef") or ref(item, bought_to)
        if account:
            amount = sign * money(line.get("Amount"))
            yield Leg(account, amount, memo=line.get("Description") or "", class_id=ref(detail, "ClassRef"))
    yield from _tax(chart, doc, sign)


def _sales(chart: Chart, doc: Doc, sign: int) -> Iterator[Leg]:
    """What was sold: items to income, discounts against it, stock out at cost, tax to the agency."""
    for line in _lines(doc):
        amount, memo = sign * money(line.get("Amount")), line.get("Description") or ""
        if detail := line.get("SalesItemLineDetail"):
            item = chart.books.get("Item", ref(detail, "ItemRef")) or {}
            account = ref(detail, "ItemAccountRef") or ref(item, "IncomeAccountRef") or chart.sales()
            class_id = ref(detail, "ClassRef") or ref(doc, "ClassRef")
            yield Leg(account, amount, memo=memo, class_id=class_id)
            yield from _stock(item, detail, sign, class_id)
        elif detail := line.get("DiscountLineDetail"):
            yield Leg(ref(detail, "DiscountAccountRef") or chart.discounts(), -amount, memo=memo)
    yield from _tax(chart, doc, sign)


def _stock(item: Doc, detail: Doc, sign: int, class_id: str) -> Iterator[Leg]:
    if item.get("Type") == "Inventory":
        cost = sign * money(Decimal(str(detail.get("Qty") or 0)) * Decimal(str(item.get("PurchaseCost") or 0)))
        yield Leg(ref(item, "ExpenseAccountRef"), -cost, class_id=class_id)
        yield Leg(ref(item, "AssetAccountRef"), cost)


def _tax(chart: Chart, doc: Doc, sign: int) -> Iterator[Leg]:
    """Tax lines to their agencies; what the total has beyond them to the first tax account."""
    detail = doc.get("TxnTaxDetail") or {}
    left = money(detail.get("TotalTax"))
    for line in detail.get("TaxLine") or []:
        amount = money(line.get("Amount"))
        left -= amount
        yield Leg(chart.tax_payable(ref(line.get("TaxLineDetail"), "TaxRateRef")), sign * amount)
    if left:
        yield Leg(chart.tax_payable(""), sign * left)
