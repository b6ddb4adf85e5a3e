"""How the windows of a worksheet follow each other: one in place of another, a form over it, and back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from slack_bolt import Args

from bot.blocks import Block, View
from bot.counterparties.record import person as mention
from bot.people import Person
from bot.worksheets import contest_views
from bot.worksheets.fields import Draft
from bot.worksheets.row_views import removed_window
from bot.worksheets.sheet_views import RowKind, sheet_window
from domain.role import Act, may
from domain.worksheets.worksheet_look import Looking


def no_bills(_worksheet_id: str, *, presses: bool) -> list[Block]:
    """For a bot that bills nobody."""
    return []


def no_day() -> date | None:
    """For a bot that proposes no date."""
    return None


@dataclass(frozen=True)
class Showing:
    """The windows, filled from what is kept; `bills` draws a worksheet's invoice and memos.

    `today` is the books' own date, where a window may propose it.
    """

    looking: Looking
    bills: Callable[..., list[Block]] = no_bills
    today: Callable[[], date | None] = no_day

    def sheet(self, id: str, person: Person, *, start: int = 0, said: str = "") -> View:
        """The window of one worksheet, with buttons for whoever may change it."""
        prepares = may(person.roles, Act.PREPARE)
        bills = self.bills(id, presses=prepares)
        return sheet_window(self.looking.look(id), bills, prepares=prepares, start=start, said=said)

    def draft(self, args: Args, id: str, **row: object) -> Draft:
        """What a form opened from a worksheet's window carries, bound to the worksheet as it is now."""
        worksheet = self.looking.look(id).sheet.worksheet
        bound = Draft(id, worksheet.version, worksheet.department, under=args.body["view"]["id"])
        return replace(bound, **row)  # type: ignore[arg-type]  # the row's own fields, by name

    def back(self, args: Args, draft: Draft, person: Person, said: str = "") -> None:
        """A form that was saved closes, and the worksheet below it shows it."""
        view = self.sheet(draft.worksheet_id, person, said=said)
        args.ack()
        args.client.views_update(view_id=draft.under, view=view)

    def removed(self, args: Args, draft: Draft, person: Person, what: str) -> None:
        """A form whose row was taken away says so, and the worksheet below it shows it."""
        self.back(args, draft, person)
        args.client.views_update(view_id=args.body["view"]["id"], view=removed_window(what))

    def contested(self, draft: Draft, view: View) -> View | None:
        """The form again if someone saved the worksheet meanwhile; a new accrual or adjustment disturbs nobody."""
        if draft.is_new and draft.kind is not RowKind.SALE:
            return None
        look = self.looking.look(draft.worksheet_id)
        worksheet = look.sheet.worksheet
        if worksheet.version == draft.version:
            return None
        now = contest_views.row_in_words(look, draft)
        return contest_views.contested(view, draft, worksheet, mention(worksheet.changed_by), now)


def push(args: Args, view: View) -> None:
    """Open a form over the window that was pressed."""
    args.ack()
    args.client.views_push(trigger_id=args.body["trigger_id"], view=view)


def show(args: Args, view: View) -> None:
    """Open a window for a press: over a message or Home, or in place of the window that was pressed."""
    args.ack()
    under = args.body.get("view") or {}
    if under.get("type") == "modal":
        args.client.views_update(view_id=under["id"], view=view)
    else:
        args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
