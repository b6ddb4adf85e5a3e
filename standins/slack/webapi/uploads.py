"""files.*: the app's uploads in three steps, and looking files up."""

from standins.slack import events, files, messages
from standins.slack.refusal import Json, Refused
from standins.slack.webapi.call import Call
from standins.slack.world import BOT_USER_ID, Channel, File


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: where to send the bytes."""
    name, length = call.required("filename"), call.number("length", 0)
    if length <= 0:
        raise Refused("invalid_arguments", ["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file = files.add(call.slack, BOT_USER_ID, name, length=length)
    file.alt_txt = call.text("alt_txt")
    return {"ok": True, "upload_url": f"{call.slack.options.base_url}/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: shares the files, in one message per channel."""
    given = call.arguments.get("files")
    if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
        raise Refused("invalid_arguments", ["[ERROR] missing required field: files"])
    found = [_uploaded(call, each) for each in given]
    channels = [_channel(call, each) for each in call.names("channels") or call.names("channel_id")]
    for file in found:
        file.done = True
    for channel in channels:
        _share(call, channel, found)
    return {"ok": True, "files": [files.described(call.slack, each) for each in found]}


def _uploaded(call: Call, given: Json) -> File:
    file = call.world.files.get(str(given.get("id")))
    if file is None or file.user != BOT_USER_ID or len(file.content) != file.length:
        raise Refused("file_not_found")
    file.title = str(given.get("title") or file.name)
    return file


def _channel(call: Call, id: str) -> Channel:
    return Call(call.slack, {"channel": id}).postable()


def _share(call: Call, channel: Channel, found: list[File]) -> None:
    body: Json = {"text": call.text("initial_comment")}
    if call.text("thread_ts"):
        body["thread_ts"] = call.text("thread_ts")
    if call.arguments.get("blocks"):
        body |= messages.content(call.slack, {"blocks": call.arguments["blocks"]})
    message = messages.post(call.slack, channel, messages.from_app(call.slack, {**body, "files": []}))
    for file in found:
        file.shared_in[channel.id] = message.ts
    message.body["files"] = [files.described(call.slack, each) for each in found]
    for file in found:
        call.slack.delivery.later(events.of_file(call.slack, channel, file, BOT_USER_ID))


def info(call: Call) -> Json:
    """files.info: a file the app can see."""
    file = files.find(call.slack, call.required("file"))
    if not files.may_see(call.slack, file, BOT_USER_ID):
        raise Refused("file_not_found")
    return {"ok": True, "file": files.described(call.slack, file)}
