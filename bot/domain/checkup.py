"""What an inspection of the installation finds: one line each, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from .saying import Saying, say

Area = Literal["settings", "corpus", "data", "disk", "bot", "token", "network", "clock", "channel", "probe chat"]
Grade = Literal["ok", "warning", "error"]

CLOCK_SECONDS = 5.0
"""How far our clock and a platform's may differ: slots are minutes, signatures and nonces are not."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do where it is not well, and `said` does not say that by itself."""

    area: Area
    subject: str
    grade: Grade
    said: Saying
    remedy: Saying | None = None


def ok(area: Area, subject: str, said: Saying) -> Finding:
    """Return that something is well."""
    return Finding(area, subject, "ok", said)


def warning(area: Area, subject: str, said: Saying, remedy: Saying | None) -> Finding:
    """Return that something will not do for long, or could not be looked at."""
    return Finding(area, subject, "warning", said, remedy)


def error(area: Area, subject: str, said: Saying, remedy: Saying | None) -> Finding:
    """Return that something does not work."""
    return Finding(area, subject, "error", said, remedy)


def look_for(setting: str, address: str | None) -> Saying:
    """Return where to look for what keeps a platform from being reached, at the `address` that `setting` names, if it does."""
    return say("doctor-look-at" if address else "doctor-look-at-network", setting=setting)


def left_out(subject: str, platform: str, count: int) -> list[Finding]:
    """Return that `count` channels, if any, were not asked about."""
    said = say("doctor-left-out", count=count, platform=platform)
    return [warning("channel", subject, said, say("doctor-left-out-log"))] if count > 0 else []


def http_date(told: str | None) -> datetime | None:
    """Read the Date header of an answer; None where there is none that can be read."""
    try:
        found = parsedate_to_datetime(told or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def clock(subject: str, asked: datetime, answered: datetime, theirs: datetime) -> Finding:
    """Compare our clock with one that told whole seconds at some time between a question and its answer."""
    ahead, behind = asked - theirs - timedelta(seconds=1), theirs - answered
    off = max(ahead, behind).total_seconds()
    if off <= CLOCK_SECONDS:
        return ok("clock", subject, say("doctor-clock"))
    said = say("doctor-clock-ahead" if ahead > behind else "doctor-clock-behind", count=round(off))
    return error("clock", subject, said, say("doctor-ntp"))
