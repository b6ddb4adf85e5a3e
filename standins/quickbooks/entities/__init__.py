"""The one table of entities: adding an entity is adding a row; the code around it is generic."""

from dataclasses import replace

from standins.quickbooks.entities import lists, people, settings, transactions
from standins.quickbooks.entities.field import Entity, Field, Kind
from standins.quickbooks.entities.other import ATTACHABLE, RECURRING, RECURRING_INFO, TEMPLATE_KINDS

__all__ = ["ENTITIES", "TEMPLATES", "Entity", "Field", "Kind", "find"]

TABLE = (
    people.COMPANY_INFO,
    settings.PREFERENCES,
    people.CUSTOMER,
    people.VENDOR,
    people.EMPLOYEE,
    lists.ACCOUNT,
    lists.ITEM,
    lists.TERM,
    lists.DEPARTMENT,
    lists.CLASS,
    lists.PAYMENT_METHOD,
    lists.TAX_CODE,
    lists.TAX_RATE,
    lists.TAX_AGENCY,
    transactions.BILL,
    transactions.BILL_PAYMENT,
    transactions.VENDOR_CREDIT,
    transactions.INVOICE,
    transactions.CREDIT_MEMO,
    transactions.PAYMENT,
    transactions.SALES_RECEIPT,
    transactions.REFUND_RECEIPT,
    transactions.ESTIMATE,
    transactions.PURCHASE,
    transactions.PURCHASE_ORDER,
    transactions.JOURNAL_ENTRY,
    transactions.DEPOSIT,
    transactions.TRANSFER,
    transactions.TIME_ACTIVITY,
    ATTACHABLE,
    lists.CUSTOMER_TYPE,
    lists.BUDGET,
    lists.COMPANY_CURRENCY,
    lists.EXCHANGE_RATE,
    RECURRING,
    transactions.CREDIT_CARD_PAYMENT,
)
ENTITIES: dict[str, Entity] = {entity.name: entity for entity in TABLE}
_BY_PATH = {name.lower(): entity for entity in TABLE for name in (entity.name, entity.key)}
TEMPLATES: dict[str, Entity] = {
    name: replace(
        ENTITIES[name],
        family="recurring",
        fields=(*ENTITIES[name].fields, RECURRING_INFO),
        operations=RECURRING.operations,
        kept_as=RECURRING.name,
    )
    for name in TEMPLATE_KINDS
}


def find(name: str) -> Entity | None:
    """The entity of that name, in whatever case and by its name or its JSON key."""
    return _BY_PATH.get(name.lower())
