"""One world: both platforms behind their proxies, the victim with its settings, and the one clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.storage.tinydb_store import read_store

from . import discord_side, story, telegram_side
from .clock import Ahead
from .discord_side import DiscordSide
from .places import Place
from .proxy import Proxy
from .telegram_side import TelegramSide
from .weather import Weather
from .zygote import Victim, victim

# A month ends within the first rounds: closed months are archived while all goes on.
FIRST_SLOT = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
GRACE = timedelta(hours=12)
PATIENCE = 30.0

Policy = Literal["ask", "resend", "skip"]


@dataclass(frozen=True)
class Spec:
    """What one world is like: everything in it follows from this."""

    seed: int
    number: int
    policy: Policy
    probe: bool
    rounds: int
    kills: int

    @property
    def mode(self) -> str:
        return f"{self.policy}{', probe' if self.probe else ''}"


@dataclass
class World:
    """What is there while a world lasts; `data` is the bot's data directory."""

    spec: Spec
    data: Path
    clock: Ahead
    weather: Weather
    telegram: TelegramSide
    discord: DiscordSide
    proxies: tuple[Proxy, Proxy]
    victim: Victim

    @property
    def places(self) -> list[Place]:
        return [*self.telegram.places, *self.discord.places]

    def violations(self) -> list[str]:
        """Rules of the platforms that the bot broke."""
        return [str(each) for side in (self.telegram, self.discord) for each in side.server.take_violations()]


@asynccontextmanager
async def living(spec: Spec, folder: Path) -> AsyncIterator[World]:
    """Make a world in which every channel is subscribed, an hour before its first slot."""
    clock, weather = Ahead(), Weather()
    clock.set(FIRST_SLOT - timedelta(hours=1))
    telegram, discord = TelegramSide(clock, probe=spec.probe), DiscordSide(clock)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(telegram.server)
        await stack.enter_async_context(discord.server)
        telegram.build()
        discord.build()
        proxies = (
            Proxy("telegram", _origin(telegram.server.api_url), weather, telegram.target, telegram_side.flood, clock),
            Proxy("discord", _origin(discord.server.api_url), weather, discord.target, discord_side.flood, clock),
        )
        for proxy in proxies:
            await stack.enter_async_context(proxy)
        config = _settings(folder, spec, telegram, discord, proxies)
        environment = {"TELEGRAM_BOT_TOKEN": telegram_side.TOKEN, "DISCORD_BOT_TOKEN": discord_side.TOKEN}
        bot = await stack.enter_async_context(victim(config, {**environment, "PYTHONUTF8": "1"}))
        weather.on_post = bot.stir
        world = World(spec, folder / "data", clock, weather, telegram, discord, proxies, bot)
        await _subscribed(world)
        yield world
        await bot.kill()


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])


def _settings(
    folder: Path, spec: Spec, telegram: TelegramSide, discord: DiscordSide, proxies: tuple[Proxy, Proxy]
) -> Path:
    found: Mapping[str, object] = {
        "data.dir": folder / "data",
        "corpus.dir": story.write(folder / "story"),
        "editions.on_unknown": spec.policy,
        "telegram.api_url": f"{proxies[0].origin}/bot",
        "telegram.probe_chat": telegram.probe_chat,
        "discord.api_url": f"{proxies[1].origin}/api/v10",
    }
    lines = [f'{name} = "{value}"' for name, value in found.items()]
    lines.append(f"editions.grace_minutes = {int(GRACE.total_seconds() // 60)}")
    for place in (*telegram.places, *discord.places):
        lines.append(
            f'[[channels]]\nplatform = "{place.channel.platform}"\nchat = "{place.channel.chat}"\nlanguage = "en"'
        )
        if place.channel.thread:
            lines.append(f'thread = "{place.channel.thread}"')
    config = folder / "kawaraban.toml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


async def _subscribed(world: World) -> None:
    """Start once, in peace, so that every channel is subscribed, and let it end in good order."""
    await world.victim.start(world.clock.seconds)
    while len(world.victim.up) < 2:
        if not await world.victim.news(PATIENCE) or not world.victim.alive:
            raise RuntimeError("the bot does not come up: its log says why")
    await world.victim.end()
    found = {each.channel: each.id for each in await read_store(world.data).subscriptions()}
    for place in world.places:
        place.subscription = found[place.channel]
