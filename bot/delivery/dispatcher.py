"""The dispatcher: takes deliveries from the outbox, fixes them, sends them part by part and keeps the receipts.

The order is what keeps the promise "never silently lost, never blindly sent twice": the row says `sending`, with the
parts, before the first byte goes out; the receipt is durable before the next part goes. A row found `sending` at the
start was in flight when the process ended: nobody knows, so it becomes `unknown` and is not sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from .. import errors
from ..domain import ledger, picking
from ..domain.ledger import Channel, Delivery, Subscription
from ..domain.ports import Clock, Library, Publisher, Store, Wordbook
from . import edition, retry

log = logging.getLogger(__name__)


async def settle_orphans(store: Store, now: datetime) -> list[Delivery]:
    """Mark as `unknown` what was in flight when the last process ended; return those rows."""
    settled: list[Delivery] = []
    for row in await store.deliveries(states=("sending",)):
        after = row.ended("unknown", now, "the program ended while this was being sent")
        if await store.advance(row, after):
            settled.append(after)
    return settled


class Dispatcher:
    """Sends what the outbox holds. One delivery is under way for each platform at a time, so none waits for another."""

    def __init__(self, store: Store, library: Library, wordbook: Wordbook, clock: Clock, grace: retry.Grace) -> None:
        self._store = store
        self._library = library
        self._wordbook = wordbook
        self._clock = clock
        self._grace = grace
        self._publishers: dict[str, Publisher] = {}
        self._busy: dict[str, asyncio.Lock] = {}
        self._asked: set[str] = set()
        self._stopping = False

    def connect(self, publisher: Publisher) -> None:
        """Send through this publisher from now on: its platform is up."""
        self._publishers[publisher.platform] = publisher
        self._busy.setdefault(publisher.platform, asyncio.Lock())

    def disconnect(self, platform: str) -> None:
        """Leave what is queued for a platform until it is up again."""
        self._publishers.pop(platform, None)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are up."""
        return tuple(self._publishers)

    async def run(self, platform: str) -> None:
        """Send everything that is due now on one platform.

        Returns when nothing due is left; at once, where a run is under way already: that one will look once more.
        """
        self._asked.add(platform)
        if self._busy[platform].locked():
            return
        async with self._busy[platform]:
            while platform in self._asked:
                self._asked.discard(platform)
                await self._drain(platform)

    async def next_wake(self) -> datetime | None:
        """Return the earliest moment at which something that was put back, on a platform that is up, may be tried again."""
        rows = await self._store.deliveries(states=("queued",))
        waiting = (row.not_before for row in rows if row.channel.platform in self._publishers)
        return min((moment for moment in waiting if moment is not None), default=None)

    async def stop(self) -> None:
        """Take nothing new; return when what is in flight has ended."""
        self._stopping = True
        for busy in self._busy.values():
            async with busy:
                pass

    async def _drain(self, platform: str) -> None:
        for row in await self._store.deliveries(states=("queued",)):
            due = row.not_before is None or row.not_before <= self._clock()
            if row.channel.platform == platform and due and not self._stopping and platform in self._publishers:
                await self._attempt_alone(row, self._publishers[platform])

    async def _attempt_alone(self, row: Delivery, publisher: Publisher) -> None:
        """Attempt one delivery; one that cannot even be composed ends as failed, and does not hold up those behind it."""
        try:
            await self._attempt(row, publisher)
        except errors.StoreError:
            raise
        except Exception as error:
            log.exception("%s to %s cannot be composed", row.key, row.channel.key)
            await self._store.advance(row, row.ended("failed", self._clock(), f"{type(error).__name__}: {error}"))

    async def _attempt(self, row: Delivery, publisher: Publisher) -> None:
        """Attempt one delivery; whatever becomes of it is in its row."""
        subscription = await self._store.subscription(row.subscription)
        now = self._clock()
        if subscription is None or subscription.paused:
            reason = subscription.paused if subscription else "the channel unsubscribed"
            await self._store.advance(row, row.ended("missed", now, reason))
            return
        if row.next_part == 0 and now - row.due > self._grace(row.channel):
            # What was begun is completed however late it is: half an edition is worse.
            await self._store.advance(row, row.passed(now, "it was too late"))
            return
        fixed = row.begun((), (), now) if row.parts else await self._fix(row, subscription, publisher)
        if fixed is not None and await self._store.advance(row, fixed):
            await self._send(fixed, subscription, publisher)

    async def _fix(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> Delivery | None:
        """Compose the edition anew, from the corpus as it is now; None if there is nothing to say, which is recorded."""
        corpus, words = self._library.snapshot, self._wordbook(subscription.language)
        day = date.fromisoformat(row.slot[:10])
        seen = ledger.history(await self._store.deliveries(row.channel))
        picks = picking.compose(corpus, subscription, seen, day)
        if not picks:
            await self._store.advance(row, row.ended("empty", self._clock(), "no entry fits this channel today"))
            return None
        picks, parts = edition.fit(picks, corpus, words, day, publisher.render)
        return row.begun(picks, parts, self._clock())

    async def _send(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> None:
        while row.state == "sending":
            index = row.next_part
            try:
                message_id = await publisher.send(
                    row.channel, row.parts[index], nonce=f"{row.key}/{index}", silent=index > 0
                )
            except errors.DeliveryError as error:
                await self._failed(row, subscription, error)
                return
            except Exception as error:
                # What nobody foresaw says nothing about delivery.
                log.exception("%s to %s", row.key, row.channel.key)
                await self._failed(row, subscription, errors.Uncertain(f"{type(error).__name__}: {error}"))
                return
            received = await self._settle(row, lambda current: current.received(message_id, self._clock()))  # noqa: B023  # called at once
            if received is None:
                return
            row = received
        log.info("sent %s to %s", row.key, row.channel.key)

    async def _settle(self, row: Delivery, change: Callable[[Delivery], Delivery]) -> Delivery | None:
        """Record what became of a row in flight, also where its channel got a new id meanwhile; None if it has ended."""
        while (current := await self._store.delivery(row.key)) is not None and current.state == "sending":
            after = change(current)
            if await self._store.advance(current, after):
                return after
        return None

    async def _follow(self, row: Delivery, moved: Channel) -> bool:
        """Follow a channel to its new id; True also where the platform's own news of the move came first."""
        current = await self._store.delivery(row.key)
        followed = current is not None and current.channel == moved != row.channel
        if not followed and not await self._store.move(row.channel, moved):
            return False
        log.warning("%s is now %s; its subscription goes with it", row.channel.key, moved.key)
        return True

    async def _failed(self, row: Delivery, subscription: Subscription, error: errors.DeliveryError) -> None:
        now, reason = self._clock(), str(error)
        again: datetime | None = None
        ends: Literal["failed", "unknown"] = "failed"
        match error:
            case errors.ChannelMoved(chat=chat):
                moved = Channel(row.channel.platform, chat, row.channel.thread)
                if await self._follow(row, moved):
                    again = now
                else:  # the new one has a subscription of its own: to try this one again would only be told the same
                    await self._store.pause(subscription.id, reason)
            case errors.NotSent(retry_after=retry_after):
                again = retry.next_attempt(now, row.attempts, retry_after, row.due + self._grace(row.channel))
            case errors.Uncertain():
                ends = "unknown"
            case errors.ChannelLost():
                await self._store.pause(subscription.id, reason)
        after = await self._settle(row, lambda r: r.postponed(again, reason) if again else r.ended(ends, now, reason))
        if after is not None:
            log.warning("%s to %s: %s (%s)", after.key, after.channel.key, after.state, reason)
