"""Looking at receipts: one in full, many in a list, the invoices a draft may pay, and what a person may press now."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.accounts.account import KnownAccount
from domain.approvals.approval import Approval, approvals_of
from domain.connections.connection import Connection, connection_of
from domain.counterparties.counterparty import Counterparty
from domain.deliveries.delivery import Delivery, delivery_of
from domain.ledger.go_live import OpeningReceivable
from domain.message_claim import claim, release
from domain.problems import Problem
from domain.receipts.deciding import Deciding
from domain.receipts.receipt import (
    ActKind,
    ActState,
    Receipt,
    ReceiptAct,
    ReceiptEvent,
    ReceiptLine,
    acts_of,
    lines_of_act,
    receipt_to_change,
)
from domain.receipts.receivables import (
    Receivable,
    Unapplied,
    deposit_accounts,
    numbered,
    open_receivables,
    unapplied_cash,
    unapplied_of,
)
from domain.role import Act, Role, may

MOST_HISTORY: Final = 200
WINDOWS_KEPT: Final = 8


class Press(StrEnum):
    """What somebody may do with an act on a receipt; to apply or return is done with the receipt as a whole."""

    EDIT = "edit"
    APPROVE = "approve"
    REJECT = "reject"
    ASK = "ask"
    WITHDRAW = "withdraw"
    TRY_AGAIN = "try_again"
    UNDO = "undo"
    APPLY = "apply"
    RETURN = "return"


@dataclass(frozen=True)
class Done:
    """One act with what became of it. `worth` is what an approver approves, in cents; `page` is where the books show
    its entry."""

    act: ReceiptAct
    lines: Sequence[ReceiptLine]
    delivery: Delivery | None
    approvals: Sequence[Approval]
    people_needed: int
    worth: int
    page: str


@dataclass(frozen=True)
class Whole:
    """A receipt with all that was done to it, in order; `left` is its unapplied cash, `today` the department's day."""

    receipt: Receipt
    customer_name: str
    done: Sequence[Done]
    history: Sequence[ReceiptEvent]
    left: int
    today: date

    @property
    def newest(self) -> Done | None:
        """The act that a person has to do with now: one that waits or failed, else the receiving itself."""
        busy = (ActState.SUBMITTED, ActState.POSTING, ActState.FAILED)
        waits = [one for one in self.done if one.act.state in busy]
        return waits[-1] if waits else self.done[0] if self.done else None


