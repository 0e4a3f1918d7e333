"""Between the bot and a loopback server: passes requests on, or breaks them as the weather says, on either side of the deed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, ClientTimeout, web
from multidict import CIMultiDict

from .weather import Fault, Trap, Weather

_OWN = {"connection", "keep-alive", "transfer-encoding", "host", "content-length", "content-encoding", "server"}
_PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

Target = Callable[[str, str, bytes], str | None]
"""From method, path and body of a request: the channel that it posts to; an empty string for a look; else None."""


class Proxy:
    """Listens on a port of 127.0.0.1 for one platform. `flood` words its answer to one who asks too much.

    What it answers itself is dated by `clock`, as the server's own answers are.
    """

    def __init__(
        self,
        platform: str,
        origin: str,
        weather: Weather,
        target: Target,
        flood: Callable[[int], tuple[Mapping[str, str], object]],
        clock: Callable[[], datetime],
    ) -> None:
        self._platform = platform
        self._origin = origin
        self._weather = weather
        self._target = target
        self._flood = flood
        self._clock = clock
        self._late: set[asyncio.Task[web.Response]] = set()
        self._session: ClientSession
        self._runner: web.AppRunner
        self._again: bytes | None = None
        self.origin = ""

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=None), auto_decompress=False)
        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/{path:.*}", self._handle)
        # A long poll that its client has left must not take updates from the next one.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def settled(self) -> None:
        """Return when what was to be done late is done."""
        if self._late:
            await asyncio.wait(self._late)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        target = self._target(request.method, request.path, body)
        if request.path.endswith("/getUpdates"):
            return await self._poll(request, body)
        if target is None:
            return await self._forward(request, body)
        meets = self._weather.on_edition(self._platform, target) if target else self._weather.on_look()
        if isinstance(meets, Trap):
            return await self._held(request, body, meets)
        return await self._meet(request, body, meets, target)

    async def _poll(self, request: web.Request, body: bytes) -> web.Response:
        """Give out updates; some of them come a second time, as where their receipt was lost."""
        if self._again is not None:
            again, self._again = self._again, None
            return web.Response(body=again, content_type="application/json", headers=self._dated())
        answer = await self._forward(request, body)
        told = answer.body if isinstance(answer.body, bytes) else b""
        if b"update_id" in told and self._weather.on_updates():
            self._again = told
        return answer

    async def _held(self, request: web.Request, body: bytes, trap: Trap) -> web.StreamResponse:
        if trap.hold == "done late":
            task = asyncio.ensure_future(self._after(trap, request, body))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        answer = await self._forward(request, body) if trap.hold == "done" else None
        trap.sprung.set()
        self._weather.on_post()
        await trap.open.wait()
        return answer or _cut(request)

    async def _after(self, trap: Trap, request: web.Request, body: bytes) -> web.Response:
        await trap.open.wait()
        return await self._forward(request, body)

    async def _meet(self, request: web.Request, body: bytes, fault: Fault | None, target: str) -> web.StreamResponse:
        match fault:
            case "5xx before":
                return self._down()
            case "reset before":
                return _cut(request)
            case "429 of seconds":
                return self._flooded(3)
            case "429 of an hour":
                return self._flooded(3600)
            case "delay":
                await asyncio.sleep(0.15)
        answer = await self._forward(request, body)
        if answer.status >= 500:  # the platform's own, as while a server has an outage
            self._weather.broke(target)
        match fault:
            case "5xx after":
                return self._down()
            case "reset after":
                return _cut(request)
            case "truncated answer":
                return await _half(request, answer, self._dated())
        return answer

    def _down(self) -> web.Response:
        return web.Response(status=502, text=_PAGE, content_type="text/html", headers=self._dated())

    def _dated(self) -> dict[str, str]:
        return {"Date": format_datetime(self._clock(), usegmt=True)}

    def _flooded(self, seconds: int) -> web.Response:
        headers, told = self._flood(seconds)
        body = json.dumps(told).encode()
        return web.Response(
            status=429, body=body, headers={"Content-Type": "application/json", **self._dated(), **headers}
        )

    async def _forward(self, request: web.Request, body: bytes) -> web.Response:
        headers = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() not in _OWN)
        url = self._origin + request.raw_path
        async with self._session.request(request.method, url, data=body or None, headers=headers) as answer:
            told = CIMultiDict((name, value) for name, value in answer.headers.items() if name.lower() not in _OWN)
            return web.Response(status=answer.status, body=await answer.read(), headers=told)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, answer: web.Response, dated: Mapping[str, str]) -> web.StreamResponse:
    """Begin an answer and break off in the middle of it."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    begun = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json", **dated})
    begun.content_length = len(body)
    with suppress(ConnectionError):  # whoever asked may be killed meanwhile
        await begun.prepare(request)
        await begun.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return begun
