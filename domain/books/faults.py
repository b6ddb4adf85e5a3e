"""What QuickBooks' answers mean: refused, unavailable or disconnected, by numeric code and HTTP status."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.books.port import BooksThrottled
from domain.problems import BooksDisconnected, BooksRefused, BooksUnavailable

THROTTLE_WAIT = timedelta(seconds=60)
LONGEST_THROTTLE_WAIT = timedelta(hours=1)
THROTTLED, NOT_AUTHORISED, BAD_TOKENS = "3001", "3100", ("3200", "3202")
TRANSIENT = ("10000", "10100")
SAME_REQUEST = "600"
NOT_ANSWERING = "QuickBooks is not answering properly just now."
RECONNECT = "Reconnect QuickBooks."
CLOSED_BOOKS = "6210"
CLOSED_WORDS = (
    "The books of that date are closed in QuickBooks.",
    "Choose a later posting date, or ask whoever closes the books to open them.",
)

# What a person reads, by code: the sentence and the next step. Codes not listed show QuickBooks' own words.
PLAIN_WORDS = {
    "500": ("QuickBooks does not support this operation.", ""),
    "610": ("QuickBooks no longer has this, or it was made inactive there.", "Sync again, or choose another one."),
    "2500": ("QuickBooks no longer has something this refers to.", "Sync again, or choose another one."),
    "5010": ("Someone changed this in QuickBooks at the same time.", "Read it again and repeat the change."),
    "5020": ("The person who connected QuickBooks may not do this there.", "Reconnect as a company administrator."),
    "5030": ("The QuickBooks subscription does not include this.", "Ask the company's QuickBooks administrator."),
    "6140": (
        "QuickBooks already has a document with this number.",
        "Use another number, or remove the other document in QuickBooks.",
    ),
    "6190": ("The QuickBooks subscription of this company has lapsed.", "Renew it in QuickBooks."),
    "6240": (
        "QuickBooks already has a customer, vendor or employee with this name.",
        "Link to it, or choose another name.",
    ),
    "6200": CLOSED_WORDS,
    "6210": CLOSED_WORDS,
}


@dataclass(frozen=True)
class Fault:
    """One error of a QuickBooks answer: its code, its short message and its detail."""

    code: str
    message: str
    detail: str


def faults_in(body: Mapping[str, Any]) -> list[Fault]:
    """Every error an answer holds, in the application's spelling (`Fault`) or the gateway's (`fault`)."""
    fault = body.get("Fault") or body.get("fault")
    if not isinstance(fault, dict):
        return []
    errors = fault.get("Error") or fault.get("error") or []
    return [_fault(error) for error in errors if isinstance(error, dict)] or [Fault("", "", "")]


def _fault(error: Mapping[str, Any]) -> Fault:
    def said(key: str) -> str:
        return str(error.get(key) or error.get(key.capitalize()) or "").strip()

    code = said("code")
    return Fault(code.lstrip("0") or code, said("message"), said("detail"))


def refusal(faults: list[Fault], trace: str = "") -> BooksRefused:
    """The faults as one refusal a person can act on; the first one decides."""
    first = faults[0]
    code = CLOSED_BOOKS if _says_closed(first) else first.code
    sentence, next_step = PLAIN_WORDS.get(code, ("", ""))
    if not sentence:
        said = "; ".join(dict.fromkeys(fault.detail or fault.message for fault in faults))
        sentence = f"QuickBooks refused: {said.rstrip('.') or 'it gave no reason'}."
    return BooksRefused(sentence, code=code, trace=trace, next_step=next_step or None)


def _says_closed(fault: Fault) -> bool:
    """Closed books were reported under other codes too; the words are the same (QuickBooks: closed books)."""
    return "period closed" in f"{fault.message} {fault.detail}".lower()


def is_passing(faults: list[Fault]) -> bool:
    """Whether trying later may help, though this time it was not done, or is not known to be done."""
    return bool({fault.code for fault in faults} & {THROTTLED, SAME_REQUEST, *TRANSIENT})


def read_answer(status: int, headers: Mapping[str, str], text: str, *, write: bool) -> dict[str, Any]:
    """The body of a good answer; anything else is raised as what it means. 401 is the caller's to settle first.

    Throttling is asked about before refusal, because QuickBooks sends its code 3001 as a validation error too.
    """
    body = _json(text)
    faults = faults_in(body or {})
    codes = {fault.code for fault in faults}
    if status == 429 or THROTTLED in codes:
        raise BooksThrottled("QuickBooks asks us to slow down.", wait=_wait(headers))
    if status == 401 or codes & set(BAD_TOKENS):
        raise BooksDisconnected("QuickBooks no longer accepts our credentials.", next_step=RECONNECT)
    if NOT_AUTHORISED in codes or (status == 403 and faults):
        raise BooksDisconnected("QuickBooks says Tieout is not authorised for this company.", next_step=RECONNECT)
    if SAME_REQUEST in codes:
        raise BooksUnavailable("QuickBooks is still working on this same request.", answer_lost=write)
    if status >= 500 or codes & set(TRANSIENT):
        raise BooksUnavailable(NOT_ANSWERING, answer_lost=write)
    if faults:
        raise refusal(faults, headers.get("intuit_tid", ""))
    if status != 200 or body is None:
        raise BooksUnavailable(NOT_ANSWERING, answer_lost=write and not 400 <= status < 500)
    return body


def _json(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text, parse_float=Decimal)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _wait(headers: Mapping[str, str]) -> timedelta:
    """Retry-After when it is a sensible number of seconds, else the minute QuickBooks' limits are counted in."""
    told = headers.get("Retry-After", "").strip()
    return min(timedelta(seconds=int(told[:6])), LONGEST_THROTTLE_WAIT) if told.isdecimal() else THROTTLE_WAIT
