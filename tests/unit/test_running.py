"""The bot as it runs: what ends it, and what it leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot import errors
from bot.delivery.circuit import BANNING, LOST_IN_A_ROW
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.outbox import Outbox
from bot.delivery.recovery import Recovery
from bot.delivery.retry import Policy
from bot.domain.ledger import Channel, Delivery
from bot.domain.ports import Library, Publisher, Store
from bot.errors import StoreUnwritable
from bot.language import catalogue
from bot.running import Bot
from bot.scheduling.tick import Ticker
from bot.storage.memory import MemoryStore

from ..support.builders import DUE, ScriptedPublisher, a_subscription, grace, nine_events
from ..support.kit import TurnedClock


class FullDisk(MemoryStore):
    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        raise StoreUnwritable(Path("journal"), "no space left")


class Idle:
    """A platform that is never up."""

    name = "telegram"

    def __init__(self) -> None:
        self._stopped = asyncio.Event()

    async def run(self, up: Callable[[Publisher], None], down: Callable[[str], None]) -> None:
        await self._stopped.wait()

    async def stop(self) -> None:
        self._stopped.set()


def a_bot(store: Store, clock: TurnedClock) -> Bot:
    """Return a bot whose scheduler ticks at once where it runs, and again and again."""
    dispatcher = Dispatcher(store, Library(nine_events()), catalogue.words, clock, Policy(grace))
    recovery = Recovery(store, catalogue.words, clock)
    return Bot(store, clock, Outbox(store, grace), dispatcher, recovery, lambda tick: Ticker(tick, overdue=0.01))


async def test_a_store_that_refuses_what_a_tick_of_the_clock_writes_ends_the_bot() -> None:
    store = FullDisk()
    await store.subscribe(a_subscription())
    async with asyncio.timeout(10):
        with pytest.raises(StoreUnwritable):
            await a_bot(store, TurnedClock(DUE + timedelta(minutes=1))).run([Idle()])


async def test_where_channel_after_channel_is_lost_nobody_is_told_until_it_shows_that_it_is_about_them() -> None:
    store, clock = MemoryStore(), TurnedClock(DUE + timedelta(minutes=1))
    for number in range(LOST_IN_A_ROW):
        await store.subscribe(a_subscription(f"s{number}", channel=Channel("telegram", str(number))))
    bot = a_bot(store, clock)
    publisher = ScriptedPublisher(script=[errors.ChannelLost("kicked", "removed") for _ in range(LOST_IN_A_ROW)])
    bot.up(publisher)
    for _ in range(3):
        await bot.deliver()
    assert None not in [s.paused for s in await store.subscriptions()]
    assert publisher.told == []
    clock.forward(BANNING)
    await bot.deliver()
    assert len(publisher.told) == LOST_IN_A_ROW
