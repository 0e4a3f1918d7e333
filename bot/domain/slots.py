"""When editions are due: nominal wall-clock times of a cron schedule, and the instants they mean in a zone.

A slot in a gap (clocks put forward) is the first instant after the gap, and several that meet there are one; a slot in a
fold (clocks put back) is its first pass. So every nominal time happens once, whatever the clocks do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import InputError
from .cron import Cron, parse_cron

_DAY = timedelta(days=1)


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
    cron, where = parse_cron(schedule), zone(timezone)
    return _between(cron, where, after, until)


def next_slot(schedule: str, timezone: str, after: datetime) -> Slot | None:
    """Return the first slot after an instant; None where the schedule has none within ten years.

    Raises InputError for a schedule or zone that is none.
    """
    cron, where = parse_cron(schedule), zone(timezone)
    for days in (1, 40, 400, 3660):
        if coming := _between(cron, where, after, after + timedelta(days=days)):
            return coming[0]
    return None


def _between(cron: Cron, where: ZoneInfo, after: datetime, until: datetime) -> tuple[Slot, ...]:
    # A day on either side is more than any offset ever moved a clock.
    start = after.astimezone(where).replace(tzinfo=None) - _DAY
    end = until.astimezone(where).replace(tzinfo=None) + _DAY
    found: dict[datetime, str] = {}
    for nominal in takewhile(lambda moment: moment <= end, cron.after(start)):
        found[instant(nominal, where)] = nominal.strftime("%Y-%m-%dT%H:%M")
    return tuple(Slot(nominal, moment) for moment, nominal in sorted(found.items()) if after < moment <= until)
