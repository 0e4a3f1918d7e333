"""The bots of both sides as programs of their own, so that nothing but theirs is counted.

`python -m tests.bench.bots PLATFORM SIDE URL TOKEN` runs one until its standard input ends; the bare side takes the texts that
it sends from there, as one line of JSON by command. For each further line it prints the CPU seconds it has used.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.http import Route
from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bot import app, settings
from bot.commands.request import Kit
from bot.commands.router import Router
from bot.domain.ports import Library
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from bot.storage import tinydb_store

Serve = Callable[[], Awaitable[None]]
Side = Callable[[str, str, dict[str, str], Serve], Coroutine[Any, Any, None]]

# Time goes by so much faster for our limits on what is sent and asked: nothing waits, and all of it is still counted.
FASTER = 1000


def _fast() -> float:
    return time.monotonic() * FASTER


@asynccontextmanager
async def our_kit() -> AsyncIterator[Kit]:
    """Give the ports of the real program: the corpus that ships, and its own store in a folder of its own."""
    begun, started = datetime(2026, 1, 15, tzinfo=UTC), time.monotonic()
    chosen = settings.read(None, {})
    with tempfile.TemporaryDirectory() as folder:
        async with tinydb_store.open_store(Path(folder), lambda _: None) as store:
            corpus = app.load_corpus(chosen)
            yield app.kit(
                chosen, store, Library(corpus), lambda: begun + timedelta(seconds=(time.monotonic() - started) * 10)
            )


async def telegram_ours(url: str, token: str, _: dict[str, str], serve: Serve) -> None:
    """Run our platform."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / FASTER)

    async with our_kit() as kit:
        pacing = Pacing(_fast, sleep)
        platform = TelegramPlatform(token, Router(kit), kit.store, frozenset(), url, kit.clock, pacing=pacing)
        await _beside(platform.run(lambda _: None, lambda _: None), serve, platform.stop)


async def telegram_bare(url: str, token: str, texts: dict[str, str], serve: Serve) -> None:
    """Run the library with a handler a command that sends its text."""

    application = Application.builder().token(token).base_url(url).job_queue(None).build()

    def handler(text: str) -> Any:
        async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.message is not None
            await update.message.reply_text(text, parse_mode="HTML")

        return answer

    for name, text in texts.items():
        application.add_handler(CommandHandler(name, handler(text)))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await serve()
        await application.updater.stop()
        await application.stop()


async def discord_ours(url: str, token: str, _: dict[str, str], serve: Serve) -> None:
    """Run our platform."""
    async with our_kit() as kit:
        platform = DiscordPlatform(token, Router(kit), kit.store, frozenset(), url)
        await _beside(platform.run(lambda _: None, lambda _: None), serve, platform.stop)


async def discord_bare(url: str, token: str, texts: dict[str, str], serve: Serve) -> None:
    """Run the library with a command tree whose commands send their texts."""

    Route.BASE = url
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True), max_messages=None, allowed_mentions=discord.AllowedMentions.none()
    )
    tree = app_commands.CommandTree(client)

    def command(name: str, text: str) -> app_commands.Command[Any, ..., None]:
        async def answer(interaction: discord.Interaction[Any], words: str) -> None:
            if len(text) <= 2000:
                await interaction.response.send_message(text)
                return
            view: discord.ui.LayoutView = discord.ui.LayoutView()
            view.add_item(discord.ui.TextDisplay(text))
            await interaction.response.send_message(view=view)

        return app_commands.Command(name=name, description=name, callback=answer)

    for name, text in texts.items():
        tree.add_command(command(name, text))
    await client.login(token)
    await tree.sync()
    await _beside(client.connect(), serve, client.close)


SIDES: dict[tuple[str, str], Side] = {
    ("telegram", "ours"): telegram_ours,
    ("telegram", "bare"): telegram_bare,
    ("discord", "ours"): discord_ours,
    ("discord", "bare"): discord_bare,
}


async def _beside(running: Awaitable[None], serve: Serve, stop: Serve) -> None:
    """Run a platform while `serve` does, then stop it; if it ends before, raise why."""
    platform, serving = asyncio.ensure_future(running), asyncio.ensure_future(serve())
    await asyncio.wait((platform, serving), return_when=asyncio.FIRST_COMPLETED)
    if platform.done():
        serving.cancel()
        await platform
        raise RuntimeError("the platform ended by itself")
    await stop()
    await platform


async def _serve() -> None:
    """Answer each line of standard input with the CPU seconds used so far, until it ends."""
    for _ in itertools.count():
        if not await asyncio.to_thread(sys.stdin.readline):
            return
        print(time.process_time(), flush=True)  # noqa: T201  # the parent reads it


def main() -> None:
    """Run the side that the command line names."""
    platform, side, url, token = sys.argv[1:]
    texts: dict[str, str] = json.loads(sys.stdin.readline())
    asyncio.run(SIDES[platform, side](url, token, texts, _serve))


if __name__ == "__main__":
    main()
