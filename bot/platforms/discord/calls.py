"""One request to Discord: made once, and answered as soon as Discord has answered."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from . import failures, pacing

# Longer than any answer takes that still means something.
SECONDS = 30.0


class Calls:
    """Requests through a client's `http`, which counts what its buckets have left."""

    def __init__(self, http: HTTPClient) -> None:
        self._http = http
        self._ending: set[asyncio.Task[Any]] = set()

    async def make(self, route: Route, **options: Any) -> Any:
        """Make one request, and none of the library's repetitions; return the answer's JSON. Raises as the library does.

        Of a bucket that is used up the library sleeps until it is full again, before it returns what has long been
        answered. A receipt does not wait for that.
        """
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        async def hear(response: aiohttp.ClientResponse) -> None:
            await failures.at_once(response)
            if response.status < 300:
                text = await response.text(encoding="utf-8")
                answered.set_result(json.loads(text) if text else None)

        with pacing.once():
            request = asyncio.ensure_future(self._http.request(route, raise_for_status=hear, **options))
        self._ending.add(request)
        request.add_done_callback(self._ended)
        try:
            async with asyncio.timeout(SECONDS):
                await asyncio.wait((request, answered), return_when=asyncio.FIRST_COMPLETED)
        except BaseException:
            request.cancel()
            raise
        if not answered.done() and request.cancelled():
            raise aiohttp.ServerDisconnectedError("the connection was closed at the end")
        return answered.result() if answered.done() else await request

    def _ended(self, request: asyncio.Task[Any]) -> None:
        self._ending.discard(request)
        if not request.cancelled():
            request.exception()

    async def ask(self, route: Route, **options: Any) -> Any:
        """As `make`, of what sends no message. Raises DeliveryError; nothing is uncertain."""
        try:
            return await self.make(route, **options)
        except Exception as error:
            raise failures.harmless(error) from error

    def used_up(self, route: Route) -> float:
        """Return for how many seconds the library would hold a request back, because its bucket is used up."""
        known = self._http._bucket_hashes.get(route.key, route.key)
        bucket = self._http._buckets.get(f"{known}:{route.major_parameters}")
        if bucket is None or bucket.remaining > 0 or bucket.expires is None:
            return 0.0
        return max(0.0, bucket.expires - asyncio.get_running_loop().time())

    async def close(self) -> None:
        """End what still waits for its bucket, and what for an answer that will not come."""
        for request in tuple(self._ending):
            request.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)


def is_gone(error: BaseException | None) -> bool:
    """Tell whether a message, or the channel that it was in, is not there any more."""
    return isinstance(error, discord.NotFound) and error.code in (failures.UNKNOWN_MESSAGE, failures.UNKNOWN_CHANNEL)
