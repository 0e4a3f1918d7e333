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
from ...domain.saying import say
from . import address, failures, loggers

NAME = "discord"
TOKEN, API = "DISCORD_BOT_TOKEN", "discord.api_url"
SECONDS = 30.0
AT_MOST = 500
# What a post takes, and what it takes to find out whether one is there.
_NEEDED = ("view_channel", "read_message_history")
_IN_CHANNEL, _IN_THREAD = "send_messages", "send_messages_in_threads"


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
            said = say("doctor-unseen", why=_said(error))
            return checkup.error("channel", channel.key, said, say("doctor-invite-again"))
        except (TimeoutError, *failures.FOREIGN) as error:
            said = say("doctor-unasked", why=_said(error))
            return checkup.warning("channel", channel.key, said, say("doctor-try-again"))

    async def _channel(self, channel: Channel) -> Finding:
        home = await self._client.fetch_channel(int(channel.chat))
        if isinstance(home, discord.abc.PrivateChannel):
            return checkup.ok("channel", channel.key, say("doctor-direct"))
        guild, me = await self._guild(home.guild.id)
        if not isinstance(home, discord.Thread):
            home = await guild.fetch_channel(home.id)
        if isinstance(home, discord.Thread):
            remedy = say("doctor-thread-write", chat=str(home.parent_id), thread=str(home.id))
            return checkup.error("channel", channel.key, say("doctor-thread"), remedy)
        if channel.thread:
            thread = await self._client.fetch_channel(int(channel.thread))
            if isinstance(thread, discord.Thread) and thread.locked and thread.archived:
                return checkup.error("channel", channel.key, say("doctor-thread-closed"), say("doctor-thread-open"))
        return _verdict(channel, home.permissions_for(me))

    async def _guild(self, id_: int) -> tuple[discord.Guild, discord.Member]:
        if id_ not in self._guilds:
            guild = await self._client.fetch_guild(id_, with_counts=False)
            assert self._client.user is not None
            self._guilds[id_] = guild, await guild.fetch_member(self._client.user.id)
        return self._guilds[id_]


def _verdict(channel: Channel, may: discord.Permissions) -> Finding:
    wanted = (*_NEEDED, _IN_THREAD if channel.thread else _IN_CHANNEL)
    missing = [name for name in wanted if not getattr(may, name)]
    if not missing:
        return checkup.ok("channel", channel.key, say("doctor-open"))
    names = tuple(say(f"doctor-permission-{name.replace('_', '-')}") for name in missing)
    allow = say("doctor-allow", permissions=names)
    if missing == ["read_message_history"]:
        return checkup.warning("channel", channel.key, say("doctor-open-blind"), allow)
    return checkup.error("channel", channel.key, say("doctor-closed"), allow)


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
                findings += checkup.left_out(NAME, "Discord", len(channels) - AT_MOST)
        finally:
            await client.close()
    return findings


async def _token(client: discord.Client, token: str, api_url: str | None) -> Finding:
    try:
        async with asyncio.timeout(SECONDS):
            await client.login(token)
    except discord.LoginFailure:
        return checkup.error("token", NAME, say("doctor-token-refused"), say("doctor-token-reset", name=TOKEN))
    except (TimeoutError, *failures.FOREIGN) as error:
        said = say("doctor-unreachable", why=_said(error))
        return checkup.error("network", NAME, said, checkup.look_for(API, api_url))
    return checkup.ok("token", NAME, say("doctor-token", name=str(client.user)))


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
