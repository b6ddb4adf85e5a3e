"""What the house and the model must agree on, figure by figure and day by day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from domain.closing.closing_entry import CARRYING, EntryState, entries_of
from domain.closing.closing_report import closing_report
from domain.ledger.journal import JournalEntry, JournalLine, alert1, balances, open_payables
from domain.proofs.expected import expected, scope_of
from domain.proofs.proof import Proof
from domain.reports.asked import Asked
from domain.reports.profit import profits
from domain.reports.sales import tax_moved
from tests.domain.model.facts import last_day
from tests.domain.model.house import MAIN
from tests.domain.model.ledger import AR, KEYED, STOCK, Ledger
from tests.domain.model.play import MONTHS, Quarter

Sums = dict[str, int]
Key = TypeVar("Key")


def agrees(quarter: Quarter, days: Iterable[date] = ()) -> None:
    """Everything, and on these days what QuickBooks itself shows; all eight proofs are green there."""
    days = [*days]
    for department, model in quarter.models.items():
        with quarter.house.store.reading() as session:
            _day_by_day(session, quarter, department, model)
            for on in {*days, *(quarter.some_day() for _ in range(2))}:
                _on_a_day(session, quarter, department, model, on)
            for month in MONTHS:
                _month(session, quarter, department, model, month)
    for on in days:
        _in_quickbooks(quarter, on)


def month_ends() -> list[date]:
    """The last days of the quarter's months."""
    return [last_day(month) for month in MONTHS]


def _day_by_day(session: Session, quarter: Quarter, department: str, model: Ledger) -> None:
    """What every single day moved on every account, by route: so all trial balances are the model's, too."""
    columns = (col(JournalEntry.on), col(JournalEntry.route), col(JournalLine.account), col(JournalLine.amount))
    query = sa.select(*columns).join(JournalEntry, col(JournalLine.entry) == col(JournalEntry.seq))
    theirs: dict[tuple[date, str, str], int] = defaultdict(int)
    for on, route, account, amount in session.execute(query.where(col(JournalEntry.department) == department)):
        theirs[on, str(route), quarter.house.modelled(account)] += amount
    ours: dict[tuple[date, str, str], int] = defaultdict(int)
    for line in model.lines():
        if line.route not in (KEYED, STOCK):
            ours[line.on, line.route, line.account] += line.amount
    _same(theirs, ours, f"{department}: what each day moved")


def _on_a_day(session: Session, quarter: Quarter, department: str, model: Ledger, on: date) -> None:
    """The trial balance, what is open and what was billed early, as of a day."""
    theirs: Sums = defaultdict(int)
    for account, amount in balances(session, department=department, as_of=on).items():
        theirs[quarter.house.modelled(account)] += amount
    here = [line for line in model.lines() if line.on <= on and line.route not in (KEYED, STOCK)]
    ours: Sums = defaultdict(int)
    for line in here:
        ours[line.account] += line.amount
    _same(theirs, ours, f"{department}, {on}: balances")
    assert sum(theirs.values()) == 0
    names = {id: name for name, id in quarter.ids.items()}
    owed, early = model.payables(on), model.billed_early(on)
    for found, meant in ((open_payables(session, department, on), owed), (alert1(session, department, on), early)):
        told = {names[one.accrual_id or one.adjustment_id or ""]: one.amount for one in found}
        _same(told, meant, f"{department}, {on}: open payables, or alert 1")


def _month(session: Session, quarter: Quarter, department: str, model: Ledger, month: str) -> None:
    """The closing entry, the profit of each worksheet and the tax of a month; what a close posted is its entry."""
    end, entry = last_day(month), model.closing_entry(month)
    report = closing_report(session, department, month)
    _same({quarter.house.modelled(a): x for a, x in report.amounts.items()}, entry, f"{department} {month}: entry")
    asked = Asked(department, end)
    gross = {one.worksheet.number if one.worksheet else "": one.gross for one in profits(session, asked)}
    _same(gross, model.gross_profit(month), f"{department} {month}: gross profit")
    assert report.gross_profit == sum(model.gross_profit(month).values()), f"{department} {month}: gross profit"
    assert tax_moved(session, asked) == model.tax(month), f"{department} {month}: tax"
    made = entries_of(session, department, month)
    live = [one for one in made if one.kind in CARRYING and one.state is EntryState.POSTED]
    rounds = max((one.round for one in live), default=None)
    posted: Sums = {}
    for one in live if month in model.closed else []:
        for line in one.entry_lines if one.round == rounds else []:
            named = quarter.house.modelled(line.account)
            posted[named] = posted.get(named, 0) + line.amount
    _same(posted, entry if month in model.closed else {}, f"{department} {month}: posted entry")


