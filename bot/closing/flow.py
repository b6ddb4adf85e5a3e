"""`/accounting help flow`: a picture of which work people do and which goes by itself, privately (S2-45)."""

from typing import Final

import requests
from slack_bolt import Args
from slack_sdk import WebClient

from bot.blocks import escape
from bot.house import House, Workflows
from bot.people import Person
from domain.clock import new_id
from domain.connections.alerting import CHAT
from domain.reports.flow import WORDS, flow_picture

DRAW: Final = "draw-flow"
NAME: Final = "how-work-flows.png"
TIMEOUT: Final = (5, 60)
ALT: Final = 1000


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
    content = flow_picture()
    channel = str(client.conversations_open(users=person)["channel"]["id"])
    place = client.files_getUploadURLExternal(filename=NAME, length=len(content), alt_txt=WORDS[:ALT])
    requests.post(str(place["upload_url"]), data=content, timeout=TIMEOUT).raise_for_status()
    files: list[dict[str, str | None]] = [{"id": str(place["file_id"]), "title": NAME}]
    comment = "Which work people do, and which goes by itself."
    client.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=comment)
    return True
