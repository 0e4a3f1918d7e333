"""Politeness towards floods: whoever asks too much is slowed down, and nobody else is.

Each asker has a bucket of answers, and one more for each channel that others read, too. Buckets are kept as the generic
cell rate algorithm keeps them (ITU-T I.371): one instant, at which the bucket will be full again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

IN_A_ROW, ONE_PER = 20, timedelta(seconds=3)
# In a channel that others read: as many within a minute; what is asked beyond that is answered to the asker alone.
ALOUD_IN_A_ROW, ALOUD_ONE_PER = 6, timedelta(seconds=10)
# Whoever was told to wait is told again only when so many answers are to be had at once.
RELENT = 5
BUCKETS_KEPT = 10_000


@dataclass(frozen=True)
class Verdict:
    """`open`: answer; `private`: answer to the asker alone; `wait`: not for so many `seconds`, `first` told of in a streak."""

    kind: Literal["open", "private", "wait"]
    seconds: int = 0
    first: bool = False


OPEN, PRIVATE = Verdict("open"), Verdict("private")


class Buckets:
    """A bucket for each key, of `size` answers, one of which comes back each `refill`; full ones are forgotten."""

    def __init__(self, size: int, refill: timedelta, kept: int = BUCKETS_KEPT) -> None:
        self._size, self._refill, self._kept = size, refill, kept
        self._full: OrderedDict[str, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full)

    def take(self, key: str, now: datetime) -> timedelta:
        """Take an answer; return zero, or, where there is none, how long until there is one."""
        self._forget(now)
        full = self._full_at(key, now)
        wait = max(full - now - (self._size - 1) * self._refill, timedelta())
        self._full[key] = full if wait else full + self._refill
        self._full.move_to_end(key)
        while len(self._full) > self._kept:
            self._full.popitem(last=False)
        return wait

    def left(self, key: str, now: datetime) -> int:
        """Return how many answers may be taken now."""
        return self._size - ceil((self._full_at(key, now) - now) / self._refill)

    def _full_at(self, key: str, now: datetime) -> datetime:
        """Return when a bucket is full: no later than an empty one, also when the clock was set back."""
        return min(max(self._full.get(key, now), now), now + self._size * self._refill)

    def _forget(self, now: datetime) -> None:
        while self._full and next(iter(self._full.values())) <= now:
            self._full.popitem(last=False)


class Pace:
    """Says how each question is to be answered. Memory is bounded: those who ask no more are forgotten."""

    def __init__(self) -> None:
        self._askers = Buckets(IN_A_ROW, ONE_PER)
        self._aloud = Buckets(ALOUD_IN_A_ROW, ALOUD_ONE_PER)
        self._told: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._askers) + len(self._aloud) + len(self._told)

    def verdict(self, asker: str, channel: str | None, now: datetime) -> Verdict:
        """Judge one question of `asker` (a key), in a `channel` (a key) that others read, or in private (None)."""
        if self._askers.left(asker, now) >= RELENT:
            self._told.pop(asker, None)
        if wait := self._askers.take(asker, now):
            return Verdict("wait", ceil(wait.total_seconds()), self._tell(asker))
        if channel is not None and self._aloud.take(f"{asker} {channel}", now):
            return PRIVATE
        return OPEN

    def _tell(self, asker: str) -> bool:
        first = asker not in self._told
        self._told[asker] = None
        self._told.move_to_end(asker)
        while len(self._told) > BUCKETS_KEPT:
            self._told.popitem(last=False)
        return first
