"""What befalls a channel, told in direct messages to those who manage it; and who they are."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

import discord
from discord.http import Route

from ... import errors
from ...domain.ledger import Channel, Subscription
from . import calls, failures, mark, pacing, places, render

log = logging.getLogger(__name__)


class Admins:
    """Knows whom to tell: whoever subscribed, the server's owner, and `owners`, ids of users from the settings."""

    def __init__(self, owners: frozenset[str]) -> None:
        self.owners = owners
        self._lost: dict[int, str] = {}
        self._names: dict[int, str] = {}

    def losing(self, channels: Iterable[discord.abc.GuildChannel]) -> None:
        """Remember whose the channels are that are about to be forgotten, and their names, for as long as the program runs."""
        for channel in channels:
            self._lost[channel.id] = str(channel.guild.owner_id)
            self._names[channel.id] = _name(channel)

    def called(self, where: places.Places, channel: Channel) -> str | None:
        """Return the name by which people know a channel, without asking for it; None for a direct message.

        A thread that sleeps, or is gone, is not known: then it is the channel above it.
        """
        if not channel.chat.isdecimal():
            return None
        home, guild = where.known(channel.chat), where.guild(channel)
        if guild is None:
            return self._names.get(int(channel.chat))
        thread = channel.thread and channel.thread.isdecimal() and guild.get_thread(int(channel.thread))
        return _name(home, f" › {thread.name}" if thread else "")

    def _of(self, where: places.Places, subscription: Subscription) -> Iterator[str]:
        channel = subscription.channel
        if subscription.by:
            yield subscription.by
        guild = where.guild(channel)
        if guild is not None and guild.owner_id:
            yield str(guild.owner_id)
        elif channel.chat.isdecimal() and int(channel.chat) in self._lost:
            yield self._lost[int(channel.chat)]
        yield from sorted(self.owners)

    async def tell(
        self, made: calls.Calls, where: places.Places, subscription: Subscription, messages: Sequence[render.Message]
    ) -> int:
        """Tell each of them once; return how many took it. Who takes no direct messages is passed over.

        Raises NotSent where nobody could be reached and Discord did not answer.
        """
        reached = 0
        unanswered: errors.DeliveryError | None = None
        for user in dict.fromkeys(self._of(where, subscription)):
            try:
                await _write(made, user, messages, f"{subscription.id}/{user}")
                reached += 1
            except (errors.NotSent, errors.Uncertain) as error:
                unanswered = error
            except errors.DeliveryError as error:
                log.info("not told", extra={"subscription": subscription.id, "user": user, "error": str(error)})
        if not reached and unanswered is not None:
            raise errors.NotSent(str(unanswered), getattr(unanswered, "retry_after", None)) from unanswered
        return reached


def _name(channel: places.Known, below: str = "") -> str:
    return f"#{channel.name}{below} ({channel.guild.name})"


async def _write(made: calls.Calls, user: str, messages: Sequence[render.Message], name: str) -> None:
    """Write to a user. The nonce is of what is said: told again within minutes, it is not there twice."""
    opened = await made.ask(Route("POST", "/users/@me/channels"), json={"recipient_id": user})
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=opened["id"])
    for message in messages:
        body = message.told().body() | {"nonce": mark.short(f"{name}/{message.components}"), "enforce_nonce": True}
        try:
            await made.make(route, json=body)
        except Exception as error:
            raise failures.translate(error) from error


def manages(
    client: discord.Client, user: int, owners: frozenset[str], own: Channel
) -> Callable[[Channel], Awaitable[bool]]:
    """Return what tells whether somebody who writes in the direct message `own` manages a channel: that one, or one of a server.

    The server's owner and those of the settings do; of others Discord is asked what they may there now.
    """

    async def manages_(channel: Channel) -> bool:
        if channel == own or str(user) in owners:
            return True
        if channel.platform != "discord":
            return False
        where = places.Places(client)
        home, guild = where.known(channel.chat), where.guild(channel)
        if home is None or guild is None or guild.unavailable:
            return False
        if guild.owner_id == user:
            return True
        try:
            with pacing.once():
                member = await guild.fetch_member(user)
        except failures.FOREIGN:
            return False
        # As where it is asked in the channel itself: also who manages no more than this channel.
        may = home.permissions_for(member)
        return bool(may.administrator or may.manage_guild or may.manage_channels)

    return manages_
