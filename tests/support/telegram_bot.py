"""The Telegram platform running against the loopback server, in a world with a member, an owner, a group and a forum."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.commands.request import Command, Kit
from bot.commands.router import Router
from bot.delivery.desk import PostDesk
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import Outbox
from bot.delivery.recovery import Recovery
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel, Delivery, Pause, Subscription
from bot.domain.ports import Publisher
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from bot.storage.memory import MemoryStore
from tests.platform.telegram_server import Chat, Message, TelegramServer, User
from tests.support.builders import send_due
from tests.support.kit import START, TurnedClock, small_kit

ANN, OWNER = 77, 99
DUE = datetime(2026, 1, 16, 0, 0, 1, tzinfo=UTC)
"""Just after the slot of a subscription that `House.due` makes."""


def three_hours(_channel: Channel) -> timedelta:
    """How late an edition may go out."""
    return timedelta(hours=3)


@dataclass
class VirtualTime:
    """Seconds that pass only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Ups:
    """What the platform tells the composition root."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self.publisher: Publisher | None = None
        self.happened: list[str] = []
        self._changed = asyncio.Condition()
        self._notices: set[asyncio.Task[None]] = set()

    def up(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self._dispatcher.connect(publisher)
        self._note("up")

    def down(self, platform: str) -> None:
        self._dispatcher.disconnect(platform)
        self._note("down")

    async def until(self, *happened: str) -> None:
        """Return when just this has happened, in this order."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.happened == list(happened))

    def _note(self, what: str) -> None:
        self.happened.append(what)
        task = asyncio.ensure_future(self._notify())
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@dataclass
class House:
    """The bot and the world around it."""

    server: TelegramServer
    platform: TelegramPlatform
    kit: Kit
    store: MemoryStore
    clock: TurnedClock
    time: VirtualTime
    dispatcher: Dispatcher
    outbox: Outbox
    recovery: Recovery
    ups: Ups
    ann: User
    owner: User
    group: Chat
    forum: Chat
    running: asyncio.Task[None] | None = None

    def anew(self) -> House:
        """The same world after the program has ended: a new platform on the same server and store."""
        return replace(
            self,
            platform=_platform(self.server, self.kit, self.store, self.clock, self.time, self.server.token),
            ups=Ups(self.dispatcher),
        )

    @property
    def publisher(self) -> Publisher:
        assert self.ups.publisher is not None
        return self.ups.publisher

    def start(self) -> asyncio.Task[None]:
        self.running = asyncio.ensure_future(self.platform.run(self.ups.up, self.ups.down))
        return self.running

    async def stop(self) -> None:
        assert self.running is not None
        await self.platform.stop()
        await self.running

    async def due(self, *chats: Chat | User, thread: int | None = None, by: User | None = None) -> None:
        """Subscribe chats that have no subscription, and let a slot of theirs come: it is due now."""
        for chat in chats:
            channel = Channel("telegram", str(chat.id), str(thread) if thread else None)
            id_ = f"s{len(await self.store.subscriptions())}"
            wanted = Subscription(id_, channel, "0 9 * * *", "Asia/Tokyo", "en", START)
            await self.store.subscribe(replace(wanted, by=str(by.id) if by else None))
        self.clock.now = max(self.clock(), DUE)
        await self.outbox.fill(self.clock())

    async def send(self) -> Delivery:
        """Send what is due, and return the newest row."""
        await send_due(self.dispatcher)
        return await self.row()

    async def row(self) -> Delivery:
        """The newest row of the ledger."""
        return (await self.store.deliveries())[-1]

    async def later(self, *, seconds: float = 0, hours: float = 0) -> Delivery:
        """Let time pass, for the platform too; then send what is due, and return the newest row."""
        passed = timedelta(seconds=seconds, hours=hours)
        self.clock.forward(passed)
        self.time.now += passed.total_seconds()
        return await self.send()

    async def pauses(self) -> dict[str, Pause | None]:
        """Why each channel is paused, by its key."""
        return {each.channel.key: each.paused for each in await self.store.subscriptions()}

    async def look_after(self) -> None:
        """Let the lost channels be looked after."""
        await self.recovery.look_after(self.publisher)

    async def answer(self) -> Message:
        """The next message that the bot sends."""
        return self.server.message((await self.server.next_call("sendMessage", where=lambda c: c.ok)).result)

    async def edited(self) -> Message:
        """The next message that the bot edits."""
        return self.server.message((await self.server.next_call("editMessageText")).result)

    async def photo(self) -> Message:
        """The next photo that the bot sends."""
        return self.server.message((await self.server.next_call("sendPhoto", where=lambda c: c.ok)).result)

    async def typed(self, user: User, text: str, *, offset: str = "") -> dict[str, Any]:
        """What the bot offers while somebody types in some chat."""
        query = self.server.type_inline(user, text, offset=offset)
        await self.server.wait_for("answerInlineQuery", where=lambda c: c.parameters["inline_query_id"] == query)
        return {"query": query, **(self.server.answer(query) or {})}

    async def ask(self, user: User, chat: Chat | User, text: str, **how: object) -> Message:
        """Say something and return what the bot sends next."""
        self.server.say(user, chat, text, **how)  # type: ignore[arg-type]  # as the server takes them
        return await self.answer()


