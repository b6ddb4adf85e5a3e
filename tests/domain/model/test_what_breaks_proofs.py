"""What people do in QuickBooks to random quarters (accounting 3.8): exactly the named proofs are red, on each month's
end by the cent, every cent has its document, and nothing stays unexplained."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.proofs.proof import Why
from standins.quickbooks.running import Running
from tests.databases import Databases
from tests.domain.books.company import two_companies
from tests.domain.model.agreement import month_ends
from tests.domain.model.facts import Line
from tests.domain.model.house import house
from tests.domain.model.ledger import OUTSIDE_TRADE
from tests.domain.model.play import FIRST, Quarter
from tests.domain.model.test_quarters import FIRST_SEED, FULL

ACTS = ("keyed", "edited", "moved", "deleted", "resold", "redated", "on its way")


@pytest.fixture(scope="module")
def standin() -> Iterator[Running]:
    with two_companies() as made:
        yield made


@dataclass
class Meddler:
    """Somebody in QuickBooks, and by line what it does to the accounts; `ours` tells whether on our documents."""

    quarter: Quarter
    random: random.Random
    done: list[tuple[Line, bool]] = field(default_factory=list)
    reasons: set[Why] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def does(self, act: str) -> bool:
        """One act; False when there is nothing to do it to."""
        return bool(getattr(self, f"_{act.replace(' ', '_')}")())

    def _keyed(self) -> bool:
        """A journal entry that no one here knows of, on two of the accounts that are nobody's to post to."""
        ar_on = self.quarter.house.january.ar_on
        accounts = ("5710", "2110", "4010", "1200" if ar_on else "1210")
        debit, credit = self.random.sample(accounts, 2)
        on, cents = self._day(), self.random.randint(1, 99_999)
        ids = self.quarter.house.ids
        lines = [
            {"account": ids[debit], "debit": _dollars(cents)},
            {"account": ids[credit], "credit": _dollars(cents)},
        ]
        self.quarter.house.person("journal-entry", lines=lines, date=f"{on}")
        self._moves(on, debit, credit, cents, ours=False)
        self.reasons.add(Why.KEYED)
        return True

    def _edited(self) -> bool:
        """A bill is a little more, or less."""
        found = self._bill()
        if found is None:
            return False
        name, on, doc = found
        line = max(doc["Line"], key=lambda one: one["Amount"])
        by = self.random.choice((2, -2)) if line["Amount"] <= 1 else self.random.randint(2, 99)
        amounts = {line["Id"]: str(line["Amount"] + Decimal(by).scaleb(-2))}
        self.quarter.house.person("edit", kind="Bill", id=doc["Id"], amounts=amounts)
        self._moves(on, "2110", "2100", by)
        self.reasons.add(Why.EDITED)
        return bool(name)

    def _moved(self) -> bool:
        """A bill is dated on another day, perhaps in another month."""
        found = self._bill()
        if found is None:
            return False
        name, on, doc = found
        to, total = self._day(), self._total(name)
        self.quarter.house.person("edit", kind="Bill", id=doc["Id"], fields={"TxnDate": f"{to}"})
        self._moves(on, "2110", "2100", -total)
        self._moves(to, "2110", "2100", total)
        self.reasons.add(Why.MOVED)
        return True

    def _deleted(self) -> bool:
        """A bill is gone."""
        found = self._bill()
        if found is None:
            return False
        name, on, doc = found
        self.quarter.house.person("delete", kind="Bill", id=doc["Id"])
        self._moves(on, "2110", "2100", -self._total(name))
        self.reasons.add(Why.DELETED)
        return True

    def _resold(self) -> bool:
        """With the AR module off: the amount of an invoice without tax is another."""
        found = self._invoice(taxed=False)
        if found is None:
            return False
        on, doc = found
        line, by = next(one for one in doc["Line"] if one.get("Id")), self.random.randint(2, 99)
        amounts = {line["Id"]: str(line["Amount"] + Decimal(by).scaleb(-2))}
        self.quarter.house.person("edit", kind="Invoice", id=doc["Id"], amounts=amounts)
        self._moves(on, "1100", "1210", by)
        self.reasons.add(Why.EDITED)
        return True

    def _redated(self) -> bool:
        """With the AR module off: an invoice is dated on another day, its tax with it."""
        found = self._invoice(taxed=True)
        if found is None:
            return False
        on, doc = found
        to, total, tax = (
            self._day(),
            _cents(doc["TotalAmt"]),
            _cents((doc.get("TxnTaxDetail") or {}).get("TotalTax", 0)),
        )
        self.quarter.house.person("edit", kind="Invoice", id=doc["Id"], fields={"TxnDate": f"{to}"})
        for day, sign in ((on, -1), (to, 1)):
            self._moves(day, "1100", "1210", sign * (total - tax))
            self._moves(day, "1100", "2200", sign * tax)
        self.reasons.add(Why.MOVED)
        return True

    def _on_its_way(self) -> bool:
        """A bill that QuickBooks has not got yet: it is expected of nobody."""
        found = self._bill()
        if found is None:
            return False
        name, _, doc = found
        self.quarter.house.person("delete", kind="Bill", id=doc["Id"])
        self.quarter.house.is_sending(f"voucher:{self.quarter.vouchers[name]}")
        return True

    def _bill(self) -> tuple[str, date, dict[str, Any]] | None:
        """A bill that nothing was done to yet, with what QuickBooks has of it."""
        bills = {name: bill for model in self.quarter.models.values() for name, bill in model.bills.items()}
        free = [n for n, bill in bills.items() if n not in self.touched and not bill.paid and not bill.used]
        free = [name for name in free if self._total(name) > 0]
        if not free:
            return None
        name = self.random.choice(free)
        self.touched.add(name)
        company = self.quarter.house.site.standin.company()
        doc = company.get("Bill", self.quarter.house.id_of(f"voucher:{self.quarter.vouchers[name]}"))
        assert doc is not None
        return name, bills[name].on, doc

    def _invoice(self, *, taxed: bool) -> tuple[date, dict[str, Any]] | None:
        if self.quarter.house.january.ar_on:
            return None
        loads = {name: load for model in self.quarter.models.values() for name, load in model.loads.items()}
        paid = {name for model in self.quarter.models.values() for cash in model.cash.values() for name in cash.applied}
        free = [n for n, load in loads.items() if load.invoiced and not load.opened and n not in {*paid, *self.touched}]
        free = [name for name in free if taxed or not loads[name].tax]
        if not free:
            return None
        name = self.random.choice(free)
        self.touched.add(name)
        company = self.quarter.house.site.standin.company()
        doc = next(one for one in company.all("Invoice") if one.get("DocNumber") == name)
        invoiced = loads[name].invoiced
        assert invoiced is not None
        return invoiced, doc

    def _total(self, name: str) -> int:
        return next(model.total(name) for model in self.quarter.models.values() if name in model.bills)

    def _day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(90))

    def _moves(self, on: date, debit: str, credit: str, cents: int, *, ours: bool = True) -> None:
        self.done += [(Line(on, "", debit, cents), ours), (Line(on, "", credit, -cents), ours)]

    def red(self, on: date) -> dict[str, int]:
        """What each proof must differ by at a month's end."""
        whole = [(line, ours) for line, ours in self.done if line.on <= on]
        month = [line for line, _ in whole if line.on >= on.replace(day=1)]

        def held(account: str, *, only_ours: bool = False) -> int:
            return sum(line.amount for line, ours in whole if line.account == account and (ours or not only_ours))

        ar_on = self.quarter.house.january.ar_on
        profit = [line.amount for line in month if line.account[0] in "456" and line.account not in OUTSIDE_TRADE]
        differ = {
            "R1": held("1200") if ar_on else held("1100", only_ours=True),
            "R2": -held("2110"),
            "R3": held("1210"),
            "R5": -sum(line.amount for line in month if line.account == "2200"),
            "R6": -sum(profit),
            "R7": -held("2100", only_ours=True),
        }
        return {code: amount for code, amount in differ.items() if amount}

    def is_explained(self) -> None:
        """On every month's end: the named proofs are red by the cent, and their findings add up without a rest."""
        for on in month_ends():
            proofs = self.quarter.house.proves(on)
            shown = {code: proof.difference for code, proof in proofs.items() if not proof.ok}
            assert shown == self.red(on), f"seed {self.quarter.seed}, {on}: {self.done}"
            for code in shown:
                found = proofs[code].findings
                assert sum(one.amount for one in found) == shown[code]
                assert {one.why for one in found} <= self.reasons, (self.quarter.seed, on, code, found)


@pytest.mark.parametrize("seed", range(FIRST_SEED + 3000, FIRST_SEED + 3000 + (40 if FULL else 2)))
def test_every_act_is_named_and_explained_to_the_cent(databases: Databases, standin: Running, seed: int) -> None:
    """One act after another, so that each is told beside all that came before; even seeds have the AR module on."""
    with databases.new() as url, house(url, standin, ar_on=seed % 2 == 0) as made:
        quarter = Quarter(made, seed)
        quarter.plays(70)
        quarter.closes_all()
        meddler = Meddler(quarter, random.Random(seed))
        meddler.is_explained()
        acts = meddler.random.sample(ACTS, len(ACTS))
        for act in acts:
            if meddler.does(act):
                meddler.is_explained()
        assert Why.KEYED in meddler.reasons


def _dollars(cents: int) -> str:
    return str(Decimal(cents).scaleb(-2))


def _cents(dollars: object) -> int:
    return int(Decimal(str(dollars)).scaleb(2))
