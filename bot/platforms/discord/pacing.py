"""Discord's limit over all requests of a token, kept before the requests go out; answers go ahead of editions.

It stands in aiohttp's own extension point: what `on_request_start` awaits comes before every request, the client library's
repetitions among them. A request holds one of as many slots as are allowed a second, until a second after its answer.
So the limit holds whenever in between Discord counts it: of requests counted within one second, each held its slot when
the last of them was counted. Answers to interactions and all else by an interaction's token are exempt.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
import discord
import yarl
from discord.http import Route

from ...domain.ports import Clock

LIMIT, SECONDS = 50, 1.0
# From an address with 10,000 refused requests (401, 403, 429) in ten minutes Discord takes none any more.
REFUSALS, REFUSALS_AGE = 500, timedelta(minutes=10)
# For so long a request waits for Discord to listen again; where it would be longer, it fails at once.
PATIENCE, LONGEST = 5.0, 86400.0
_BY_TOKEN = re.compile(r"/(?:interactions|webhooks)/")


class Repeated(aiohttp.ClientError):
    """The library was about to repeat what may be sent once only."""


class Halted(aiohttp.ClientError):
    """It was not sent, for nothing may be sent now; `banning`: Discord has refused us so often that it would ban us."""

    def __init__(self, retry_after: float, *, banning: bool) -> None:
        super().__init__("too many requests were refused" if banning else "Discord takes no request at present")
        self.retry_after = retry_after
        self.banning = banning


@dataclass
class _Once:
    begun: bool = False


@dataclass
class _Turn:
    reserved: bool = True


_once: ContextVar[_Once | None] = ContextVar("once", default=None)
_turn: ContextVar[_Turn | None] = ContextVar("turn", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Let one request go out while the block runs, and none of the library's repetitions.

    After a 5xx or a reset it would repeat by itself; after a 429, of which nothing was taken, it may.
    """
    token = _once.set(_Once())
    try:
        yield
    finally:
        _once.reset(token)


class Pacer:
    """Paces the requests of one token: `limit` a second. `refused` is called when the token is refused (401).

    After `refusals` refused requests within ten minutes nothing is sent until they are over. `slow` is by how much `clock` is
    behind Discord's.
    """

    def __init__(self, clock: Clock, refused: Callable[[], None], limit: int = LIMIT, refusals: int = REFUSALS) -> None:
        self.clock = clock
        self.slow = timedelta()
        self._refused = refused
        self._free = limit
        self._answers: deque[asyncio.Future[None]] = deque()
        self._editions: deque[asyncio.Future[None]] = deque()
        self._refusals: deque[datetime] = deque(maxlen=refusals)
        self._halt: tuple[datetime, datetime] | None = None

    def trace(self) -> aiohttp.TraceConfig:
        """Return what paces a client's requests, as its `http_trace`."""
        made = aiohttp.TraceConfig()
        made.on_request_start.append(self._start)
        made.on_request_end.append(self._end)
        made.on_request_exception.append(self._failed)
        return made

    def halted(self) -> Halted | None:
        """Return for how long nothing may be sent at all, and why; None if all is well."""
        now = self.clock()
        if len(self._refusals) == self._refusals.maxlen and (age := now - self._refusals[0]) < REFUSALS_AGE:
            return Halted((REFUSALS_AGE - age).total_seconds(), banning=True)
        # Before it began it is only by a clock that was set back.
        if self._halt is not None and self._halt[0] <= now < self._halt[1]:
            return Halted((self._halt[1] - now).total_seconds(), banning=False)
        return None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn of an edition: the first request inside goes out at once, more of them as answers do."""
        await self._take(self._editions)
        turn = _Turn()
        token = _turn.set(turn)
        try:
            yield
        finally:
            _turn.reset(token)
            if turn.reserved:
                self._give()

    async def _take(self, queue: deque[asyncio.Future[None]]) -> None:
        if self._free > 0:  # then nobody waits
            self._free -= 1
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(waiting)
        try:
            await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():  # it was given a slot just before
                self._give()
            raise

    def _give(self) -> None:
        self._free += 1
        for queue in (self._answers, self._editions):
            while queue and self._free > 0:
                waiting = queue.popleft()
                if not waiting.done():
                    self._free -= 1
                    waiting.set_result(None)

    async def _start(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        once = _once.get()
        if once is not None:
            if once.begun:
                raise Repeated("it was sent once, and is not repeated")
            once.begun = True
        if not _paced(params.url):
            return
        while (halted := self.halted()) is not None:
            if halted.banning or halted.retry_after > PATIENCE:
                raise halted
            await asyncio.sleep(halted.retry_after)
        turn = _turn.get()
        if turn is not None and turn.reserved:
            turn.reserved = False
        else:
            await self._take(self._answers)
        context.holds = True

    async def _end(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        self._let_go(context)
        self._hear(params.response, params.url)

    async def _failed(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._let_go(context)
        # An answer that our own look at it has made an exception of.
        if isinstance(params.exception, discord.HTTPException):
            self._hear(params.exception.response, params.url)

    def _let_go(self, context: SimpleNamespace) -> None:
        if getattr(context, "holds", False):
            context.holds = False
            asyncio.get_running_loop().call_later(SECONDS, self._give)

    def _hear(self, response: aiohttp.ClientResponse, url: yarl.URL) -> None:
        """Take note of what Discord says of us, whatever the request was about; and of what time it is there."""
        if not str(url).startswith(Route.BASE):
            return
        with suppress(KeyError, ValueError, TypeError):
            self.slow = parsedate_to_datetime(response.headers["Date"]) - self.clock()
        if response.status not in (401, 403, 429):
            return
        now = self.clock()
        if response.headers.get("X-RateLimit-Scope") != "shared":  # these are others' fault, and are not counted
            self._refusals.append(now)
        if response.status == 401 and _paced(url):
            self._refused()
        if response.status == 429:
            if (once := _once.get()) is not None:
                once.begun = False
            if is_global(response.headers):
                self._halt = now, now + timedelta(seconds=min(seconds(response), LONGEST))


def seconds(response: aiohttp.ClientResponse) -> float:
    """Return how long a 429 asks to wait."""
    try:
        return float(response.headers.get("Retry-After", ""))
    except ValueError:
        return 0.0


def is_global(headers: Mapping[str, str]) -> bool:
    """Tell whether a 429 is about the token and not about one route."""
    return headers.get("X-RateLimit-Scope") == "global" or "X-RateLimit-Global" in headers


def _paced(url: yarl.URL) -> bool:
    told = str(url)
    return told.startswith(Route.BASE) and not _BY_TOKEN.match(told[len(Route.BASE) :])
