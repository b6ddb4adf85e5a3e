"""`tieout doctor`: is everything set, and does everything answer? Never shows a secret's value (S3-01)."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import requests
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.exc import SQLAlchemyError

from bot.parts import slack_client
from bot.settings import Settings, is_loopback, read
from domain.ledger.recount import require_true
from domain.migrating import pending
from domain.problems import Problem
from domain.store import Store
from domain.vault import Vault, new_key

SECRET_PARTS = ("TOKEN", "SECRET", "KEY", "DATABASE_URL")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report."""

    ok: bool
    what: str
    words: str

    def __str__(self) -> str:
        return f"{'ok' if self.ok else 'NO':3} {self.what:24} {self.words}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--new-key", action="store_true", help="print a fresh key for TIEOUT_SECRET_KEY, and no more")


def serve(arguments: argparse.Namespace) -> int:
    """Print the report; exit code 1 when something is wrong."""
    if arguments.new_key:
        sys.stdout.write(f"{new_key()}\n")
        return 0
    findings = list(examine(os.environ))
    sys.stdout.writelines(f"{finding}\n" for finding in findings)
    return 0 if all(finding.ok for finding in findings) else 1


def examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at each setting, then at each service, in the order a person would mend them."""
    yield from _presence(environment)
    try:
        settings = read(environment)
    except Problem as problem:
        for sentence in problem.sentence.splitlines():
            yield Finding(False, "settings", sentence)
        return
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("secret key", _secret_key),
        ("database", database),
        ("Slack", _slack),
        ("Intuit discovery", _discovery),
        ("QuickBooks API", _quickbooks),
    ]
    for what, check in checks:
        yield _checked(what, check, settings)


def _presence(environment: Mapping[str, str]) -> Iterator[Finding]:
    for field in Settings.model_fields.values():
        name = str(field.alias)
        given = environment.get(name, "")
        secret = any(part in name for part in SECRET_PARTS)
        shown = ("set" if secret else given) if given else "not set"
        if not given and not field.is_required():
            shown = "not set, which is fine" if secret or not field.default else f"default: {field.default}"
        yield Finding(bool(given) or not field.is_required(), name, shown)


def _checked(what: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(True, what, check(settings))
    except Problem as problem:
        return Finding(False, what, problem.words())


def _secret_key(settings: Settings) -> str:
    vault = Vault(settings.secret_key)
    vault.open(vault.seal("tie-out"))
    return "seals and opens"


def database(settings: Settings) -> str:
    """What can be said of the database; a Problem for one that does not open, or not in the shape or sums it needs."""
    store = Store(settings.database_url)
    try:
        if pending(store):
            raise Problem("Opens, but is not in the shape this version needs.", next_step="Run `tieout migrate`.")
        with store.reading() as session:
            require_true(session)
    except SQLAlchemyError as failed:
        raise Problem(f"Does not open: {type(failed).__name__}.") from None
    finally:
        store.close()
    return "opens, is up to date, and keeps the sums of its journal"


def _slack(settings: Settings) -> str:
    try:
        answer = slack_client(settings).auth_test()
    except SlackApiError as refused:
        raise Problem(f"Refuses the bot token: {refused.response['error']}.") from None
    except (SlackClientError, OSError):
        raise Problem(f"Does not answer at {settings.slack_api_url}.") from None
    return f"is {answer['team']}, where the bot is {answer['user']}"


def _discovery(settings: Settings) -> str:
    found = _get(settings.qbo_discovery_url)
    if found.status_code != 200 or "token_endpoint" not in found.text:
        raise Problem(f"{settings.qbo_discovery_url} is no discovery document.")
    return "answers"


def _quickbooks(settings: Settings) -> str:
    """Without a token it must answer 401: then it is there."""
    found = _get(f"{settings.qbo_api_url.rstrip('/').removesuffix('/v3')}/v3/company/0/companyinfo/0")
    if found.status_code not in (401, 403):
        raise Problem(f"{settings.qbo_api_url} answers {found.status_code}, not as QuickBooks would.")
    return "answers"


def _get(url: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = not is_loopback(url)
        try:
            return session.get(url, timeout=(5, 10))
        except requests.RequestException as failed:
            raise Problem(f"{url} does not answer: {type(failed).__name__}.") from None
