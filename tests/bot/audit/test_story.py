"""Clara reads who did what, takes all of it away as a file, and has the chain verified."""

import csv
import io
import json
from hashlib import sha256
from typing import Any

import requests
import sqlalchemy as sa
from sqlmodel import col

from domain.audit import AuditLine
from domain.imports.tabular import unguarded
from standins.slack.person import Person
from tests.bot.vouchers.acting import submits
from tests.bot.vouchers.conftest import Office


def asks(person: Person, words: str = "") -> str:
    """What `/accounting audit` answers."""
    person.types(f"/accounting audit {words}", in_="#accounting")
    return person.reads(person.sees("audit trail", in_="#accounting", ephemeral=True))


def approved(anna: Person, clara: Person) -> None:
    clara.presses("Approve and post", on=submits(anna))
    clara.sees("Posted as Bill INV-7781", in_="#accounting")


def test_the_last_lines_in_words(office: Office, anna: Person, clara: Person) -> None:
    approved(anna, clara)
    office.settle()
    said = asks(clara)
    assert "20 lines, the latest first" in said
    assert "voucher approved · V-1 RecycleCo INV-7781" in said
    assert office.voucher().id not in said


def test_a_voucher_a_company_words_or_a_person_find_their_lines(office: Office, anna: Person, clara: Person) -> None:
    approved(anna, clara)
    office.settle()
    for words in ("v-1", "recycleco", "submitted", "INV-7781"):
        said = asks(clara, words)
        assert "voucher submitted · V-1 RecycleCo INV-7781" in said, words
    assert "the month" not in asks(clara, "V-1")
    mine = asks(clara, "me")
    assert "voucher approved" in mine and "voucher submitted" not in mine
    assert "has no lines about “nothing & nobody”" in asks(clara, "nothing & nobody")


def test_older_lines_and_somebody_elses(office: Office, anna: Person, clara: Person) -> None:
    approved(anna, clara)
    office.settle()
    asks(clara)
    clara.presses("Older lines")
    clara.sees("before number", in_="#accounting", ephemeral=True)
    clara.selects("By a person", "anna")
    said = clara.reads(clara.sees("voucher submitted", in_="#accounting", ephemeral=True))
    assert "voucher approved" not in said


def test_the_whole_trail_comes_as_a_file_whose_hashes_can_be_checked(
    office: Office, anna: Person, clara: Person
) -> None:
    approved(anna, clara)
    office.settle()
    asks(clara)
    clara.presses("Export everything")
    office.settle()
    message = clara.sees("A hash is the SHA-256", in_="@Tieout")
    rows = table(office, message["files"][0])
    before = ""
    for number, row in enumerate(rows, start=1):
        at, by, act, subject = (row[name] for name in ("At (UTC)", "By", "Act", "Subject"))
        fields = [number, at, by, act, subject, row["Detail"], before]
        before = sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
        assert row["Hash"] == before
    assert rows[-1]["Act"] == "trail exported"
    assert f"up to line {len(rows):,}, which has the hash {before}" in clara.reads(message)


def test_the_chain_is_verified_and_the_first_broken_line_named(office: Office, anna: Person, clara: Person) -> None:
    approved(anna, clara)
    office.settle()
    asks(clara)
    clara.presses("Verify the chain")
    office.settle()
    clara.sees("lines, unbroken", in_="@Tieout")
    with office.tieout.store.writing() as session:
        line = col(AuditLine.act) == "voucher approved"
        number = session.execute(sa.select(col(AuditLine.id)).where(line)).scalar_one()
        session.execute(sa.update(AuditLine).where(line).values(by="U0ANNA"))
    clara.presses("Verify the chain")
    office.settle()
    said = clara.reads(clara.sees("is broken at line", in_="@Tieout"))
    assert f"broken at line {number}" in said
    assert "voucher approved · V-1 RecycleCo INV-7781" in said


def test_only_auditors_and_controllers_read_it(anna: Person, bo: Person, otto: Person) -> None:
    for person in (anna, bo):
        assert "To read the audit trail you need the role auditor or controller" in asks(person)
    otto.types("/accounting audit", in_="@Tieout")
    otto.sees("You need a role", in_="@Tieout", ephemeral=True)


def test_who_may_not_press_leaves_a_line(office: Office, clara: Person, otto: Person) -> None:
    for words in ("/post-voucher", "/vouchers"):
        otto.types(words, in_="#sales")
        assert "You need a role in Tieout for this." in otto.reads(otto.messages("#sales")[-1])
    said = asks(clara, "refused")
    assert said.count("press refused") == 1, "to look is no act"
    assert "the press of /post-voucher" in said and "You need a role in Tieout" in said


def test_help_says_what_can_be_asked(clara: Person) -> None:
    assert "/accounting audit V-3" in asks(clara, "help")


def table(office: Office, file: dict[str, Any]) -> list[dict[str, str]]:
    bearer = {"Authorization": "Bearer xoxb-standin"}
    content = requests.get(file["url_private_download"], headers=bearer, timeout=30).content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(content, newline=""))
    return [{name: unguarded(cell) for name, cell in row.items()} for row in rows]
