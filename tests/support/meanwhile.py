"""What happens between two awaits: a store in whose verbs something happens, and a gate to hold a verb at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.ledger import Delivery, Pause, Subscription
from bot.storage.memory import MemoryStore


async def nothing() -> None:
    """Nothing happens meanwhile."""


class Gate:
    """Holds whoever comes until it is opened; `reached` is set by the first."""

    def __init__(self) -> None:
        self.reached, self._open = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self._open.wait()

    def open(self) -> None:
        self._open.set()


class PatientStore(MemoryStore):
    """A store that takes so many changes of rows; more are made by somebody who goes round in circles."""

    def __init__(self, changes: int = 50) -> None:
        super().__init__()
        self._left = changes

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        self._left -= 1
        assert self._left > 0, f"{after.key} changes again and again"
        return await super().advance(before, after)


class InterruptedStore(MemoryStore):
    """A store as slow as a disk: `pausing` happens when a pause is written, before its verb returns; `listing` when the
    subscriptions are read, before whoever asked has them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pausing: Callable[[], Awaitable[object]] = nothing
        self.listing: Callable[[], Awaitable[object]] = nothing

    async def pause(self, subscription: str, pause: Pause | None) -> bool:
        done = await super().pause(subscription, pause)
        if pause:
            await self.pausing()
        return done

    async def subscriptions(self) -> Sequence[Subscription]:
        found = await super().subscriptions()
        await self.listing()
        return found
