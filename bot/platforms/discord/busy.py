"""What is under way: counted, so that it can be waited for when the platform ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType


class Busy:
    """`async with busy:` around each piece of work; `settled` waits until none is left."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> None:
        self._count += 1
        self._idle.clear()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._count -= 1
        if self._count == 0:
            self._idle.set()

    async def settled(self, seconds: float) -> bool:
        """Wait until nothing is under way, at most `seconds`; return whether that came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        return self._idle.is_set()
