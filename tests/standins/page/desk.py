"""A tiny bot on the unmodified Bolt library: one of everything that the page must draw and send."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

Json = dict[str, Any]
VENDORS = ("Acme Mills", "Acme Yarns", "Bolt & Nut <GmbH>")


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def mrkdwn(words: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def option(words: str, value: str = "") -> Json:
    return {"text": plain(words), "value": value or words}


def options(*words: str) -> list[Json]:
    return [option(each) for each in words]


def field(id: str, label: str, kind: str, *, optional: bool = False, dispatch: bool = False, **element: Any) -> Json:
    """An input block whose block_id and action_id are both `id`."""
    known = {"type": "input", "block_id": id, "label": plain(label), "optional": optional, "dispatch_action": dispatch}
    return {**known, "element": {"type": kind, "action_id": id, **element}}


def button(words: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": action_id, **more}


def modal(callback_id: str, title: str, blocks: list[Json], submit: str = "Save") -> Json:
    known = {"type": "modal", "callback_id": callback_id, "title": plain(title), "submit": plain(submit)}
    return {**known, "close": plain("Cancel"), "blocks": blocks}


def bill(note: str = "") -> Json:
    terms = options("Net 30", "Net 60", "Due at once")
    blocks = [
        field("vendor", "Vendor", "external_select", min_query_length=2),
        field("amount", "Amount", "number_input", is_decimal_allowed=True, min_value="0"),
        field("terms", "Terms", "static_select", optional=True, options=terms),
        field("tags", "Tags", "multi_static_select", optional=True, options=options("Freight", "Duty", "Storage")),
        field("date", "Bill date", "datepicker", optional=True),
        field("kind", "Kind", "radio_buttons", options=options("Bill", "Credit"), initial_option=option("Bill")),
        field("send", "Send to", "checkboxes", optional=True, options=options("Ledger", "Mail")),
        field("memo", "Memo", "plain_text_input", optional=True),
        field("paper", "Paper", "file_input", optional=True, max_files=2, filetypes=["csv", "pdf"]),
        field(
            "period", "Period", "static_select", optional=True, dispatch=True, options=options("October", "November")
        ),
        {"type": "actions", "block_id": "tools", "elements": [button("Split", "split"), button("Preview", "preview")]},
        {"type": "context", "block_id": "note", "elements": [plain(note or "Nothing chosen")]},
    ]
    return modal("bill", "Enter a bill", blocks)


def posting() -> list[Json]:
    """A message with a table, buttons, an overflow and a link."""
    rows = [("Accrual", "Amount"), ("ACC-1", "12,500.00"), ("ACC-2", "310.55")]
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    sure = {
        "title": plain("Post 2?"),
        "text": plain("This posts 12,810.55."),
        "confirm": plain("Post"),
        "deny": plain("No"),
    }
    return [
        {"type": "header", "text": plain("Close October")},
        {"type": "table", "column_settings": [None, {"align": "right"}], "rows": cells},
        {
            "type": "actions",
            "block_id": "do",
            "elements": [
                button("Post 2 vouchers", "post", style="primary", confirm=sure),
                {"type": "overflow", "action_id": "more", "options": [option("History", "h"), option("Help", "?")]},
            ],
        },
    ]


def bot(api_url: str) -> App:
    client = WebClient(token="xoxb-standin", base_url=api_url)
    app = App(client=client, signing_secret="standin-secret", listener_executor=ThreadPoolExecutor(10))
    _commands(app)
    _modals(app)
    _presses(app)
    _events(app)
    return app


def _commands(app: App) -> None:
    @app.command("/bill")
    def enter(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=bill())

    @app.command("/close")
    def close(ack: Ack, command: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=command["channel_id"], text=f"Close {command['text']}", blocks=posting())

    @app.command("/secret")
    def secret(ack: Ack) -> None:
        ack("It is *between us*.")

    @app.command("/silent")
    def silent() -> None:
        """Never acknowledges."""

    @app.shortcut("new_bill")
    def new_bill(ack: Ack, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=bill())

    @app.shortcut("file_this")
    def file_this(ack: Ack, shortcut: Json, respond: Respond) -> None:
        ack()
        respond(f"Filed: {shortcut['message']['text']}")


def _modals(app: App) -> None:
    @app.options("vendor")
    def vendors(ack: Ack, payload: Json) -> None:
        ack(options=options(*(each for each in VENDORS if payload["value"].lower() in each.lower())))

    @app.view("bill")
    def save(ack: Ack, view: Json, body: Json, client: WebClient) -> None:
        values = {block: next(iter(actions.values())) for block, actions in view["state"]["values"].items()}
        if float(values["amount"]["value"]) > 1000:
            ack(response_action="errors", errors={"amount": "Above your limit of 1,000."})
            return
        ack()
        chosen = [values[each]["selected_option"] for each in ("vendor", "terms", "kind")]
        ticked = [*values["tags"]["selected_options"], *values["send"]["selected_options"]]
        words = [each["value"] for each in chosen + ticked if each]
        words += [values["amount"]["value"], values["date"]["selected_date"] or "", values["memo"]["value"] or ""]
        words += [each["name"] for each in values["paper"]["files"]]
        client.chat_postMessage(channel=body["user"]["id"], text="Saved: " + " | ".join(filter(None, words)))

    @app.action("period")
    def period(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
        ack()
        view = bill(f"Open until {action['selected_option']['value']} 30")
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.action("split")
    def split(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        share = field("share", "Share", "plain_text_input")
        client.views_push(trigger_id=body["trigger_id"], view=modal("split", "Split the bill", [share], "Split it"))

    @app.view("split")
    def split_it(ack: Ack, view: Json, client: WebClient) -> None:
        ack()

    @app.action("preview")
    def preview(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        memo = body["view"]["state"]["values"]["memo"]["memo"]["value"]
        client.views_update(view_id=body["view"]["id"], view=bill(f"Memo is {memo}"))


def _presses(app: App) -> None:
    @app.action("post")
    def post(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        done = f"Posted by <@{body['user']['id']}> on <!date^1767225600^{{date_short}} {{time}}|then>"
        respond(replace_original=True, text="Posted", blocks=[mrkdwn(done)])

    @app.action("more")
    def more(ack: Ack, action: Json, respond: Respond) -> None:
        ack()
        respond(f"You chose {action['selected_option']['text']['text']}.", replace_original=False)

    @app.action("find")
    def find(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
        ack()
        publish_home(client, body["user"]["id"], f"Looking for {action['value']}")

    @app.action("refresh")
    def refresh(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        publish_home(client, body["user"]["id"], "Fresh")


def _events(app: App) -> None:
    @app.event("app_home_opened")
    def home(event: Json, client: WebClient) -> None:
        publish_home(client, event["user"], "Welcome")

    @app.event("file_shared")
    def shared(event: Json, client: WebClient) -> None:
        file = client.files_info(file=event["file_id"])["file"]
        client.chat_postMessage(channel=event["channel_id"], text=f"Got {file['name']}")


def publish_home(client: WebClient, user: str, word: str) -> None:
    find = field("find", "Find a vendor", "plain_text_input", dispatch=True)
    blocks = [mrkdwn(word), {"type": "actions", "block_id": "do", "elements": [button("Refresh", "refresh")]}, find]
    client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})
