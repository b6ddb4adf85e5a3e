"""What follows a sale in the act that recognises it: its invoice, and the memos of its adjustments."""

from datetime import date
from typing import Final, Protocol

from domain.worksheets.recognition import Recognition
from domain.worksheets.worksheet import Adjustment, Sheet


class Invoices(Protocol):
    """Keeps the documents of sales, in the transaction of the act; a Problem refuses the act as a whole."""

    def follow(self, recognition: Recognition, sheet: Sheet) -> None:
        """Have the worksheet's invoice say what its sale is now: it became INVOICE, or was edited there (E1, E2)."""

    def leave(self, recognition: Recognition, sheet: Sheet) -> bool:
        """Take the invoice away (E4). False when the books must first confirm that it is gone."""

    def memo(self, recognition: Recognition, adjustment: Adjustment, on: date) -> None:
        """Make the memo of an adjustment of the sale that is posted on a day (E5, E6)."""

    def drop_memo(self, recognition: Recognition, adjustment: Adjustment) -> None:
        """Withdraw the memo of an adjustment that is taken back."""


class NoInvoices:
    """For a house that bills its customers elsewhere: nothing is kept."""

    def follow(self, recognition: Recognition, sheet: Sheet) -> None:
        """Nothing."""

    def leave(self, recognition: Recognition, sheet: Sheet) -> bool:
        """Nothing stands in the way."""
        return True

    def memo(self, recognition: Recognition, adjustment: Adjustment, on: date) -> None:
        """Nothing."""

    def drop_memo(self, recognition: Recognition, adjustment: Adjustment) -> None:
        """Nothing."""


NONE_KEPT: Final = NoInvoices()
