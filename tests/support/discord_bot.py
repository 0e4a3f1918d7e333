"""Runs the Discord platform for a test, and reads what a member sees in its messages."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

from bot.commands.request import Asker, Kit, Place
from bot.commands.router import Router
from bot.delivery.desk import PostDesk
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.recovery import Recovery
from bot.delivery.resolving import settle_orphans
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel, Delivery, Subscription, delivery_key
from bot.domain.ports import Publisher, Store
from bot.domain.reply import Reply
from bot.platforms.discord.platform import DiscordPlatform
from tests.platform import discord_server
from tests.platform.discord_server import DiscordServer, Guild, Interaction, Message
from tests.support.builders import send_due
from tests.support.kit import START, TurnedClock, small_kit

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


def here(channel: discord_server.Channel, thread: discord_server.Channel | None = None) -> Channel:
    return Channel("discord", str(channel.id), str(thread.id) if thread else None)


@dataclass
class Press:
    """A guild with a channel, the bot, and what delivers through it: all by one clock, which the test turns."""

    server: DiscordServer
    guild: Guild
    channel: discord_server.Channel
    kit: Kit
    clock: TurnedClock
    bot: Bot
    policy: Policy
    dispatcher: Dispatcher
    recovery: Recovery
    woken: list[None]

    async def subscribe(self, channel: Channel, **changes: Any) -> Subscription:
        wanted = Subscription(f"sub{channel.key}"[-16:], channel, "0 9 * * *", "Asia/Tokyo", "ja", START)
        return await self.kit.store.subscribe(replace(wanted, **changes))

    async def now(self, subscription: Subscription) -> Subscription:
        found = await self.kit.store.subscription(subscription.id)
        assert found
        return found

    async def heard(self) -> None:
        """Wait until the bot has heard all that the gateway had to tell: an answer comes after it."""
        user = self.server.add_user("Aoi")
        dm = self.server.add_dm(user)
        await (await self.server.slash(user, dm, "help")).answer()

    async def plan(self, subscription: Subscription, slot: str = "2026-01-15T09:00") -> Delivery:
        key = delivery_key(subscription.id, slot)
        row = Delivery(key, subscription.id, subscription.channel, slot, self.clock())
        await self.kit.store.enqueue([row])
        return row

    async def send(self, subscription: Subscription, slot: str = "2026-01-15T09:00") -> Delivery:
        """Send an edition, as far as it goes now."""
        return await self.later(await self.plan(subscription, slot))

    async def row(self, row: Delivery) -> Delivery:
        found = await self.kit.store.delivery(row.key)
        assert found
        return found

    async def later(self, row: Delivery, by: timedelta = timedelta()) -> Delivery:
        """Let time pass, and everything that is due then be done."""
        self.clock.forward(by)
        await send_due(self.dispatcher)
        return await self.row(row)

    async def killed_while(self, row: Delivery, hung: discord_server.Hung) -> Delivery:
        """Kill those who deliver while a request hangs, and let their successors find what is left."""
        sending = asyncio.ensure_future(send_due(self.dispatcher))
        await hung.reached()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert (await self.row(row)).state == "sending"
        hung.release()
        await settle_orphans(self.kit.store, self.clock())
        self.dispatcher = dispatcher(self.kit, self.clock, self.policy)
        self.dispatcher.connect(self.bot.publisher)
        return await self.row(row)

    def told(self, user: discord_server.User) -> list[Message]:
        """What a user has in the direct message with the bot."""
        channels = self.server.world.channels.values()
        return [m for c in channels if c.guild is None and c.owner is user for m in self.server.messages(c)]

    async def look_after(self) -> None:
        """Let paused channels be looked after, as with each tick."""
        await self.recovery.look_after(self.bot.publisher)


def dispatcher(kit: Kit, clock: TurnedClock, policy: Policy) -> Dispatcher:
    return Dispatcher(kit.store, kit.library, kit.wordbook, clock, policy)


@contextlib.asynccontextmanager
async def press_running(
    make_router: Callable[[Kit], Router] = Router, *, owned: bool = False, store: Store | None = None, **options: Any
) -> AsyncIterator[Press]:
    """`owned`: the server's `owner` stands in the settings."""
    clock, woken = TurnedClock(), list[None]()
    async with DiscordServer(now=clock.true) as server:
        policy = Policy(lambda _: timedelta(hours=3))
        plain = small_kit(store, clock)
        delivers = dispatcher(plain, clock, policy)
        wake = lambda: woken.append(None)  # noqa: E731
        kit = replace(plain, desk=PostDesk(plain.store, plain.wordbook, clock, delivers.publisher, wake))
        guild = server.add_guild("Edo")
        channel = server.add_channel(guild, "news")
        owners = [server.owner.id] if owned else []
        async with running(server, kit, owners, router=make_router(kit), **options) as bot:
            delivers.connect(bot.publisher)
            recovery = Recovery(kit.store, kit.wordbook, clock)
            yield Press(server, guild, channel, kit, clock, bot, policy, delivers, recovery, woken)


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
