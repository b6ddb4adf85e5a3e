"""The file of an opening to fill in: its columns, and a row of each kind."""

from typing import Final

from domain.imports.tabular import write_csv

COLUMNS: Final = ("What", "Number", "Party", "Date", "Due", "Kind", "Account", "Amount")
NAME: Final = "opening-template.csv"
ROWS: Final = (
    ("accrual", "W-099", "A vendor", "2024-12-20", "", "inland freight", "5710", "600.00"),
    ("invoice", "W-098", "A customer", "2024-12-10", "2025-01-09", "", "", "5000.00"),
    ("unapplied cash", "CR-7", "A customer", "2024-12-30", "", "", "", "250.00"),
)


def template() -> bytes:
    """A CSV file any spreadsheet opens."""
    return write_csv(COLUMNS, ROWS)