def _platform(
    server: TelegramServer, kit: Kit, store: MemoryStore, clock: TurnedClock, time: VirtualTime, token: str, **how: Any
) -> TelegramPlatform:
    pacing = Pacing(time, time.sleep)
    owners = frozenset({str(OWNER)})
    return TelegramPlatform(
        token, Router(kit), store, owners, server.api_url, clock, pacing=pacing, sleep=time.sleep, **how
    )


@asynccontextmanager
async def built(
    token: str = "123456:TEST",
    *,
    commands: tuple[Command, ...] = (),
    inline: bool = True,
    on_unknown: Literal["ask", "resend", "skip"] = "ask",
    limited: bool = False,
    store: MemoryStore | None = None,
    **how: Any,
) -> AsyncIterator[House]:
    """A house whose platform does not run yet; `commands` stand in for the bot's own, `how` is for the platform.

    `limited`: the server enforces the limits of messages, by the time of the platform.
    """
    store, clock, time = store or MemoryStore(), TurnedClock(), VirtualTime()
    seconds = lambda: int(clock.true().timestamp())  # noqa: E731
    async with TelegramServer(inline=inline, now=seconds, rates=time if limited else None) as server:
        ann = server.add_user("Ann", id=ANN, username="ann", language_code="en")
        owner = server.add_user("Owner", id=OWNER, language_code="ja")
        group = server.add_chat("group", "Readers")
        forum = server.add_chat("supergroup", "Forum", forum=True)
        for chat in (group, forum):
            server.set_member(chat, ann, "member")
            server.set_member(chat, owner, "creator")
        kit = small_kit(store, clock)
        by_name = {command.name: command for command in (*kit.commands, *commands)}
        dispatcher = Dispatcher(store, kit.library, kit.wordbook, clock, Policy(three_hours, on_unknown))
        desk = PostDesk(store, kit.wordbook, clock, dispatcher.publisher, lambda: None)
        kit = replace(kit, commands=tuple(by_name.values()), desk=desk)
        yield House(
            server=server,
            platform=_platform(server, kit, store, clock, time, token, **how),
            kit=kit,
            store=store,
            clock=clock,
            time=time,
            dispatcher=dispatcher,
            outbox=Outbox(store, three_hours),
            recovery=Recovery(store, kit.wordbook, clock),
            ups=Ups(dispatcher),
            ann=ann,
            owner=owner,
            group=group,
            forum=forum,
        )


@asynccontextmanager
async def running(**how: Any) -> AsyncIterator[House]:
    """A house whose platform is up; it must end without an error. `how` is as for `built`."""
    async with built(**how) as house:
        house.start()
        await house.ups.until("up")
        yield house
        await house.stop()
