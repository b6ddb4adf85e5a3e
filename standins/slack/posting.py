"""Posting to somebody on this machine from the event loop, by a thread that never keeps the process from ending."""

import asyncio
import contextlib
import threading

import requests


async def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> requests.Response | None:
    """The answer, or None if nobody answers in `timeout` seconds; who gives up leaves the thread to itself."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[requests.Response | None] = loop.create_future()

    def settle(answer: requests.Response | None) -> None:
        if not done.done():
            done.set_result(answer)

    def run() -> None:
        answer = _post(url, body, headers, timeout)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile: nobody waits any more
            loop.call_soon_threadsafe(settle, answer)

    threading.Thread(target=run, daemon=True).start()
    return await done


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> requests.Response | None:
    with requests.Session() as session:
        session.trust_env = False  # never through a proxy
        try:
            return session.post(url, data=body, headers=headers, timeout=timeout)
        except requests.RequestException:
            return None
