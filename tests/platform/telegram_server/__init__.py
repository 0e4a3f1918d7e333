"""A strict loopback server that speaks the Telegram Bot API, so that the real client library runs in tests.

A request goes `server` → `description` (parameters and types) → `faults` → `methods` → `limits`, `entities`, `world`.
"""

from .calls import Call
from .description import FILE, Description, Upload, built_in, from_file
from .entities import utf16_length
from .faults import Hang
from .server import TelegramServer
from .world import Chat, Member, Message, User

__all__ = [
    "FILE",
    "Call",
    "Chat",
    "Description",
    "Hang",
    "Member",
    "Message",
    "TelegramServer",
    "Upload",
    "User",
    "built_in",
    "from_file",
    "utf16_length",
]
