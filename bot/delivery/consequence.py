"""What a failed attempt means: for the row, and for the platform as a whole. Pure functions of what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from .. import errors
from ..domain.ledger import Delivery, Part
from . import retry
from .circuit import Outcome

Change = Callable[[Delivery], Delivery]
"""What becomes of a row that is in flight, whatever else has changed in it meanwhile."""


def outcome(error: errors.DeliveryError) -> Outcome:
    """Return what an error says of its platform."""
    match error:
        case errors.NotSent(banning=True):
            return "banning"
        case errors.NotSent(retry_after=None) | errors.Uncertain():
            return "down"
        case errors.ChannelLost():
            return "lost"
        case _:
            return "worked"


def change(
    row: Delivery,
    error: errors.DeliveryError,
    now: datetime,
    grace: retry.Grace,
    *,
    shorter: Sequence[Part] = (),
    followed: bool = False,
) -> Change:
    """Return what becomes of a row.

    `shorter` are the parts in the place of one that is too long; `followed` tells whether a channel that moved has taken its
    subscription with it.
    """
    reason = str(error)
    if row.doubt is not None or isinstance(error, errors.Uncertain):
        # That a repetition did not go out says nothing about the attempt before it.
        return lambda current: current.unknown(now + retry.backoff(current.attempts), now, reason)
    match error:
        case errors.NotSent(retry_after=retry_after):
            again = _again(row, retry_after, now, grace)
            return lambda current: current.retrying(again, now, reason)
        case errors.TooLong() if shorter:
            return lambda current: current.divided(tuple(shorter), now, reason)
        case errors.ChannelMoved() if followed:
            return lambda current: current.retrying(now, now, reason)
        case errors.ChannelLost():
            # It waits with its channel: permission may be back before its time has passed.
            return lambda current: current.retrying(None, now, reason)
        case _:
            return lambda current: current.ended("refused", now, reason)


def _again(row: Delivery, retry_after: float | None, now: datetime, grace: retry.Grace) -> datetime:
    """Return when a row is tried again.

    One that may not be in time is looked at when its time has passed, and is missed then: until that it waits.
    """
    limit = retry.deadline(row, grace)
    return retry.next_attempt(now, row.attempts, retry_after, limit) or limit + timedelta(seconds=1)
