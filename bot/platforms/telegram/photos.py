"""What Telegram takes as a photo: up to 10 MB, width and height up to 10,000 together, neither over 20 times the other."""

from __future__ import annotations

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDES = 10_000
MAX_RATIO = 20

_PNG = b"\x89PNG\r\n\x1a\n"
_SIDES = slice(16, 24)  # width and height, four bytes each, begin the first chunk of a PNG


def fit(png: bytes) -> bool:
    """Tell whether Telegram would take a PNG."""
    sides = png[_SIDES]
    if not png.startswith(_PNG) or len(sides) < 8 or len(png) > MAX_BYTES:
        return False
    width, height = int.from_bytes(sides[:4]), int.from_bytes(sides[4:])
    return (
        min(width, height) > 0 and width + height <= MAX_SIDES and max(width, height) <= MAX_RATIO * min(width, height)
    )
