"""Deliveries by key, by channel, by state, and the newest slot of each subscription: what the verbs look up, without scans."""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from ..domain.ledger import OPEN, Channel, Delivery, Pick, State, history
from .archive_file import Seen, microseconds

P = TypeVar("P")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def order(row: Delivery) -> tuple[datetime, str]:
    """Return what rows are put in order by."""
    return row.due, row.key


class LedgerIndex:
    """Holds rows in memory; whoever owns it makes them durable.

    `newest` has the newest slots of subscriptions whose rows are not all here any more.
    """

    def __init__(self, rows: Iterable[Delivery] = (), newest: Mapping[str, datetime] | None = None) -> None:
        self._rows: dict[str, Delivery] = {}
        self._by_channel: dict[Channel, dict[str, None]] = {}
        self._by_state: dict[State, dict[str, None]] = {}
        # Of rows with which nothing is to be done any more, by the day (since 1970, UTC) of their slot.
        self._closed: dict[int, dict[str, None]] = {}
        self._newest: dict[str, datetime] = dict(newest or {})
        # What was shown, of the channels that were asked for: each edition asks, and would go through all that is past.
        self._seen: dict[Channel, list[Seen]] = {}
        for row in rows:
            self.put(row)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> Delivery | None:
        """Return the row with a key."""
        return self._rows.get(key)

    def put(self, row: Delivery) -> None:
        """Add a row, or put it in the place of the one with its key."""
        before = self._rows.get(row.key)
        if before is not None:
            self._forget(before)
        self._rows[row.key] = row
        self._by_channel.setdefault(row.channel, {})[row.key] = None
        self._by_state.setdefault(row.state, {})[row.key] = None
        if row.state not in OPEN:
            self._closed.setdefault(_day(row), {})[row.key] = None
        if self._seen:
            self._see(before, row)
        newest = self._newest.get(row.subscription)
        self._newest[row.subscription] = row.due if newest is None else max(newest, row.due)

    def remove(self, row: Delivery) -> None:
        """Hold a row no longer; the newest slot of its subscription stays known."""
        before = self._rows.pop(row.key)
        self._forget(before)
        self._see(before, None)

    def _see(self, before: Delivery | None, after: Delivery | None) -> None:
        """Take note of what a row says was shown, where that is anything else than before."""
        if before and after and _shown(before) == _shown(after):
            return  # as at most changes
        if before and before.shown and (known := self._seen.get(before.channel)) is not None:
            del known[bisect_left(known, _seen(before))]
        if after and after.shown and (known := self._seen.get(after.channel)) is not None:
            insort(known, _seen(after))

    def _forget(self, row: Delivery) -> None:
        _without(self._by_channel, row.channel, row.key)
        _without(self._by_state, row.state, row.key)
        if row.state not in OPEN:
            _without(self._closed, _day(row), row.key)

    def select(
        self, channel: Channel | None = None, states: Sequence[State] = (), newest: int | None = None
    ) -> tuple[Delivery, ...]:
        """Return rows by slot, oldest first; of one channel, in some states, so many of the newest, where given."""
        keys: Iterable[str]
        if channel is not None:
            keys = self._by_channel.get(channel, {})
        elif states:
            keys = [key for state in dict.fromkeys(states) for key in self._by_state.get(state, {})]
        else:
            keys = self._rows
        found = (self._rows[key] for key in keys)
        rows = (row for row in found if not states or row.state in states)
        if newest is None:
            return tuple(sorted(rows, key=order))
        return tuple(reversed(heapq.nlargest(newest, rows, key=order)))

    def seen(self, channel: Channel) -> Sequence[Seen]:
        """Return what a channel has seen by each row, in the order of `ledger.history`; it is not to be changed."""
        if channel not in self._seen:
            self._seen[channel] = sorted(_seen(row) for row in self.select(channel) if row.shown)
        return self._seen[channel]

    def closed(self, before: datetime, limit: int) -> list[Delivery]:
        """Return rows with which nothing is to be done any more and whose slot was before an instant, as many as `limit`."""
        return list(islice(self._closed_before(before), limit))

    def _closed_before(self, before: datetime) -> Iterator[Delivery]:
        for day in sorted(day for day in self._closed if day <= (before - _EPOCH).days):
            yield from (row for row in map(self._rows.__getitem__, self._closed[day]) if row.due < before)

    def newest(self, subscription: str) -> datetime | None:
        """Return the instant of a subscription's newest slot."""
        return self._newest.get(subscription)


def _shown(row: Delivery) -> tuple[Channel, tuple[Pick, ...]]:
    return row.channel, row.picks if row.shown else ()


def _seen(row: Delivery) -> Seen:
    return Seen(row.slot, microseconds(row.due), row.key, history((row,)))


def _day(row: Delivery) -> int:
    return (row.due - _EPOCH).days


def _without(index: dict[P, dict[str, None]], place: P, key: str) -> None:
    """Take a key out of an index, and its place with the last one."""
    keys = index[place]
    del keys[key]
    if not keys:
        del index[place]
