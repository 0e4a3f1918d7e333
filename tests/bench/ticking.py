"""Rows: a tick, for each subscription, with many of them against few; and how long deliveries keep everybody else waiting."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from bot import app, settings
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import Outbox
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel
from bot.domain.ports import Library, Store
from bot.language import catalogue
from bot.storage import tinydb_store
from tests.support.builders import ScriptedPublisher

from .rows import Row
from .senders import DAY, MORNING, subscription
from .timing import Effort

FEW, MANY = 10, 10_000
SCHEDULES, ZONES = 24, ("Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)
_BEAT = 0.001


@dataclass(frozen=True)
class Sizes:
    """How many subscriptions on either side; of as many deliveries the longest stall is looked for."""

    few: int = FEW
    many: int = MANY


async def _subscribe(store: Store, number: int, *, alike: bool) -> None:
    made = subscription(number, Channel("telegram", f"-100{number}"))
    if not alike:
        made = replace(made, schedule=f"0 {number % SCHEDULES} * * *", timezone=ZONES[number % len(ZONES)])
    await store.subscribe(made)


@asynccontextmanager
async def subscribed(size: int, *, alike: bool) -> AsyncIterator[Store]:
    """Give a store of its own with so many subscriptions."""
    with tempfile.TemporaryDirectory() as folder:
        async with tinydb_store.open_store(Path(folder), print) as store:
            # Together, so that they share a sync.
            await asyncio.gather(*(_subscribe(store, number, alike=alike) for number in range(size)))
            yield store


def rows(effort: Effort, sizes: Sizes = Sizes()) -> Iterator[Row]:  # a value
    """Yield the rows of ticks, and that of the stall."""
    against = f"with {sizes.few:,} subscriptions"
    for question, alike in (("nothing due", False), ("all due", True)):
        asked = f"a tick with {sizes.many:,} subscriptions, {question}, CPU each"
        try:
            ours, theirs = asyncio.run(_ticks(sizes, effort, alike=alike))
            yield Row(asked, against, ours=ours, theirs=theirs, kind="floor", aim="≤ 1")
        except Exception as error:  # any failure at all belongs in the table
            yield Row(asked, against, failed=f"{type(error).__name__}: {error}"[:200], aim="≤ 1")
    asked = f"longest stall of the event loop in {sizes.many:,} deliveries, on the clock"
    try:
        stall, idle, rate = asyncio.run(_stall(sizes.many))
        note = f"{rate:.0f} deliveries a second"
        yield Row(asked, "the same loop idle", ours=stall, theirs=idle, kind="floor", aim="–", note=note)
    except Exception as error:  # as above
        yield Row(asked, "the same loop idle", failed=f"{type(error).__name__}: {error}"[:200], aim="–")


async def _ticks(sizes: Sizes, effort: Effort, *, alike: bool) -> tuple[float, float]:
    """Return the median CPU seconds of a tick for each subscription, of many and of few, which take turns."""
    async with subscribed(sizes.many, alike=alike) as many, subscribed(sizes.few, alike=alike) as few:
        sides = ((Outbox(many, lambda _: DAY), sizes.many), (Outbox(few, lambda _: DAY), sizes.few))
        for outbox, _ in sides:
            await outbox.fill(MORNING + MINUTE)
        times: list[Sequence[float]] = []
        for number in range(1, effort.rounds + 1):
            now = MORNING + number * DAY if alike else MORNING + (number + 1) * MINUTE
            # What is due is due once; of ticks that find nothing, those of few are too short for the clock.
            times.append([await _tick(outbox, now, size, 1 if alike else sizes.many // size) for outbox, size in sides])
        return median(each for each, _ in times), median(each for _, each in times)


async def _tick(outbox: Outbox, now: datetime, size: int, repeat: int) -> float:
    """Return the CPU seconds of a tick for each subscription."""
    begun = time.process_time()
    for number in range(repeat):
        await outbox.fill(now + timedelta(milliseconds=number))
    return (time.process_time() - begun) / repeat / size


async def _stall(deliveries: int) -> tuple[float, float, float]:
    """Return the longest that a beat was late during so many deliveries and in as long idle, and how many there were a second."""
    corpus = app.load_corpus(settings.read(None, {}))
    corpus.prepare()
    async with subscribed(deliveries, alike=True) as store:
        app.keep_for_good()
        dispatcher = Dispatcher(
            store, Library(corpus), catalogue.words, lambda: MORNING + MINUTE, Policy(lambda _: DAY)
        )
        publisher = ScriptedPublisher(most=1)
        dispatcher.connect(publisher)
        begun = time.perf_counter()
        async with _beating() as late:
            await Outbox(store, lambda _: DAY).fill(MORNING + MINUTE)
            await dispatcher.run(publisher.platform)
        took = time.perf_counter() - begun
        if len(publisher.delivered) != deliveries:
            raise AssertionError(f"{len(publisher.delivered)} of {deliveries} went out")
        async with _beating() as idle:
            await asyncio.sleep(min(took, 5))
    return max(late), max(idle), deliveries / took


@asynccontextmanager
async def _beating() -> AsyncIterator[list[float]]:
    """Give how many seconds each beat of the block was late."""
    late: list[float] = [0.0]

    async def beat() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(_BEAT)
            late.append(time.perf_counter() - begun - _BEAT)

    beating = asyncio.ensure_future(beat())
    try:
        yield late
    finally:
        beating.cancel()
