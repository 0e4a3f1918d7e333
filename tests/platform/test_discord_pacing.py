"""Discord's limits: kept, not hit; obeyed where they were hit; and one attempt is one attempt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest
from discord.http import Route

from bot import errors
from bot.domain.reply import Reply, paragraph
from bot.platforms.discord import address, calls, failures, pacing
from tests.platform.discord_server import Bucket, DiscordServer, RateLimited, Refused
from tests.support.discord_bot import Press, here, press_running
from tests.support.kit import TurnedClock

if TYPE_CHECKING:
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


@asynccontextmanager
async def client(
    server: DiscordServer, pacer: pacing.Pacer, connector: aiohttp.TCPConnector | None = None
) -> AsyncIterator[discord.Client]:
    """A bare client of the library's, paced."""
    with address.addressed(server.api_url):
        made = discord.Client(intents=discord.Intents.none(), http_trace=pacer.trace(), connector=connector)
        async with made:
            await made.login(server.token)
            yield made


class Breaking(aiohttp.TCPConnector):
    """Resets every connection, as the systems do on which the library repeats a request that was reset (errno 54)."""

    def __init__(self) -> None:
        super().__init__()
        self.breaks = False
        self.broken = 0

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's own signature
    ) -> Connection:
        if self.breaks:
            self.broken += 1
            raise ConnectionResetError(54, "Connection reset by peer")
        return await super().connect(req, traces, timeout)


async def test_a_burst_over_many_channels_stays_within_the_limits_that_discord_enforces(press: Press) -> None:
    channels = [press.server.add_channel(press.guild, f"c{number}") for number in range(30)]
    await press.heard()
    press.server.enforce_limits()
    publisher = press.bot.publisher
    part = publisher.render(Reply((paragraph("x"),), "en"))[0]

    async def post(number: int) -> None:
        channel = here(channels[number % len(channels)])
        async with publisher.turn(channel):
            await publisher.send(channel, part, nonce=f"k/{number}", silent=False, first=None)

    await asyncio.gather(*(post(number) for number in range(60)))
    assert sum(len(press.server.messages(channel)) for channel in channels) == 60
    assert not [call for call in press.server.calls if call.status == 429]


async def test_a_channels_editions_follow_its_bucket_and_the_ledger_waits_for_it(press: Press) -> None:
    press.server.limit("POST", f"/channels/{press.channel.id}/messages", Bucket(1, 25.0, enforced=True))
    subscription = await press.subscribe(here(press.channel))
    async with asyncio.timeout(20):  # the library would sleep for 25 s before it gives the receipt
        first = await press.send(subscription)
        second = await press.send(subscription, "2026-01-16T09:00")
    assert first.state == "sent"
    assert (second.state, second.attempts) == ("planned", 0)
    assert second.not_before is not None
    assert timedelta(seconds=20) < second.not_before - press.clock() <= timedelta(seconds=25)
    assert not [call for call in press.server.calls if call.status == 429]


async def test_a_global_limit_halts_answers_as_well_and_is_over_in_time(press: Press) -> None:
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", RateLimited(3600, is_global=True))
    subscription = await press.subscribe(here(press.channel))
    await press.send(subscription)
    made = len(press.server.calls)
    with pytest.raises(errors.NotSent) as told:
        await press.bot.publisher.tell(subscription, Reply((paragraph("x"),), "en"))
    assert told.value.retry_after == 3600
    with pytest.raises(errors.NotSent):
        async with press.bot.publisher.turn(here(press.channel)):
            pass
    assert len(press.server.calls) == made
    press.clock.forward(timedelta(hours=1))
    assert await press.bot.publisher.tell(subscription, Reply((paragraph("x"),), "en")) == 1


async def test_editions_have_their_turns_in_order_and_an_answer_goes_ahead_of_them() -> None:
    pacer = pacing.Pacer(TurnedClock(), lambda: None, limit=1)
    order: list[str] = []
    done = asyncio.Event()

    async def edition(name: str) -> None:
        async with pacer.turn():
            order.append(name)
            await done.wait()

    async def answer(server: DiscordServer) -> None:
        async with client(server, pacer):  # what logs in is no edition
            order.append("answer")

    async with DiscordServer() as server:
        turns = [asyncio.ensure_future(edition(name)) for name in "abc"]
        await asyncio.sleep(0)
        answering = asyncio.ensure_future(answer(server))
        for _ in range(50):  # all that it does before it waits for its turn, which is behind the editions'
            await asyncio.sleep(0)
        assert order == ["a"]
        done.set()
        await asyncio.gather(answering, *turns)
        assert order == ["a", "answer", "b", "c"]


async def test_who_gives_up_waiting_for_a_turn_takes_none_away() -> None:
    pacer = pacing.Pacer(TurnedClock(), lambda: None, limit=1)

    async def wait() -> None:
        async with pacer.turn():
            pass

    async with pacer.turn():
        waiting = [asyncio.ensure_future(wait()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        waiting[2].cancel()
    waiting[1].cancel()  # it was given the turn just now
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(10):
        await wait()


async def test_before_discord_would_ban_us_nothing_is_sent_any_more() -> None:
    clock = TurnedClock()
    pacer = pacing.Pacer(clock, lambda: None, refusals=3)
    async with DiscordServer() as server, client(server, pacer) as bare:
        made, before = calls.Calls(bare.http), len(server.calls)
        for status in (403, 429, 403):
            server.fault("GET", "/users/@me", Refused(status))
            with pytest.raises(errors.NotSent):
                await made.ask(Route("GET", "/users/@me"))
        with pytest.raises(errors.NotSent) as halted:
            await made.ask(Route("GET", "/users/@me"))
        assert (halted.value.banning, halted.value.scope, halted.value.retry_after) == (True, "platform", 600)
        assert len(server.calls) == before + 3
        clock.forward(timedelta(minutes=11))
        assert await made.ask(Route("GET", "/users/@me"))


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
async def test_a_request_that_broke_is_not_repeated_by_the_library(status: int) -> None:
    async with DiscordServer() as server, client(server, pacing.Pacer(TurnedClock(), lambda: None)) as bare:
        before = len(server.calls)
        server.fault("GET", "/users/@me", Refused(status))
        with pytest.raises(discord.DiscordServerError):
            await calls.Calls(bare.http).make(Route("GET", "/users/@me"))
        assert len(server.calls) == before + 1


async def test_nor_is_one_whose_connection_was_reset() -> None:
    connector = Breaking()
    async with DiscordServer() as server, client(server, pacing.Pacer(TurnedClock(), lambda: None), connector) as bare:
        connector.breaks = True
        with pytest.raises(pacing.Repeated) as broken:
            await calls.Calls(bare.http).make(Route("POST", MESSAGES, channel_id=1), json={})
        assert isinstance(failures.translate(broken.value), errors.Uncertain)
        assert connector.broken == 1
        connector.breaks = False
