"""The journal of a period as plain text, which `ledger` and `hledger` read, and an auditor can sum with either.

Every entry stands with its date, its place in our journal as code, the counterparty or else the act as payee, and its
lines by our accounts. It is read and written a portion at a time, so that a long period needs no memory.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col

from domain.accounts.account import chart
from domain.counterparties.counterparty import Counterparty
from domain.counterparties.details import one_line
from domain.ledger.journal import BANK, BEFORE_GO_LIVE, JournalEntry, JournalLine
from domain.reports.asked import Asked, lines
from domain.worksheets.worksheet import Worksheet

AT_ONCE: Final = 2_000
SHORTEST: Final = 44  # an account's name is filled up to so many places, so that amounts stand below each other
# A semicolon begins a comment, a bar or two spaces end a name, colons make accounts of accounts, brackets hold dates.
IN_A_NAME: Final = str.maketrans({";": ",", "|": "/", ":": " "})
IN_A_NOTE: Final = IN_A_NAME | str.maketrans({"[": "(", "]": ")"})


def journal(session: Session, asked: Asked) -> Iterator[str]:
    """The text entry by entry, in the order of dates; debits positive, in whole units with two decimals."""
    names = {row.number: row.name for row in chart(session, asked.department)}
    known = f", known at {asked.known_at:%Y-%m-%d %H:%M} UTC" if asked.known_at else ""
    yield f"; Journal of {plain(asked.department)}, {asked.period}{known}\n"
    rows = session.execute(_rows(asked), execution_options={"yield_per": AT_ONCE})
    accounts: dict[str, str] = {}
    for _, entry in groupby(rows, key=lambda row: row.seq):
        yield _written(list(entry), names, accounts)


def plain(text: str, signs: dict[int, str] = IN_A_NAME) -> str:
    """Text from outside as part of a journal: on one line, with nothing in it that a reader takes for more."""
    return one_line(" ".join(text.translate(signs).split()))


def _rows(asked: Asked) -> Any:
    entry: list[Any] = [col(JournalEntry.seq), col(JournalEntry.on), col(JournalEntry.event)]
    line: list[Any] = [col(JournalLine.account), col(JournalLine.amount), col(JournalLine.currency)]
    about: list[Any] = [col(Counterparty.name).label("party"), col(Worksheet.number).label("worksheet")]
    query = lines(*entry, *line, *about).where(*asked.during())
    query = query.outerjoin(Counterparty, col(Counterparty.id) == col(JournalLine.counterparty_id))
    query = query.outerjoin(Worksheet, col(Worksheet.id) == col(JournalLine.worksheet_id))
    return query.order_by(col(JournalEntry.on), col(JournalEntry.seq), col(JournalLine.id))


def _written(rows: list[Any], names: Mapping[str, str], accounts: dict[str, str]) -> str:
    """One entry; `accounts` remembers how each is written."""
    first = rows[0]
    payee = next((plain(row.party) for row in rows if row.party), "") or plain(first.event)
    about = dict.fromkeys(row.worksheet for row in rows if row.worksheet)
    note = plain(", ".join((first.event, *about)), IN_A_NOTE)
    written = [f"\n{first.on} * ({first.seq}) {payee}\n    ; {note}\n"]
    for row in rows:
        account = accounts.get(row.account)
        if account is None:
            account = accounts[row.account] = _account(row.account, names).ljust(SHORTEST)
        sign, cents = ("-" if row.amount < 0 else ""), abs(row.amount)
        written.append(f"    {account}  {sign}{cents // 100}.{cents % 100:02} {row.currency}\n")
    return "".join(written)


def _account(number: str, names: Mapping[str, str]) -> str:
    """`1200 Accounts Receivable`; a bank account is called by its id in the books."""
    if number.startswith(BANK):
        return f"Bank {plain(number.removeprefix(BANK))}"
    return "Before go-live" if number == BEFORE_GO_LIVE else plain(f"{number} {names.get(number, '')}")
