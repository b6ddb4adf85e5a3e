"""What happens on the App Home that no other feature does: opening, refreshing, starting a sync from it."""

from slack_bolt import Args

from bot.door import Door
from bot.home import views
from bot.home.messages import HomePage
from bot.people import Person
from domain.role import Act
from domain.syncs.syncing import Syncing


def register(door: Door, page: HomePage, syncing: Syncing) -> None:
    """Hang the listeners. The first time someone opens Home there is no view of it yet, and they are greeted."""

    def open_home(args: Args, person: Person) -> None:
        event = args.body["event"]
        if event.get("tab", "home") == "home":
            page.show(person.id, first="view" not in event)

    def press_refresh(args: Args, person: Person) -> None:
        args.ack()
        page.show(person.id)

    def press_sync(args: Args, person: Person) -> None:
        syncing.begin(args.payload["value"], "all", by=person.id, asked_in=person.id)
        args.ack()
        page.show(person.id)

    door.event("app_home_opened", open_home)
    door.action(views.REFRESH, None, press_refresh)
    door.action(views.SYNC, Act.PREPARE, press_sync)
