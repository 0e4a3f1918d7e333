"""Rows of closed months, out of memory: asked in a thread of its own, so that the event loop never waits for a disk."""

from __future__ import annotations

import asyncio
import heapq
import sqlite3
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from ..domain.ledger import Channel, State
from ..errors import StoreDamaged
from . import archive_file as file
from .archive_file import Seen, Standing, Stored
from .lines import sync_folder

R = TypeVar("R")
_COLUMNS = "key, place, moves, due, state, document"
_AT_ONCE = 500  # keys in one question


class Archive:
    """The archive of a data directory; made by `open`. There may be no file yet: then `standing` is None, and nothing is found.

    A writer keeps its connection; a reader opens the file for each question, and leaves nothing open.
    """

    def __init__(self, path: Path, *, write: bool, sync: Callable[[int], None]) -> None:
        self.path = path
        self.standing: Standing | None = None
        self.places: list[tuple[int, Channel]] = []
        self._write = write
        self._sync = sync
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, "archive")

    @classmethod
    def open(cls, path: Path, expected: tuple[str, int] | None, *, write: bool, sync: Callable[[int], None]) -> Archive:
        """Look what is there; `expected` is the generation and the count of rows that the journal knows of.

        The file may have more rows than the journal knows of, after a crash: the journal has those still. Raises StoreDamaged
        where it has fewer, or is another one.
        """
        archive = cls(path, write=write, sync=sync)
        if path.exists():
            with file.our_errors(path, write=write), closing(file.connect(path)) as db:
                db.execute("BEGIN")  # one state of it, whatever a writer does meanwhile
                archive.standing = file.standing(db, path)
                archive.places = file.places(db) if archive.standing else []
        found = archive.standing
        if expected and found is None:
            reason = f"it is missing, and {expected[1]} deliveries with it"
        elif expected and found and found.generation != expected[0]:
            reason = "it is not the archive that belongs to this journal"
        elif expected and found and found.rows < expected[1]:
            reason = f"it has {found.rows} deliveries of {expected[1]}: it is an older one, or was cut"
        else:
            return archive
        raise StoreDamaged(path, None, reason, file.remedy(path))

    async def _ask(self, question: Callable[[sqlite3.Connection], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._asked, question)

    def _asked(self, question: Callable[[sqlite3.Connection], R]) -> R:
        """Runs in the archive's thread."""
        with file.our_errors(self.path, write=self._write), self._connected() as db:
            return question(db)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        if not self._write:
            with closing(file.connect(self.path)) as db:
                yield db
            return
        if self._db is None:
            self._db = file.connect(self.path, write=True)
            sync_folder(self.path, self._sync)
        yield self._db

    def close(self) -> None:
        """Wait for what is under way, and give the file back."""
        self._thread.shutdown()
        if self._db is not None:
            self._db.close()
            self._db = None

    async def keep(self, rows: Sequence[Stored]) -> Standing:
        """Keep rows, each in the place of an earlier one of its key; on disk when this returns. Raises StoreError."""

        def keep(db: sqlite3.Connection) -> Standing:
            with file.transaction(db):
                file.create(db)
                known = sum(1 for _ in _present(db, [each.row.key for each in rows]))
                channels = {each.place: each.row.channel for each in rows}
                db.executemany(
                    "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?)",
                    [(place, c.platform, c.chat, c.thread) for place, c in channels.items()],
                )
                db.executemany("REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)", map(file.values, rows))
                newest = max(file.microseconds(each.row.due) for each in rows)
                db.execute("UPDATE standing SET rows = rows + ?, newest = max(newest, ?)", (len(rows) - known, newest))
                found = file.standing(db, self.path)
            assert found is not None
            return found

        self.standing = await self._ask(keep)
        return self.standing

    async def get(self, key: str) -> Stored | None:
        """Return one row; of a key that no text has, none."""
        try:
            key.encode()
        except UnicodeEncodeError:
            return None

        def get(db: sqlite3.Connection) -> Stored | None:
            found = db.execute(f"SELECT {_COLUMNS} FROM deliveries WHERE key = ?", (key,)).fetchone()  # noqa: S608 - ours
            return None if found is None else file.stored(found, self.path)

        return await self._ask(get) if self.standing else None

    async def present(self, keys: Sequence[str]) -> frozenset[str]:
        """Return those of the keys that are archived."""
        if not keys or not self.standing:
            return frozenset()
        return await self._ask(lambda db: frozenset(_present(db, keys)))

    async def select(
        self, places: Sequence[int] | None, states: Sequence[State], newest: int | None, without: Container[str]
    ) -> list[Stored]:
        """Return rows in any order: of some places (None: of all), in some states (none: in any), so many of the newest.

        Those whose keys are in `without` are left out, and do not count.
        """

        def rows(db: sqlite3.Connection, place: int | None) -> Iterator[Sequence[object]]:
            wanted, at = ("place = ?", [place]) if place is not None else ("1", [])
            chosen = f"AND state IN ({', '.join('?' * len(states))})" if states else ""
            question = f"SELECT {_COLUMNS} FROM deliveries WHERE {wanted} {chosen} ORDER BY due DESC, key DESC"  # noqa: S608 - ours
            return (row for row in db.execute(question, (*at, *states)) if row[0] not in without)

        def select(db: sqlite3.Connection) -> list[Stored]:
            each = [rows(db, place) for place in (places if places is not None else (None,))]
            merged = heapq.merge(*each, key=lambda row: (row[3], row[0]), reverse=True)
            return [file.stored(row, self.path) for row in islice(merged, newest)]

        return await self._ask(select) if self.standing else []

    async def seen(self, places: Sequence[int], without: Container[str]) -> list[Seen]:
        """Return what readers have seen by the rows of some places, read from an index alone; in any order."""

        def seen(db: sqlite3.Connection) -> list[Seen]:
            question = "SELECT key, due, shown FROM deliveries WHERE place = ? AND shown IS NOT NULL"
            return [
                file.seen(key, place, due, shown, self.path)
                for place in places
                for key, due, shown in db.execute(question, (place,))
                if key not in without
            ]

        return await self._ask(seen) if places and self.standing else []


def _present(db: sqlite3.Connection, keys: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        question = f"SELECT key FROM deliveries WHERE key IN ({', '.join('?' * len(some))})"  # noqa: S608 - only marks
        yield from (key for (key,) in db.execute(question, some))
