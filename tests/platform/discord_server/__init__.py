"""A strict Discord on the loopback: REST API v10 and gateway, for the real client library to run against."""

from __future__ import annotations

from .buckets import Bucket
from .calls import Call
from .errors import Problem, Violation
from .faults import Delayed, Dropped, Fault, Hung, RateLimited, Refused, Truncated
from .interactions import Interaction
from .rights import Permission
from .schema import SPEC_FILE
from .schema import available as schema_available
from .server import DiscordServer
from .world import Channel, Guild, Message, User

__all__ = [
    "SPEC_FILE",
    "Bucket",
    "Call",
    "Channel",
    "Delayed",
    "DiscordServer",
    "Dropped",
    "Fault",
    "Guild",
    "Hung",
    "Interaction",
    "Message",
    "Permission",
    "Problem",
    "RateLimited",
    "Refused",
    "Truncated",
    "User",
    "Violation",
    "schema_available",
]
