"""The archive's file: what is in it, and how SQLite's errors are worded.

It is SQLite, because what is asked of old rows is asked of a disk: by key, by channel and day, one page at a time, and a row that
is put back later replaces the first. A text file would have to be read whole, or need an index that is kept in step by hand.
Each document has a checksum that knows its key and its place, and what `history` needs stands, with one of its own, in an index
that is read alone.

Durable is what a commit has confirmed: with the rollback journal and `synchronous = EXTRA` the data are synced, and the folder
after the rollback journal's end as well, so that no power cut can take a confirmed commit back. A commit that a crash cut off is
rolled back by whoever opens the file next, a reader as well.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ..domain.ledger import Channel, Delivery, Shown, history
from ..errors import StoreDamaged, StoreError, StoreNewer, StoreUnwritable
from . import rows
from .lines import encode, to_bytes

ARCHIVE = "archive.sqlite"
VERSION = 1
PATIENCE = 30.0  # seconds for which one process waits for another

_SCHEMA = """
CREATE TABLE standing (one INTEGER PRIMARY KEY CHECK (one = 1), generation TEXT, rows INTEGER, newest INTEGER);
CREATE TABLE places (id INTEGER PRIMARY KEY, platform TEXT, chat TEXT, thread TEXT);
CREATE TABLE deliveries (
    key TEXT PRIMARY KEY, place INTEGER, moves INTEGER, due INTEGER, state TEXT, shown BLOB, document BLOB);
CREATE INDEX by_place ON deliveries (place, due, key, shown);
CREATE INDEX by_due ON deliveries (due, key);
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CLOSED = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}


class ArchiveBusy(StoreError):
    """Another process, as one that makes a backup, has held the archive for longer than one waits."""


@dataclass(frozen=True)
class Standing:
    """Which archive it is, how many rows it has and the newest slot among them."""

    generation: str
    rows: int
    newest: datetime


@dataclass(frozen=True)
class Stored:
    """A row in its place, which had moved so often when it was archived."""

    place: int
    moves: int
    row: Delivery


def remedy(path: Path) -> str:
    """Return what to do about an archive that is damaged or missing."""
    return (
        f"put it back, restore a backup with `kawaraban restore FILE`, or go on without what it holds: "
        f"name it {path.name}.lost (an empty file of that name will do)"
    )


@contextmanager
def our_errors(path: Path, *, write: bool = False) -> Iterator[None]:
    """Raise SQLite's errors as ours, each in one line; `write`: whoever meets them is there to write."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _BUSY:
            raise ArchiveBusy(f"{path} is held by another process, as by a backup; try again") from error
        if code in _CLOSED and write:
            raise StoreUnwritable(path, str(error)) from error
        if code in _CLOSED:
            raise StoreError(f"cannot read {path}: {error}") from error
        raise StoreDamaged(path, None, str(error), remedy(path)) from error
    except (TypeError, ValueError, OverflowError) as error:  # a column that holds what we never write
        raise StoreDamaged(path, None, f"what it holds makes no sense ({error})", remedy(path)) from error


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open the archive; a reader changes nothing but to roll back what a crash cut off. Raises sqlite3.Error."""
    way = "rwc" if write else "rw"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={way}",
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        uri=True,
    )
    db.execute(f"PRAGMA {'synchronous = EXTRA' if write else 'query_only = ON'}")
    return db


def create(db: sqlite3.Connection) -> None:
    """Make the tables of an archive of a new generation, where there are none; inside a transaction."""
    if db.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _SCHEMA.strip().split(";\n"):
            db.execute(statement)
        db.execute("INSERT INTO standing VALUES (1, ?, 0, 0)", (secrets.token_hex(8),))
        db.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, on disk at the end."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # it has rolled back by itself for some errors
            db.execute("ROLLBACK")
        raise


