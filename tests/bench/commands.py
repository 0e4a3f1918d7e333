"""Rows: CPU seconds of a whole command through the real client library, against bare handlers that send what ours sent.

One sends the same text, the other the same text and buttons, both prepared beforehand. The loopback server runs here, the
bots in processes of their own. Members ask one after the other, each in turn, and each waits for the answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.commands import table
from tests.platform.discord_server import DiscordServer
from tests.platform.telegram_server import TelegramServer
from tests.support import discord_bot

from .rows import Row

# Asked in turn, so that no row measures an answer that was kept.
ASKED: Mapping[str, Sequence[str]] = {
    command: re.split(r"\s*/ ", questions)
    for command, questions in {
        "timeline": """2025-06-05 / 2025-06 / 2025年5月 / 4/2 / マスク / Trump tariffs / マスク 関税 2025年4月 / since June
            / 5月30日〜6月5日 / DOGE / Bannon / ヴァンス / Tesla 2025 / 減税 / 2024 / Vance April 2025 / ローガン / 6月上旬
            / Epstein / Starlink""",
        "who": """マスク / Trump / Vance / カールソン / Loomer / バノン / DeSantis / バイデン / Greene / リービット / Bezos / ミレイ
            / Vivek / アルトマン / Musk Trump / Miller / ローガン / マスク ヴァンス / Zuckerberg / エプスタイン""",
        "search": """関税 / tariff / テスラ / rocket / 減税 / donation / 補助金 / subsidy / ホワイトハウス / "big bill" / スペースX
            / DOGE / 批判 / Epstein / 選挙 / America Party / 宇宙 / deficit / 和解 / Starlink""",
    }.items()
}
LIBRARIES = {"telegram": "python-telegram-bot", "discord": "discord.py"}
# Handlers that know their answers, and what they send.
BARE: Mapping[str, str] = {"text": "the same text", "buttons": "the same text and buttons"}
_ROOT, _MEMBERS = Path(__file__).parents[2], 50


@dataclass(frozen=True)
class Pace:
    """How many commands a round, how many rounds, and how many commands that are not counted go before."""

    commands: int = 60
    rounds: int = 5
    warm: int = 10


@dataclass(frozen=True)
class Sent:
    """A message: its text, and the keyboard (Telegram) or all components (Discord)."""

    text: str
    form: Sequence[Any]


# By command, and by what follows it.
Answers = Mapping[str, Mapping[str, Sent]]


@dataclass
class Bot:
    """One side in its process; `ask` puts a command as the n-th question and returns the answer."""

    process: Process
    ask: Callable[[str, int], Awaitable[Sent]]

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
        answers = {
            command: {words: await ours.ask(command, number) for number, words in enumerate(questions)}
            for command, questions in ASKED.items()
        }
        bare = [await stack.enter_async_context(open_bot(side, answers)) for side in BARE]
        for command in ASKED:
            for side in (ours, *bare):
                await side.took(command, pace.warm)
            times = [[await side.took(command, pace.commands) for side in (ours, *bare)] for _ in range(pace.rounds)]
            mine, *others = (median(side) for side in zip(*times, strict=True))
            question = f"`/{command}` on {platform.capitalize()}, CPU"
            for sends, other in zip(BARE.values(), others, strict=True):
                found.append(Row(question, f"bare {library}: {sends}", ours=mine, theirs=other, kind="floor"))
    return found


def _words(command: str, number: int) -> str:
    return ASKED[command][number % len(ASKED[command])]


@asynccontextmanager
async def _telegram(side: str, answers: Answers) -> AsyncIterator[Bot]:
    async with TelegramServer() as server:
        members = [server.add_user(f"Member {n}", language_code="en") for n in range(_MEMBERS)]

        async def ask(command: str, number: int) -> Sent:
            member = members[number % _MEMBERS]
            server.say(member, member, f"/{command} {_words(command, number)}")
            sent = await server.next_call("sendMessage", where=lambda call: call.ok)
            return Sent(sent.text, sent.parameters.get("reply_markup", {}).get("inline_keyboard", ()))

        async with _process("telegram", side, server.api_url, server.token, answers) as process:
            await server.next_call("getUpdates", timeout=30)
            yield Bot(process, ask)


@asynccontextmanager
async def _discord(side: str, answers: Answers) -> AsyncIterator[Bot]:
    options = {c.name: c.parameter.name for c in table.COMMANDS if c.parameter and side == "ours"}
    async with DiscordServer(check_schema=False) as server:
        channel = server.add_channel(server.add_guild())
        members = [server.add_user(f"Member {n}") for n in range(_MEMBERS)]

        async def ask(command: str, number: int) -> Sent:
            given = {options.get(command, "words"): _words(command, number)}
            asked = await server.slash(members[number % _MEMBERS], channel, command, given)
            answer = await asked.answer()
            return Sent(discord_bot.text(answer) or answer.content, answer.components)

        async with _process("discord", side, server.api_url, server.token, answers) as process:
            await server.connected(timeout=30)
            yield Bot(process, ask)


@asynccontextmanager
async def _process(platform: str, side: str, url: str, token: str, answers: Answers) -> AsyncIterator[Process]:
    arguments = ("-m", "tests.bench.bots", platform, side, url, token)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PTB_TIMEDELTA": "true"}
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=PIPE, stdout=PIPE, env=environment, cwd=folder
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(answers, default=asdict).encode() + b"\n")
        try:
            yield process
        finally:
            process.stdin.close()
            await process.wait()
