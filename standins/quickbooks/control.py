"""The `/control/` API: turning the clock, planning trouble, looking behind the counter. CONTROL.md documents it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from standins.quickbooks import wire
from standins.quickbooks.company import Company
from standins.quickbooks.entities import find
from standins.quickbooks.envelopes import Fault
from standins.quickbooks.snapshot import save
from standins.quickbooks.world import ACCOUNTING, World

Body = dict[str, Any]
Act = Callable[[Request, Body], Body]


class Wrong(Exception):
    """A control call that cannot be done; the text is the sentence that is answered."""


def routes(world: World) -> list[Route]:
    """The control calls, bound to a world."""
    control = Control(world)
    table: list[tuple[str, str, Act]] = [
        ("GET", "clock", control.clock),
        ("POST", "clock", control.turn),
        ("POST", "clock/follow", control.follow),
        ("GET", "faults", control.faults),
        ("POST", "faults", control.plan),
        ("DELETE", "faults", control.clear_faults),
        ("GET", "requests", control.requests),
        ("GET", "counts", control.counts),
        ("POST", "limits", control.limits),
        ("GET", "assumptions", control.assumptions),
        ("POST", "assumptions", control.assume),
        ("POST", "reset", control.reset),
        ("POST", "snapshot", control.snapshot),
        ("GET", "realms", control.realms),
        ("POST", "realms", control.add_realm),
        ("POST", "grant", control.grant),
        ("POST", "revoke", control.revoke),
        ("POST", "expire", control.expire),
        ("POST", "load", control.load),
        ("GET", "company/{realm}/{kind}", control.objects),
    ]
    return [Route(f"/control/{path}", _endpoint(act), methods=[method]) for method, path, act in table]


def _endpoint(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = json.loads(await request.body() or b"{}")
            if not isinstance(body, dict):
                raise Wrong("the body must be a JSON object")
            content = {"ok": True, **act(request, body)}
            return Response(wire.write(content), media_type="application/json")
        except (Wrong, ValueError, TypeError, KeyError) as wrong:
            return JSONResponse({"ok": False, "error": type(wrong).__name__, "message": str(wrong)}, 400)
        except Fault as fault:
            return JSONResponse({"ok": False, "error": fault.code, "message": fault.detail}, 400)

    return answer


class Control:
    """One method per call; each answers the fields beside `ok`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.frozen = False

    def clock(self, request: Request, body: Body) -> Body:
        clock = self.world.clock
        return {"now": clock.now().isoformat(), "frozen": self.frozen, "offset": clock.offset.total_seconds()}

    def turn(self, request: Request, body: Body) -> Body:
        clock = self.world.clock
        if "freeze" in body:
            self._freeze(bool(body["freeze"]))
        if "now" in body:
            clock.set(datetime.fromisoformat(body["now"]))
        if "advance" in body:
            clock.turn(timedelta(seconds=float(body["advance"])))
        return self.clock(request, body)

    def follow(self, request: Request, body: Body) -> Body:
        """Another clock turned: take its moment, and tick or stand as it does."""
        self._freeze(bool(body.get("frozen")))
        self.world.clock.set(datetime.fromisoformat(body["now"]))
        return self.clock(request, body)

    def faults(self, request: Request, body: Body) -> Body:
        return {"faults": self.world.faults.planned()}

    def plan(self, request: Request, body: Body) -> Body:
        return {"fault": asdict(self.world.faults.plan(body))}

    def clear_faults(self, request: Request, body: Body) -> Body:
        self.world.faults.clear()
        return {}

    def requests(self, request: Request, body: Body) -> Body:
        return {"requests": self.world.journal.after(int(request.query_params.get("after", 0)))}

    def counts(self, request: Request, body: Body) -> Body:
        return {"counts": dict(self.world.journal.counts)}

    def limits(self, request: Request, body: Body) -> Body:
        self.world.throttle.on = bool(body["on"])
        return {"on": self.world.throttle.on}

    def assumptions(self, request: Request, body: Body) -> Body:
        return {"assumptions": asdict(self.world.assumptions)}

    def assume(self, request: Request, body: Body) -> Body:
        known = {field.name for field in fields(self.world.assumptions)}
        for name, value in body.items():
            if name not in known:
                raise Wrong(f"there is no assumption {name!r}")
            setattr(self.world.assumptions, name, value)
        return self.assumptions(request, body)

    def reset(self, request: Request, body: Body) -> Body:
        self.world.reset()
        return {}

    def snapshot(self, request: Request, body: Body) -> Body:
        """Write the file the stand-in was started with, or another."""
        path = str(body.get("file") or self.world.options.snapshot)
        if not path:
            raise Wrong("there is no snapshot file")
        save(self.world, Path(path))
        return {"file": path}

    def realms(self, request: Request, body: Body) -> Body:
        names = {realm: company.info.get("CompanyName", "") for realm, company in self.world.companies.items()}
        return {"realms": names}

    def add_realm(self, request: Request, body: Body) -> Body:
        self.world.add_company(str(body["realm"]), body.get("company", "empty"))
        return {"realm": str(body["realm"])}

    def grant(self, request: Request, body: Body) -> Body:
        """Tokens without the page."""
        realm = str(body.get("realm", self.world.options.realm))
        self._company(realm)
        grant = self.world.grants.issue(realm, body.get("scope", ACCOUNTING), body.get("refresh_token", ""))
        return {"realm": realm, **self.world.grants.answer(grant, with_hard_expiry=True)}

    def revoke(self, request: Request, body: Body) -> Body:
        return {"revoked": self.world.revoke(str(body.get("realm", self.world.options.realm)))}

    def expire(self, request: Request, body: Body) -> Body:
        self.world.grants.expire_access()
        return {}

    def load(self, request: Request, body: Body) -> Body:
        """Many objects of one kind through the same rules as the API; stops at the first that is refused."""
        company = self._company(str(body.get("realm", self.world.options.realm)))
        objects = wire.read(json.dumps(body["objects"]))
        return {"ids": [company.create(self._kind(body["kind"]), one)["Id"] for one in objects]}

    def objects(self, request: Request, body: Body) -> Body:
        company = self._company(request.path_params["realm"])
        kind = self._kind(request.path_params["kind"])
        return {"objects": [company.text(kind, obj["Id"]) for obj in company.all(kind)]}

    def _freeze(self, frozen: bool) -> None:
        if frozen != self.frozen:
            self.world.clock.freeze(frozen)
        self.frozen = frozen

    def _company(self, realm: str) -> Company:
        if realm not in self.world.companies:
            raise Wrong(f"there is no company {realm!r}")
        return self.world.companies[realm]

    def _kind(self, name: str) -> str:
        if not (entity := find(name)):
            raise Wrong(f"there is no entity {name!r}")
        return entity.name
