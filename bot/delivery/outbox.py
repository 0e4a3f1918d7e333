"""The outbox: which slots are due, written down before anything is sent; and the coming posts, simulated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..domain import ledger, picking
from ..domain.corpus import Corpus
from ..domain.ledger import Delivery, Pick, Shown, Subscription
from ..domain.ports import Store
from ..domain.slots import Slot, slots, zone
from .retry import Grace


async def fill(store: Store, now: datetime, grace: Grace) -> int:
    """Write down every slot that has come since the last one known; return how many rows are new.

    The newest slot inside the grace period is queued; older ones are recorded as missed, also those that still wait for
    a platform that is down: when it is up again a channel gets one edition, not all. A subscription starts with the
    first slot after it was made.
    """
    rows: list[Delivery] = []
    for subscription in await store.subscriptions():
        if subscription.paused:
            continue
        last = await store.last_slot(subscription.id)
        if last is not None and last > now:  # the clock was ahead; what is in the ledger is not written down twice
            last = max(subscription.created, now - grace(subscription.channel))
        due = slots(subscription.schedule, subscription.timezone, last or subscription.created, now)
        if due:
            await _supersede(store, subscription, now)
        rows += _rows(subscription, due, now, grace)
    return await store.enqueue(rows) if rows else 0


async def _supersede(store: Store, subscription: Subscription, now: datetime) -> None:
    """End what waits while a newer slot has come; what has begun to go out is completed."""
    for row in await store.deliveries(subscription.channel, ("queued",)):
        if row.subscription == subscription.id and row.next_part == 0:
            await store.advance(row, row.passed(now, "a newer edition was due"))


def _rows(subscription: Subscription, due: Sequence[Slot], now: datetime, grace: Grace) -> Iterator[Delivery]:
    for slot in due:
        row = Delivery(
            key=ledger.delivery_key(subscription.id, slot.nominal),
            subscription=subscription.id,
            channel=subscription.channel,
            slot=slot.nominal,
            due=slot.instant.astimezone(UTC),
        )
        in_time = slot is due[-1] and now - slot.instant <= grace(subscription.channel)
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
