"""What stands around the victim's ports: it tells what becomes of each row, and ends the process at a named step."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from bot.app import Around
from bot.domain.ledger import Channel, Delivery, Part, Receipt
from bot.domain.ports import Platform, Publisher, Store


def _sides(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}:{side}" for name in names for side in ("before", "after"))


CHANGES = _sides("move", "pause")
RARE = _sides("enqueue", "unknown", "retrying", "look", "tell")
STEPS = (*_sides("sending", "sent", "turn", "send"), *RARE)
"""The named steps of a delivery: before and after each write, and each call of the platform."""


@dataclass
class Death:
    """Ends the process at the `count`-th time that `step` is reached. None: at none."""

    step: str | None
    count: int
    tell: Callable[[dict[str, Any]], None]

    def at(self, step: str) -> None:
        if step == self.step:
            self.count -= 1
            if self.count == 0:
                self.tell({"died": step})
                os.kill(os.getpid(), signal.SIGKILL)


def teller(descriptor: int) -> Callable[[dict[str, Any]], None]:
    """Return what writes a line, whole, to a descriptor."""
    return lambda said: cast(None, os.write(descriptor, json.dumps(said).encode() + b"\n"))


def around(death: Death) -> Around:
    """Return what is put around the store and the platforms."""
    return Around(
        store=lambda store: cast(Store, DyingStore(store, death)),
        platform=lambda platform: cast(Platform, WatchedPlatform(platform, death)),
    )


class DyingStore:
    """A store that tells of each row that has changed; all else is the store's own."""

    def __init__(self, store: Store, death: Death) -> None:
        self._store = store
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        self._death.at("enqueue:before")
        count = await self._store.enqueue(deliveries)
        self._death.at("enqueue:after")
        for row in deliveries:
            self._tell(row)
        return count

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        changed = after.state != before.state or after.parts != before.parts
        if changed:
            self._death.at(f"{after.state}:before")
        won = await self._store.advance(before, after)
        if changed:
            self._death.at(f"{after.state}:after")
        if won:
            self._tell(after)
        return won

    async def move(self, old: Channel, new: Channel) -> bool:
        self._death.at("move:before")
        won = await self._store.move(old, new)
        self._death.at("move:after")
        return won

    async def pause(self, subscription: str, pause: Any) -> bool:
        self._death.at("pause:before")
        won = await self._store.pause(subscription, pause)
        self._death.at("pause:after")
        return won

    def _tell(self, row: Delivery) -> None:
        self._death.tell(
            {
                "row": row.key,
                "state": row.state,
                "until": row.not_before.timestamp() if row.not_before else None,
                "asked": row.asked is not None,
            }
        )


class WatchedPlatform:
    """A platform whose publisher is watched as well."""

    def __init__(self, platform: Platform, death: Death) -> None:
        self._platform = platform
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        def watched(publisher: Publisher) -> None:
            self._death.tell({"up": publisher.platform})
            up(cast(Publisher, DyingPublisher(publisher, self._death)))

        await self._platform.run(watched, down)


class DyingPublisher:
    """A publisher whose calls are steps; all else is the publisher's own."""

    def __init__(self, publisher: Publisher, death: Death) -> None:
        self._publisher = publisher
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._publisher, name)

    def turn(self, channel: Channel) -> AbstractAsyncContextManager[None]:
        return self._in_turn(self._publisher.turn(channel))

    @asynccontextmanager
    async def _in_turn(self, turn: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        self._death.at("turn:before")
        async with turn:
            self._death.at("turn:after")
            yield

    async def send(self, channel: Channel, part: Part, **how: Any) -> Receipt:
        self._death.at("send:before")
        receipt = await self._publisher.send(channel, part, **how)
        self._death.at("send:after")
        return receipt

    async def look(self, channel: Channel, part: Part, **how: Any) -> Receipt | None:
        self._death.at("look:before")
        found = await self._publisher.look(channel, part, **how)
        self._death.at("look:after")
        return found

    async def tell(self, subscription: Any, reply: Any) -> int:
        self._death.at("tell:before")
        reached = await self._publisher.tell(subscription, reply)
        self._death.at("tell:after")
        return reached
