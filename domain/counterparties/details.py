"""What may be said of a counterparty: its fields as a form or a file gives them, cleaned and checked one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from domain.counterparties.names import CONTROLS, MAX_NAME, checked_name, clean_text, exact_key
from domain.problems import Problem

MAX_PHONE = 30
MAX_EMAIL = 100
MAX_TERMS = 31
MAX_ADDRESS = 255
MAX_POSTAL_CODE = 30
MAILBOX: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
CODES: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES: Final = frozenset(re.findall("[A-Z]{3}", CODES))


class TradeRole(StrEnum):
    """What a counterparty is to us: we sell to a customer and buy from a supplier (a vendor in QuickBooks)."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


@dataclass(frozen=True)
class Address:
    """One postal address; every part may be empty."""

    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True)
class Details:
    """What a person says of a counterparty. `terms` is the name of payment terms, `currency` an ISO 4217 code."""

    name: str
    roles: frozenset[TradeRole]
    legal_name: str = ""
    email: str = ""
    phone: str = ""
    bill_to: Address = Address()
    ship_to: Address = Address()
    terms: str = ""
    currency: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one field, as a sentence."""

    field: str
    sentence: str


class BadDetails(Problem):
    """What was said of a counterparty cannot be kept; `findings` has a sentence for each field."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.sentence for finding in findings), field=findings[0].field)
        self.findings = findings

    def by_field(self) -> dict[str, str]:
        """A sentence, or several, for each field."""
        said: dict[str, list[str]] = {}
        for finding in self.findings:
            said.setdefault(finding.field, []).append(finding.sentence)
        return {field: " ".join(sentences) for field, sentences in said.items()}


def checked(details: Details) -> Details:
    """The details as they will be kept; raises BadDetails naming every field that cannot be."""
    cleaned = _cleaned(details)
    findings = [*_about_the_name(cleaned), *_about_the_rest(cleaned)]
    if findings:
        raise BadDetails(findings)
    return replace(cleaned, name=checked_name(cleaned.name))


def in_words(roles: frozenset[TradeRole]) -> str:
    """`customer`, `supplier` or `customer and supplier`."""
    return " and ".join(sorted(roles))


def one_line(text: str) -> str:
    """The text cleaned, on one line and without control characters; empty when there is nothing to see in it."""
    if not text:
        return ""
    cleaned = " ".join(CONTROLS.sub(" ", clean_text(text)).split())
    return cleaned if exact_key(cleaned) else ""


def _cleaned(details: Details) -> Details:
    return replace(
        details,
        legal_name=one_line(details.legal_name),
        email=", ".join(filter(None, map(str.strip, re.split("[,;]", one_line(details.email))))),
        phone=one_line(details.phone),
        bill_to=_cleaned_address(details.bill_to),
        ship_to=_cleaned_address(details.ship_to),
        terms=one_line(details.terms),
        currency=one_line(details.currency).upper(),
    )


def _cleaned_address(address: Address) -> Address:
    lines = filter(None, map(one_line, address.street.splitlines()))
    parts = {part.name: one_line(getattr(address, part.name)) for part in fields(Address)}
    return Address(**{**parts, "street": ", ".join(lines)})


def _about_the_name(details: Details) -> Iterator[Finding]:
    try:
        checked_name(details.name)
    except Problem as problem:
        yield Finding("name", problem.sentence)


def _about_the_rest(details: Details) -> Iterator[Finding]:
    if not details.roles:
        yield Finding("roles", "Say whether it is a customer, a supplier or both.")
    if details.email and not all(MAILBOX.fullmatch(mailbox) for mailbox in details.email.split(", ")):
        yield Finding("email", f"{_shown(details.email)} is not an e-mail address.")
    if details.currency and details.currency not in CURRENCIES:
        yield Finding("currency", f"{_shown(details.currency)} is not a currency code such as USD or EUR.")
    for field, label, text, longest in _lengths(details):
        if len(text) > longest:
            yield Finding(field, f"{label} can have at most {longest} characters; this one has {len(text)}.")


def _lengths(details: Details) -> Iterator[tuple[str, str, str, int]]:
    yield "legal_name", "A legal name", details.legal_name, MAX_NAME
    yield "email", "E-mail addresses", details.email, MAX_EMAIL
    yield "phone", "A phone number", details.phone, MAX_PHONE
    yield "terms", "The name of payment terms", details.terms, MAX_TERMS
    for place, address in (("bill_to", details.bill_to), ("ship_to", details.ship_to)):
        yield f"{place}_street", "A street", address.street, MAX_ADDRESS
        yield f"{place}_city", "A city", address.city, MAX_ADDRESS
        yield f"{place}_state", "A state", address.state, MAX_ADDRESS
        yield f"{place}_postal_code", "A ZIP or postal code", address.postal_code, MAX_POSTAL_CODE
        yield f"{place}_country", "A country", address.country, MAX_ADDRESS


def _shown(text: str) -> str:
    return f"\u201c{text if len(text) <= 60 else text[:59] + '…'}\u201d"
