"""The dispatcher among others: several at once, a process that ends in the middle, platforms side by side, stopping."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.resolving import settle_orphans
from bot.domain.ledger import Channel

from ..support.builders import DUE, KEY, Desk, ScriptedPublisher, a_delivery, a_subscription, send_due

MINUTE = timedelta(minutes=1)


async def test_two_dispatchers_over_one_store_send_each_part_once() -> None:
    desk = await Desk().due(*(a_delivery(f"2026-01-15T09:0{n}") for n in range(5)))
    gate = asyncio.Event()
    desk.publisher.gate = gate
    other = ScriptedPublisher(most=2, gate=gate)
    running = asyncio.gather(send_due(desk.dispatcher), send_due(desk.another(other)), send_due(desk.dispatcher))
    await asyncio.sleep(0)
    gate.set()
    await running
    assert {row.state for row in await desk.store.deliveries()} == {"sent"}
    delivered = desk.publisher.delivered + other.delivered
    assert len(delivered) == len(set(delivered)) == 10


@pytest.mark.parametrize("after", [0, 1])
async def test_what_was_in_flight_when_the_process_ended_is_unknown_and_is_not_sent_again(after: int) -> None:
    desk = await Desk([*(f"m{n}" for n in range(after)), asyncio.CancelledError()], most=2).due()
    with pytest.raises(asyncio.CancelledError):
        await desk.run()
    assert (await desk.row()).state == "sending"
    settled = await settle_orphans(desk.store, desk.clock())
    assert [(row.key, row.state, row.next_part) for row in settled] == [(KEY, "unknown", after)]
    assert await settle_orphans(desk.store, desk.clock()) == []
    await send_due(desk.another())
    assert ((await desk.row()).state, len(desk.publisher.delivered)) == ("unknown", after)


async def test_platforms_do_not_wait_for_each_other_and_one_that_is_down_keeps_its_editions() -> None:
    desk = await Desk().due()
    shut, discord = asyncio.Event(), ScriptedPublisher("discord", most=1)
    desk.publisher.gate = shut
    for number, platform in enumerate(("discord", "terminal")):
        channel = Channel(platform, "5")
        await desk.store.subscribe(a_subscription(platform, channel=channel))
        waits = DUE if platform == "terminal" else None
        await desk.store.enqueue(
            [a_delivery(f"2026-01-15T09:1{number}", subscription=platform, channel=channel, not_before=waits)]
        )
    desk.dispatcher.connect(discord)
    running = asyncio.ensure_future(send_due(desk.dispatcher))
    await discord.attempted.wait()
    assert not desk.publisher.delivered
    shut.set()
    await running
    states = {row.channel.platform: row.state for row in await desk.store.deliveries()}
    assert states == {"telegram": "sent", "discord": "sent", "terminal": "planned"}
    assert await desk.dispatcher.next_wake() is None  # the terminal is down: nothing to wake for


async def test_stopping_ends_what_is_in_flight_and_takes_nothing_new() -> None:
    desk = await Desk().due(*(a_delivery(f"2026-01-15T09:0{n}") for n in range(2)))
    desk.publisher.gate = asyncio.Event()
    running = asyncio.ensure_future(send_due(desk.dispatcher))
    await desk.publisher.attempted.wait()
    stopping = asyncio.ensure_future(desk.dispatcher.stop())
    await asyncio.sleep(0)
    desk.publisher.gate.set()
    await asyncio.gather(running, stopping)
    await desk.run()
    assert [row.state for row in await desk.store.deliveries()] == ["sent", "planned"]
    assert len(desk.publisher.delivered) == 2


async def test_what_comes_due_while_a_run_is_under_way_goes_out_in_it() -> None:
    desk = await Desk().due()
    desk.publisher.gate = asyncio.Event()
    running = asyncio.ensure_future(send_due(desk.dispatcher))
    await desk.publisher.attempted.wait()
    await desk.store.enqueue([a_delivery("2026-01-15T09:01")])
    await send_due(desk.dispatcher)
    assert not running.done()
    desk.publisher.gate.set()
    await running
    assert [row.state for row in await desk.store.deliveries()] == ["sent", "sent"]
