"""Runs the Discord platform for a test, and reads what a member sees in its messages."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.commands.request import Asker, Kit, Place
from bot.commands.router import Router
from bot.domain.ports import Publisher
from bot.domain.reply import Reply
from bot.platforms.discord.platform import DiscordPlatform
from tests.platform.discord_server import DiscordServer, Interaction, Message

Json = dict[str, Any]


@dataclass
class Bot:
    """The platform, and what it reported to those who run it."""

    platform: DiscordPlatform
    task: asyncio.Task[None]
    publishers: list[Publisher] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def publisher(self) -> Publisher:
        return self.publishers[-1]

    def up(self, publisher: Publisher) -> None:
        self.publishers.append(publisher)
        self.changed.set()

    def down(self, platform: str) -> None:
        self.lost.append(platform)
        self.changed.set()

    async def until(self, *, ups: int = 0, downs: int = 0) -> None:
        """Wait until the platform was up and down so often; what ends it before is raised."""
        async with asyncio.timeout(20):
            while len(self.publishers) < ups or len(self.lost) < downs:
                self.changed.clear()
                waiting = asyncio.ensure_future(self.changed.wait())
                await asyncio.wait((waiting, self.task), return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if self.task.done():
                    self.task.result()
                    raise AssertionError("the platform ended")


def started(
    server: DiscordServer,
    kit: Kit,
    owners: Sequence[int] = (),
    token: str | None = None,
    router: Router | None = None,
    **options: Any,
) -> Bot:
    """Start the platform against the loopback server."""
    quick = {"pauses": (0.01,), **options}
    platform = DiscordPlatform(
        token or server.token, router or Router(kit), kit.store, frozenset(map(str, owners)), server.api_url, **quick
    )
    made = Bot(platform, asyncio.ensure_future(asyncio.sleep(0)))
    made.task = asyncio.ensure_future(platform.run(made.up, made.down))
    return made


@contextlib.asynccontextmanager
async def running(server: DiscordServer, kit: Kit, owners: Sequence[int] = (), **options: Any) -> AsyncIterator[Bot]:
    """Run the platform until it is up, and stop it in the end."""
    bot = started(server, kit, owners, **options)
    try:
        await bot.until(ups=1)
        yield bot
    finally:
        await bot.platform.stop()
        async with asyncio.timeout(10):
            await bot.task


def parts(components: Sequence[Json]) -> Iterator[Json]:
    """Yield every component, outer before inner."""
    for part in components:
        yield part
        yield from parts(part.get("components") or [])


class Shown(Protocol):
    """A message of the server, or one that the renderer made."""

    @property
    def components(self) -> Sequence[Json]: ...


class Scripted(Router):
    """Answers every command and every press with what the test has put in `reply`."""

    def __init__(self, kit: Kit, reply: Reply) -> None:
        super().__init__(kit)
        self.reply = reply

    async def command(self, name: str, words: str, asker: Asker, place: Place) -> Reply:
        return self.reply

    async def press(self, data: str, asker: Asker, place: Place) -> Reply:
        return self.reply

    async def answered(self, asked: Interaction, count: int = 1) -> list[Message]:
        return await asked.messages(count)


class Slow(Scripted):
    """Answers after it was deferred: with `defer_after=0.0`, always."""

    def __init__(self, kit: Kit, reply: Reply) -> None:
        super().__init__(kit, reply)
        self._go = asyncio.Event()

    async def command(self, name: str, words: str, asker: Asker, place: Place) -> Reply:
        await self._go.wait()
        return await super().command(name, words, asker, place)

    async def press(self, data: str, asker: Asker, place: Place) -> Reply:
        await self._go.wait()
        return await super().press(data, asker, place)

    async def answered(self, asked: Interaction, count: int = 1) -> list[Message]:
        assert await asked.acknowledged() in (5, 6)
        self._go.set()
        found = await super().answered(asked, count)
        self._go.clear()
        return found


def text(message: Shown) -> str:
    """Return the Markdown of a message."""
    return "\n".join(part["content"] for part in parts(message.components) if part["type"] == 10)


def buttons(message: Shown) -> dict[str, str]:
    """Return custom ids by label."""
    return {part["label"]: part["custom_id"] for part in parts(message.components) if part["type"] == 2}


def selects(message: Shown) -> dict[str, dict[str, str]]:
    """Return, by custom id of a select, its values by label."""
    return {
        part["custom_id"]: {option["label"]: option["value"] for option in part["options"]}
        for part in parts(message.components)
        if part["type"] == 3
    }
