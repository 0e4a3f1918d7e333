"""Each fault of Discord's once, through the real client: nothing is lost and nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import errors
from bot.domain.ledger import Part
from bot.domain.reply import Reply, paragraph
from tests.platform import discord_server
from tests.platform.discord_server import (
    Delayed,
    Dropped,
    Fault,
    RateLimited,
    Refused,
    Truncated,
)
from tests.support.discord_bot import Press, here, press_running, text

INSTEAD = Reply((paragraph("取り消しました"),), "ja")
STEP = timedelta(seconds=20)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with press_running() as made:
        yield made


FAULTS: list[Fault] = [
    Refused(500),
    Refused(502, delivered=True),
    Refused(503),
    Refused(504, delivered=True),
    Refused(520),
    Dropped(delivered=False),
    Dropped(delivered=True),
    Truncated(),
    Delayed(0.01),
    RateLimited(3),
    RateLimited(19, is_global=True),
]


@pytest.mark.parametrize("kind", ["text", "thread", "forum", "dm"])
@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_an_edition_is_there_once_whatever_breaks(press: Press, fault: Fault, kind: str) -> None:
    there, channel = press.channel, here(press.channel)
    if kind == "thread":
        there = press.server.add_thread(press.channel, "saga")
        channel = here(press.channel, there)
    elif kind == "forum":
        there = press.server.add_channel(press.guild, "board", kind="forum")
        channel = here(there)
    elif kind == "dm":
        there = press.server.add_dm(press.server.add_user("Aoi"))
        channel = here(there)
    path = f"/channels/{there.id}/{'threads' if kind == 'forum' else 'messages'}"
    press.server.fault("POST", path, fault)
    row = await press.send(await press.subscribe(channel))
    for _ in range(9):
        row = await press.later(row, STEP)
    assert row.state == "sent"
    seen = [m for c in press.server.world.channels.values() for m in press.server.messages(c) if m.author.bot]
    assert [str(message.id) for message in seen] == [part.message_id for part in row.parts]


async def test_ten_faults_in_a_row_are_waited_out(press: Press) -> None:
    press.server.rest.chaos = lambda method, path: Dropped(delivered=True) if path.endswith("/messages") else None
    row = await press.send(await press.subscribe(here(press.channel)))
    for _ in range(10):
        row = await press.later(row, STEP)
    assert row.state == "unknown"
    press.server.rest.chaos = None
    for _ in range(10):
        row = await press.later(row, timedelta(minutes=5))
    assert row.state == "sent"
    assert len(press.server.messages(press.channel)) == 1


@pytest.mark.parametrize("end", ["drop", "invalid", "invalid for good", "reconnect"])
async def test_the_gateway_may_come_and_go(press: Press, end: str) -> None:
    subscription = await press.subscribe(here(press.channel))
    await press.send(subscription)
    match end:
        case "drop":
            press.server.gateway.drop()
        case "reconnect":
            press.server.gateway.ask_reconnect()
        case _:
            press.server.gateway.invalidate(resumable=end == "invalid")
    await press.bot.until(ups=2, downs=1)
    press.dispatcher.connect(press.bot.publisher)
    assert (await press.send(subscription, "2026-01-16T09:00")).state == "sent"
    assert len(press.server.messages(press.channel)) == 2


async def test_an_interaction_that_is_told_of_twice_is_answered_once(press: Press) -> None:
    user = press.server.add_user("Aoi")
    asked = await press.server.slash(user, press.channel, "help")
    press.server.repeat(asked)
    await asked.answer()
    press.server.repeat(asked)
    await press.heard()
    callbacks = [call for call in press.server.calls if call.path.startswith(f"/interactions/{asked.id}/")]
    assert len(callbacks) == 1


async def test_a_token_that_was_replaced_ends_the_platform_at_once(press: Press) -> None:
    subscription = await press.subscribe(here(press.channel))
    press.server.reset_token("ANOTHER.TOKEN")
    row = await press.send(subscription)
    assert row.state == "retrying"
    with pytest.raises(errors.Unauthorised, match="DISCORD_BOT_TOKEN"):
        await press.bot.task
    assert press.bot.lost == ["discord"]
    assert press.dispatcher.closed_until("discord")  # and nothing more is asked meanwhile
    press.bot.task = asyncio.ensure_future(asyncio.sleep(0))


@pytest.mark.parametrize("fault", [Refused(403, 0, "Forbidden"), Refused(429, 0, "banned")])
async def test_a_ban_by_the_firewall_stops_everything_at_once(press: Press, fault: Refused) -> None:
    subscription = await press.subscribe(here(press.channel))
    press.server.fault("POST", f"/channels/{press.channel.id}/messages", fault)
    row = await press.send(subscription)
    assert row.state == "retrying"
    assert (await press.now(subscription)).paused is None
    assert press.dispatcher.closed_until("discord") == press.clock() + timedelta(minutes=15)


async def a_post(press: Press, channel: discord_server.Channel) -> Part:
    return (await press.send(await press.subscribe(here(channel)))).parts[0]


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_what_is_taken_back_is_deleted_and_so_is_what_is_gone(press: Press, kind: str) -> None:
    channel = press.server.add_channel(press.guild, "board", kind=kind)
    part = await a_post(press, channel)
    for _ in range(2):
        way = await press.bot.publisher.remove(here(channel), part, INSTEAD, first=None)
        assert way == "deleted"
    assert not [m for c in press.guild.channels for m in press.server.messages(c)]


async def test_what_may_not_be_deleted_is_replaced(press: Press) -> None:
    part = await a_post(press, press.channel)
    (message,) = press.server.messages(press.channel)
    address = f"/channels/{press.channel.id}/messages/{message.id}"
    press.server.fault("DELETE", address, Refused(403, 50013, "Missing Permissions"))
    assert await press.bot.publisher.remove(here(press.channel), part, INSTEAD, first=None) == "replaced"
    assert text(message) == "取り消しました"
    for method in ("DELETE", "PATCH"):
        press.server.fault(method, address, Refused(403, 50013, "Missing Permissions"))
    with pytest.raises(errors.ChannelLost):
        await press.bot.publisher.remove(here(press.channel), part, INSTEAD, first=None)


async def test_a_post_in_a_sleeping_thread_is_taken_back(press: Press) -> None:
    thread = press.server.add_thread(press.channel, "saga")
    row = await press.send(await press.subscribe(here(press.channel, thread)))
    press.server.archive(thread)
    (message,) = press.server.messages(thread)
    press.server.fault("DELETE", f"/channels/{thread.id}/messages/{message.id}", Refused(400, 50083, "archived"))
    there = here(press.channel, thread)
    assert await press.bot.publisher.remove(there, row.parts[0], INSTEAD, first=None) == "deleted"
    assert not press.server.messages(thread)


async def test_a_take_back_that_breaks_can_be_made_again(press: Press) -> None:
    part = await a_post(press, press.channel)
    address = f"/channels/{press.channel.id}/messages/{part.message_id}"
    press.server.fault("DELETE", address, Refused(503, delivered=True))
    with pytest.raises(errors.NotSent):
        await press.bot.publisher.remove(here(press.channel), part, INSTEAD, first=None)
    assert await press.bot.publisher.remove(here(press.channel), part, INSTEAD, first=None) == "deleted"
