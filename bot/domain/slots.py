"""When editions are due: nominal wall-clock times of a cron schedule, and the instants they mean in a zone.

A slot in a gap (clocks put forward) is the first instant after the gap, and several that meet there are one; a slot in a
fold (clocks put back) is its first pass. So every nominal time happens once, whatever the clocks do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import InputError
from .cron import Cron, parse_cron

_DAY = timedelta(days=1)
_NOMINAL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Slot:
    """A nominal local time (`YYYY-MM-DDTHH:MM`) and the instant (UTC) it means."""

    nominal: str
    instant: datetime


def zone(name: str) -> ZoneInfo:
    """Return an IANA zone. Raises InputError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"{name!r} is no time zone: write an IANA name such as Asia/Tokyo") from None


def instant(nominal: datetime, where: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a wall-clock time: the first pass in a fold, the end of a gap."""
    local = nominal.replace(tzinfo=where, fold=0)
    moment = local.astimezone(UTC)
    if moment.astimezone(where).replace(tzinfo=None) == nominal:
        return moment
    # In a gap fold=0 reads with the offset before it, fold=1 with the one after: the change lies between the two.
    late, early = moment, nominal.replace(tzinfo=where, fold=1).astimezone(UTC)
    before = early.astimezone(where).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(where).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def slots(schedule: str, timezone: str, after: datetime, until: datetime) -> tuple[Slot, ...]:
    """Return the slots with `after` < instant <= `until` (both aware), in order.

    Raises InputError for a schedule or zone that is none.
    """
    coming = _coming(parse_cron(schedule), zone(timezone), after)
    return tuple(takewhile(lambda slot: slot.instant <= until, coming))


@lru_cache(maxsize=128)  # at a tick, channels that share a schedule ask the same
def newest_slots(schedule: str, timezone: str, after: datetime, until: datetime, most: int) -> tuple[Slot, ...]:
    """Return the last `most` of `slots`, however long the time between is, without going through all of it.

    Raises InputError for a schedule or zone that is none.
    """
    width = _DAY
    while True:
        start = max(after, until - width) if width < until - after else after
        found = slots(schedule, timezone, start, until)
        if start == after or len(found) >= most:
            return found[-most:]
        width *= 4


@lru_cache(maxsize=4096)  # as above
def next_slot(schedule: str, timezone: str, after: datetime) -> Slot | None:
    """Return the first slot after an instant; None where the schedule has none before the calendar ends.

    Raises InputError for a schedule or zone that is none.
    """
    return next(_coming(parse_cron(schedule), zone(timezone), after), None)


def _coming(cron: Cron, where: ZoneInfo, after: datetime) -> Iterator[Slot]:
    """Yield the slots after an instant.

    Later wall-clock times never mean earlier instants, so those up to the one that `after` shows on the wall are past, and what is
    left to leave out is the rest of a fold, whose first pass was before.
    """
    met: Slot | None = None
    for nominal in cron.after(after.astimezone(where).replace(tzinfo=None)):
        moment = instant(nominal, where)
        if moment <= after:
            continue
        if met is not None and met.instant != moment:
            yield met
        met = Slot(nominal.strftime(_NOMINAL), moment)
        if moment.astimezone(where).replace(tzinfo=None) == nominal:  # nothing meets here but what lies in a gap
            yield met
            met = None
    if met is not None:
        yield met
