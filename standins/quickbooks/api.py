"""The company API under /v3/company/{realm}: who may ask, how often, and who answers."""

from dataclasses import dataclass, field
from typing import Any

from standins.quickbooks import batch, cdc, operations, outgoing, search, tax, uploads, wire
from standins.quickbooks.company import Company
from standins.quickbooks.entities import Entity, find
from standins.quickbooks.envelopes import Fault, gateway, unsupported, wrapped
from standins.quickbooks.reports import report
from standins.quickbooks.world import World

JSON = "application/json;charset=UTF-8"
LONGEST_REQUEST_ID = 50


@dataclass(frozen=True)
class Ask:
    """One request of the company API; the names in `query` are in lower case."""

    method: str
    realm: str
    path: tuple[str, ...]
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    base: str = ""

    @property
    def include(self) -> frozenset[str]:
        """The include= options."""
        return frozenset(self.query.get("include", "").lower().split(","))

    def json(self) -> Any:
        """The body; 2010 when it is no JSON."""
        try:
            return wire.read(self.body)
        except ValueError:
            text = "Property Name:failed to parse json object; a property specified is unsupported or invalid"
            raise Fault("2010", text) from None


@dataclass(frozen=True)
class Answer:
    """Status, body and headers on the way out."""

    status: int
    body: bytes
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def answer(world: World, ask: Ask) -> Answer:
    """The answer of QuickBooks: gateway first, then a replay by requestid, then the operation itself."""
    if refusal := _gateway(world, ask):
        return refusal
    company, requestid = world.companies[ask.realm], ask.query.get("requestid", "")
    writes = ask.method == "POST" and ask.path[:1] != ("query",)
    honoured = requestid and world.assumptions.request_ids_honoured
    if writes and honoured and (known := world.answers.get((ask.realm, requestid))):
        return Answer(200, known)
    try:
        if len(requestid) > LONGEST_REQUEST_ID:
            raise Fault("2130", f"Invalid Request Id : longer than {LONGEST_REQUEST_ID} characters", "requestid")
        content = _content(world, company, ask)
    except Fault as fault:
        return _json(world, {"Fault": fault.body()}, 400)
    if isinstance(content, Answer):
        return content
    done = _json(world, content, 200)
    if writes and requestid:
        world.remember(ask.realm, requestid, done.body)
    return done


def _json(world: World, content: dict[str, Any], status: int) -> Answer:
    return Answer(status, wire.write(wrapped(content, world.clock.now())).encode(errors="replace"))


def _gateway(world: World, ask: Ask) -> Answer | None:
    """The refusals before the company is asked: 401, 403, 429."""
    token = ask.headers.get("authorization", "").removeprefix("Bearer ").strip()
    grant = world.grants.grant_of(token)
    if grant is None:
        return unauthorized(world)
    if grant.realm != ask.realm or ask.realm not in world.companies or "accounting" not in grant.scope:
        return forbidden(world)
    if world.throttle.refuses(ask.realm, ask.path[:1] == ("batch",), world.clock.now()):
        return throttled(world)
    return None


def unauthorized(world: World) -> Answer:
    """401: no access token, or one that ended."""
    detail = "Token expired: the access token is missing, has ended or was revoked"
    body = gateway(3200, "AuthenticationFailed", 401, "AUTHENTICATION", detail, world.clock.now())
    return Answer(
        401,
        wire.write(body).encode(errors="replace"),
        JSON,
        {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'},
    )


def forbidden(world: World) -> Answer:
    """403: a token of another company, or without the scope."""
    detail = "The application is not authorized for this company"
    body = gateway(3100, "ApplicationAuthorizationFailed", 403, "SERVICE", detail, world.clock.now())
    return Answer(403, wire.write(body).encode(errors="replace"))


def throttled(world: World) -> Answer:
    """429, in one of the two spellings that were seen."""
    rules, detail = world.assumptions, "The request limit was reached. Please try again later."
    headers = {"Retry-After": str(rules.retry_after)} if rules.retry_after else {}
    status = rules.throttle_status
    body = gateway(3001, "ThrottleExceeded", status, "SERVICE", detail, world.clock.now())
    if rules.throttle_capitals:
        error = body["fault"]["error"][0]
        row = {"Message": error["message"], "Detail": detail, "code": "3001"}
        body = wrapped({"Fault": {"Error": [row], "type": "ValidationFault"}}, world.clock.now())
    return Answer(status, wire.write(body).encode(errors="replace"), JSON, headers)


def _content(world: World, company: Company, ask: Ask) -> dict[str, Any] | Answer:
    match (ask.method, *(part.lower() for part in ask.path)):
        case ("GET", "query"):
            return {"QueryResponse": search.run(company, ask.query.get("query", ""))}
        case ("POST", "query"):
            return {"QueryResponse": search.run(company, ask.body.decode(errors="replace"))}
        case ("POST", "batch"):
            return batch.run(company, ask.json(), ask.query.get("requestid", ""))
        case ("GET", "cdc"):
            return cdc.run(company, ask.query.get("entities", ""), ask.query.get("changedsince", ""))
        case ("GET", "reports", _):
            return Answer(200, wire.write(report(company, ask.path[1], ask.query)).encode(errors="replace"))
        case ("POST", "upload"):
            return uploads.receive(company, ask.headers.get("content-type", ""), ask.body, ask.base)
        case ("POST", "taxservice", "taxcode"):
            return tax.write(company, ask.json())
        case ("GET", "exchangerate"):
            return search.exchange_rate(company, ask.query)
        case ("GET", "download", id):
            return Answer(200, uploads.link(company, id, ask.base).encode(errors="replace"), "text/plain")
        case (method, name, *rest) if entity := find(name):
            return _entity(company, entity, method, rest, ask)
    raise _nowhere(ask)


def _nowhere(ask: Ask) -> Fault:
    """500 for an address that leads nowhere."""
    path = "/".join(("/v3/company", ask.realm, *ask.path))
    return unsupported(f"Could not find resource for relative : {path} of full path: {ask.base}{path}")


def _entity(company: Company, entity: Entity, method: str, rest: list[str], ask: Ask) -> dict[str, Any] | Answer:
    if method == "POST" and not rest:
        return _posted(company, entity, ask)
    if method == "POST" and rest[1:] == ["send"]:
        return {entity.key: outgoing.send(company, entity, rest[0], ask.query.get("sendto", ""))}
    if method == "GET" and rest[1:] == ["pdf"]:
        return Answer(200, outgoing.pdf(company, entity, rest[0]), "application/pdf")
    if method == "GET" and (len(rest) == 1 or (not rest and entity.name == "Preferences")):
        obj = operations.read(company, entity, rest[0] if rest else "1")
        return {entity.key: outgoing.shown(company, entity, obj, ask.include)}
    raise _nowhere(ask)


def _posted(company: Company, entity: Entity, ask: Ask) -> dict[str, Any]:
    operation, body = ask.query.get("operation", "").lower(), ask.json()
    if operation == "delete":
        return {entity.key: operations.deleted(operations.delete(company, entity, body))}
    if operation == "void" or (operation == "update" and "void" in ask.include):
        obj = operations.void(company, entity, body)
    elif operation in ("", "update", "create"):
        obj = operations.write(company, entity, body, ask.include)
    else:
        raise unsupported(f"{operation} {entity.name}")
    return {entity.key: outgoing.shown(company, entity, obj, ask.include)}
