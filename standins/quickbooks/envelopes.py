"""What QuickBooks answers with: the fault it raises, and the envelopes of answers and of faults."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")

MESSAGES = {
    "500": "Unsupported Operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "Transaction cannot be saved",
    "800": "Object has dependencies and cannot be deleted",
    "1040": "Batch exceeds the maximum number of operations",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String",
    "2050": "String length is either shorter or longer than supported by specification",
    "2060": "Invalid Date",
    "2080": "Invalid Number",
    "2090": "Invalid Boolean",
    "2130": "Invalid Request Id",
    "2170": "Invalid Enumeration",
    "2250": "Transaction lines are missing",
    "2290": "Negative Amount",
    "2300": "Debits and credits do not match",
    "2500": "Invalid Reference Id",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "Account type missing",
    "6070": "Amount calculation incorrect in the request",
    "6080": "No name provided",
    "6100": "Invalid tax code",
    "6140": "Duplicate Document Number Error",
    "6150": "Invalid ParentRef",
    "6180": "Too many levels",
    "6190": "Invalid Company Status",
    "6210": "Account Period Closed, Cannot Update Through Services API",
    "6220": "Account has a balance and cannot be deleted",
    "6240": "Duplicate Name Exists Error",
    "6270": "Invalid inventory date",
    "6430": "Invalid account type",
    "6440": "Item or account is missing on a line",
    "6540": "Deposited Transaction cannot be changed",
}


class Fault(Exception):
    """A refusal in QuickBooks' own words: `code` is text, `detail` the sentence a person reads, `element` the field."""

    def __init__(self, code: str, detail: str = "", element: str = "", kind: str = "ValidationFault") -> None:
        super().__init__(f"{code} {MESSAGES.get(code, '')}: {detail}")
        self.code = code
        self.message = MESSAGES.get(code, "An application error has occurred while processing your request")
        self.detail = detail or self.message
        self.element = element
        self.kind = kind
        self.more: list[Fault] = []

    def body(self) -> dict[str, Any]:
        """`{"Error": [...], "type": ...}`, as it stands under "Fault"."""
        return {"Error": [fault.row() for fault in (self, *self.more)], "type": self.kind}

    def row(self) -> dict[str, str]:
        """One element of the Error list."""
        row = {"Message": self.message, "Detail": self.detail, "code": self.code}
        return {**row, "element": self.element} if self.element else row


def business(text: str, element: str = "") -> Fault:
    """6000, the fault of most accounting rules."""
    return Fault("6000", f"Business Validation Error: {text}", element)


def missing(*names: str) -> Fault:
    """2020: one Error for each required parameter that is missing."""
    faults = [Fault("2020", f"Required parameter {name} is missing in the request", name) for name in names]
    faults[0].more = faults[1:]
    return faults[0]


def unsupported(what: str) -> Fault:
    """500: what is not built answers as QuickBooks answers what it does not support."""
    return Fault("500", f"Operation {what} is not supported.")


def not_found(detail: str = "") -> Fault:
    """610 for an object that is not there, or not any more."""
    return Fault("610", f"Object Not Found : {detail or MADE_INACTIVE}")


MADE_INACTIVE = (
    "Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
DELETED = "Another user has deleted this transaction."


def wrapped(content: dict[str, Any], now: datetime) -> dict[str, Any]:
    """An answer with the server's time, in Pacific time with milliseconds."""
    return {**content, "time": now.astimezone(PACIFIC).isoformat(timespec="milliseconds")}


def stamp(now: datetime) -> str:
    """A moment as MetaData shows it: Pacific time, whole seconds."""
    return now.astimezone(PACIFIC).isoformat(timespec="seconds")


def gateway(code: int, name: str, status: int, kind: str, detail: str, now: datetime) -> dict[str, Any]:
    """The body of the gateway in front of QuickBooks (401, 403, 429), all in lower case."""
    message = f"message={name}; errorCode={code:06d}; statusCode={status}"
    error = {"message": message, "detail": detail, "code": str(code), "element": None}
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(now.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }
