"""Rows: CPU seconds of an edition from its slot to its receipt, against a bare loop of the same library that sends the same.

Ours composes it anew, writes it to the outbox and the ledger on disk, sends it and records the receipt. The loopback server
runs here, the senders in processes of their own.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.platform.discord_server import DiscordServer
from tests.platform.telegram_server import TelegramServer
from tests.support import discord_bot

from .commands import BARE, LIBRARIES
from .rows import Row

Json = dict[str, Any]
_ROOT = Path(__file__).parents[2]
AIM = "≤ 1.5"
# Seconds for what a sender does between two lines: one that hangs is a row that failed, and no bench without an end.
PATIENCE = 120.0


@dataclass(frozen=True)
class Pace:
    """How many channels, how many editions to each of them a round, how many rounds; and mornings that are not counted."""

    channels: int = 25
    mornings: int = 4
    rounds: int = 7
    warm: int = 4


@dataclass
class Sender:
    """One side in its process."""

    process: Process
    messages: Callable[[], Sequence[Json]]

    async def send(self, mornings: int) -> float:
        """Let it send so often to every channel; return the CPU seconds that it has used so far."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{mornings}\n".encode())
        return float(await self.line())

    async def line(self) -> str:
        """Return what it says next."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError("the sender has ended; what it said is on stderr")
        return line.decode().strip()

    async def took(self, mornings: int, channels: int) -> float:
        """Return the CPU seconds of one edition."""
        before = await self.send(0)
        had = len(self.messages())
        took = (await self.send(mornings) - before) / (mornings * channels)
        if len(self.messages()) - had < mornings * channels:
            raise RuntimeError(f"{len(self.messages()) - had} of {mornings * channels} messages went out")
        return took


def rows(pace: Pace, platforms: Iterable[str] = tuple(LIBRARIES)) -> Iterator[Row]:
    """Yield two rows for each platform."""
    for platform in platforms:
        library = LIBRARIES[platform]
        try:
            yield from asyncio.run(_measured(platform, library, pace))
        except Exception as error:  # any failure at all belongs in the table
            yield Row(_question(platform), library, failed=f"{type(error).__name__}: {error}"[:200], aim=AIM)


def _question(platform: str) -> str:
    return f"an edition on {platform.capitalize()}, from its slot to its receipt, CPU"


async def _measured(platform: str, library: str, pace: Pace) -> list[Row]:
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(sender(platform, "ours", pace.channels))
        await ours.send(1)
        sent = ours.messages()[: pace.channels]
        bare = [await stack.enter_async_context(sender(platform, side, pace.channels, sent)) for side in BARE]
        sides = (ours, *bare)
        for side in sides:
            await side.took(pace.warm, pace.channels)
        times = [[await side.took(pace.mornings, pace.channels) for side in sides] for _ in range(pace.rounds)]
        mine, *others = (median(side) for side in zip(*times, strict=True))
    return [
        Row(_question(platform), f"bare {library}: {sends}", ours=mine, theirs=other, kind="floor", aim=AIM)
        for sends, other in zip(BARE.values(), others, strict=True)
    ]


@asynccontextmanager
async def sender(platform: str, side: str, channels: int, sent: Sequence[Json] = ()) -> AsyncIterator[Sender]:
    """Run one side with a server of its own."""
    opened = _telegram(side, channels, sent) if platform == "telegram" else _discord(side, channels, sent)
    async with opened as sending:
        yield sending


@asynccontextmanager
async def _telegram(side: str, channels: int, sent: Sequence[Json]) -> AsyncIterator[Sender]:
    async with TelegramServer(rates=_loop_time if side == "paced" else None) as server:
        chats = [str(server.add_chat("supergroup", f"Readers {n}").id) for n in range(channels)]

        def messages() -> Sequence[Json]:
            return [
                {"text": c.text, "form": c.parameters.get("reply_markup", {}).get("inline_keyboard", ()), "at": c.at}
                for c in server.made("sendMessage")
                if c.ok
            ]

        async with started("telegram", side, server.api_url, server.token, chats, sent) as process:
            sending = Sender(process, messages)
            await sending.line()
            yield sending


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


@asynccontextmanager
async def _discord(side: str, channels: int, sent: Sequence[Json]) -> AsyncIterator[Sender]:
    async with DiscordServer(check_schema=False) as server:
        guild = server.add_guild()
        made = [server.add_channel(guild, f"news-{n}") for n in range(channels)]
        if side == "paced":
            server.enforce_limits()

        def messages() -> Sequence[Json]:
            return [
                {
                    "text": discord_bot.text(message) or message.content,
                    "form": message.components,
                    "at": datetime.fromisoformat(message.timestamp).timestamp(),
                }
                for channel in made
                for message in server.messages(channel)
            ]

        chats = [str(channel.id) for channel in made]
        async with started("discord", side, server.api_url, server.token, chats, sent) as process:
            sending = Sender(process, messages)
            await sending.line()
            yield sending


@asynccontextmanager
async def started(
    platform: str, side: str, url: str, token: str, channels: Sequence[str], sent: Sequence[Json]
) -> AsyncIterator[Process]:
    """Start one side."""
    arguments = ("-m", "tests.bench.senders", platform, side, url, token)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PTB_TIMEDELTA": "true"}
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=PIPE, stdout=PIPE, env=environment, cwd=folder
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps({"channels": channels, "sent": sent}).encode() + b"\n")
        try:
            yield process
        finally:
            process.stdin.close()
            try:
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
                raise
