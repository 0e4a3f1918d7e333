"""The timeline: events by date, by person, by topic and by source, a page at a time."""

from __future__ import annotations

from .index import Timeline
from .selection import Selection, from_newest

__all__ = ["Selection", "Timeline", "from_newest"]
