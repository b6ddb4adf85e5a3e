"""python-quickbooks on every entity, the way its users use it."""

from typing import Any

import pytest
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.client import QuickBooks
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, Ref
from quickbooks.objects.bill import Bill
from quickbooks.objects.billpayment import BillPayment, BillPaymentLine, CheckPayment
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditcardpayment_entity import CreditCardPayment
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.deposit import Deposit, DepositLine, DepositLineDetail
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    ItemBasedExpenseLine,
    ItemBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.employee import Employee
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.purchaseorder import PurchaseOrder
from quickbooks.objects.recurringtransaction import RecurringInfo, RecurringInvoice, RecurringTransaction, ScheduleInfo
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.timeactivity import TimeActivity
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.transfer import Transfer
from quickbooks.objects.vendor import Vendor
from quickbooks.objects.vendorcredit import VendorCredit

from tests.standins.quickbooks.conftest import Api


def to(value: str, type: str = "") -> Ref:
    ref = Ref()
    ref.value, ref.type = value, type
    return ref


def cost(amount: float) -> AccountBasedExpenseLine:
    line = AccountBasedExpenseLine()
    line.Amount = amount
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = to("1")
    return line


def bought(amount: float) -> ItemBasedExpenseLine:
    line = ItemBasedExpenseLine()
    line.Amount = amount
    line.ItemBasedExpenseLineDetail = ItemBasedExpenseLineDetail()
    line.ItemBasedExpenseLineDetail.ItemRef = to("11")
    return line


def sold(amount: float) -> SalesItemLine:
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = to("10")
    return line


def side(posting: str, account: str, amount: float) -> JournalEntryLine:
    line = JournalEntryLine()
    line.Amount = amount
    line.JournalEntryLineDetail = JournalEntryLineDetail()
    line.JournalEntryLineDetail.PostingType = posting
    line.JournalEntryLineDetail.AccountRef = to(account)
    return line


def deposited(amount: float) -> DepositLine:
    line = DepositLine()
    line.Amount = amount
    line.DepositLineDetail = DepositLineDetail()
    line.DepositLineDetail.AccountRef = to("79")
    return line


def new(cls: Any, **fields: Any) -> Any:
    obj = cls()
    for name, value in fields.items():
        setattr(obj, name, value)
    return obj


LISTS = [
    new(Customer, DisplayName="Lib Customer"),
    new(Vendor, DisplayName="Lib Vendor"),
    new(Employee, GivenName="Lib", FamilyName="Employee"),
    new(Account, Name="Lib Account", AccountType="Expense", AccountSubType="Travel"),
    new(Item, Name="Lib Item", Type="Service", IncomeAccountRef=to("79")),
    new(Term, Name="Lib Term", DueDays=12),
    new(Department, Name="Lib Department"),
    new(Class, Name="Lib Class"),
    new(PaymentMethod, Name="Lib Method"),
    new(TaxAgency, DisplayName="Lib Agency"),
    new(CompanyCurrency, Code="CHF"),
]
TRANSACTIONS = [
    new(Bill, VendorRef=to("56"), Line=[cost(10), bought(5)]),
    new(VendorCredit, VendorRef=to("56"), Line=[cost(10)]),
    new(PurchaseOrder, VendorRef=to("56"), APAccountRef=to("33"), Line=[bought(10)]),
    new(Purchase, PaymentType="CreditCard", AccountRef=to("42"), EntityRef=to("56", "Vendor"), Line=[cost(10)]),
    new(Invoice, CustomerRef=to("1"), Line=[sold(10)]),
    new(CreditMemo, CustomerRef=to("1"), Line=[sold(10)]),
    new(SalesReceipt, CustomerRef=to("1"), Line=[sold(10)]),
    new(RefundReceipt, DepositToAccountRef=to("35"), Line=[sold(10)]),
    new(Estimate, CustomerRef=to("1"), Line=[sold(10)]),
    new(Payment, CustomerRef=to("1"), TotalAmt=10),
    new(JournalEntry, Line=[side("Debit", "1", 10), side("Credit", "35", 10)]),
    new(Deposit, DepositToAccountRef=to("35"), Line=[deposited(10)]),
    new(Transfer, FromAccountRef=to("35"), ToAccountRef=to("36"), Amount=10),
    new(CreditCardPayment, BankAccountRef=to("35"), CreditCardAccountRef=to("42"), Amount=10),
    new(TimeActivity, NameOf="Employee", EmployeeRef=to("55"), Hours=2, TxnDate="2026-01-05"),
]


