"""What nobody could check against the real service: each assumption with its switch; tests that rest on one name it."""

from dataclasses import dataclass


@dataclass
class Assumptions:
    """The stand-in's guesses about QuickBooks; `POST /control/assumptions` turns them."""

    nameless_code: str = "6080"  # or 2020: a customer, vendor or employee without any name
    unbalanced_code: str = "6000"  # or 2300: a journal entry whose debits are not its credits
    vendor_terms_on_create: bool = False  # TermRef of a new vendor is ignored, as seen on a sandbox
    paid_documents_locked: bool = True  # a bill or invoice with payments cannot be edited in amount, voided or deleted
    linked_token_moves: bool = True  # a payment raises the SyncToken of the document it pays
    bill_numbers_per_vendor: bool = True  # duplicate DocNumber of bills is looked for within one vendor
    duplicate_bill_numbers_refused: bool = True  # OtherPrefs WarnDuplicateBillNumber absent counts as on
    duplicate_journal_numbers_refused: bool = False  # OtherPrefs WarnDuplicateJournalNumber absent counts as off
    throttle_capitals: bool = False  # the body of a 429: the gateway's lower-case one, or a capital Fault
    throttle_status: int = 429  # 403 in old deployments
    retry_after: int = 0  # seconds in a Retry-After header of a 429; 0: no such header
    rotate_seconds: int = 86_400  # how old the value of a refresh token gets (with --rotate daily)
    stale_token_seconds: int = 0  # how long the value before still works
    reuse_ends_grant: bool = False  # a stale refresh token or a code used twice ends the whole grant
    code_seconds: int = 600  # life of an authorization code
    old_changed_since_refused: bool = True  # more than 30 days back; a recording of 2020 answers one of 2011
    request_ids_honoured: bool = True  # the same requestid again is answered by what it did; False: it is a new request
    local_changed_since: str = "+00:00"  # the zone of a changedSince without one
