"""How things stand: what waits, what nobody knows, who is paused, what comes next; asked by operators and by monitors."""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.ledger import OPEN, WAITING, Channel, Delivery, State, Subscription
from ..domain.ports import Store
from ..domain.slots import next_slot
from ..errors import StoreError
from .waits import HELD, HOLD, PAUSED

FEW = 5
# Subscriptions looked at before others get their turn in the event loop, and rows among which the last error is looked for.
_AT_ONCE, _BACK = 100, 200

Next = Callable[[Subscription], datetime | None]


@dataclass(frozen=True)
class PlatformLife:
    """A platform of a running bot: whether it is up, since when that is so, and until when nothing is tried there."""

    platform: str
    up: bool
    since: datetime
    closed_until: datetime | None = None


@dataclass(frozen=True)
class Life:
    """A running bot."""

    pid: int
    started: datetime
    ticked: datetime | None
    platforms: Sequence[PlatformLife]


@dataclass(frozen=True)
class Coming:
    """A slot to come."""

    at: datetime
    channel: Channel


@dataclass(frozen=True)
class Backlog:
    """What waits: rows by state, and since when the oldest has been due."""

    states: Mapping[State, int]
    oldest: datetime | None


@dataclass(frozen=True)
class Standing:
    """How things stand at one moment."""

    hold: str | None
    subscriptions: int
    coming: tuple[Coming, ...]
    backlog: Backlog
    unknown: tuple[Delivery, ...]
    paused: tuple[Subscription, ...]
    last_error: Delivery | None


async def backlog(store: Store) -> Backlog:
    """Count what waits; nothing is read from disk."""
    rows = await store.deliveries(states=OPEN)
    counts = Counter(row.state for row in rows)
    states: dict[State, int] = {state: counts[state] for state in OPEN}
    return Backlog(states, min((row.due for row in rows if row.state in WAITING), default=None))


async def standing(store: Store, now: datetime, next_due: Next | None = None) -> Standing:
    """Say how things stand. `next_due` knows when a subscription's next slot is, where somebody has worked it out already."""
    subscriptions = await store.subscriptions()
    rows = await store.deliveries(states=OPEN)
    return Standing(
        hold=await store.note(HOLD),
        subscriptions=len(subscriptions),
        coming=await _coming([s for s in subscriptions if s.paused is None], now, next_due),
        backlog=await backlog(store),
        unknown=tuple(row for row in rows if row.state == "unknown"),
        paused=tuple(s for s in subscriptions if s.paused is not None),
        last_error=_last_error([*await _latest(store), *rows]),
    )


async def _latest(store: Store) -> Sequence[Delivery]:
    """Return the newest rows; none where the archive, of which they may be, is damaged: that is for the doctor to say."""
    try:
        return await store.deliveries(newest=_BACK)
    except StoreError:
        return ()


async def _coming(subscriptions: list[Subscription], now: datetime, next_due: Next | None) -> tuple[Coming, ...]:
    found: list[Coming] = []
    for count, subscription in enumerate(subscriptions, 1):
        at = next_due(subscription) if next_due else None
        if at is None or at <= now:
            slot = next_slot(subscription.schedule, subscription.timezone, now)
            at = slot.instant if slot else None
        if at is not None:
            found.append(Coming(at, subscription.channel))
        if count % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return tuple(heapq.nsmallest(FEW, found, key=lambda each: (each.at, each.channel.key)))


def _last_error(rows: list[Delivery]) -> Delivery | None:
    """Return the row that something went wrong with last: what was left out on purpose is no error."""
    states = ("retrying", "unknown", "refused", "missed")
    wrong = (row for row in rows if row.error not in (None, HELD, PAUSED) and row.at and row.state in states)
    return max(wrong, key=lambda row: row.at or row.due, default=None)
