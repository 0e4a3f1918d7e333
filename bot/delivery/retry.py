"""When a message that was certainly not sent is tried again: a pure function of what happened so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ..domain.ledger import Channel

Grace = Callable[[Channel], timedelta]
"""How late an edition for a channel may be: after that it is missed, not sent."""

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)


def next_attempt(now: datetime, attempts: int, retry_after: float | None, deadline: datetime) -> datetime | None:
    """Return when to try again, or None when it would be after `deadline`.

    The platform's own `retry_after` (seconds) is obeyed; without it the wait doubles from 5 seconds to 15 minutes.
    """
    backoff = min(FIRST * 2 ** min(attempts - 1, 16), LONGEST)
    left = deadline - now
    asked = max(0.0, retry_after or 0.0)
    if asked > left.total_seconds():  # before it becomes a moment: it may be beyond the calendar
        return None
    wait = max(backoff, timedelta(seconds=asked))
    return now + wait if wait <= left else None
