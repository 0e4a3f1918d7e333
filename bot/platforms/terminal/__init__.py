"""The terminal as a platform: the same replies and editions, with colour where there is colour."""

from __future__ import annotations

from ...domain.ledger import Channel

DEMO = Channel("terminal", "demo")
"""The one channel of a terminal."""
