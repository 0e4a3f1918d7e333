"""Waiting for something to happen in the one event loop, without looking at a clock to see whether it did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rung after every change; those who wait look again. A wait that lasts too long fails the test."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, found: Callable[[], T | None], timeout: float, missing: Callable[[], str]) -> T:  # noqa: ASYNC109 -- the limit's sentence belongs to the wait
        """What `found` returns once it is not None; `missing` words the AssertionError after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                while (value := found()) is None:
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.add(future)
                    await future
                return value
        except TimeoutError:
            raise AssertionError(f"waited {timeout:g} s in vain for {missing()}") from None
