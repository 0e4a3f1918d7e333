"""The outbox: which slots are due, written down before anything is sent; and the coming posts, simulated."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..domain import ledger, picking
from ..domain.corpus import Corpus
from ..domain.ledger import Delivery, Pick, Shown, Subscription
from ..domain.ports import Store
from ..domain.slots import Slot, instant, newest_slots, next_slot, slots, zone
from ..errors import InputError
from .retry import Grace

log = logging.getLogger(__name__)

# Subscriptions looked at, and rows written, before others get their turn in the event loop.
_AT_ONCE = 100
# So many slots that were missed in a row have a row each; what was before them is told in the first of these.
_TOLD = 500
_FAR = datetime.max.replace(tzinfo=UTC)
_MISSED = "its time passed while nothing could be sent"

Plan = tuple[str, str]
"""A schedule and a zone."""


@dataclass(slots=True)
class _Look:
    """How far a subscription was looked at: its plan since `since`, all slots until `until`; `next` is the one after that."""

    plan: Plan
    since: datetime
    until: datetime
    next: datetime


class Outbox:
    """Writes down what is due. It remembers how far it has looked, so that a tick costs little where nothing is due.

    Clocks are set, forward and back, and the ledger may know of slots that by the clock are yet to come. A slot has one row
    whatever the clock does, for its key is its nominal time; what a clock that was ahead has recorded as missed is planned
    after all when its time comes.
    """

    def __init__(self, store: Store, grace: Grace) -> None:
        self._store = store
        self._grace = grace
        self._looks: dict[str, _Look] = {}
        self._unreadable: set[str] = set()
        self._filling = asyncio.Lock()

    async def fill(self, now: datetime) -> int:
        """Write down every slot that has come since the last one known; return how many are planned or missed anew.

        The newest slot inside the grace period is planned; older ones are recorded as missed, also those that still wait for
        a platform that is down: when it is up again a channel gets one edition, not all. A subscription starts with the
        first slot after it was made, a changed schedule with the first one after the change.
        """
        async with self._filling:
            subscriptions = await self._store.subscriptions()
            if len(self._looks) > len(subscriptions):
                kept = {subscription.id for subscription in subscriptions}
                self._looks = {id_: look for id_, look in self._looks.items() if id_ in kept}
            new = 0
            for start in range(0, len(subscriptions), _AT_ONCE):
                new += await self._look_at(subscriptions[start : start + _AT_ONCE], now)
                await asyncio.sleep(0)
            return new

    def next_due(self, subscription: Subscription) -> datetime | None:
        """Return when the next slot of a subscription is, as far as `fill` has seen it."""
        look = self._looks.get(subscription.id)
        return look.next if look else None

    async def _look_at(self, subscriptions: Sequence[Subscription], now: datetime) -> int:
        """Look at some subscriptions; what is planned of all of them is one write."""
        looks: dict[str, _Look] = {}
        rows: list[Delivery] = []
        newest: list[tuple[Subscription, Slot]] = []
        for subscription in subscriptions:
            if subscription.paused is not None:
                continue
            plan = subscription.schedule, subscription.timezone
            look = self._looks.get(subscription.id)
            if look is not None and look.plan == plan and look.until <= now < look.next:
                look.until = now
                continue
            try:
                since, after = await self._after(subscription, look, now)
                due = newest_slots(*plan, after, now, _TOLD)
                coming = next_slot(*plan, now)
            except InputError as error:
                self._cannot_read(subscription, error)
                continue
            looks[subscription.id] = _Look(plan, since, now, coming.instant if coming else _FAR)
            if due:
                newest.append((subscription, due[-1]))
                rows += self._rows(subscription, due, now, after)
            elif look is None and await self._store.deliveries(subscription.channel, ("planned", "retrying")):
                # An earlier run may have seen this slot by a clock that was ahead, and planned an older one when it was set back.
                newest += ((subscription, slot) for slot in newest_slots(*plan, since, now, 1))
        # Side by side, so that what they write down shares a sync.
        revived = await asyncio.gather(*(self._make_way(subscription, slot, now) for subscription, slot in newest))
        new = await self._store.enqueue(rows) if rows else 0
        self._looks |= looks  # not before they are written down
        return new + sum(revived)

    async def _after(self, subscription: Subscription, look: _Look | None, now: datetime) -> tuple[datetime, datetime]:
        """Return since when a subscription has had its plan, and after which instant its slots are to be looked at."""
        # All that may still go out. Before a subscription was made there was nothing; where that is yet to come, nobody knows when.
        begin = max(now - self._grace(subscription.channel), min(subscription.created, now))
        if look is None:
            since, after = subscription.created, await self._known(subscription, begin, now)
        elif look.plan == (subscription.schedule, subscription.timezone):
            since, after = look.since, look.until
        else:
            since = after = look.until
        if after <= now:
            return since, after
        # The clock is behind what it was when that was written down.
        return since, max(begin, since) if since <= now else begin

    async def _known(self, subscription: Subscription, begin: datetime, now: datetime) -> datetime:
        """Return the instant until which the ledger knows a subscription's slots; at first, when it was made."""
        last = await self._store.last_slot(subscription.id)
        if last is None:
            return subscription.created
        for row in await self._store.deliveries(subscription.channel, newest=1):
            if row.subscription == subscription.id and row.due == last:
                # The zone database may have changed what its time means: then later ones may be past already.
                last = min(last, instant(datetime.fromisoformat(row.slot), zone(subscription.timezone)))
                return min(last, begin) if row.at is not None and row.at > now else last
        return last

    async def _make_way(self, subscription: Subscription, newest: Slot, now: datetime) -> int:
        """End what waits while a newer slot has come; what has begun to go out, or may have, or somebody wants, is completed.

        Return how many rows of the newest slot were planned after all.
        """
        key = ledger.delivery_key(subscription.id, newest.nominal)
        # It may have moved since it was read.
        subscription = await self._store.subscription(subscription.id) or subscription
        for row in await self._store.deliveries(subscription.channel, ("planned", "retrying")):
            awaited = row.begun or row.wanted is not None
            if row.subscription == subscription.id and row.slot < newest.nominal and not awaited:
                await self._store.advance(row, row.ended("missed", now, row.error or "a newer edition was due"))
        known = await self._store.delivery(key)
        if known is None or known.state != "missed" or known.at is None or known.at <= now:
            return 0
        if now - newest.instant > self._grace(subscription.channel):
            return 0
        return int(await self._store.advance(known, known.revived(now)))

    def _rows(
        self, subscription: Subscription, due: Sequence[Slot], now: datetime, after: datetime
    ) -> Iterator[Delivery]:
        """Yield the rows of slots that are due; the first one speaks for those that are too many to have rows."""
        reason = _MISSED
        if len(due) == _TOLD:
            first = next_slot(subscription.schedule, subscription.timezone, after)
            if first is not None and first != due[0]:
                reason += f", and so did that of every slot since {first.nominal}"
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
            yield row if in_time else row.ended("missed", now, reason)
            reason = _MISSED

    def _cannot_read(self, subscription: Subscription, error: InputError) -> None:
        """Tell once of a plan that cannot be read, as where the zone database has lost a name; the others go on."""
        if subscription.id not in self._unreadable:
            self._unreadable.add(subscription.id)
            log.error("no slots: %s", error, extra={"subscription": subscription.id})


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
