"""What people do with vouchers in Slack, in the words of a story."""

from typing import Any

from standins.slack.person import Person

V1 = ("W-101 · material", "W-102 · material", "W-103 · material", "W-101 · PA-1")


def opens_ledger(person: Person, vendor: str = "RecycleCo") -> None:
    """The AP Ledger of a vendor."""
    person.types("/post-voucher", in_="#accounting")
    person.sees_modal("Vendor")
    person.selects("Type a part of its name", vendor)
    person.sees_modal("Ticked 0")


def says_bill(person: Person, number: str = "INV-7781", amount: str = "14,833.36", **more: Any) -> None:
    """From the ledger over the bill to the preview."""
    person.presses("Next: the bill")
    person.sees_modal("Vendor's invoice date")
    person.submits({"Bill number": number, "Amount": amount, "Vendor's invoice date": "2025-01-28", **more})


def submits(person: Person, *ticks: str, vendor: str = "RecycleCo", **bill: Any) -> dict[str, Any]:
    """A voucher from the command to its card."""
    opens_ledger(person, vendor)
    person.ticks(*(ticks or V1))
    says_bill(person, **bill)
    person.sees_modal("Preview")
    person.presses("Submit")
    person.sees_modal("Waits for approval")
    person.closes_everything()
    return person.sees("Waits for approval", in_="#accounting")
