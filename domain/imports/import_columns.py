"""The columns of a counterparty file: which header means which field, and what a row then says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import islice
from typing import Final

from domain.counterparties.details import Address, Details, TradeRole
from domain.counterparties.names import exact_key
from domain.imports.tabular import Row, Sheet
from domain.problems import Problem

HEADER_WITHIN = 20  # reports are exported with some title lines above their header
HEADERS: Final = {
    "name": "company|company name|name|counterparty|counterparty name|display name|business name|trade name",
    "legal_name": "legal name|legal company name|registered name|legal entity",
    "roles": "role|roles|type|kind|counterparty type|customer or vendor|customer or supplier",
    "customer": "customer|is customer|client",
    "supplier": "supplier|vendor|is supplier|is vendor",
    "email": "e mail|email|e mail address|email address|main email",
    "phone": "phone|phone number|phone numbers|telephone|tel|main phone",
    "terms": "terms|payment terms",
    "currency": "currency|currency code",
    "department": "department|location",
}
ADDRESS_HEADERS: Final = {
    "street": "street|address|street address|address line 1|address 1|street 1|line 1",
    "street_2": "address line 2|address 2|street 2|line 2",
    "city": "city|town",
    "state": "state|province|region|state province",
    "postal_code": "zip|zip code|postal code|postcode|zip postal code",
    "country": "country|country code",
}
PLACES: Final = {"bill_to": ("", "bill", "bill to", "billing"), "ship_to": ("ship", "ship to", "shipping", "delivery")}
ROLE_WORDS: Final = {
    **dict.fromkeys(("customer", "customers", "client", "buyer", "c"), frozenset({TradeRole.CUSTOMER})),
    **dict.fromkeys(
        ("supplier", "suppliers", "vendor", "vendors", "seller", "s", "v"), frozenset({TradeRole.SUPPLIER})
    ),
    "both": frozenset(TradeRole),
}
YES: Final = {"yes", "y", "true", "1", "x", "✓", "✔"}
NO: Final = {"", "no", "n", "false", "0", "-"}


@dataclass(frozen=True)
class Columns:
    """Where each field stands, the headers that mean nothing to us, and the role that rows without one have."""

    places: dict[str, int]
    unknown: tuple[str, ...]
    width: int
    default_roles: frozenset[TradeRole]


def find_table(sheets: Iterable[Sheet], default_role: TradeRole | None = None) -> tuple[Columns, tuple[Row, ...]]:
    """The columns and the rows below them, from the first sheet that has a header; raises a Problem without one."""
    for sheet in sheets:
        for number, row in enumerate(islice(sheet.rows, HEADER_WITHIN), start=1):
            columns = _columns(row, default_role)
            if "name" in columns.places:
                _require_roles(columns)
                return columns, sheet.rows[number:]
    raise Problem(
        "There is no column with the company's name.",
        next_step="Call one column Company, and another one Role (customer, supplier or both).",
    )


def read_details(columns: Columns, row: Row, department: str) -> Details:
    """What one row says, not yet checked; raises a Problem where it cannot be understood."""
    if any(map(str.strip, row.cells[columns.width :])):
        raise Problem("There are more cells than the header has columns; perhaps a quotation mark is missing.")
    texts = {field: _cell(row, place) for field, place in columns.places.items()}
    _require_department(texts.get("department", ""), department)
    return Details(
        name=texts["name"],
        roles=_roles(texts) or columns.default_roles,
        bill_to=_address(texts, "bill_to"),
        ship_to=_address(texts, "ship_to"),
        **{field: texts.get(field, "") for field in ("legal_name", "email", "phone", "terms", "currency")},
    )


def _columns(row: Row, default_role: TradeRole | None) -> Columns:
    headers = [_folded(cell) for cell in row.cells]
    width = max((place for place, header in enumerate(headers, start=1) if header), default=0)
    known = _known_headers()
    places: dict[str, int] = {}
    unknown = []
    for place, header in enumerate(headers[:width]):
        field = known.get(header)
        if field and field not in places:
            places[field] = place
        elif header:
            unknown.append(row.cells[place].strip())
    roles = frozenset({default_role} if default_role else ())
    return _named_by_role(Columns(places, tuple(unknown), width, roles))


def _named_by_role(columns: Columns) -> Columns:
    """A list of `Vendor` or `Customer` with no other name column has the names there, and tells the role by it.

    Most headers must be known ones: `Red, vendor` is a row of a list without a header.
    """
    told = [role for role in TradeRole if role in columns.places]
    if "name" in columns.places or len(told) != 1 or len(columns.places) <= len(columns.unknown):
        return columns
    places = {"name" if field == told[0] else field: place for field, place in columns.places.items()}
    return replace(columns, places=places, default_roles=columns.default_roles or frozenset(told))


def _require_roles(columns: Columns) -> None:
    if not columns.default_roles and {"roles", *TradeRole}.isdisjoint(columns.places):
        raise Problem(
            "There is no column that says what each company is.",
            field="role",
            next_step="Add a column Role (customer, supplier or both), or say that all of them are one of these.",
        )


@cache
def _known_headers() -> dict[str, str]:
    known = {header: field for field, headers in HEADERS.items() for header in headers.split("|")}
    for place, prefixes in PLACES.items():
        for field, headers in ADDRESS_HEADERS.items():
            for header in headers.split("|"):
                known |= {f"{prefix} {header}".strip(): f"{place}_{field}" for prefix in prefixes}
    return known


def _folded(header: str) -> str:
    """A header without case, punctuation and what stands in brackets: `E-mail (work)*` is `e mail`."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", " ", exact_key(header))))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _roles(texts: dict[str, str]) -> frozenset[TradeRole]:
    flagged = {role for role in TradeRole if _is_yes(texts.get(role, ""), role)}
    return _roles_in(texts.get("roles", "")) | flagged


def _roles_in(text: str) -> frozenset[TradeRole]:
    found: frozenset[TradeRole] = frozenset()
    for word in re.findall(r"\w+", exact_key(text)):
        if word not in ROLE_WORDS and word != "and":
            raise Problem(f"The role \u201c{text.strip()[:60]}\u201d is not customer, supplier or both.", field="roles")
        found |= ROLE_WORDS.get(word, frozenset())
    return found


def _is_yes(text: str, role: TradeRole) -> bool:
    word = exact_key(text)
    if word not in YES | NO:
        raise Problem(
            f"\u201c{text.strip()[:60]}\u201d in the column for {role}s is neither yes nor no.", field="roles"
        )
    return word in YES


def _address(texts: dict[str, str], place: str) -> Address:
    parts = {part.name: texts.get(f"{place}_{part.name}", "") for part in fields(Address)}
    parts["street"] = "\n".join(filter(None, (parts["street"], texts.get(f"{place}_street_2", ""))))
    return Address(**parts)


def _require_department(told: str, department: str) -> None:
    if told.strip() and exact_key(told) != exact_key(department):
        raise Problem(
            f"This row is for the department \u201c{told.strip()[:60]}\u201d; this import is for {department}.",
            field="department",
        )
