"""Servers, channels and threads that the bot loses and gets back: their subscriptions are paused, and kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

import discord

from ...domain.ledger import Channel, Pause, Subscription
from ...domain.ports import Clock, Desk, Store
from ...errors import Cause
from . import failures, places

log = logging.getLogger(__name__)

# What ends when the bot is there and may write. A closed thread ends when it is opened; what is deleted does not come back.
_ENDS: tuple[Cause, ...] = ("removed", "no-right", "channel-gone")


class Guilds:
    """Pauses what is lost and resumes what has come back, as the gateway tells of it: one after the other, in its order."""

    def __init__(self, store: Store, desk: Desk, clock: Clock) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._turn = asyncio.Lock()

    async def left(self, guild: discord.Guild) -> None:
        """Pause the subscriptions of a server that threw the bot out."""
        await self._pause(
            lambda channel: _home(guild, channel) is not None, "removed", "the bot is not in this server now"
        )

    async def deleted(self, channel: int) -> None:
        """Pause the subscriptions of a deleted channel, and of threads under it."""
        await self._pause(lambda known: known.chat == str(channel), "channel-gone", "the channel was deleted")

    async def thread_deleted(self, thread: int) -> None:
        """Pause the subscription of a deleted thread."""
        await self._pause(lambda known: known.thread == str(thread), "topic-gone", "the thread was deleted")

    async def thread_opened(self, thread: int) -> None:
        """Resume the subscription of a thread that is locked no more."""
        await self._resume(lambda known: known.thread == str(thread), ("topic-closed",))

    async def written(self, chat: int) -> None:
        """Resume the subscription of a direct message whose other side has just written: it takes ours again."""
        await self._resume(lambda known: known.chat == str(chat), ("blocked",))

    async def returned(self, guilds: Iterable[discord.Guild]) -> None:
        """Resume what the bot may write to now."""
        present = tuple(guilds)
        await self._resume(lambda channel: any(_may_write(guild, channel) for guild in present), _ENDS)

    async def _pause(self, concerns: Callable[[Channel], bool], cause: Cause, why: str) -> None:
        async with self._turn:
            for subscription in await self._ours():
                if subscription.paused is None and concerns(subscription.channel):
                    await self._store.pause(subscription.id, Pause(f"{failures.MARK}{why}", self._clock(), cause))
                    log.warning("paused: %s", why, extra=_told(subscription))

    async def _resume(self, concerns: Callable[[Channel], bool], causes: tuple[Cause, ...]) -> None:
        async with self._turn:
            for subscription in await self._ours():
                pause = subscription.paused
                if pause is not None and pause.cause in causes and concerns(subscription.channel):
                    await self._desk.resume(subscription)
                    log.info("resumed", extra=_told(subscription))

    async def _ours(self) -> list[Subscription]:
        return [found for found in await self._store.subscriptions() if found.channel.platform == "discord"]


def _told(subscription: Subscription) -> dict[str, object]:
    return {"subscription": subscription.id, "channel": subscription.channel.key}


def _home(guild: discord.Guild, channel: Channel) -> discord.abc.GuildChannel | None:
    """Return the channel if it is the server's; of a thread the one above it, which is known while the thread sleeps."""
    return guild.get_channel(int(channel.chat)) if channel.chat.isdecimal() else None


def _may_write(guild: discord.Guild, channel: Channel) -> bool:
    home, me = _home(guild, channel), places.member(guild)
    return home is not None and me is not None and places.may_write(home, me, channel)
