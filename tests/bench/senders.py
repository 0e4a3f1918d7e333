"""Both sides of a delivery as programs of their own, so that nothing but theirs is counted.

`python -m tests.bench.senders PLATFORM SIDE URL TOKEN` reads from its standard input what it sends (`Work`, one line of JSON),
prints a line when it is ready, and for each further line, a number, sends to every channel so many times; then it prints the
CPU seconds it has used. Of our side, `ours` lets nothing wait and `paced` keeps the limits; of the bare sides, `text` sends the
text alone, `buttons` all that ours sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypedDict

import discord
from discord.http import Route
from telegram import InlineKeyboardMarkup
from telegram.ext import ExtBot

from bot.commands.request import Kit
from bot.commands.router import Router
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import Outbox
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel, Subscription
from bot.domain.ports import Platform, Publisher
from bot.language import catalogue
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform

from . import bots

Json = dict[str, Any]
Round = Callable[[], Awaitable[None]]
MORNING = datetime(2026, 1, 15, tzinfo=UTC)  # 09:00 in Tokyo
DAY = timedelta(days=1)


class Work(TypedDict):
    """The ids of channels, and for the bare sides what goes to each: its text, and its keyboard or components."""

    channels: Sequence[str]
    sent: Sequence[Json]


Side = Callable[[str, str, Work], Coroutine[Any, Any, None]]


class Days:
    """A clock that goes on day by day, and with the machine's in between."""

    def __init__(self) -> None:
        self.passed = 0
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        return MORNING + self.passed * DAY + timedelta(seconds=time.monotonic() - self._begun)


def subscription(number: int, channel: Channel) -> Subscription:
    """Return a daily one, in each language by turns."""
    made = MORNING - timedelta(minutes=1)
    return Subscription(f"s{number}", channel, "0 9 * * *", "Asia/Tokyo", ("ja", "en")[number % 2], made)


async def ours(name: str, url: str, token: str, work: Work, *, paced: bool) -> None:
    """Run our platform, and deliver through outbox, ledger and dispatcher what is due."""
    days = Days()
    async with bots.our_kit(days) as kit:
        for number, chat in enumerate(work["channels"]):
            await kit.store.subscribe(subscription(number, Channel(name, chat)))
        dispatcher = Dispatcher(kit.store, kit.library, catalogue.words, days, Policy(lambda _: DAY))
        outbox = Outbox(kit.store, lambda _: DAY)
        connected = asyncio.Event()

        def up(publisher: Publisher) -> None:
            dispatcher.connect(publisher)
            connected.set()

        async def morning() -> None:
            days.passed += 1
            await outbox.fill(days())
            await dispatcher.run(name)
            while again := await dispatcher.next_wake():
                await asyncio.sleep(max((again - days()).total_seconds(), 0))
                await dispatcher.run(name)

        async def serve() -> None:
            await connected.wait()
            await _serve(morning)

        platform = _platform(name, url, token, kit, paced=paced)
        await bots.beside(platform.run(up, dispatcher.disconnect), serve, platform.stop)


def _platform(name: str, url: str, token: str, kit: Kit, *, paced: bool) -> Platform:
    if name == "discord":
        return DiscordPlatform(token, Router(kit), kit.store, frozenset(), url)
    pacing = Pacing() if paced else Pacing(bots.fast, bots.faster_sleep)
    return TelegramPlatform(token, Router(kit), kit.store, frozenset(), url, kit.clock, pacing=pacing)


async def telegram_bare(url: str, token: str, work: Work, *, buttons: bool) -> None:
    """Send with the library's own bot, one message after the other."""
    prepared: list[tuple[str, str, InlineKeyboardMarkup | None]] = [
        (chat, sent["text"], bots.keyboard(sent["form"]) if buttons else None)
        for chat, sent in zip(work["channels"], work["sent"], strict=True)
    ]
    async with ExtBot(token, base_url=url) as bot:

        async def once() -> None:
            for chat, text, keyboard in prepared:
                await bot.send_message(chat, text, parse_mode="HTML", reply_markup=keyboard)

        await _serve(once)


async def discord_bare(url: str, token: str, work: Work, *, buttons: bool) -> None:
    """Send with the library's own client, one message after the other."""
    Route.BASE = url
    client = discord.Client(
        intents=discord.Intents.none(), max_messages=None, allowed_mentions=discord.AllowedMentions.none()
    )
    await client.login(token)
    prepared = [
        (client.get_partial_messageable(int(chat)), *_message(sent, buttons=buttons))
        for chat, sent in zip(work["channels"], work["sent"], strict=True)
    ]

    async def once() -> None:
        for channel, text, view in prepared:
            if view is None:
                await channel.send(text)
            else:
                await channel.send(view=view)

    await _serve(once)
    await client.close()


def _message(sent: Json, *, buttons: bool) -> tuple[str | None, discord.ui.LayoutView | None]:
    found = bots.layout(sent["form"]) if buttons else bots.text_alone(sent["text"])
    return (found, None) if isinstance(found, str) else (None, found)


async def _serve(once: Round) -> None:
    """Say that all is ready; then do as the lines of standard input say, until it ends."""
    _print("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        for _ in range(int(line)):
            await once()
        _print(str(time.process_time()))


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # the parent reads it


SIDES: dict[tuple[str, str], Side] = {
    **{(name, "ours"): partial(ours, name, paced=False) for name in ("telegram", "discord")},
    **{(name, "paced"): partial(ours, name, paced=True) for name in ("telegram", "discord")},
    ("telegram", "text"): partial(telegram_bare, buttons=False),
    ("telegram", "buttons"): partial(telegram_bare, buttons=True),
    ("discord", "text"): partial(discord_bare, buttons=False),
    ("discord", "buttons"): partial(discord_bare, buttons=True),
}


def main() -> None:
    """Run the side that the command line names."""
    platform, side, url, token = sys.argv[1:]
    work: Work = json.loads(sys.stdin.readline())
    asyncio.run(SIDES[platform, side](url, token, work))


if __name__ == "__main__":
    main()
