"""A tiny bot built on the unmodified Bolt library: the app that these tests connect to the workspace."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

SECRET = "standin-secret"


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def button(words: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": text(words), "action_id": action_id, **more}


def option(words: str, value: str) -> dict[str, Any]:
    return {"text": text(words), "value": value}


def bill_modal(vendor: str = "") -> dict[str, Any]:
    amount = {"type": "number_input", "action_id": "amount", "is_decimal_allowed": True, "min_value": "0"}
    terms = [option("Net 30", "net30"), option("Due at once", "now")]
    return {
        "type": "modal",
        "callback_id": "bill",
        "title": text("Enter a bill"),
        "submit": text("Save"),
        "close": text("Cancel"),
        "notify_on_close": True,
        "private_metadata": "draft-1",
        "blocks": [
            field("vendor", "Vendor", {"type": "external_select", "action_id": "vendor", "min_query_length": 2}),
            field("amount", "Amount", amount),
            field("terms", "Terms", {"type": "static_select", "action_id": "terms", "options": terms}, optional=True),
            field("memo", "Memo", {"type": "plain_text_input", "action_id": "memo", "initial_value": vendor or "none"}),
            field("paper", "Paper", {"type": "file_input", "action_id": "paper", "max_files": 2}, optional=True),
        ],
    }


def bot(api_url: str) -> App:
    client = WebClient(token="xoxb-standin", base_url=api_url)
    app = App(client=client, signing_secret=SECRET, listener_executor=ThreadPoolExecutor(10))
    _commands(app)
    _modals(app)
    _presses(app)
    _events(app)
    return app


def _commands(app: App) -> None:
    @app.command("/bill")
    def bill(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=bill_modal(body["text"]))

    @app.command("/close")
    def close(ack: Ack, command: dict[str, Any], respond: Respond) -> None:
        ack(f"Closing {command['text']} ...")
        blocks = [
            {"type": "section", "block_id": "ask", "text": {"type": "mrkdwn", "text": f"Close *{command['text']}*?"}},
            {
                "type": "actions",
                "block_id": "do",
                "elements": [
                    button(
                        "Confirm",
                        "confirm",
                        value="2026-01",
                        style="danger",
                        confirm={
                            "title": text("Close"),
                            "text": text("Really?"),
                            "confirm": text("Close it"),
                            "deny": text("No"),
                        },
                    ),
                    {"type": "overflow", "action_id": "more", "options": [option("Details", "d"), option("Help", "h")]},
                ],
            },
        ]
        respond(response_type="in_channel", text="Close?", blocks=blocks)

    @app.shortcut("new_bill")
    def new_bill(ack: Ack, shortcut: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=bill_modal())

    @app.shortcut("file_this")
    def file_this(ack: Ack, shortcut: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(f"Filed: {shortcut['message']['text']}")


def _modals(app: App) -> None:
    @app.options("vendor")
    def vendors(ack: Ack, payload: dict[str, Any]) -> None:
        names = [
            each for each in ("Acme Mills", "Acme Yarns", "Bolt & Nut") if payload["value"].lower() in each.lower()
        ]
        ack(options=[option(each, each.lower()) for each in names])

    @app.view("bill")
    def save(ack: Ack, view: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        values = view["state"]["values"]
        amount = values["amount"]["amount"]["value"]
        if float(amount) > 1000:
            ack(response_action="errors", errors={"amount": "Above your limit of 1,000."})
            return
        ack()
        vendor = values["vendor"]["vendor"]["selected_option"]["text"]["text"]
        names = ", ".join(each["name"] for each in values["paper"]["paper"]["files"])
        said = f"Saved {vendor} {amount} {values['memo']['memo']['value']} {names}".strip()
        client.chat_postMessage(channel=body["user"]["id"], text=said)

    @app.view_closed("bill")
    def given_up(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Given up, cleared: {body['is_cleared']}")


def _presses(app: App) -> None:
    @app.action("confirm")
    def confirm(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        said = f"Closed by <@{body['user']['id']}> on <!date^1767225600^{{date_short}}|then>"
        section = {"type": "section", "text": {"type": "mrkdwn", "text": said}}
        respond(replace_original=True, text="Closed.", blocks=[section])

    @app.action("more")
    def more(ack: Ack, action: dict[str, Any], respond: Respond) -> None:
        ack()
        respond(f"You chose {action['selected_option']['value']}.")

    @app.action("refresh")
    def refresh(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        publish_home(client, body["user"]["id"], "refreshed")


def _events(app: App) -> None:
    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: WebClient) -> None:
        publish_home(client, event["user"], "again" if "view" in event else "for the first time")

    @app.event("file_shared")
    def shared(event: dict[str, Any], client: WebClient) -> None:
        file = client.files_info(file=event["file_id"])["file"]
        client.chat_postMessage(channel=event["channel_id"], text=f"Got {file['name']}, {file['size']} bytes")

    @app.event("app_mention")
    def mention(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="You called?")

    @app.event("message")
    def message(event: dict[str, Any], client: WebClient) -> None:
        client.chat_postMessage(channel=event["channel"], text=f"You said: {event['text']}")


def publish_home(client: WebClient, user: str, word: str) -> None:
    section = {"type": "section", "text": text(f"Opened {word}")}
    actions = {"type": "actions", "elements": [button("Refresh", "refresh")]}
    client.views_publish(user_id=user, view={"type": "home", "blocks": [section, actions]})
