"""The connection to Discord: what of its events is heard, and to whom it is handed on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import discord
import yarl

from . import address
from .busy import Busy
from .guilds import Guilds
from .inbox import Inbox
from .telling import Admins

# discord.py's least: a longer wait for a rate limit is handed to the dispatcher, which survives a restart.
RATE_LIMIT_SECONDS = 30.0
# How long READY waits for one more server; answers do not wait for it.
GUILDS_SECONDS = 0.5
# So many of the latest interactions and messages are known again, where the gateway tells of one twice.
HEARD = 1000


class Client(discord.AutoShardedClient):
    """The library's client with the least it needs: servers, interactions and direct messages, which are questions.

    No messages in servers, no members, no cache of either. It hands on what it hears, and tells `changed` whether every
    shard is connected.
    """

    def __init__(
        self, inbox: Inbox, guilds: Guilds, admins: Admins, busy: Busy, changed: Callable[[bool], None], **options: Any
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILDS_SECONDS,
            max_messages=None,
            max_ratelimit_timeout=RATE_LIMIT_SECONDS,
            **options,
        )
        self._inbox = inbox
        self._guilds = guilds
        self._admins = admins
        self._busy = busy
        self._changed = changed
        self._live: set[int] = set()
        self._heard: deque[int] = deque(maxlen=HEARD)
        self.pinned: address.Pinned | None = None
        self.gateway: yarl.URL | None = None

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer it, once."""
        if self._heard_before(interaction.id):
            return
        async with self._busy:
            await self._inbox.hear(interaction, self.http)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message."""
        if message.guild is not None or message.author.bot or self._heard_before(message.id):
            return
        async with self._busy:
            await self._guilds.written(message.channel.id)
            await self._inbox.read(message, self)

    def _heard_before(self, id_: int) -> bool:
        """Tell whether an event came before: after a resume the gateway may tell of it again."""
        before = id_ in self._heard
        if not before:
            self._heard.append(id_)
        return before

    async def on_shard_connect(self, shard: int) -> None:
        """Resume this session where the settings allow: the address that it names may be a public one."""
        socket = self.shards[shard]._parent.ws
        if self.pinned and self.gateway and not self.pinned.knows(socket.gateway):
            socket.gateway = self.gateway

    async def on_shard_ready(self, shard: int) -> None:
        """Count it; the servers it has are known now."""
        await self._guilds.returned(self.guilds)
        self._count(self._live | {shard})

    async def on_shard_resumed(self, shard: int) -> None:
        """Count it."""
        self._count(self._live | {shard})

    async def on_shard_disconnect(self, shard: int) -> None:
        """Count it out."""
        self._count(self._live - {shard})

    def _count(self, live: set[int]) -> None:
        self._live = live
        self._changed(len(live) == self.shard_count)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Take up the subscriptions of a server that came back."""
        await self._guilds.returned([guild])

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Do the same for one that an outage had hidden; at the start all are looked at together, when a shard is ready."""
        if len(self._live) == self.shard_count:
            await self._guilds.returned([guild])

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Do the same where a channel appears that the bot could not see."""
        await self._guilds.returned([channel.guild])

    async def on_guild_channel_update(self, _: object, now: discord.abc.GuildChannel) -> None:
        """Do the same where the bot may write again."""
        await self._guilds.returned([now.guild])

    async def on_guild_role_update(self, _: object, now: discord.Role) -> None:
        """Do the same where the bot may write again."""
        await self._guilds.returned([now.guild])

    async def on_member_update(self, _: object, now: discord.Member) -> None:
        """Do the same where the bot itself was given a role, or its time-out has ended."""
        if self.user is not None and now.id == self.user.id:
            await self._guilds.returned([now.guild])

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Keep the subscriptions of a server that threw the bot out, paused."""
        self._admins.losing(guild.channels)
        await self._guilds.left(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Keep the subscription of a deleted channel, paused."""
        self._admins.losing([channel])
        await self._guilds.deleted(channel.id)

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Keep the subscription of a deleted thread, paused."""
        await self._guilds.thread_deleted(event.thread_id)

    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """Take up the subscription of a thread that is locked no more."""
        if not event.data["thread_metadata"].get("locked", False):
            await self._guilds.thread_opened(event.thread_id)