def name_of(obj: Any) -> str:
    return type(obj).__name__


@pytest.mark.parametrize("blank", LISTS, ids=name_of)
def test_lists_are_made_read_and_found(client: QuickBooks, blank: Any) -> None:
    cls = type(blank)
    blank.Id = None
    saved = blank.save(qb=client)
    assert cls.get(saved.Id, qb=client).SyncToken == "0"
    assert [one.Id for one in cls.filter(Id=saved.Id, qb=client)] == [saved.Id]
    assert cls.count(qb=client) > 0


@pytest.mark.parametrize("blank", TRANSACTIONS, ids=name_of)
def test_transactions_are_made_changed_and_deleted(client: QuickBooks, blank: Any) -> None:
    cls = type(blank)
    blank.Id = None
    saved = blank.save(qb=client)
    field = "Description" if cls is TimeActivity else "PrivateNote"
    setattr(saved, field, "changed")
    changed = saved.save(qb=client)
    assert (getattr(changed, field), changed.SyncToken) == ("changed", "1")
    assert cls.filter(Id=saved.Id, qb=client)[0].Id == saved.Id
    changed.delete(qb=client)
    with pytest.raises(ObjectNotFoundException):
        cls.get(saved.Id, qb=client)


def test_reading_what_is_only_read(client: QuickBooks) -> None:
    assert CompanyInfo.get(client.company_id, qb=client).CompanyName
    assert {"TAX", "NON"} <= {code.Id for code in TaxCode.all(qb=client)}
    assert TaxRate.get(TaxRate.all(qb=client)[0].Id, qb=client).RateValue > 0
    with pytest.raises(UnsupportedException):
        client.get(f"{client.api_url}/company/{client.company_id}/journalcode/1")


def test_settings_keep_what_is_saved_as_a_whole(client: QuickBooks) -> None:
    prefs = Preferences.get(qb=client)
    prefs.EmailMessagesPrefs.InvoiceMessage.Subject = "Your invoice"
    prefs.save(qb=client)
    again = Preferences.get(qb=client)
    assert again.EmailMessagesPrefs.InvoiceMessage.Subject == "Your invoice"
    assert again.SyncToken == str(int(prefs.SyncToken) + 1)


def test_bill_payment_is_voided(client: QuickBooks) -> None:
    bill = new(Bill, VendorRef=to("56"), Line=[cost(200)]).save(qb=client)
    check = new(CheckPayment, BankAccountRef=to("35"))
    line = new(BillPaymentLine, Amount=200, LinkedTxn=[bill.to_linked_txn()])
    fields = {"PayType": "Check", "TotalAmt": 200, "VendorRef": to("56"), "CheckPayment": check, "Line": [line]}
    payment = new(BillPayment, **fields).save(qb=client)
    assert Bill.get(bill.Id, qb=client).Balance == 0
    payment.void(qb=client)
    assert Bill.get(bill.Id, qb=client).Balance == 200
    assert "Voided" in BillPayment.get(payment.Id, qb=client).PrivateNote


def test_an_invoice_is_paid_printed_and_sent(client: QuickBooks) -> None:
    invoice = new(Invoice, CustomerRef=to("1"), Line=[sold(100)]).save(qb=client)
    line = new(PaymentLine, Amount=100, LinkedTxn=[invoice.to_linked_txn()])
    new(Payment, CustomerRef=to("1"), TotalAmt=100, Line=[line]).save(qb=client)
    assert Invoice.get(invoice.Id, qb=client).Balance == 0
    assert invoice.download_pdf(qb=client).startswith(b"%PDF")
    invoice.send(qb=client, send_to="a@b.example")
    assert Invoice.get(invoice.Id, qb=client).EmailStatus == "EmailSent"


