"""What Slack shows in passing when something went wrong."""

from standins.slack.state import Slack
from standins.slack.world import Toast

TROUBLE = "We had some trouble connecting. Try again?"


def toast(slack: Slack, user: str, text: str, kind: str) -> str:
    """Show this person a passing notice; answers its text."""
    toasts = slack.world.toasts.setdefault(user, [])
    toasts.append(Toast(f"{len(toasts) + 1}", slack.clock.now(), text, kind))
    slack.changes.tell("toast", user)
    return text
