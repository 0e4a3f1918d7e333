"""A limit of so many messages in so many seconds as slots, which keeps it whatever the network does in between.

A message holds one of `count` slots from when it is let through until `rest` seconds after its answer has come. It has reached
Telegram before it was answered, and the next one on that slot is let through after the rest: so two messages on one slot
arrive at least `rest` seconds apart, however long either was under way, and no window of `rest` seconds has more than
`count` of them. What that costs is the time under way: count / (rest + round trip) is the rate.
"""

from __future__ import annotations

from bisect import bisect_right, insort


class Slots:
    """Counts slots; instants are handed in, in seconds that never go back."""

    def __init__(self, count: int, rest: float) -> None:
        self._count = count
        self._rest = rest
        self._taken = 0
        self._resting: list[float] = []

    def used(self, now: float) -> int:
        """Return how many slots are taken, or rest."""
        del self._resting[: bisect_right(self._resting, now)]
        return self._taken + len(self._resting)

    def free_at(self, now: float, spare: int = 0) -> float | None:
        """Return from when on a slot is free beside `spare` others; None where that hangs on an answer that is to come."""
        lacking = self.used(now) - (self._count - spare) + 1
        if lacking <= 0:
            return now
        return self._resting[lacking - 1] if lacking <= len(self._resting) else None

    def take(self) -> None:
        """Take a slot, also where none is free."""
        self._taken += 1

    def give(self, now: float, longer: float | None) -> None:
        """Give a slot back: it rests, by so many seconds `longer`; with None nothing was sent, and it is free at once."""
        self._taken -= 1
        if longer is not None:
            insort(self._resting, now + self._rest + longer)
