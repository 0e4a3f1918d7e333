"""A strict Discord on the loopback: REST API v10 and gateway, for the real client library to run against."""

from __future__ import annotations

from .calls import Call
from .errors import Problem, Violation
from .faults import Bucket, Dropped, Hung, RateLimited, Refused
from .interactions import Interaction
from .schema import SPEC_FILE
from .schema import available as schema_available
from .server import DiscordServer
from .world import Channel, Guild, Message, Permission, User

__all__ = [
    "SPEC_FILE",
    "Bucket",
    "Call",
    "Channel",
    "DiscordServer",
    "Dropped",
    "Guild",
    "Hung",
    "Interaction",
    "Message",
    "Permission",
    "Problem",
    "RateLimited",
    "Refused",
    "User",
    "Violation",
    "schema_available",
]
