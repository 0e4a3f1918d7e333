"""Where a channel of ours is, and what the bot may do there: from what the gateway has told, else by asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord

from ... import errors
from ...domain.ledger import Channel
from . import failures, pacing

# An outage of one server: for how long nothing is tried there.
OUTAGE_SECONDS = 30.0

Known = Any
"""A channel as the library knows it: of a server, or a direct message."""


class Places:
    """Knows the channels of one client. What is not cached is asked for once; of what it is, nothing changes."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._asked: dict[str, Known] = {}

    def known(self, chat: str) -> Known | None:
        """Return a channel without asking for it."""
        if not chat.isdecimal():
            return None
        return self._client.get_channel(int(chat)) or self._asked.get(chat)

    async def found(self, chat: str) -> Known:
        """Return a channel, asked for where it is not known. Raises DeliveryError; nothing is uncertain."""
        known = self.known(chat)
        if known is not None:
            return known
        if not chat.isdecimal():
            raise errors.ChannelLost(f"{failures.MARK}{chat!r} is no channel's id", "channel-gone")
        try:
            with pacing.once():
                found = await self._client.fetch_channel(int(chat))
        except Exception as error:
            raise failures.harmless(error) from error
        self._asked[chat] = found
        return found

    def check_present(self, channel: Channel) -> None:
        """Raise NotSent while the channel's server has an outage: nothing of it works, and nothing of it is lost."""
        guild = self.guild(channel)
        present = guild and self._client.get_guild(guild.id)
        if present is not None and present.unavailable:
            raise errors.NotSent(f"{failures.MARK}the server is unavailable", OUTAGE_SECONDS, scope="chat")

    def guild(self, channel: Channel) -> discord.Guild | None:
        """Return the server of a channel that is known; None for a direct message."""
        guild: discord.Guild | None = getattr(self.known(channel.chat), "guild", None)
        # A channel that was asked for may keep a server that was left or came back since.
        return guild and (self._client.get_guild(guild.id) or guild)

    def is_ordinary(self, channel: Channel) -> bool:
        """Tell whether messages are simply written in it: it is known, and is no forum."""
        known = self.known(channel.chat)
        return channel.thread is not None or (known is not None and not isinstance(known, discord.ForumChannel))

    async def is_forum(self, channel: Channel) -> bool:
        """Tell whether messages there are posts with a title. Raises DeliveryError."""
        return channel.thread is None and isinstance(await self.found(channel.chat), discord.ForumChannel)

    async def may(self, channel: Channel, wanted: Callable[[discord.Permissions], bool]) -> bool | None:
        """Tell whether the bot has a permission; None in a direct message, which has none. Raises DeliveryError."""
        home = await self.found(channel.chat)
        guild = self.guild(channel)
        if guild is None:
            return None
        me = member(guild)
        if me is None:
            return False
        may = home.permissions_for(me)
        return bool(may.view_channel and wanted(may))


def member(guild: discord.Guild) -> discord.Member | None:
    """Return the bot itself as a member; None where the gateway has not told of the server."""
    return guild.me


def may_write(home: discord.abc.GuildChannel, me: discord.Member, channel: Channel) -> bool:
    """Tell whether the bot may write in a channel, or in the thread under it."""
    may = home.permissions_for(me)
    return may.view_channel and writes(channel)(may)


def writes(channel: Channel) -> Callable[[discord.Permissions], bool]:
    """Return the permission that writing in a channel takes; for a forum it is that of a text channel."""
    return lambda may: may.send_messages_in_threads if channel.thread else may.send_messages
