"""Servers and channels that the bot loses and gets back: their subscriptions are paused, and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import discord

from ...domain.ledger import Channel
from ...domain.ports import Store
from . import failures

log = logging.getLogger(__name__)

LOST = f"{failures.MARK}the bot is no longer in this server"


async def lost(store: Store, guild: discord.Guild) -> None:
    """Pause the subscriptions of a server that threw the bot out."""
    for subscription in await store.subscriptions():
        if subscription.paused is None and _home(guild, subscription.channel):
            await store.pause(subscription.id, LOST)
            log.warning("%s: paused, for the bot was removed from its server", subscription.channel.key)


async def returned(store: Store, guilds: Iterable[discord.Guild]) -> None:
    """Send again to channels that a failure of ours had paused and that the bot may write to now."""
    present = tuple(guilds)
    for subscription in await store.subscriptions():
        if not (subscription.paused or "").startswith(failures.MARK):
            continue
        if any(_may_write(guild, subscription.channel) for guild in present):
            await store.pause(subscription.id, None)
            log.info("%s: sent to again", subscription.channel.key)


def _home(guild: discord.Guild, channel: Channel) -> discord.abc.GuildChannel | None:
    """Return the channel if it is the server's; of a thread the one above it, which is known while the thread sleeps."""
    known = channel.platform == "discord" and channel.chat.isdecimal()
    return guild.get_channel(int(channel.chat)) if known else None


def _may_write(guild: discord.Guild, channel: Channel) -> bool:
    home = _home(guild, channel)
    if home is None or guild.me is None:
        return False
    may = home.permissions_for(guild.me)
    return may.view_channel and (may.send_messages_in_threads if channel.thread else may.send_messages)
