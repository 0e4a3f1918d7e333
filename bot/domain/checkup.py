"""What an inspection of the installation finds: one line each, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
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


def clock(subject: str, ours: datetime, theirs: datetime) -> Finding:
    """Compare our clock with one that tells whole seconds."""
    off = ours - theirs - timedelta(milliseconds=500)  # their second began up to one second ago
    seconds = off.total_seconds()
    if abs(seconds) <= CLOCK_SECONDS:
        return ok("clock", subject, "agrees with this machine's")
    way = "ahead of" if seconds > 0 else "behind"
    return error("clock", subject, f"this machine is {abs(seconds):.0f} s {way} it", "set the clock by NTP")
