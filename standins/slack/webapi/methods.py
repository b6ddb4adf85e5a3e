"""The table of Web API methods: what each needs, how often it may be called, and what does it."""

from collections.abc import Callable
from dataclasses import dataclass

from standins.slack.refusal import Json
from standins.slack.webapi import chat, conversations, history, modals, people, reactions, uploads
from standins.slack.webapi.call import Call

SPECIAL = 5


@dataclass(frozen=True)
class Method:
    """The scopes (any one of them allows it), the rate-limit tier, the function, and whose token it takes.

    One that is `open` takes none.
    """

    scopes: tuple[str, ...]
    tier: int
    run: Callable[[Call], Json]
    app_token: bool = False
    open: bool = False


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_WRITE = ("chat:write",)

METHODS = {
    "api.test": Method((), SPECIAL, people.api_test, open=True),
    "auth.test": Method((), SPECIAL, people.auth_test),
    "apps.connections.open": Method((), 1, people.connections_open, app_token=True),
    "chat.postMessage": Method(_WRITE, SPECIAL, chat.post_message),
    "chat.postEphemeral": Method(_WRITE, 4, chat.post_ephemeral),
    "chat.update": Method(_WRITE, 3, chat.update),
    "chat.delete": Method(_WRITE, 3, chat.delete),
    "chat.getPermalink": Method((), SPECIAL, chat.get_permalink),
    "chat.scheduleMessage": Method(_WRITE, 3, chat.schedule_message),
    "chat.scheduledMessages.list": Method((), 3, chat.scheduled_messages),
    "chat.deleteScheduledMessage": Method(_WRITE, 3, chat.delete_scheduled),
    "conversations.open": Method(("im:write", "mpim:write"), 3, conversations.open_),
    "conversations.info": Method(_READ, 3, conversations.info),
    "conversations.list": Method(_READ, 2, conversations.list_),
    "conversations.members": Method(_READ, 4, conversations.members),
    "conversations.join": Method(("channels:join",), 3, conversations.join),
    "conversations.history": Method(_HISTORY, 3, history.history),
    "conversations.replies": Method(_HISTORY, 3, history.replies),
    "users.conversations": Method(_READ, 3, conversations.of_user),
    "users.profile.get": Method(("users.profile:read", "users:read"), 4, people.users_profile_get),
    "users.info": Method(("users:read",), 4, people.users_info),
    "users.list": Method(("users:read",), 2, people.users_list),
    "users.lookupByEmail": Method(("users:read.email",), 3, people.users_lookup_by_email),
    "usergroups.list": Method(("usergroups:read",), 2, people.usergroups_list),
    "usergroups.users.list": Method(("usergroups:read",), 2, people.usergroups_users_list),
    "reactions.add": Method(("reactions:write",), 3, reactions.add),
    "reactions.remove": Method(("reactions:write",), 2, reactions.remove),
    "views.open": Method((), 4, modals.open_),
    "views.push": Method((), 4, modals.push),
    "views.update": Method((), 4, modals.update),
    "views.publish": Method((), 4, modals.publish),
    "files.getUploadURLExternal": Method(("files:write",), 4, uploads.get_upload_url),
    "files.completeUploadExternal": Method(("files:write",), 4, uploads.complete_upload),
    "files.info": Method(("files:read",), 4, uploads.info),
    "bots.info": Method(("users:read",), 3, people.bots_info),
    "team.info": Method(("team:read",), 3, people.team_info),
}
