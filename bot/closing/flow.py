"""`/accounting help flow`: a picture of which work people do and which goes by itself, privately (S2-45)."""

from typing import Final

from slack_bolt import Args
from slack_sdk import WebClient

from bot.blocks import escape
from bot.house import House, Workflows
from bot.people import Person
from bot.uploading import placed
from domain.clock import new_id
from domain.connections.alerting import CHAT
from domain.reports.flow import WORDS, flow_picture

DRAW: Final = "draw-flow"
NAME: Final = "how-work-flows.png"


def register(house: House) -> Workflows:
    """Hang the word of `/accounting`; answers its workflow, whose subject is the person who asked."""
    client, engine = house.client, house.engine

    def ask(args: Args, person: Person, _department: str = "") -> None:
        with house.store.writing() as session:
            engine.enqueue(session, DRAW, person.id, key=f"{DRAW}:{new_id()}", partition=CHAT)
        args.ack("The picture of how work flows comes as a direct message from me.")

    def draw(person: str) -> None:
        engine.step("draw", lambda: _send(client, person), house.patience)

    def broke(person: str, words: str) -> None:
        client.chat_postMessage(channel=person, text=escape(words))

    house.words["flow"] = ask
    return {DRAW: house.door.workflow(draw, broke)}


def _send(client: WebClient, person: str) -> bool:
    channel = str(client.conversations_open(users=person)["channel"]["id"])
    picture = placed(client, NAME, flow_picture(), WORDS)
    comment = "Which work people do, and which goes by itself."
    client.files_completeUploadExternal(files=[picture], channel_id=channel, initial_comment=comment)
    return True
