"""The OAuth2 endpoints: discovery, consent page, token, revoke, user info."""

import base64
import binascii
import hmac
import json
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from standins.quickbooks.grants import Refused
from standins.quickbooks.world import World

SCOPES = (
    "com.intuit.quickbooks.accounting",
    "com.intuit.quickbooks.payment",
    "openid",
    "profile",
    "email",
    "phone",
    "address",
)
LOCAL = ("localhost", "127.0.0.1", "::1")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


def routes(world: World) -> list[Route]:
    """The endpoints, bound to a world."""
    pages = Pages(world)
    return [
        Route("/.well-known/openid_configuration", pages.discovery),
        Route("/.well-known/openid_configuration/", pages.discovery),
        Route("/.well-known/openid_sandbox_configuration", pages.discovery),
        Route("/.well-known/openid_sandbox_configuration/", pages.discovery),
        Route("/connect/oauth2", pages.consent),
        Route("/connect/oauth2", pages.decide, methods=["POST"]),
        Route("/oauth2/v1/tokens/bearer", pages.token, methods=["POST"]),
        Route("/v2/oauth2/tokens/revoke", pages.revoke, methods=["POST"]),
        Route("/v1/openid_connect/userinfo", pages.user),
        Route("/op/v1/jwks", pages.keys),
    ]