def standing(db: sqlite3.Connection, path: Path) -> Standing | None:
    """Return what an archive says of itself; None for a file that nothing has been committed to yet."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and db.execute("PRAGMA page_count").fetchone()[0] == 0:
        return None
    if version > VERSION:
        raise StoreNewer(path, version, VERSION)
    found = db.execute("SELECT generation, rows, newest FROM standing").fetchone()
    if found is None or version != VERSION:
        raise StoreDamaged(path, None, "this is not an archive of ours", remedy(path))
    # What is said to be newer than all that is archived is not looked for there: it would be made a second time.
    if (last := db.execute("SELECT max(due) FROM deliveries").fetchone()[0]) is not None and last > found[2]:
        raise StoreDamaged(path, None, "it has deliveries after the last one that it knows of", remedy(path))
    return Standing(found[0], found[1], instant(found[2]))


def places(db: sqlite3.Connection) -> list[tuple[int, Channel]]:
    """Return the places that an archive has, with the channels that they were made for."""
    return [(place, Channel(*channel)) for place, *channel in db.execute("SELECT * FROM places")]


def microseconds(due: datetime) -> int:
    """Return an instant as it is stored."""
    return (due - _EPOCH) // _MICROSECOND


def instant(stored: int) -> datetime:
    """Return a stored instant."""
    return _EPOCH + stored * _MICROSECOND


def _checksum(data: bytes, about: str) -> bytes:
    return b"%08x " % zlib.crc32(data, zlib.crc32(to_bytes(about)))


def seal(data: bytes, about: str) -> bytes:
    """Return bytes behind a checksum that knows what they are about."""
    return _checksum(data, about) + data


def _unsealed(stored: object, path: Path, about: str) -> bytes:
    if not isinstance(stored, bytes) or stored[:9] != _checksum(stored[9:], about):
        raise StoreDamaged(path, None, f"the checksum of {about.split(maxsplit=1)[0]} does not fit", remedy(path))
    return stored[9:]


def values(stored: Stored) -> tuple[object, ...]:
    """Return a row as the table `deliveries` has it."""
    row, place = stored.row, stored.place
    shown = [each.entry for each in history([row])]
    return (
        row.key,
        place,
        stored.moves,
        microseconds(row.due),
        row.state,
        seal(to_bytes(encode([row.slot, *shown])), f"{row.key} {place}") if shown else None,
        seal(rows.dump(row), f"{row.key} {place} {stored.moves}"),
    )


def stored(found: Sequence[object], path: Path) -> Stored:
    """Make a row of `key, place, moves, due, state, document`. Raises StoreDamaged where it does not fit."""
    key, place, moves, due, state, document = found
    data = _unsealed(document, path, f"{key} {place} {moves}")
    try:
        row = rows.load(Delivery, json.loads(data))
    except ValueError as error:
        raise StoreDamaged(path, None, f"{key}: {error}", remedy(path)) from error
    if (row.key, microseconds(row.due), row.state) != (key, due, state):
        raise StoreDamaged(path, None, f"{key} is filed under what it is not", remedy(path))
    return Stored(int(str(place)), int(str(moves)), row)


class Seen(NamedTuple):
    """What readers have seen by a row; in the order of `ledger.history`."""

    slot: str
    due: int
    key: str
    shown: Sequence[Shown]


def seen(key: str, place: int, due: int, shown: object, path: Path) -> Seen:
    """Make it of what an index has. Raises StoreDamaged where it does not fit."""
    data = _unsealed(shown, path, f"{key} {place}").decode("utf-8", "surrogatepass")
    slot, *entries = json.loads(data)
    day = date.fromisoformat(slot[:10])
    return Seen(slot, due, key, [Shown(entry, day) for entry in entries])


def check_rows(db: sqlite3.Connection, path: Path) -> int:
    """Read each row, what history is made of, and where it belongs; how many there are. Raises StoreDamaged."""
    count, channels = 0, dict(places(db))
    question = "SELECT key, place, moves, due, state, document, shown FROM deliveries"
    for count, (*found, shown) in enumerate(db.execute(question), 1):  # noqa: B007 - the last one is the count
        whole = stored(found, path)
        if values(whole)[5] != shown:
            raise StoreDamaged(path, None, f"{whole.row.key}: what was shown does not fit", remedy(path))
        place = channels.get(whole.place)
        # A place that has moved is as the journal has it; the archive has the channel that it was made for.
        if place is None or (whole.moves == 0 and place != whole.row.channel):
            raise StoreDamaged(path, None, f"{whole.row.key}: it belongs to no channel that is known", remedy(path))
    return count