def _in_quickbooks(quarter: Quarter, on: date) -> None:
    """What the house expects in QuickBooks and what that shows are the model's, and every proof is green."""
    house, models = quarter.house, quarter.models
    meant: Sums = {}
    for model in models.values():
        for account, amount in model.books(on).items():
            meant[account] = meant.get(account, 0) + amount
    _same(house.holds(on), meant, f"{on}: QuickBooks")
    with house.store.reading() as session:
        told = expected(session, scope_of(session, MAIN, on)).balances
    theirs: Sums = {}
    for account, amount in told.items():
        theirs[house.modelled(account)] = theirs.get(house.modelled(account), 0) + amount
    keyed: Sums = {}
    for line in (line for model in models.values() for line in model.lines() if line.on <= on and line.route == KEYED):
        keyed[line.account] = keyed.get(line.account, 0) + line.amount
    ours = {account: meant.get(account, 0) - keyed.get(account, 0) for account in {*meant, *keyed}}
    _same(theirs, ours, f"{on}: expected in QuickBooks")
    proofs = house.proves(on)
    red = {code: (proof.difference, proof.findings) for code, proof in proofs.items() if not proof.ok}
    assert red == {}, f"{on}: proofs {red}"
    if on in month_ends() and all(f"{on:%Y-%m}" in model.closed for model in models.values()):
        _figures(quarter, on, proofs)
    _receivables(quarter, on)


def _figures(quarter: Quarter, on: date, proofs: dict[str, Proof]) -> None:
    """Of a closed month, each proof's figure in QuickBooks is the model's, and in the model both sides agree."""
    house, figures = quarter.house, [model.proofs(f"{on:%Y-%m}") for model in quarter.models.values()]
    for one in figures:
        assert all(here == there for here, there in one.values()), f"{on}: the model's own proofs {one}"
    meant = {code: sum(one[code][1] for one in figures) for code in figures[0]}
    shown = {code: proof.theirs for code, proof in proofs.items()}
    if not house.january.ar_on:
        cash = sum(x.amount for m in quarter.models.values() for x in m.lines() if _is_keyed_ar(x) and x.on <= on)
        assert shown.pop("R1") == meant["R1"] - cash, f"{on}: R1"
        shown["R1"] = shown.pop("R1b")
    meant["R7"] += sum(
        model.paid_ahead(on) for model in quarter.models.values()
    )  # open in QuickBooks, and no voucher's
    _same({code: shown[code] for code in meant}, meant, f"{on}: figures of the proofs")


def _is_keyed_ar(line: object) -> bool:
    return getattr(line, "route", "") == KEYED and getattr(line, "account", "") == AR


def _receivables(quarter: Quarter, on: date) -> None:
    """What customers owe and have paid ahead, invoice by invoice where it is kept here."""
    house, ar_on = quarter.house, quarter.house.january.ar_on
    for department, model in quarter.models.items():
        if ar_on:
            open_ = house.tells("open invoices", department, on)
            told: Sums = {}
            for row in open_.rows:
                told[str(row[1])] = told.get(str(row[1]), 0) + int(str(row[-1]))
            _same(told, model.aging(on), f"{department}, {on}: open invoices")
            assert house.tells("aging", department, on).total("Total") == sum(model.aging(on).values())
            ahead = house.tells("unapplied cash", department, on).total("Unapplied")
            assert ahead == model.unapplied(on), f"{department}, {on}: unapplied"
    if not ar_on:
        owed = sum(sum(model.aging(on).values()) - model.unapplied(on) for model in quarter.models.values())
        told_all = house.tells("aging", MAIN, on).total("Total") - house.tells("unapplied cash", MAIN, on).total(
            "Unapplied"
        )
        assert told_all == owed, f"{on}: receivables in QuickBooks"


def _same(theirs: Mapping[Key, int], ours: Mapping[Key, int], what: str) -> None:
    """Raises with what differs, as (the house's, the model's)."""
    keys = {*theirs, *ours}
    differ = {key: (theirs.get(key, 0), ours.get(key, 0)) for key in keys if theirs.get(key, 0) != ours.get(key, 0)}
    assert differ == {}, f"{what}: {differ}"
