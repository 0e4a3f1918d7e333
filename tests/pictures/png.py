"""A screenshot of text made small: an indexed PNG of its 256 commonest colours, which holds all but traces of smoothing."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256

Colour = tuple[int, int, int]


def indexed(data: bytes) -> bytes:
    """Return an 8-bit RGB PNG that is not interlaced, as Chromium writes them, with a palette. Raises ValueError for others."""
    chunks = list(_chunks(data))
    width, height, *kind = struct.unpack(">IIBBBBB", chunks[0][1])
    if kind != [8, 2, 0, 0, 0]:
        raise ValueError(f"a PNG of another kind: {kind}")
    rows = list(_rows(zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT")), width * 3))
    counted = Counter(colour for row in rows for colour in _colours(row))
    palette = [colour for colour, _ in sorted(counted.items(), key=lambda found: (-found[1], found[0]))[:_COLOURS]]
    places = {colour: place for place, colour in enumerate(palette)}
    for colour in counted:
        places.setdefault(colour, min(range(len(palette)), key=lambda place: _distance(colour, palette[place])))
    # Each row begins with its filter: none, which suits indices best.
    pixels = b"".join(b"\0" + bytes(places[colour] for colour in _colours(row)) for row in rows)
    return _SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(map(bytes, palette))),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    place = len(_SIGNATURE)
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _colours(row: bytes) -> Iterator[Colour]:
    return zip(row[0::3], row[1::3], row[2::3], strict=True)


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _rows(raw: bytes, length: int) -> Iterator[bytes]:
    """Undo the filters of PNG, by which a byte is written as its difference from those to the left and above."""
    above = bytes(length)
    for start in range(0, len(raw), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        match raw[start]:
            case 1:
                for i in range(3, length):
                    row[i] = (row[i] + row[i - 3]) & 255
            case 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=True))
            case 3:
                for i in range(length):
                    row[i] = (row[i] + ((row[i - 3] if i >= 3 else 0) + above[i]) // 2) & 255
            case 4:
                _paeth(row, above)
        above = bytes(row)
        yield above


def _paeth(row: bytearray, above: bytes) -> None:
    """Undo the filter that predicts from whichever of left, above and above left is nearest to their plane."""
    for i in range(3):
        row[i] = (row[i] + above[i]) & 255
    for i in range(3, len(row)):
        left, up, corner = row[i - 3], above[i], above[i - 3]
        by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
        if by_left <= by_up and by_left <= by_corner:
            row[i] = (row[i] + left) & 255
        else:
            row[i] = (row[i] + (up if by_up <= by_corner else corner)) & 255
