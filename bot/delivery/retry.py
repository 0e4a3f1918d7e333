"""What is done when, about a message that did not go out as it should: pure functions of what happened so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ..domain.ledger import Channel, Delivery

Grace = Callable[[Channel], timedelta]
"""How late an edition for a channel may be: after that it is missed, not sent."""

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)
# A platform may take a while to do what it was asked on a connection that has broken: until then nobody can say it is not there.
SETTLE = timedelta(seconds=20)
# Half an edition is worse than a late one; but one whose rest nobody takes for so long is given up.
COMPLETE = timedelta(hours=24)


@dataclass(frozen=True)
class Policy:
    """What the operator chose: how late an edition may be, and what is done where nobody can know whether it is there."""

    grace: Grace
    on_unknown: Literal["ask", "resend", "skip"] = "ask"


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 5 seconds, doubled each time, up to 15 minutes."""
    return min(FIRST * (1 << min(max(attempts, 1) - 1, 16)), LONGEST)


def next_attempt(now: datetime, attempts: int, retry_after: float | None, deadline: datetime) -> datetime | None:
    """Return when to try again, or None when it would be after `deadline`.

    The platform's own `retry_after` (seconds) is obeyed; the wait is never shorter than `backoff`.
    """
    left = deadline - now
    asked = max(0.0, retry_after or 0.0)
    if asked > left.total_seconds():  # before it becomes a moment: it may be beyond the calendar
        return None
    wait = max(backoff(attempts), timedelta(seconds=asked))
    return now + wait if wait <= left else None


def deadline(row: Delivery, grace: Grace) -> datetime:
    """Return until when it makes sense to send a row: what readers have begun to get may be completed later."""
    usual = grace(row.channel)
    return (row.wanted or row.due) + (max(usual, COMPLETE) if row.begun else usual)


def too_late(row: Delivery, now: datetime, grace: Grace) -> bool:
    """Tell whether a row's time has passed. One that may be there already has to be found out about, however late it is."""
    return row.doubt is None and now > deadline(row, grace)


def pause(retry_after: float | None) -> timedelta:
    """Return a wait that was asked for (seconds) as one that a calendar can hold, of one second at least."""
    return timedelta(seconds=min(max(retry_after or 0.0, 1.0), 366 * 86400.0))
