"""The small world in which the server's own tests happen."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .description import Description
from .server import TelegramServer

ANN, SILENT, GROUP, FORUM, CHANNEL, FOREIGN_CHANNEL = 77, 78, -55, -1000000000066, -1000000000088, -1000000000089
NOW = 1_750_000_000


def png(width: int, height: int, noise: bytes = b"") -> bytes:
    """A picture in black, of any size; `noise` makes it as long in bytes as that."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x01\0\0\0\0"  # one bit of grey a pixel
    pixels = zlib.compress(bytes((1 + (width + 7) // 8) * height))
    extra = chunk(b"teXt", noise) if noise else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


PNG = png(640, 480)


@asynccontextmanager
async def sample(description: Description | None = None) -> AsyncIterator[TelegramServer]:
    """A small world: a person, one who never wrote, a group, a forum, a channel and one where the bot may not post."""
    async with TelegramServer(description=description, now=lambda: NOW) as server:
        ann = server.add_user("Ann", id=ANN, username="ann", language_code="ja")
        server.add_user("Silent", id=SILENT, started=False)
        group = server.add_chat("group", "Readers", id=GROUP)
        server.set_member(group, ann, "creator")
        server.add_chat("supergroup", "Forum", id=FORUM, forum=True)
        server.add_chat("channel", "News", id=CHANNEL, username="news")
        server.add_chat("channel", "Elsewhere", id=FOREIGN_CHANNEL, bot="member")
        yield server
