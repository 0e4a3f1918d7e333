"""A circuit breaker for each platform: when nothing works there, nothing is tried for a while, and then one delivery alone.

After M. Nygard, *Release It!*: closed, open, half-open. A platform that is down would otherwise make one doubtful row after
the other; one that refuses us as such would ban us for asking on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

Outcome = Literal["worked", "down", "lost", "banning"]
"""Of an attempt: the platform answered; it did not, or broke off; this channel refused us; it refuses us everywhere."""

DOWN_IN_A_ROW = 5
# Channels that lose us one after the other, without one that takes a post in between: that is not about the channels.
LOST_IN_A_ROW = 20
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=5)
BANNING = timedelta(minutes=15)


class Circuit:
    """Instants are handed in; nothing here looks at a clock."""

    def __init__(self) -> None:
        self._in_a_row: dict[Outcome, int] = {}
        self._pause = FIRST
        self._until: datetime | None = None
        self._banned = False
        self._trial = False

    @property
    def reopens(self) -> datetime | None:
        """When the next delivery may be tried; None while the circuit is closed."""
        return self._until

    def reconnected(self) -> None:
        """Take note that the platform answers again: what was down is tried at once, what refuses us is not."""
        if not self._banned:
            self._close()

    def _close(self) -> None:
        self._in_a_row.clear()
        self._until, self._pause, self._banned = None, FIRST, False

    def allows(self, now: datetime) -> bool:
        """Tell whether a delivery may be tried now; of an open circuit whose time has come, one alone is let through."""
        if self._until is None:
            return True
        if now < self._until <= now + BANNING:  # further off: the clock was set back meanwhile
            return False
        self._until, self._trial = now + self._pause, True
        return True

    def took(self, outcome: Outcome | None, now: datetime) -> bool:
        """Take note of how an attempt ended; return whether that has opened the circuit.

        None: what was let through did not ask the platform after all, so that the next one may.
        """
        trial, self._trial = self._trial, False
        if outcome is None:
            if trial:
                self._until = now
            return False
        if outcome == "worked":
            self._close()
            return False
        if self._until is not None and not trial and outcome != "banning":
            return False  # it was under way already when the circuit opened, and says nothing new
        self._in_a_row[outcome] = self._in_a_row.get(outcome, 0) + 1
        if outcome == "banning" or self._in_a_row.get("lost", 0) >= LOST_IN_A_ROW:
            self._until, self._banned = now + BANNING, True
        elif self._in_a_row.get("down", 0) >= DOWN_IN_A_ROW:
            self._until = now + self._pause
            self._pause = min(self._pause * 2, LONGEST)
        else:
            return False
        return True
