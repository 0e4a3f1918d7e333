"""The lines of the journal: JSON, each behind a checksum that goes on from the checksum of the line before it.

    e2f95d29 {"format":"kawaraban-journal","version":2,"generation":"0f9c2d41a7b3e865","after":""}
    5e6f7a8b [["deliveries","tg:-100@2026-01-01T09:00",{"state":"sent"}],["notes",7,null]]

As they are chained from a header that no other file has, a line that is missing, doubled, or in another's place is noticed at
once, as a flipped bit is. Version 1 had no generation, and its checksums stood each for themselves.
"""

from __future__ import annotations

import json
import os
import secrets
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

FORMAT, VERSION = "kawaraban-journal", 2
BUFFER = 1 << 20

Sync = Callable[[int], None]
encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def to_bytes(text: str) -> bytes:
    """Encode text; half a surrogate pair in somebody's message must not stop the store."""
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Header:
    """The first line: `generation` is new with each file that takes the place of another; version 1 had none.

    `after` is the generation of the one that was there before: empty where there was none, None where that was not noted yet.
    """

    version: int
    generation: str | None
    after: str | None

    def encode(self) -> bytes:
        """Return the header as a line has it."""
        fields = {"format": FORMAT, "version": self.version, "generation": self.generation, "after": self.after}
        return to_bytes(encode(fields))


def read_header(data: bytes) -> Header:
    """Read what the first line holds. Raises ValueError for what is no journal of ours; the version may be any."""
    header = json.loads(data)
    if not isinstance(header, dict) or header.get("format") != FORMAT or not isinstance(header.get("version"), int):
        raise ValueError("this is not a journal of ours")
    version, generation, after = header["version"], header.get("generation"), header.get("after")
    if version < VERSION:
        return Header(version, None, None)
    if version == VERSION and not (isinstance(generation, str) and len(generation) == 16):
        raise ValueError("the header has no generation")
    if not isinstance(after, str | None):
        raise ValueError("the header does not tell what was there before")  # noqa: TRY004 - as the other lines
    return Header(version, generation, after)


def content(line: bytes, chain: int) -> bytes | None:
    """Return what a line holds, after the line whose checksum is `chain`; None where it is not whole."""
    data = line[9:-1]
    return data if line[:9] == b"%08x " % zlib.crc32(data, chain) and line.endswith(b"\n") else None


class LineFile:
    """A journal that is open for appending. What is appended is on disk after `sync`; after an error it takes no more."""

    def __init__(self, fd: int, header: Header, size: int, chain: int) -> None:
        self.fd = fd
        self.header = header
        self.size = size
        self.chain = chain

    @classmethod
    def create(cls, path: Path, after: str) -> LineFile:
        """Make an empty journal of a new generation, over whatever bears its name; to come `after` one of another."""
        header = Header(VERSION, secrets.token_hex(8), after)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o666)
        file = cls(fd, header, 0, 0)
        try:
            file.append([header.encode()])
        except BaseException:
            os.close(fd)
            raise
        return file

    def append(self, lines: Iterable[bytes]) -> None:
        """Write so many lines, with few calls."""
        size, chain, buffered = self.size, self.chain, bytearray()
        for data in lines:
            chain = zlib.crc32(data, chain)
            buffered += b"%08x %s\n" % (chain, data)
            if len(buffered) >= BUFFER:
                size += _write_all(self.fd, buffered)
                buffered = bytearray()
        size += _write_all(self.fd, buffered)
        self.size, self.chain = size, chain

    def since(self, position: int) -> Iterable[bytes]:
        """Yield what the lines from a position on hold: one where a line begins."""
        with os.fdopen(os.dup(self.fd), "rb", buffering=BUFFER) as file:
            file.seek(position)
            while file.tell() < self.size:
                yield file.readline()[9:-1]

    def close(self) -> None:
        """Give the file back."""
        os.close(self.fd)


def _write_all(fd: int, data: bytes | bytearray) -> int:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
    return len(data)


def sync_folder(path: Path, sync: Sync) -> None:
    """Make durable that a file bears its name."""
    fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(fd)
    finally:
        os.close(fd)
