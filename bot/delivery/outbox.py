"""The outbox: which slots are due, written down before anything is sent; and the coming posts, simulated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..domain import ledger, picking
from ..domain.corpus import Corpus
from ..domain.ledger import Delivery, Pick, Shown, Subscription
from ..domain.ports import Store
from ..domain.slots import Slot, next_slot, slots, zone
from .retry import Grace

# Subscriptions looked at, and rows written, before others get their turn in the event loop.
_AT_ONCE = 200
_FAR = datetime.max.replace(tzinfo=UTC)


class Outbox:
    """Writes down what is due. It remembers when each subscription's next slot is, so that a tick costs little where none is."""

    def __init__(self, store: Store, grace: Grace) -> None:
        self._store = store
        self._grace = grace
        self._next: dict[str, tuple[object, datetime]] = {}

    async def fill(self, now: datetime) -> int:
        """Write down every slot that has come since the last one known; return how many rows are new.

        The newest slot inside the grace period is planned; older ones are recorded as missed, also those that still wait for
        a platform that is down: when it is up again a channel gets one edition, not all. A subscription starts with the
        first slot after it was made.
        """
        rows: list[Delivery] = []
        new = 0
        for count, subscription in enumerate(await self._store.subscriptions(), 1):
            if subscription.paused is None:
                rows += await self._due(subscription, now)
            if count % _AT_ONCE == 0:
                await asyncio.sleep(0)
            if len(rows) >= _AT_ONCE:
                new += await self._store.enqueue(rows)
                rows = []
        return new + (await self._store.enqueue(rows) if rows else 0)

    def next_due(self, subscription: Subscription) -> datetime | None:
        """Return when the next slot of a subscription is, as far as `fill` has seen it."""
        known = self._next.get(subscription.id)
        return known[1] if known else None

    async def _due(self, subscription: Subscription, now: datetime) -> Sequence[Delivery]:
        last = await self._store.last_slot(subscription.id)
        plan = (subscription.schedule, subscription.timezone, last)
        known = self._next.get(subscription.id)
        if known is not None and known[0] == plan and now < known[1]:
            return ()
        if last is not None and last > now:  # the clock was ahead; what is in the ledger is not written down twice
            last = max(subscription.created, now - self._grace(subscription.channel))
        after = last or subscription.created
        due = slots(subscription.schedule, subscription.timezone, after, now)
        if due:
            await self._supersede(subscription, now)
        else:
            coming = next_slot(subscription.schedule, subscription.timezone, max(after, now))
            self._next[subscription.id] = (plan, coming.instant if coming else _FAR)
        return tuple(self._rows(subscription, due, now))

    async def _supersede(self, subscription: Subscription, now: datetime) -> None:
        """End what waits while a newer slot has come; what has begun to go out, or may have, is completed."""
        for row in await self._store.deliveries(subscription.channel, ("planned", "retrying")):
            if row.subscription == subscription.id and not row.begun:
                await self._store.advance(row, row.ended("missed", now, row.error or "a newer edition was due"))

    def _rows(self, subscription: Subscription, due: Sequence[Slot], now: datetime) -> Iterator[Delivery]:
        for slot in due:
            row = Delivery(
                key=ledger.delivery_key(subscription.id, slot.nominal),
                subscription=subscription.id,
                channel=subscription.channel,
                slot=slot.nominal,
                due=slot.instant.astimezone(UTC),
                at=now,
                steps=(ledger.Step("planned", now),),
            )
            in_time = slot is due[-1] and now - slot.instant <= self._grace(subscription.channel)
            yield row if in_time else row.ended("missed", now, "its time passed while nothing could be sent")


Fit = Callable[[tuple[Pick, ...], date], tuple[Pick, ...]]


@dataclass(frozen=True)
class Coming:
    """A post to come: `at` is its instant in the channel's zone."""

    at: datetime
    subscription: Subscription
    picks: tuple[Pick, ...]


def simulate(
    corpus: Corpus, subscription: Subscription, seen: Sequence[Shown], now: datetime, days: int, fit: Fit
) -> Iterator[Coming]:
    """Yield the posts of the coming days as they would be composed if nothing changed: `seen` grows with each of them.

    `fit` leaves of the picks of a day what fits one message where they go.
    """
    history = list(seen)
    for slot in slots(subscription.schedule, subscription.timezone, now, now + timedelta(days=days)):
        day = date.fromisoformat(slot.nominal[:10])
        picks = fit(picking.compose(corpus, subscription, history, day), day)
        history += [Shown(pick.entry, day) for pick in picks]
        yield Coming(slot.instant.astimezone(zone(subscription.timezone)), subscription, picks)
