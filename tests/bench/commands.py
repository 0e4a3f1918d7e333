"""Rows: CPU seconds of a whole command through the real client library, against a bare handler that sends the same text.

The loopback server runs here, the bots in processes of their own. Members ask one after the other, each in turn, and each
waits for the answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.commands import table
from tests.platform.discord_server import DiscordServer
from tests.platform.telegram_server import TelegramServer
from tests.support import discord_bot

from .rows import Row

ASKED: Mapping[str, str] = {"timeline": "2025-06-05", "who": "マスク", "search": "関税"}
LIBRARIES = {"telegram": "python-telegram-bot", "discord": "discord.py"}
_ROOT, _MEMBERS = Path(__file__).parents[2], 50


@dataclass(frozen=True)
class Pace:
    """How many commands a round, how many rounds, and how many commands that are not counted go before."""

    commands: int = 60
    rounds: int = 5
    warm: int = 10


@dataclass
class Bot:
    """One side in its process; `ask` puts the n-th command of a kind and returns the text that answers it."""

    process: Process
    ask: Callable[[str, int], Awaitable[str]]

    async def cpu(self) -> float:
        """Return the CPU seconds that it has used."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError("the bot has ended")
        return float(line)

    async def took(self, command: str, count: int) -> float:
        """Return the CPU seconds of one of `count` commands."""
        before = await self.cpu()
        for number in range(count):
            await self.ask(command, number)
        return (await self.cpu() - before) / count


def rows(pace: Pace, platforms: Iterable[str] = tuple(LIBRARIES)) -> Iterator[Row]:
    """Yield a row for each command on each platform."""
    for platform in platforms:
        library = LIBRARIES[platform]
        try:
            yield from asyncio.run(_measured(platform, library, pace))
        except Exception as error:  # any failure at all belongs in the table
            yield Row(f"a command on {platform}", library, failed=f"{type(error).__name__}: {error}"[:200])


async def _measured(platform: str, library: str, pace: Pace) -> list[Row]:
    found: list[Row] = []
    async with AsyncExitStack() as stack:
        open_bot = _telegram if platform == "telegram" else _discord
        ours = await stack.enter_async_context(open_bot("ours", {}))
        texts = {command: await ours.ask(command, 0) for command in ASKED}
        bare = await stack.enter_async_context(open_bot("bare", texts))
        for command, words in ASKED.items():
            for side in (ours, bare):
                await side.took(command, pace.warm)
            times = [
                (await ours.took(command, pace.commands), await bare.took(command, pace.commands))
                for _ in range(pace.rounds)
            ]
            mine, other = (median(side) for side in zip(*times, strict=True))
            question = f"`/{command} {words}` on {platform.capitalize()}, CPU"
            found.append(Row(question, f"bare {library}", ours=mine, theirs=other, kind="floor"))
    return found


@asynccontextmanager
async def _telegram(side: str, texts: Mapping[str, str]) -> AsyncIterator[Bot]:
    async with TelegramServer() as server:
        members = [server.add_user(f"Member {n}", language_code="en") for n in range(_MEMBERS)]

        async def ask(command: str, number: int) -> str:
            member = members[number % _MEMBERS]
            server.say(member, member, f"/{command} {ASKED[command]}")
            return (await server.next_call("sendMessage", where=lambda call: call.ok)).text

        async with _process("telegram", side, server.api_url, server.token, texts) as process:
            await server.next_call("getUpdates", timeout=30)
            yield Bot(process, ask)


@asynccontextmanager
async def _discord(side: str, texts: Mapping[str, str]) -> AsyncIterator[Bot]:
    options = {c.name: c.parameter.name for c in table.COMMANDS if c.parameter and side == "ours"}
    async with DiscordServer(check_schema=False) as server:
        channel = server.add_channel(server.add_guild())
        members = [server.add_user(f"Member {n}") for n in range(_MEMBERS)]

        async def ask(command: str, number: int) -> str:
            given = {options.get(command, "words"): ASKED[command]}
            asked = await server.slash(members[number % _MEMBERS], channel, command, given)
            answer = await asked.answer()
            return discord_bot.text(answer) or answer.content

        async with _process("discord", side, server.api_url, server.token, texts) as process:
            await server.connected(timeout=30)
            yield Bot(process, ask)


@asynccontextmanager
async def _process(platform: str, side: str, url: str, token: str, texts: Mapping[str, str]) -> AsyncIterator[Process]:
    arguments = ("-m", "tests.bench.bots", platform, side, url, token)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PTB_TIMEDELTA": "true"}
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=PIPE, stdout=PIPE, env=environment, cwd=folder
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(texts).encode() + b"\n")
        try:
            yield process
        finally:
            process.stdin.close()
            await process.wait()
