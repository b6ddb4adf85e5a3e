"""In front of every QuickBooks address: planned trouble strikes here, and every request is written down here."""

import asyncio
from collections import Counter
from time import perf_counter

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from standins.quickbooks import api
from standins.quickbooks.asked import Asked, describe
from standins.quickbooks.faults import Trouble
from standins.quickbooks.world import World

WATCHED = ("/v3/", "/oauth2/", "/v2/oauth2/")
PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr></body></html>"
PAGES = {"500": "500 Internal Server Error", "502": "502 Bad Gateway", "503": "503 Service Unavailable"}
SECRET = ("code", "refresh_token", "access_token", "token", "client_secret")


class Door:
    """ASGI middleware around the app; control and pages pass untouched."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app, self.world = app, world
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(WATCHED):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        query = {name.lower(): value for name, value in request.query_params.items()}
        asked = describe(scope["method"], scope["path"], query, body)
        tid = f"1-{self.world.new_id()[:8]}-{self.world.new_id()[:24]}"
        began = perf_counter()
        self._under_way[asked.realm] += 1
        abreast = self._under_way[asked.realm]
        try:
            answer = await self._struck(scope, body, asked)
        finally:
            self._under_way[asked.realm] -= 1
        ms = round((perf_counter() - began) * 1000, 1)
        row = {"method": asked.method, "path": asked.path, "query": _blanked(query), "tid": tid, "size": len(body)}
        row |= {"status": answer[0]["status"] if answer else 0, "ms": ms, "requestid": query.get("requestid", "")}
        row["abreast"] = abreast
        self.world.journal.add(asked.plural, row)
        if answer:
            await self._send(answer, tid, send)
        else:
            await self._drop(scope, receive)

    async def _struck(self, scope: Scope, body: bytes, asked: Asked) -> list[Message]:
        """The app's answer with today's trouble; empty for a line that is dropped."""
        troubles = self.world.faults.strike(asked)
        before = [trouble for trouble in troubles if trouble.when == "before"]
        after = [trouble for trouble in troubles if trouble.when == "after"]
        if (instead := await self._suffer(before, scope)) is not None:
            return instead
        answer = await _collect(self.app, scope, body)
        if any(trouble.kind == "duplicate" for trouble in troubles):
            answer = await _collect(self.app, scope, body)
        instead = await self._suffer(after, scope)
        return answer if instead is None else instead

    async def _suffer(self, troubles: list[Trouble], scope: Scope) -> list[Message] | None:
        """Wait, and what goes out in place of the answer, if anything: nothing at all for a dropped line."""
        for trouble in troubles:
            if trouble.kind == "delay":
                await asyncio.sleep(trouble.seconds)
        if any(trouble.kind == "drop" for trouble in troubles):
            return []
        refusal = next((found for trouble in troubles if (found := self._refusal(trouble))), None)
        return await _collect(refusal, scope, b"") if refusal else None

    def _refusal(self, trouble: Trouble) -> Response | None:
        """The answer that stands in place of the app's, if this trouble has one."""
        if trouble.kind in PAGES:
            return HTMLResponse(PAGE.format(PAGES[trouble.kind]), int(trouble.kind))
        if trouble.kind == "invalid_grant":
            error = {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"}
            return JSONResponse(error, 400)
        makers = {"429": api.throttled, "401": api.unauthorized, "403": api.forbidden}
        made = makers[trouble.kind](self.world) if trouble.kind in makers else None
        return Response(made.body, made.status, made.headers, made.media) if made else None

    async def _send(self, answer: list[Message], tid: str, send: Send) -> None:
        extra = {"intuit_tid": tid, "QBO-Version": "1995.164", "Cache-Control": "no-cache, no-store"}
        head = answer[0]
        names = {name.lower() for name, _ in head["headers"]}
        more = [(k.encode(), v.encode()) for k, v in extra.items() if k.lower().encode() not in names]
        await send({**head, "headers": [*head["headers"], *more]})
        for message in answer[1:]:
            await send(message)

    async def _drop(self, scope: Scope, receive: Receive) -> None:
        """Cut the line without a byte of an answer."""
        self.world.drop(tuple(scope["client"]))
        while (await receive())["type"] != "http.disconnect":
            pass


async def _collect(app: ASGIApp, scope: Scope, body: bytes) -> list[Message]:
    """Run the app on a body that was read already, and keep what it sends."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(dict(scope), receive, send)
    return sent


def _blanked(query: dict[str, str]) -> dict[str, str]:
    return {name: "..." if name in SECRET else value for name, value in query.items()}
