"""OAuth2 grants: codes, access tokens, refresh tokens that roll, rotate and end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from standins.clock import Clock
from standins.quickbooks.assumptions import Assumptions

ACCESS_SECONDS = 3600
ROLLING_SECONDS = 8_640_000  # 100 days from the last use
REMEMBERED = timedelta(days=1)  # how long codes and access tokens are known after their end
HARD_SECONDS = 157_680_000  # five years from consent


class Refused(Exception):
    """An OAuth2 error: its code, its description, its HTTP status."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.error, self.description, self.status = error, description, status


@dataclass
class Grant:
    """One company's consent to one app."""

    realm: str
    scope: str
    ends: datetime  # hard expiry
    value: str  # the refresh token that is current
    value_since: datetime
    used: datetime
    stale: dict[str, datetime] = field(default_factory=dict)  # values before, and since when
    revoked: bool = False


@dataclass
class Code:
    """An authorization code on its way to the token endpoint."""

    realm: str
    scope: str
    redirect_uri: str
    ends: datetime
    grant: Grant | None = None  # set once it is used


class Grants:
    """Every grant, code and access token of the stand-in."""

    def __init__(self, clock: Clock, new_id: Callable[[], str], rotate: str, assumptions: Assumptions) -> None:
        self._clock, self._new_id = clock, new_id
        self.rotate = rotate
        self.assumptions = assumptions
        self._grants: list[Grant] = []
        self._codes: dict[str, Code] = {}
        self._access: dict[str, tuple[Grant, datetime]] = {}

    def issue(self, realm: str, scope: str, refresh_token: str = "") -> Grant:
        """A new consent; with `refresh_token` its first refresh token is that text."""
        now = self._clock.now()
        value = refresh_token or self._token("RT1-")
        grant = Grant(realm, scope, now + timedelta(seconds=HARD_SECONDS), value, now, now)
        self._grants.append(grant)
        return grant

    def code(self, realm: str, scope: str, redirect_uri: str) -> str:
        """An authorization code, good for one exchange within minutes."""
        long_ago = self._clock.now() - REMEMBERED
        self._codes = {code: held for code, held in self._codes.items() if held.ends > long_ago}
        code = self._token("XAB")
        ends = self._clock.now() + timedelta(seconds=self.assumptions.code_seconds)
        self._codes[code] = Code(realm, scope, redirect_uri, ends)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Grant:
        """The grant behind a code; a code unknown, expired, used or of another redirect URI is refused."""
        found = self._codes.get(code)
        if found and found.grant and self.assumptions.reuse_ends_grant:
            found.grant.revoked = True
        if found is None or found.grant or found.ends < self._clock.now() or found.redirect_uri != redirect_uri:
            raise Refused("invalid_grant", "Invalid authorization code")
        found.grant = self.issue(found.realm, found.scope)
        return found.grant

    def refresh(self, token: str) -> Grant:
        """The grant of a refresh token, whose life starts anew and whose value changes about once a day."""
        now = self._clock.now()
        grant = next((one for one in self._grants if token == one.value or token in one.stale), None)
        if grant is None or grant.revoked or now >= min(grant.ends, grant.used + timedelta(seconds=ROLLING_SECONDS)):
            raise Refused("invalid_grant", "Incorrect or invalid refresh token")
        if token != grant.value:
            self._check_stale(grant, token, now)
        grant.used = now
        age = (now - grant.value_since).total_seconds()
        if self.rotate == "daily" and token == grant.value and age >= self.assumptions.rotate_seconds:
            grant.stale[grant.value] = now
            grant.value, grant.value_since = self._token("RT1-"), now
        return grant

    def access(self, grant: Grant) -> str:
        """A new access token, good for an hour; those that ended long ago are forgotten."""
        long_ago = self._clock.now() - REMEMBERED
        self._access = {token: held for token, held in self._access.items() if held[1] > long_ago}
        token = self._token("eyJ")
        self._access[token] = (grant, self._clock.now() + timedelta(seconds=ACCESS_SECONDS))
        return token

    def grant_of(self, access_token: str) -> Grant | None:
        """The live grant behind a live access token."""
        grant, ends = self._access.get(access_token, (None, None))
        if grant is None or ends is None or grant.revoked or self._clock.now() >= ends:
            return None
        return grant

    def known(self, token: str) -> Grant | None:
        """The grant of an access or refresh token, expired or not."""
        if token in self._access:
            return self._access[token][0]
        return next((one for one in self._grants if token == one.value or token in one.stale), None)

    def revoke_realm(self, realm: str) -> int:
        """End every grant of a company; answers how many there were."""
        live = [grant for grant in self._grants if grant.realm == realm and not grant.revoked]
        for grant in live:
            grant.revoked = True
        return len(live)

    def expire_access(self) -> None:
        """Let every access token run out now."""
        self._access.clear()

    def tokens(self) -> list[tuple[str, Grant, datetime]]:
        """The access tokens in force, each with its grant and its end."""
        return [(token, grant, ends) for token, (grant, ends) in self._access.items() if self.grant_of(token)]

    def restore(self, grants: list[Grant], access: list[tuple[str, str, datetime]]) -> None:
        """Grants kept from an earlier run, and access tokens: token, the refresh token of its grant, its end."""
        self._grants = [*grants, *(one for one in self._grants if all(one.value != kept.value for kept in grants))]
        by_value = {grant.value: grant for grant in grants}
        self._access |= {token: (by_value[value], ends) for token, value, ends in access if value in by_value}

    def live(self) -> list[Grant]:
        """The grants in force."""
        return [grant for grant in self._grants if not grant.revoked and grant.ends > self._clock.now()]

    def answer(self, grant: Grant, with_hard_expiry: bool) -> dict[str, object]:
        """What the token endpoint says."""
        now = self._clock.now()
        left = int((grant.ends - now).total_seconds())
        content: dict[str, object] = {
            "token_type": "bearer",
            "access_token": self.access(grant),
            "expires_in": ACCESS_SECONDS,
            "refresh_token": grant.value,
            "x_refresh_token_expires_in": min(ROLLING_SECONDS, left),
        }
        return {**content, "x_refresh_token_hard_expires_in": left} if with_hard_expiry else content

    def _check_stale(self, grant: Grant, token: str, now: datetime) -> None:
        if (now - grant.stale[token]).total_seconds() < self.assumptions.stale_token_seconds:
            return
        if self.assumptions.reuse_ends_grant:
            grant.revoked = True
        raise Refused("invalid_grant", "Incorrect or invalid refresh token")

    def _token(self, prefix: str) -> str:
        return prefix + self._new_id() + self._new_id()