class Pages:
    """The handlers; what they know of the world is its grants and companies."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def discovery(self, request: Request) -> Response:
        """The discovery document, with this machine's addresses."""
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": f"{base}/op/v1",
                "authorization_endpoint": f"{base}/connect/oauth2",
                "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
                "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
                "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
                "jwks_uri": f"{base}/op/v1/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": list(SCOPES),
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
            }
        )

    async def keys(self, request: Request) -> Response:
        """No id_token is issued, so there are no keys."""
        return JSONResponse({"keys": []})

    async def consent(self, request: Request) -> Response:
        """The page on which a person chooses a company and allows or denies."""
        asked = dict(request.query_params)
        if wrong := self._wrong(asked):
            return _page("error.html", 400, reason=escape(wrong))
        choices = "".join(self._choice(n, realm) for n, realm in enumerate(self.world.companies))
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">'
            for name in ("client_id", "redirect_uri", "response_type", "scope", "state")
        )
        return _page("consent.html", choices=choices, hidden=hidden)

    async def decide(self, request: Request) -> Response:
        """Allow or Deny: back to the app with a code, or with access_denied."""
        asked = dict(parse_qsl((await request.body()).decode()))
        if wrong := self._wrong(asked):
            return _page("error.html", 400, reason=escape(wrong))
        state = {"state": asked["state"]} if asked.get("state") else {}
        if asked.get("decision") != "allow":
            return _back(asked["redirect_uri"], {"error": "access_denied", **state})
        realm = asked.get("realm", "")
        if realm not in self.world.companies:
            return _page("error.html", 400, reason="Choose a company.")
        code = self.world.grants.code(realm, asked.get("scope", ""), asked["redirect_uri"])
        return _back(asked["redirect_uri"], {"code": code, **state, "realmId": realm})

    async def token(self, request: Request) -> Response:
        """An authorization code or a refresh token for an access token."""
        form = dict(parse_qsl((await request.body()).decode()))
        try:
            self._client(request, form)
            if form.get("grant_type") == "authorization_code" and form.get("code"):
                grant = self.world.grants.exchange(form["code"], form.get("redirect_uri", ""))
            elif form.get("grant_type") == "refresh_token" and form.get("refresh_token"):
                grant = self.world.grants.refresh(form["refresh_token"])
            elif form.get("grant_type") in ("authorization_code", "refresh_token"):
                raise Refused("invalid_request", "A required parameter is missing")
            else:
                raise Refused("unsupported_grant_type")
        except Refused as refused:
            return _refusal(refused)
        hard = request.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true"
        return JSONResponse(self.world.grants.answer(grant, hard), headers={"Cache-Control": "no-store"})

    async def revoke(self, request: Request) -> Response:
        """Either token ends the whole grant."""
        body = await request.body()
        try:
            self._client(request, {})
            token = _token_in(body)
            grant = self.world.grants.known(token)
            if grant is None or grant.revoked:
                raise Refused("invalid_request", "The token is not valid")
        except Refused as refused:
            return _refusal(refused)
        grant.revoked = True
        return Response()

    async def user(self, request: Request) -> Response:
        """Who gave consent."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        grant = self.world.grants.grant_of(token)
        if grant is None:
            return JSONResponse({"error": "invalid_token"}, 401, {"WWW-Authenticate": "Bearer"})
        person = {"sub": "standin-user-1", "email": "owner@example.com", "emailVerified": True}
        return JSONResponse({**person, "givenName": "Olive", "familyName": "Owner", "phoneNumber": "+1 5555555555"})

    def _wrong(self, asked: dict[str, str]) -> str:
        """What is wrong with a request for consent, in a sentence."""
        if asked.get("client_id") != self.world.options.client_id:
            return "The client_id query parameter value is not one of this server's apps."
        if not self._allowed(asked.get("redirect_uri", "")):
            return "The redirect_uri query parameter value is invalid."
        if asked.get("response_type") != "code":
            return "The response_type query parameter must be code."
        scopes = asked.get("scope", "").split()
        if not scopes or any(scope not in SCOPES for scope in scopes):
            return "The scope query parameter value is invalid."
        return ""

    def _allowed(self, redirect_uri: str) -> bool:
        if self.world.options.redirect_uris:
            return redirect_uri in self.world.options.redirect_uris
        parts = urlsplit(redirect_uri)
        return parts.scheme in ("http", "https") and parts.hostname in LOCAL

    def _choice(self, number: int, realm: str) -> str:
        name = escape(str(self.world.companies[realm].info.get("CompanyName", "Company")))
        checked = " checked" if number == 0 else ""
        radio = f'<input type="radio" name="realm" value="{escape(realm)}"{checked}>'
        return (
            f'<label class="company">{radio}<span><b>{name}</b><small>Company ID {escape(realm)}</small></span></label>'
        )

    def _client(self, request: Request, form: dict[str, str]) -> None:
        """The app's id and secret, by HTTP Basic or in the form; anything else is invalid_client."""
        given = _basic(request) or (form.get("client_id", ""), form.get("client_secret", ""))
        wanted = (self.world.options.client_id, self.world.options.client_secret)
        if not all(hmac.compare_digest(a.encode(), b.encode()) for a, b in zip(given, wanted, strict=True)):
            raise Refused("invalid_client", status=401)


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ("", "")
    return (id, secret)


def _token_in(body: bytes) -> str:
    try:
        found: Any = json.loads(body)
    except ValueError:
        found = dict(parse_qsl(body.decode(errors="replace")))
    token = found.get("token") if isinstance(found, dict) else None
    if not isinstance(token, str) or not token:
        raise Refused("invalid_request", "A required parameter is missing")
    return token


def _refusal(refused: Refused) -> Response:
    content = {"error": refused.error}
    if refused.description:
        content["error_description"] = refused.description
    return JSONResponse(content, refused.status)


def _back(redirect_uri: str, query: dict[str, str]) -> Response:
    join = "&" if "?" in redirect_uri else "?"
    return RedirectResponse(redirect_uri + join + urlencode(query), 302)


def _page(name: str, status: int = 200, **parts: str) -> Response:
    title = "Connect a company" if status == 200 else "Not connected"
    text = _filled("frame.html", title=title, content=_filled(name, **parts))
    return HTMLResponse(text, status, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})


def _filled(name: str, **parts: str) -> str:
    text = files("standins.quickbooks").joinpath("consent", name).read_text()
    for key, value in parts.items():
        text = text.replace("{{" + key + "}}", value)
    return text
