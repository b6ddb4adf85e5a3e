"""Files come as they come: every usual way of saving a table is read, every other one refused in words."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.imports.tabular import (
    MAX_BYTES,
    MAX_ROWS,
    guarded,
    read_sheets,
    rows_of_csv,
    sniffed_delimiter,
    unguarded,
    write_csv,
)
from domain.problems import Problem

TABLE = "Company,Role\nMüller & Söhne GmbH,vendor\nO’Brien’s Café,customer\n"


def rows_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    (sheet,) = read_sheets("list.csv", content)
    return [(row.line, row.cells) for row in sheet.rows]


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_usual_encoding_is_understood(encoding: str) -> None:
    assert rows_of(TABLE.encode(encoding))[1:] == [
        (2, ("Müller & Söhne GmbH", "vendor")),
        (3, ("O’Brien’s Café", "customer")),
    ]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1250", "Łódź Papier i Żółć"), ("cp1251", "ООО Бумага и Картон"), ("cp932", "東京製紙株式会社")],
)
def test_encodings_of_other_parts_of_the_world_are_recognised(encoding: str, name: str) -> None:
    assert rows_of(f"Company,Role\n{name},vendor\n".encode(encoding))[1] == (2, (name, "vendor"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_names_hold_others(delimiter: str) -> None:
    lines = [["Company", "Role", "Note"], ['"Acme; Mills, Inc."', "vendor", ""], ['"A|B"', "customer", '"x,y;z"']]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    assert sniffed_delimiter(text) == delimiter
    assert rows_of(text.encode())[1][1] == ("Acme; Mills, Inc.", "vendor", "")


def test_a_delimiter_that_is_stated_is_believed() -> None:
    assert rows_of(b"sep=;\r\nCompany;Role\r\nA,B,C;vendor")[1:] == [(2, ("Company", "Role")), (3, ("A,B,C", "vendor"))]


def test_quotation_marks_inside_a_name_are_part_of_it() -> None:
    assert rows_of(b'Company,Role\n5" Pipe,both\n"6"" Pipe",both\n')[1:] == [
        (2, ('5" Pipe', "both")),
        (3, ('6" Pipe', "both")),
    ]


def test_old_line_ends_are_line_ends() -> None:
    assert [line for line, _ in rows_of(b"Company\rAcme\rBest\r")] == [1, 2, 3]


def test_line_numbers_count_blank_lines_and_quoted_line_breaks() -> None:
    content = b'Company,Street\n\n"Acme","1 Mill Road\nSuite 2"\n,\nBest,\n'
    assert [line for line, _ in rows_of(content)] == [1, 3, 6]


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf", b",,,\n,,,\n"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    with pytest.raises(Problem, match=r"list\.csv is empty"):
        read_sheets("list.csv", content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (MAX_BYTES + 1), "at most 12 MB"),
        (b"Company\n" + b"a\n" * (MAX_ROWS + 1), "more than 50,000 rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Excel file"),
        (b"%PDF-1.7\n", "not a CSV or XLSX"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x01\x00", "not a CSV or XLSX"),
        (b"PK\x03\x04 and no more", "not a workbook"),
        (b'Company\n"' + b"a" * 200_000, "Line 2 cannot be read"),
        (b'Company\nAcme\n"Best\nCut\n', "opened on line 3 and never closed"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Problem, match=said):
        read_sheets("list.csv", content)


def test_fifty_thousand_rows_below_a_header_are_not_too_many() -> None:
    assert len(rows_of(b"Company\n" + b"a\n" * MAX_ROWS)) == MAX_ROWS + 1


def test_a_workbook_is_read_as_people_see_it() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["Company", "Code", "ZIP", "Since", "At", "Share", "Both", "Sum", None])
    sheet.append(["Acme", 12.0, 402, date(2025, 1, 31), datetime.fromisoformat("2025-01-31T08:30"), 0.5, True, "=1+1"])
    sheet["C2"].number_format = "00000"
    (read,) = read_sheets("list.xlsx", saved(workbook))
    assert read.rows[1].cells == ("Acme", "12", "00402", "2025-01-31", "2025-01-31 08:30:00", "0.5", "yes")


def test_sheets_are_named_blank_and_hidden_ones_left_out() -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "Empty"
    workbook.create_sheet("Names").append(["Company"])
    hidden = workbook.create_sheet("Secret")
    hidden.append(["Company"])
    hidden.sheet_state = "hidden"
    assert [sheet.name for sheet in read_sheets("list.xlsx", saved(workbook))] == ["Names"]


def test_a_merged_cell_stands_in_every_row_it_spans() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (
        ["Counterparties", None],
        ["Company", "Role"],
        ["Acme", "customer"],
        [None, "supplier"],
        ["Best", "both"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A4")
    (read,) = read_sheets("list.xlsx", saved(workbook))
    assert [row.cells for row in read.rows[2:4]] == [("Acme", "customer"), ("Acme", "supplier")]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(16):
            parts.writestr(f"xl/worksheets/sheet{number}.xml", b" " * 10_000_000)
    with pytest.raises(Problem, match="unpacks to 160 MB"):
        read_sheets("list.xlsx", file.getvalue())


def test_another_kind_of_zip_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", "<w/>")
    with pytest.raises(Problem, match="not a workbook"):
        read_sheets("list.xlsx", file.getvalue())


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_a_table_or_a_problem(content: bytes) -> None:
    try:
        assert read_sheets("any", content)
    except Problem as problem:
        assert problem.words()


@given(st.integers(0, 6000), st.integers(0, 255))
def test_a_damaged_workbook_is_a_table_or_a_problem(place: int, value: int) -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["Company", "Role"])
    content = bytearray(saved(workbook))
    content[place % len(content)] = value
    try:
        read_sheets("list.xlsx", bytes(content))
    except Problem as problem:
        assert problem.words()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=x", "＝1", "'=1", "''-1"])
def test_what_a_spreadsheet_might_run_is_written_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


def test_numbers_are_written_as_numbers_and_names_keep_their_apostrophes() -> None:
    written = write_csv(["Company", "Amount"], [["'t Hooft", Decimal("-1.50")], ["-5", 3], ["", None]])
    assert written.decode("utf-8-sig").splitlines()[1:] == ['"\'t Hooft","-1.50"', '"\'-5","3"', '"",""']
    assert rows_of(written)[1][1] == ("'t Hooft", "-1.50")


cells = st.text() | st.text(st.sampled_from("'\"=+-@\t\r\n,;| a\x00"), max_size=8)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6))
def test_any_text_survives_the_way_out_and_back(rows: list[list[str]]) -> None:
    written = write_csv(rows[0], rows[1:])
    read = [row for _, row in rows_of_csv(written.decode("utf-8-sig"), ",")]
    assert read == rows
    if any(cell.strip() for row in rows for cell in row):
        filled = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
        assert [row for _, row in rows_of(written)] == filled
