"""How far a journal was acknowledged, in a small file beside it: what tells a cut that loses something from a torn write.

    0f9c2d41a7b3e865 00000000000000012345 5e6f7a8b

The generation of the journal, the length in bytes up to which all of it was acknowledged, a checksum. It is written over in
place by one call after each sync of the journal, and before anybody is told; it has a sync of its own only with each generation:

- After `kill -9` the system has every write that was made: the mark is at most one sync behind the journal.
- After a power cut it may be any older one, and then proves less; never one that is ahead of the journal, because a length is
  written only when the journal's bytes up to it are on disk.
- Its one write is shorter than a page and a sector: it is there or not. Were it ever half there, the checksum would say so, and
  a mark that cannot be read proves nothing, and harms nothing.
- The mark on disk is of the journal's generation, or of the one before, which the journal names. One of any other is of a
  journal that was here later, or of another store's.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Mark(NamedTuple):
    """All of the journal of a generation up to a length was acknowledged."""

    generation: str
    length: int

    def encode(self) -> bytes:
        """Return the file's content; it is of the same length for each mark."""
        text = f"{self.generation:>16} {self.length:020}".encode()
        return b"%s %08x\n" % (text, zlib.crc32(text))


def mark_path(journal: Path) -> Path:
    """Return where the mark of a journal is."""
    return journal.with_suffix(".mark")


def read_mark(journal: Path) -> Mark | None:
    """Return the mark beside a journal; None where there is none, or none that can be trusted."""
    try:
        with mark_path(journal).open("rb") as file:
            data = file.read(100)
    except OSError:
        return None
    with suppress(ValueError):
        generation, length = data[:37].decode("ascii").split()
        mark = Mark(generation, int(length))
        if mark.encode() == data:
            return mark
    return None


class MarkFile:
    """The mark of an open journal."""

    def __init__(self, journal: Path) -> None:
        self._path = mark_path(journal)
        self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        # Whatever was there longer than a mark would make each new one unreadable.
        os.ftruncate(self._fd, len(Mark("", 0).encode()))

    def put(self, mark: Mark) -> None:
        """Write over the last one. Where that fails the last one stays, and proves less."""
        with suppress(OSError):
            os.pwrite(self._fd, mark.encode(), 0)

    def renew(self, mark: Mark) -> None:
        """Write the first one of a generation, on disk when this returns. Where that fails there is none, and proves nothing."""
        try:
            os.pwrite(self._fd, mark.encode(), 0)
            os.fsync(self._fd)
        except OSError:
            with suppress(OSError):
                self._path.unlink()

    def close(self) -> None:
        """Make it durable, as far as that can be had, and give it back."""
        with suppress(OSError):
            os.fsync(self._fd)
        os.close(self._fd)
