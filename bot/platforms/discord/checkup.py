"""What an inspection asks Discord: is the token good, do the clocks agree, may the bot post and read back in its channels.

It asks by REST alone, beside a running bot: no gateway session is opened, nothing is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import yarl

from ...domain import checkup
from ...domain.checkup import Finding
from ...domain.ledger import Channel
from ...domain.ports import Clock
from . import address, failures, loggers

NAME = "discord"
TOKEN, API = "DISCORD_BOT_TOKEN", "discord.api_url"
SECONDS = 30.0
AT_MOST = 500
# What a post takes, and what it takes to find out whether one is there; by the names of Discord's own settings.
_NEEDED = {"view_channel": "View Channel", "read_message_history": "Read Message History"}
_IN_CHANNEL, _IN_THREAD = {"send_messages": "Send Messages"}, {"send_messages_in_threads": "Send Messages in Threads"}


class _Examination:
    """One look at Discord, over a client that is logged in."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._guilds: dict[int, tuple[discord.Guild, discord.Member]] = {}

    async def channel(self, channel: Channel) -> Finding:
        """Look at one channel."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._channel(channel)
        except (discord.NotFound, discord.Forbidden) as error:
            said = f"the bot does not see it: {_said(error)}"
            return checkup.error(
                "channel", channel.key, said, "invite the bot again, or let it view the channel; look at the id"
            )
        except (TimeoutError, *failures.FOREIGN) as error:
            return checkup.warning("channel", channel.key, f"could not be asked about: {_said(error)}", "try again")

    async def _channel(self, channel: Channel) -> Finding:
        home = await self._client.fetch_channel(int(channel.chat))
        if isinstance(home, discord.abc.PrivateChannel):
            return checkup.ok("channel", channel.key, "a direct message; whether it is taken shows in sending")
        guild, me = await self._guild(home.guild.id)
        if not isinstance(home, discord.Thread):
            home = await guild.fetch_channel(home.id)
        if isinstance(home, discord.Thread):
            remedy = f'write chat = "{home.parent_id}", thread = "{home.id}"'
            return checkup.error("channel", channel.key, "it is a thread, not a channel", remedy)
        if channel.thread:
            thread = await self._client.fetch_channel(int(channel.thread))
            if isinstance(thread, discord.Thread) and thread.locked and thread.archived:
                return checkup.error(
                    "channel", channel.key, "the thread is closed", "open it again, or /unsubscribe it"
                )
        return _verdict(channel, home.permissions_for(me))

    async def _guild(self, id_: int) -> tuple[discord.Guild, discord.Member]:
        if id_ not in self._guilds:
            guild = await self._client.fetch_guild(id_, with_counts=False)
            assert self._client.user is not None
            self._guilds[id_] = guild, await guild.fetch_member(self._client.user.id)
        return self._guilds[id_]


def _verdict(channel: Channel, may: discord.Permissions) -> Finding:
    wanted = {**_NEEDED, **(_IN_THREAD if channel.thread else _IN_CHANNEL)}
    missing = {name: title for name, title in wanted.items() if not getattr(may, name)}
    if not missing:
        return checkup.ok("channel", channel.key, "the bot may post there, and read back what it has posted")
    allow = f"allow it in the channel's permissions: {', '.join(missing.values())}"
    if list(missing) == ["read_message_history"]:
        said = "the bot may post there, but not look whether a post of which the answer was lost is there"
        return checkup.warning("channel", channel.key, said, allow)
    return checkup.error("channel", channel.key, "the bot may not post there", allow)


async def examine(token: str, api_url: str | None, channels: Sequence[Channel], clock: Clock) -> list[Finding]:
    """Look at everything; whatever goes wrong is a finding, and none of them has the token in it."""
    seen: list[tuple[datetime, datetime, datetime]] = []
    with _quiet(token), address.addressed(api_url):
        client = _client(api_url, _dates(clock, seen))
        try:
            findings = [await _token(client, token, api_url)]
            if seen:
                findings.append(checkup.clock(NAME, *seen[-1]))
            if findings[0].grade == "ok":
                examination = _Examination(client)
                findings += [await examination.channel(channel) for channel in channels[:AT_MOST]]
                if len(channels) > AT_MOST:
                    said = (
                        f"{len(channels) - AT_MOST} more channels were not asked about: Discord would find it too many"
                    )
                    findings.append(
                        checkup.warning("channel", NAME, said, "the log tells of those that do not take a post")
                    )
        finally:
            await client.close()
    return findings


async def _token(client: discord.Client, token: str, api_url: str | None) -> Finding:
    try:
        async with asyncio.timeout(SECONDS):
            await client.login(token)
    except discord.LoginFailure:
        return checkup.error("token", NAME, "the token is refused", f"reset it in the developer portal and set {TOKEN}")
    except (TimeoutError, *failures.FOREIGN) as error:
        where = API if api_url else f"the network of this machine, or {API}"
        return checkup.error("network", NAME, f"cannot be reached ({_said(error)})", f"look at {where}")
    return checkup.ok("token", NAME, f"accepted, for {client.user}")


def _client(api_url: str | None, trace: aiohttp.TraceConfig) -> discord.Client:
    options: dict[str, Any] = {"http_trace": trace, "max_ratelimit_timeout": SECONDS}
    if api_url is not None:
        options["connector"] = address.Pinned(yarl.URL(api_url))
    return discord.Client(intents=discord.Intents.none(), max_messages=None, **options)


def _dates(clock: Clock, seen: list[tuple[datetime, datetime, datetime]]) -> aiohttp.TraceConfig:
    """Return what reads the servers' clock from their answers."""

    async def ask(_: aiohttp.ClientSession, request: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        request.asked = clock()

    async def hear(_: aiohttp.ClientSession, request: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
        theirs = checkup.http_date(told.response.headers.get("Date"))
        if theirs is not None:
            seen.append((request.asked, clock(), theirs))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(ask)
    trace.on_request_end.append(hear)
    return trace


@contextmanager
def _quiet(token: str) -> Iterator[None]:
    """Keep the library's own warnings out of the findings, and the token out of what is left."""
    loggers.guard(token)
    logger = logging.getLogger("discord")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