@dataclass(frozen=True)
class Inquiring:
    """Reads only, but for the places of messages and windows, which are opaque here. `page_of` is the address at which
    people see a document in the books, empty for none."""

    deciding: Deciding
    page_of: Callable[[Connection, Delivery], str]

    def whole(self, receipt_id: str) -> Whole:
        """Everything about one receipt. Raises Problem when there is none."""
        with self.deciding.posting.store.reading() as session:
            receipt = receipt_to_change(session, receipt_id)
            history = select(ReceiptEvent).where(ReceiptEvent.receipt_id == receipt_id)
            latest = session.exec(history.order_by(col(ReceiptEvent.id).desc()).limit(MOST_HISTORY)).all()
            return Whole(
                receipt=receipt,
                customer_name=_customer_name(session, receipt),
                done=[self._done(session, act) for act in acts_of(session, receipt_id)],
                history=latest[::-1],
                left=unapplied_of(session, receipt).left,
                today=self.deciding.powers.today(receipt.department),
            )

    def act(self, act_id: str) -> Done:
        """One act. Raises Problem when there is none."""
        with self.deciding.posting.store.reading() as session:
            act = session.get(ReceiptAct, act_id)
            if act is None:
                raise Problem("There is no such receipt.", next_step="Look for it with /receipt list.")
            return self._done(session, act)

    def presses(self, whole: Whole, done: Done, by: str, roles: Collection[Role]) -> list[Press]:
        """What this person may press on an act now."""
        act, prepared = done.act, by in done.act.prepared_by
        enters, decides = may(roles, Act.ENTER), may(roles, Act.APPROVE)
        match act.state:
            case ActState.DRAFTED:
                allowed = {Press.EDIT: enters}
            case ActState.SUBMITTED:
                counts = self.deciding.may_approve(act, by)
                allowed = {Press.APPROVE: counts, Press.REJECT: counts or (decides and not prepared)}
                allowed |= {Press.ASK: not prepared, Press.WITHDRAW: prepared}
            case ActState.FAILED:
                unsure = done.delivery is not None and done.delivery.unsure
                allowed = {Press.TRY_AGAIN: prepared or decides, Press.WITHDRAW: prepared and not unsure}
            case ActState.POSTED if act.kind is not ActKind.REVERSAL:
                allowed = {Press.UNDO: decides and not prepared}
            case _:
                allowed = {}
        if whole.done and done is whole.done[0] and act.state is ActState.POSTED:
            allowed |= {Press.APPLY: enters and whole.left > 0, Press.RETURN: enters and whole.left > 0}
        return [press for press, yes in allowed.items() if yes]

    def invoices(self, receipt_id: str, start: int, limit: int, text: str = "") -> tuple[list[Receivable], int]:
        """A page of what the customer of a receipt owes, the oldest first, and how many invoices that are: those whose
        number holds the text."""
        with self.deciding.posting.store.reading() as session:
            receipt = receipt_to_change(session, receipt_id)
            found = numbered(open_receivables(session, receipt.department, receipt.customer_id or ""), text)
            return found[start : start + limit], len(found)

    def deposits(self, department: str) -> list[KnownAccount]:
        """Where cash may go."""
        with self.deciding.posting.store.reading() as session:
            connection = connection_of(session, department)
            return deposit_accounts(session, connection.realm) if connection else []

    def unapplied(self, department: str, customer_id: str) -> list[Unapplied]:
        """What a customer has paid ahead."""
        with self.deciding.posting.store.reading() as session:
            return unapplied_cash(session, department, customer_id)

    def source(self, source_id: str) -> Unapplied:
        """The unapplied cash of one receipt, or of go-live. Raises Problem when nothing of it is left."""
        with self.deciding.posting.store.reading() as session:
            known = session.get(Receipt, source_id) or session.get(OpeningReceivable, source_id)
            found = unapplied_cash(session, known.department, known.customer_id or "") if known else []
        for one in found:
            if one.key == source_id:
                return one
        raise Problem("Nothing of it is unapplied any more.", next_step="Look at the receipt again.")

    def owed(self, department: str, customer_id: str, text: str = "") -> list[Receivable]:
        """What a customer owes, the oldest first: invoices whose number holds the text."""
        with self.deciding.posting.store.reading() as session:
            return numbered(open_receivables(session, department, customer_id), text)

    def department_of(self, source_id: str) -> str:
        """Whose unapplied cash it is."""
        with self.deciding.posting.store.reading() as session:
            known = session.get(Receipt, source_id) or session.get_one(OpeningReceivable, source_id)
            return known.department

    def find(self, department: str, start: int, limit: int) -> tuple[list[Whole], int]:
        """A page of receipts, the newest first, and how many there are."""
        here = (Receipt.department == department, col(Receipt.number).is_not(None))
        with self.deciding.posting.store.reading() as session:
            total = session.exec(select(func.count()).select_from(Receipt).where(*here)).one()
            newest = select(Receipt.id).where(*here).order_by(col(Receipt.number).desc())
            ids = session.exec(newest.offset(start).limit(limit)).all()
        return [self.whole(id) for id in ids], total

    def drafts(self, department: str, by: str, limit: int) -> list[Whole]:
        """The drafts a person works on, the latest first."""
        with self.deciding.posting.store.reading() as session:
            mine = select(ReceiptAct).where(
                ReceiptAct.department == department,
                ReceiptAct.state == ActState.DRAFTED,
                ReceiptAct.kind == ActKind.RECEIPT,
            )
            newest = session.exec(mine.order_by(col(ReceiptAct.created_at).desc()).limit(MOST_HISTORY))
            ids = [act.id for act in newest if by in act.prepared_by][:limit]
        return [self.whole(id) for id in ids]

    def numbered(self, number: int) -> Receipt | None:
        """The receipt that people call `CR-` and this number."""
        with self.deciding.posting.store.reading() as session:
            return session.exec(select(Receipt).where(Receipt.number == number)).first()

    def claim_card(self, receipt_id: str) -> bool:
        """Whether its first card is the caller's to post: until it stands somewhere, one process at a time tries."""
        posting = self.deciding.posting
        with posting.store.writing() as session:
            stands = place_of(receipt_to_change(session, receipt_id)).get("at")
            return not stands and claim(session, f"receipt:{receipt_id}", posting.now())

    def release_card(self, receipt_id: str) -> None:
        """It was not posted: the next one may try."""
        with self.deciding.posting.store.writing() as session:
            release(session, f"receipt:{receipt_id}")

    def shown(self, receipt_id: str, face: str, place: dict[str, Any]) -> None:
        """Its message stands somewhere and shows a face."""
        with self.deciding.posting.store.writing() as session:
            receipt = receipt_to_change(session, receipt_id)
            receipt.place = json.dumps(place_of(receipt) | place)
            receipt.shown = face

    def opened(self, receipt_id: str, window: str, person: str) -> None:
        """Somebody has a window open on it, which is to follow."""
        with self.deciding.posting.store.writing() as session:
            receipt = receipt_to_change(session, receipt_id)
            place = place_of(receipt)
            others = [one for one in place.get("windows", []) if one[0] != window]
            receipt.place = json.dumps(place | {"windows": [*others, [window, person]][-WINDOWS_KEPT:]})

    def closed(self, receipt_id: str, windows: Collection[str]) -> None:
        """These windows are closed."""
        with self.deciding.posting.store.writing() as session:
            receipt = receipt_to_change(session, receipt_id)
            place = place_of(receipt)
            left = [one for one in place.get("windows", []) if one[0] not in windows]
            receipt.place = json.dumps(place | {"windows": left})

    def _done(self, session: Session, act: ReceiptAct) -> Done:
        lines = lines_of_act(session, act.id)
        worth = self.deciding.worth(session, act)
        delivery = delivery_of(session, act.subject)
        connection = session.get(Connection, delivery.connection_id) if delivery else None
        return Done(
            act=act,
            lines=lines,
            delivery=delivery,
            approvals=approvals_of(session, act.subject, act.revision),
            people_needed=self.deciding.powers.people_needed(act.department, worth),
            worth=worth,
            page=self.page_of(connection, delivery) if connection and delivery else "",
        )


def place_of(receipt: Receipt) -> dict[str, Any]:
    """Where its messages and windows are."""
    place: dict[str, Any] = json.loads(receipt.place) if receipt.place else {}
    return place


def _customer_name(session: Session, receipt: Receipt) -> str:
    customer = session.get(Counterparty, receipt.customer_id) if receipt.customer_id else None
    return customer.name if customer else ""
