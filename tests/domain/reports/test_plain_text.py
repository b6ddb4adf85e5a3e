"""The journal as plain text: whatever names and amounts there are, what a reader sums up is what we hold."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.counterparties.counterparty import Counterparty
from domain.ledger.journal import BEFORE_GO_LIVE, NewLine, Route, append, balances
from domain.reports.asked import Asked
from domain.reports.plain_text import journal
from domain.store import Store
from tests.databases import Databases
from tests.domain.january import REALM, January
from tests.domain.reports.conftest import LAST

ENTRY = re.compile(r"(\d{4}-\d\d-\d\d) \* \((\d+)\) (\S.*)")
LINE = re.compile(r"    (\S+(?: \S+)*) {2,}(-?\d+)\.(\d\d) USD")
NUMBERS, BANK_35, AT = count(1), "bank:35", datetime(2025, 1, 31, tzinfo=UTC)
NASTY = st.text(st.sampled_from(" ;|:[](){}=@*!\"'\t\n\u2028\u00a0\\/aÄ—,.%"), max_size=12).map(
    lambda text: f"A{text}Z"
)
CENTS = st.integers(-(10**13), 10**13)


def sums(text: str) -> dict[str, int]:
    """As a reader adds them up, in cents by account number; every entry must balance."""
    found: dict[str, int] = defaultdict(int)
    for entry in text.split("\n\n")[1:]:
        head, note, *lines = entry.splitlines()
        assert ENTRY.fullmatch(head) and note.startswith("    ; ") and ";" not in head
        read = [match for line in lines if (match := LINE.fullmatch(line))]
        assert len(read) == len(lines) >= 2
        amounts = [int(f"{match[2]}{match[3]}") for match in read]
        assert sum(amounts) == 0
        for match, amount in zip(read, amounts, strict=True):
            found[match[1].split()[0]] += amount
    return {account: amount for account, amount in found.items() if amount}


def test_january_adds_up_to_what_we_hold(january: January) -> None:
    with january.store.reading() as session:
        text = "".join(journal(session, replace(LAST, since=date(2024, 1, 1))))
        ours = balances(session, department="main")
    named = {account.replace(BEFORE_GO_LIVE, "Before"): amount for account, amount in ours.items() if amount}
    assert sums(text) == named
    assert "Acme Mills" in text and "2110 Accrued AP" in text and "; sale recognised, W-101\n" in text


@pytest.fixture(scope="module")
def store(databases: Databases) -> Iterator[Store]:
    with databases.opened() as made:
        yield made


def kept(store: Store, department: str, entries: list[tuple[str, list[int]]]) -> None:
    """Entries of a counterparty each, whose last line balances the others."""
    who = {"created_at": AT, "changed_at": AT, "created_by": "anna", "changed_by": "anna"}
    with store.writing() as session:
        for n, (name, amounts) in enumerate(entries):
            party = Counterparty(id=f"{department}-{n}", department=department, name=name, name_key=f"{n}", **who)
            session.add(party)
            session.flush()
            accounts = [("1200", "4010", BANK_35)[place % 3] for place in range(len(amounts))]
            lines = [
                NewLine(one, cents, counterparty_id=party.id) for one, cents in zip(accounts, amounts, strict=True)
            ]
            append(
                session,
                route=Route.DOCUMENT,
                on=date(2025, 1, 1 + n),
                event="receipt",
                department=department,
                realm=REALM,
                actor="anna",
                at=AT,
                lines=[*lines, NewLine("1250", -sum(amounts))],
            )


@settings(max_examples=25, deadline=None)
@given(entries=st.lists(st.tuples(NASTY, st.lists(CENTS, min_size=1, max_size=4)), min_size=1, max_size=4))
def test_whatever_the_names_are_the_sums_agree(
    store: Store, tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, list[int]]]
) -> None:
    department = f"d{next(NUMBERS)}"
    kept(store, department, entries)
    with store.reading() as session:
        text = "".join(journal(session, Asked(department, date(2025, 1, 31))))
        ours = {account: cents for account, cents in balances(session, department=department).items() if cents}
    named = {account.replace(BANK_35, "Bank"): cents for account, cents in ours.items()}
    assert sums(text) == named
    if shutil.which("ledger"):
        file = tmp_path_factory.getbasetemp() / f"{department}.journal"
        file.write_text(text)
        assert by_ledger(file) == named


def by_ledger(file: Path) -> dict[str, int]:
    """What the tool itself makes of it."""
    command = ["ledger", "--args-only", "-f", str(file), "balance", "--flat", "--no-total"]
    command += ["--balance-format", "%(account)\t%(quantity(display_total))\n"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    assert not told.stderr
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    return {name.split()[0]: int(Decimal(amount) * 100) for name, amount in rows}
