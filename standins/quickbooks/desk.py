"""Where a person sits: every act on every company, with the password of each closing date."""

from hmac import compare_digest
from typing import Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from starlette.requests import Request

from standins.quickbooks.company import Company
from standins.quickbooks.envelopes import Fault, business
from standins.quickbooks.grants import Grants
from standins.quickbooks.keyed import Body
from standins.quickbooks.person import ACTS, Done, closed_books_open, set_accounting


class World(Protocol):
    """As much of the running stand-in as a person sees."""

    @property
    def companies(self) -> dict[str, Company]: ...
    @property
    def grants(self) -> Grants: ...
    def revoke(self, realm: str) -> int: ...


class Desk:
    """Where a person sits: every act on every company, and the password of each closing date."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.passwords: WeakKeyDictionary[Company, str] = WeakKeyDictionary()

    def company(self, realm: str) -> Company:
        """The company of a realm, the first one when none is named; 610 when there is none."""
        companies = self.world.companies
        found = companies.get(realm) if realm else next(iter(companies.values()), None)
        if found is None:
            raise Fault("610", f"Object Not Found : company {realm}")
        return found

    def do(self, act: str, company: Company, body: Body) -> Done:
        """Carry out an act; `override` true (or the closing date's password) lets it into closed books."""
        if act == "closing-date":
            return self._close(company, body)
        if act == "revoke":
            return self._revoke(company)
        if act not in ACTS:
            raise Fault("500", f"Operation {act} is not supported.")
        if body.get("override") in (None, "", False):
            return ACTS[act](company, body)
        self._check_password(company, str(body["override"]))
        with closed_books_open(company):
            return ACTS[act](company, body)

    def _close(self, company: Company, body: Body) -> Done:
        """`date` (empty opens the books), `password` (new one, empty for none), `override` (the one there is)."""
        if self.passwords.get(company):
            self._check_password(company, str(body.get("override") or ""))
        until = str(body.get("date") or "")
        new = set_accounting(company, BookCloseDate=until)
        self.passwords[company] = str(body.get("password") or "")
        return (f"The books are closed through {until}." if until else "The books are open."), new

    def _revoke(self, company: Company) -> Done:
        count = self.world.revoke(company.realm)
        return f"{count} app{'' if count == 1 else 's'} disconnected from {company.info['CompanyName']}.", {}

    def _check_password(self, company: Company, given: str) -> None:
        password = self.passwords.get(company, "")
        if password and not compare_digest(password.encode(), given.encode()):
            raise business("The closing date password is not right.", "override")


def from_elsewhere(request: Request) -> bool:
    """Whether another site's page sends this: its Origin is not the address of this stand-in."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")
