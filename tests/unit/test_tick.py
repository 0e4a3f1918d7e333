"""The tick: it wakes when it is asked to, and stops with its block."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduling.tick import Ticker


async def test_it_ticks_when_it_is_woken_also_for_a_moment_that_has_passed() -> None:
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    async with Ticker(tick) as ticker:
        for late in (timedelta(0), timedelta(days=400)):
            ticked.clear()
            ticker.wake(datetime.now(UTC) - late)
            await ticked.wait()


async def test_a_later_wish_takes_the_place_of_an_earlier_one() -> None:
    ticks: list[datetime] = []
    ticked = asyncio.Event()

    async def tick() -> None:
        ticks.append(datetime.now(UTC))
        ticked.set()

    async with Ticker(tick) as ticker:
        for hours in (3, 2, 1):
            ticker.wake(datetime.now(UTC) + timedelta(hours=hours))
        ticker.wake(datetime.now(UTC))
        await ticked.wait()
    assert len(ticks) == 1


async def test_a_tick_that_fails_does_not_end_the_ticking() -> None:
    ticked = asyncio.Event()
    outcomes = iter((RuntimeError("a fault of our own"), None))

    async def tick() -> None:
        outcome = next(outcomes)
        ticked.set()
        if outcome:
            raise outcome

    async with Ticker(tick) as ticker:
        for _ in range(2):
            ticked.clear()
            ticker.wake(datetime.now(UTC))
            await ticked.wait()
            await asyncio.sleep(0)


async def test_ticks_that_a_clock_set_back_holds_up_come_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    """An hour of a clock that was set back: the scheduler waits for its instant, the watch does not."""
    ticks = asyncio.Queue[None]()

    async def tick() -> None:
        ticks.put_nowait(None)

    async with Ticker(tick, overdue=0.01) as ticker:
        ticker.wake(datetime.now(UTC) + timedelta(hours=1))
        for _ in range(3):
            await ticks.get()
    assert caplog.messages[0].startswith("no tick for 0 seconds: the clock was set")


async def test_after_the_end_nothing_is_watched() -> None:
    ticks = asyncio.Queue[None]()

    async def tick() -> None:
        ticks.put_nowait(None)

    async with Ticker(tick, overdue=0.0):
        await ticks.get()
    seen = ticks.qsize()
    for _ in range(10):
        await asyncio.sleep(0)
    assert ticks.qsize() == seen
