"""What an inspection of the installation finds: one line each, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

Grade = Literal["ok", "warning", "error"]

CLOCK_SECONDS = 5.0
"""How far our clock and a platform's may differ: slots are minutes, signatures and nonces are not."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do where it is not well."""

    area: str
    subject: str
    grade: Grade
    said: str
    remedy: str = ""


def ok(area: str, subject: str, said: str) -> Finding:
    """Return that something is well."""
    return Finding(area, subject, "ok", said)


def warning(area: str, subject: str, said: str, remedy: str) -> Finding:
    """Return that something will not do for long, or could not be looked at."""
    return Finding(area, subject, "warning", said, remedy)


def error(area: str, subject: str, said: str, remedy: str) -> Finding:
    """Return that something does not work."""
    return Finding(area, subject, "error", said, remedy)


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
    off, way = (ahead, "ahead of") if ahead > behind else (behind, "behind")
    if off.total_seconds() <= CLOCK_SECONDS:
        return ok("clock", subject, "agrees with this machine's")
    return error("clock", subject, f"this machine is {off.total_seconds():.0f} s {way} it", "set the clock by NTP")
