"""What may stand behind our accounts, and what has gone wrong with it since (S0-08 to S0-11, S3-22, S3-34)."""

from datetime import date

from sqlmodel import Session, select

from domain.accounts.account import LISTS, ChartRow, KnownAccount, KnownChart, Mapped, Uses, all_mapped, chart
from domain.accounts.expected import check_type
from domain.ledger import journal
from domain.ledger.journal import JournalEntry, JournalLine
from domain.money import shown
from domain.problems import Problem


def latest(session: Session, department: str, number: str, realm: str) -> Mapped | None:
    """What stands behind one of our accounts in the end, even if it holds only from a later month on."""
    return all_mapped(session, department, realm, date.max).get(number)


def check_alone(session: Session, department: str, realm: str, row: ChartRow, account: KnownAccount) -> None:
    """Two of our accounts may share one of the books only when both are of one class that may have several."""
    classes = {one.number: one for one in chart(session, department)}
    same = select(Mapped).where(
        Mapped.department == department, Mapped.realm == realm, Mapped.books_id == account.books_id
    )
    for other in session.exec(same.where(Mapped.account != row.number)):
        now = latest(session, department, other.account, realm)
        there = classes.get(other.account)
        if not there or not now or now.books_id != account.books_id:
            continue
        if row.cls not in LISTS or there.cls is not row.cls:
            raise Problem(
                f"{account.name} stands behind {there.number} {there.name} already; {row.cls} needs its own.",
                next_step="Choose another account, or map that one elsewhere first.",
            )


def check_new(row: ChartRow, rows: list[ChartRow]) -> None:
    """Refuse a second account of a class that has one, and a number that is taken (S0-09)."""
    if not row.number or not row.name:
        raise Problem("An account has a number and a name.", field="name" if row.number else "number")
    if any(one.number == row.number for one in rows):
        raise Problem(f"{row.number} is in the chart already.", field="number", next_step="Choose another number.")
    taken = next((one for one in rows if one.cls is row.cls), None)
    if row.cls not in LISTS and taken:
        raise Problem(
            f"{row.cls} has one account, {taken.number} {taken.name}; it cannot have two.",
            field="cls",
            next_step="Map that account anew instead.",
        )


def month_boundary(session: Session, department: str, row: ChartRow, old: Mapped, start: date | None) -> date:
    """The first day from which another account holds: that of a month in which nothing was entered yet."""
    carried = shown(journal.balance(session, row.number, department=department))
    if start is None or start.day != 1:
        raise Problem(
            f"{row.number} {row.name} carries {carried}, so it changes at the start of a month.",
            field="start",
            next_step="Choose the month, and move the balance in QuickBooks on its first day.",
        )
    after = select(JournalLine.id).join(JournalEntry).where(JournalLine.account == row.number)
    after = after.where(JournalEntry.department == department, JournalEntry.on >= start)
    if session.exec(after.limit(1)).first() or start <= old.valid_from:
        raise Problem(
            f"There are entries on {row.number} {row.name} from {start} on.",
            field="start",
            next_step="Choose a later month.",
        )
    return start


def wrong_with(session: Session, realm: str, row: ChartRow, mapped: Mapped | None, uses: Uses) -> str:
    """What is wrong with a mapping by what was last read of the books."""
    known = session.get(KnownChart, realm)
    if mapped is None or known is None:
        return ""
    account = session.get(KnownAccount, (realm, mapped.books_id))
    if account is None:
        return f"{mapped.books_name} is gone from QuickBooks."
    if reason := unusable(account, known):
        return f"{account.name} {reason}."
    try:
        check_type(row, account.name, account.type, account.subtype, ar=uses.ar)
    except Problem as problem:
        return problem.words()
    return f"{account.name} has no account number." if known.account_numbers and not account.number else ""


def wrong_with_item(known: KnownChart | None, accrued: Mapped | None) -> str:
    """What is wrong with the item "Sales Accrual", by what was last read of the books, or `""` (S0-11)."""
    if known is None or accrued is None:
        return ""
    if not known.item_id:
        return "The item Sales Accrual is missing in QuickBooks."
    if known.item_account_id != accrued.books_id:
        return "The item Sales Accrual points at another account than Accrued Sales."
    return ""


def unusable(account: KnownAccount, known: KnownChart | None) -> str:
    """Why an account cannot be used whatever its type, or `""`."""
    if not account.active:
        return "is inactive in QuickBooks"
    home = known.home_currency if known else ""
    if account.currency and home and account.currency != home:
        return f"is kept in {account.currency}, not in {home}"
    return ""
