"""The bots of both sides as programs of their own, so that nothing but theirs is counted.

`python -m tests.bench.bots PLATFORM SIDE URL TOKEN` runs one until its standard input ends; the bare sides take the answers that
they send from there, as one line of JSON by command and by its words. For each further line it prints the CPU seconds it has
used. Of the bare sides, `text` sends the text alone, `buttons` all that ours sent.
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
from functools import partial
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.http import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bot import app, settings
from bot.commands.request import Kit
from bot.commands.router import Router
from bot.domain.ports import Clock, Library
from bot.platforms.discord.platform import DiscordPlatform
from bot.platforms.telegram.pacing import Pacing
from bot.platforms.telegram.platform import TelegramPlatform
from bot.storage import tinydb_store

Json = dict[str, Any]
# By command, and by what follows it.
Answers = dict[str, dict[str, Json]]
Serve = Callable[[], Awaitable[None]]
Side = Callable[[str, str, Answers, Serve], Coroutine[Any, Any, None]]

# Time goes by so much faster for our limits on what is sent and asked: nothing waits, and all of it is still counted.
FASTER = 1000


def fast() -> float:
    """Seconds that go by faster."""
    return time.monotonic() * FASTER


def _tenfold() -> Clock:
    begun, started = datetime(2026, 1, 15, tzinfo=UTC), time.monotonic()
    return lambda: begun + timedelta(seconds=(time.monotonic() - started) * 10)


@asynccontextmanager
async def our_kit(clock: Clock) -> AsyncIterator[Kit]:
    """Give the ports of the real program: the corpus that ships, and its own store in a folder of its own."""
    chosen = settings.read(None, {})
    with tempfile.TemporaryDirectory() as folder:
        async with tinydb_store.open_store(Path(folder), lambda _: None) as store:
            corpus = app.load_corpus(chosen)
            corpus.prepare()
            app.keep_for_good()
            yield app.kit(chosen, store, Library(corpus), app.idle_desk(store, clock), clock)


async def faster_sleep(seconds: float) -> None:
    """Sleep as long as `fast` says."""
    await asyncio.sleep(seconds / FASTER)


async def telegram_ours(url: str, token: str, _: Answers, serve: Serve) -> None:
    """Run our platform."""
    async with our_kit(_tenfold()) as kit:
        pacing = Pacing(fast, faster_sleep)
        platform = TelegramPlatform(token, Router(kit), kit.store, frozenset(), url, kit.clock, pacing=pacing)
        await beside(platform.run(lambda _: None, lambda _: None), serve, platform.stop)


async def telegram_bare(url: str, token: str, answers: Answers, serve: Serve, *, buttons: bool) -> None:
    """Run the library with a handler a command that sends its answers."""

    application = Application.builder().token(token).base_url(url).job_queue(None).build()

    def handler(prepared: dict[str, tuple[str, InlineKeyboardMarkup | None]]) -> Any:
        async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.message is not None
            text, keyboard = prepared[" ".join(context.args or ())]
            await update.message.reply_text(text, parse_mode="HTML", reply_markup=keyboard)

        return answer

    for name, sent in answers.items():
        prepared = {words: (one["text"], keyboard(one["form"]) if buttons else None) for words, one in sent.items()}
        application.add_handler(CommandHandler(name, handler(prepared)))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await serve()
        await application.updater.stop()
        await application.stop()


def keyboard(rows: list[list[Json]]) -> InlineKeyboardMarkup | None:
    """Return the buttons of a message on Telegram."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(**button) for button in row] for row in rows]) if rows else None


async def discord_ours(url: str, token: str, _: Answers, serve: Serve) -> None:
    """Run our platform."""
    async with our_kit(_tenfold()) as kit:
        platform = DiscordPlatform(token, Router(kit), kit.store, frozenset(), url)
        await beside(platform.run(lambda _: None, lambda _: None), serve, platform.stop)


async def discord_bare(url: str, token: str, answers: Answers, serve: Serve, *, buttons: bool) -> None:
    """Run the library with a command tree whose commands send their answers."""

    Route.BASE = url
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True), max_messages=None, allowed_mentions=discord.AllowedMentions.none()
    )
    tree = app_commands.CommandTree(client)

    def command(name: str, prepared: dict[str, str | discord.ui.LayoutView]) -> app_commands.Command[Any, ..., None]:
        async def answer(interaction: discord.Interaction[Any], words: str) -> None:
            sent = prepared[words]
            if isinstance(sent, str):
                await interaction.response.send_message(sent)
            else:
                await interaction.response.send_message(view=sent)

        return app_commands.Command(name=name, description=name, callback=answer)

    for name, sent in answers.items():
        prepared = {words: layout(one["form"]) if buttons else text_alone(one["text"]) for words, one in sent.items()}
        tree.add_command(command(name, prepared))
    await client.login(token)
    await tree.sync()
    await beside(client.connect(), serve, client.close)


def text_alone(text: str) -> str | discord.ui.LayoutView:
    """Return a text as a message takes it: one that is longer than its content is a component."""
    return text if len(text) <= 2000 else layout([{"type": 10, "content": text}])


def layout(components: list[Json]) -> discord.ui.LayoutView:
    """Return the components of a message on Discord."""
    view = discord.ui.LayoutView(timeout=None)
    for component in components:
        view.add_item(_item(component))
    return view


def _item(part: Json) -> Any:
    inside = [_item(child) for child in part.get("components", ())]
    match part["type"]:
        case 1:
            return discord.ui.ActionRow(*inside)
        case 2:
            style = discord.ButtonStyle(part["style"])
            return discord.ui.Button(label=part["label"], style=style, custom_id=part["custom_id"])
        case 3:
            options = [discord.SelectOption(label=option["label"], value=option["value"]) for option in part["options"]]
            return discord.ui.Select(custom_id=part["custom_id"], placeholder=part["placeholder"], options=options)
        case 10:
            return discord.ui.TextDisplay(part["content"])
        case 14:
            return discord.ui.Separator()
        case 17:
            return discord.ui.Container(*inside, accent_color=part["accent_color"])
    raise ValueError(part)


SIDES: dict[tuple[str, str], Side] = {
    ("telegram", "ours"): telegram_ours,
    ("telegram", "text"): partial(telegram_bare, buttons=False),
    ("telegram", "buttons"): partial(telegram_bare, buttons=True),
    ("discord", "ours"): discord_ours,
    ("discord", "text"): partial(discord_bare, buttons=False),
    ("discord", "buttons"): partial(discord_bare, buttons=True),
}


async def beside(running: Awaitable[None], serve: Serve, stop: Serve) -> None:
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
    answers: Answers = json.loads(sys.stdin.readline())
    asyncio.run(SIDES[platform, side](url, token, answers, _serve))


if __name__ == "__main__":
    main()
