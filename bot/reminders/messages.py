"""The workflow of a reminder: its one message says how it stands."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from slack_sdk import WebClient

from bot.blocks import escape
from bot.reminders import views
from bot.sync.posting import Place, put
from bot.uploading import placed
from domain.engine import Engine, Patience
from domain.money import shown
from domain.reminders.digest import DAY, weeks_of_profit
from domain.reminders.matter import CHANNEL, Kind
from domain.reminders.reminding import Reminding
from domain.reports.picture import of_weeks


@dataclass(frozen=True)
class ReminderMessages:
    """`channel` hears what concerns everybody; `stands_in` is who hears it where we cannot speak."""

    client: WebClient
    engine: Engine
    reminding: Reminding
    channel: str
    stands_in: Callable[[], str]
    patience: Patience

    def tell(self, name: str) -> None:
        """Workflow `remind`. What was posted is noted by a step of its own, so that it is not posted twice; a digest
        has its picture in its thread."""
        told = json.loads(self.engine.step("tell", lambda: self._tell(name), self.patience))
        if told:
            self.engine.step("note", lambda: self.reminding.shown(name, told["version"], json.dumps(told["place"])))
        if told.get("digest"):
            self.engine.step("picture", lambda: self._draw(name, told["place"]), self.patience)

    def _tell(self, name: str) -> str:
        row = self.reminding.find(name)
        if row is None:
            return "{}"
        known: Place = json.loads(row.place) if row.place else {}
        here = self.channel if row.audience == CHANNEL else row.audience
        person = self.stands_in() if row.audience == CHANNEL else row.audience
        place = put(self.client, known, views.message(row), asked_in=here, person=person)
        new_digest = row.kind is Kind.DIGEST and place != known
        return json.dumps({"version": row.version, "place": place, "digest": new_digest})

    def _draw(self, name: str, place: Place) -> bool:
        """What was earned week by week, in the thread; nothing where nothing was."""
        row = self.reminding.find(name)
        monday = date.fromisoformat(row.known.on) if row else date.min
        with self.reminding.store.reading() as session:
            weeks = weeks_of_profit(session, row.department, monday) if row else []
        if row is None or not weeks:
            return False
        title = f"Gross profit week by week: {row.department}"
        content = of_weeks(title, f"Worksheets dated in each week, up to {monday - DAY:%-d %B %Y}", weeks)
        said = "; ".join(f"{week}: {shown(earned)}" for week, earned in weeks)
        picture = placed(self.client, f"week-{row.department}-{monday}.png", content, f"{title}. {said}")
        self.client.files_completeUploadExternal(
            files=[picture], channel_id=place["channel"], thread_ts=place["ts"], initial_comment=escape(title)
        )
        return True
