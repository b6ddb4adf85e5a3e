"""Files: what is known of one, where it is shared, and who may have its bytes."""

import mimetypes

from standins.slack.refusal import Json, Refused
from standins.slack.state import Slack
from standins.slack.world import BOT_USER_ID, Channel, File


def described(slack: Slack, file: File) -> Json:
    """The file object as Slack answers it."""
    world, base = slack.world, slack.options.base_url
    extension = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "text"
    mime = mimetypes.guess_type(file.name)[0] or ("text/plain" if extension == "text" else "application/octet-stream")
    shared = [world.channels[id] for id in file.shared_in]
    url = f"{base}/files-pri/{world.team.id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mime,
        "filetype": extension,
        "pretty_type": extension.upper(),
        "user": file.user,
        "user_team": world.team.id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(not each.is_private for each in shared),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{url}/{file.name}",
        "url_private_download": f"{url}/download/{file.name}",
        "permalink": f"{base}/files/{file.user}/{file.id}/{file.name}",
        "alt_txt": file.alt_txt,
        "file_access": "visible",
        "channels": [each.id for each in shared if not each.is_private],
        "groups": [each.id for each in shared if each.is_private and not each.is_im],
        "ims": [each.id for each in shared if each.is_im],
        "shares": _shares(shared, file),
        "comments_count": 0,
    }


def _shares(shared: list[Channel], file: File) -> Json:
    shares: Json = {}
    for channel in shared:
        kind = "private" if channel.is_private else "public"
        shares.setdefault(kind, {})[channel.id] = [{"ts": file.shared_in[channel.id], "channel_name": channel.name}]
    return shares


def in_full(slack: Slack, values: Json) -> Json:
    """`state.values` with the ids of a file_input replaced by file objects."""
    return {
        block_id: {action_id: _with_files(slack, value) for action_id, value in actions.items()}
        for block_id, actions in values.items()
    }


def _with_files(slack: Slack, value: Json) -> Json:
    if value["type"] != "file_input":
        return value
    return {**value, "files": [described(slack, slack.world.files[id]) for id in value["files"]]}


def add(slack: Slack, user: str, name: str, content: bytes = b"", length: int | None = None) -> File:
    """Keep a file; nobody but its owner sees it until it is shared."""
    file = File(slack.world.fresh("F"), name, user, slack.world.now(), content=content, length=length)
    slack.world.files[file.id] = file
    return file


def find(slack: Slack, id: str) -> File:
    """A finished file; refused with file_not_found."""
    file = slack.world.files.get(id)
    if not file or not file.done:
        raise Refused("file_not_found")
    return file


def may_see(slack: Slack, file: File, user: str) -> bool:
    """Whether this user (the app too) may have the file: its own, shared with them, or handed in by a file_input."""
    shared = [slack.world.channels[id] for id in file.shared_in]
    if any(user in each.members or not each.is_private for each in shared):
        return True
    return file.user == user or (user == BOT_USER_ID and not shared)