def test_a_file_hangs_on_a_bill(client: QuickBooks, api: Api) -> None:
    bill = new(Bill, VendorRef=to("56"), Line=[cost(1)]).save(qb=client)
    row = new(AttachableRef, EntityRef=to(bill.Id, "Bill"))
    file = new(Attachable, FileName="bill.txt", ContentType="text/plain", AttachableRef=[row], _FileBytes=b"\x00paper")
    file.save(qb=client)
    kept = Attachable.get(file.Id, qb=client)
    assert (kept.Size, kept.AttachableRef[0].EntityRef.type) == (6, "Bill")
    assert api.session.get(kept.TempDownloadUri).content == b"\x00paper"
    found = Attachable.where(f"AttachableRef.EntityRef.value = '{bill.Id}'", qb=client)
    assert [one.Id for one in found] == [file.Id]


def test_recurring_templates(client: QuickBooks) -> None:
    info = new(RecurringInfo, Name="Every month", RecurType="Automated", ScheduleInfo=new(ScheduleInfo, DayOfMonth=1))
    template = new(RecurringInvoice, CustomerRef=to("1"), Line=[sold(10)], RecurringInfo=info)
    made = new(RecurringTransaction, Invoice=template).save(qb=client)
    made.Invoice.RecurringInfo.ScheduleInfo.DayOfMonth = 15
    made.save(qb=client)
    read = RecurringTransaction.get(made.Invoice.Id, qb=client)
    assert (read.Invoice.RecurringInfo.ScheduleInfo.DayOfMonth, read.Invoice.SyncToken) == (15, "1")
    kinds = [sorted(vars(one)) for one in RecurringTransaction.all(qb=client)]
    assert ["Bill"] in kinds
    assert ["Invoice"] in kinds
    bills = RecurringTransaction.where("Type = 'Bill'", qb=client)
    assert {name for one in bills for name in vars(one)} == {"Bill"}
    read.delete(qb=client)
    with pytest.raises(ObjectNotFoundException):
        RecurringTransaction.get(made.Invoice.Id, qb=client)


def test_rates_and_taxes(client: QuickBooks) -> None:
    rate = ExchangeRate.where("SourceCurrencyCode = 'EUR'", qb=client)[0]
    rate.Rate = 1.5
    rate.save(qb=client)
    assert ExchangeRate.where("SourceCurrencyCode = 'EUR'", qb=client)[0].Rate == 1.5
    detail = new(TaxRateDetails, TaxRateName="Lib", RateValue=10, TaxAgencyId=1)
    made = new(TaxService, TaxCode="Lib", TaxRateDetails=[detail]).save(qb=client)
    assert made.TaxRateDetails[0].TaxAgencyId == "1"
    assert "Lib" in {code.Name for code in TaxCode.all(qb=client)}


def test_batches_and_changes(client: QuickBooks) -> None:
    names = [new(Vendor, DisplayName=f"Lib {n}") for n in range(35)] + [new(Vendor, DisplayName="lib 0")]
    made = batch_create(names, qb=client)
    assert (len(made.successes), len(made.faults)) == (35, 1)
    assert made.faults[0].Error[0].code == "6240"
    first = made.successes[0]
    first.CompanyName = "Changed"
    assert batch_update([first], qb=client).successes[0].SyncToken == "1"
    bill = new(Bill, VendorRef=to("56"), Line=[cost(1)]).save(qb=client)
    batch_delete([bill], qb=client)
    changes = change_data_capture([Vendor, Bill, Invoice], first.MetaData["CreateTime"], qb=client)
    assert len(changes.Vendor._object_list) >= 35
    assert [one.Id for one in changes.Bill._object_list if getattr(one, "status", "") == "Deleted"] == [bill.Id]


def test_errors_arrive_as_the_librarys_own(client: QuickBooks, api: Api) -> None:
    with pytest.raises(ValidationException) as invalid:
        new(Bill, VendorRef=to("9999"), Line=[cost(1)]).save(qb=client)
    assert invalid.value.error_code == 2500
    with pytest.raises(QuickbooksException) as taken:
        new(Customer, DisplayName=Vendor.get("56", qb=client).DisplayName).save(qb=client)
    assert taken.value.error_code == 6240
    api.control("faults", kind="502")
    with pytest.raises(QuickbooksException) as page:
        Vendor.get("56", qb=client)
    assert page.value.error_code == 10000
    api.control("expire")
    with pytest.raises(AuthorizationException):
        Vendor.get("56", qb=client)
