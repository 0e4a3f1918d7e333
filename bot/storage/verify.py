"""Checking a data directory: what `kawaraban doctor` and a restore ask of it. Nothing is changed, and a writer may be at work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import StoreDamaged, StoreError
from . import archive_file, opening
from .archive import Archive
from .archive_file import ARCHIVE
from .journal import Journal
from .ledger_store import standing_in
from .mark import mark_path, read_mark
from .opening import JOURNAL
from .rows import KINDS
from .tinydb_store import TinyStore

# Room for a compaction of a large journal and some weeks of editions.
ENOUGH_SPACE = 200 << 20


@dataclass(frozen=True)
class Finding:
    """What was looked at and what was found; where it is not well, the text says what to do."""

    about: Literal["journal", "mark", "archive", "space", "permission"]
    level: Literal["ok", "warning", "error"]
    text: str


def verify(directory: Path) -> tuple[Finding, ...]:
    """Look at all that is kept in a data directory. The archive is read whole: that takes a while."""
    return (*_journal(directory), _archive(directory), _space(directory), _permission(directory))


def _journal(directory: Path) -> Iterator[Finding]:
    path = directory / JOURNAL
    if not path.exists() and not mark_path(path).exists():
        yield Finding("journal", "ok", f"{path} is not there yet: the first start makes it")
        return
    try:
        journal = Journal.read(path, KINDS)
        TinyStore(*opening.for_reading(directory))
    except StoreError as error:
        yield Finding("journal", "error", str(error))
        return
    rows = sum(map(len, journal.state.values()))
    yield (
        Finding("journal", "warning", str(journal.torn))
        if journal.torn
        else Finding("journal", "ok", f"{path}: {rows} rows, read to the end")
    )
    if read_mark(path) is None:
        text = f"{mark_path(path)} is missing or damaged: a cut of the journal would not be noticed; the next start writes it"
        yield Finding("mark", "warning", text)
    else:
        yield Finding("mark", "ok", f"{mark_path(path)} agrees with the journal")


def _archive(directory: Path) -> Finding:
    path = directory / ARCHIVE
    try:
        expected = standing_in(Journal.read(directory / JOURNAL))
    except StoreError:
        expected = None
    if not path.exists() and expected is None:
        return Finding("archive", "ok", f"{path} is not there yet: it is made when the first month is over")
    try:
        Archive.open(path, expected, write=False, sync=os.fsync)
        count = check_archive(path)
    except StoreError as error:
        return Finding("archive", "error", str(error))
    return Finding("archive", "ok", f"{path}: {count} deliveries, each as its checksum says")


def check_archive(path: Path) -> int:
    """Read an archive whole: its structure, each row and each checksum; how many rows it has. Raises StoreError."""
    with archive_file.our_errors(path), closing(archive_file.connect(path)) as db:
        db.execute("BEGIN")  # one state of it, whatever a writer does meanwhile
        problem = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if problem != "ok":
            raise StoreDamaged(path, None, problem.splitlines()[-1], archive_file.remedy(path))
        standing = archive_file.standing(db, path)
        count = archive_file.check_rows(db, path) if standing else 0
        if standing and count != standing.rows:
            reason = f"it has {count} deliveries, and says that it has {standing.rows}"
            raise StoreDamaged(path, None, reason, archive_file.remedy(path))
        return count


def _space(directory: Path) -> Finding:
    place = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    free = shutil.disk_usage(place).free
    if free < ENOUGH_SPACE:
        return Finding(
            "space", "warning", f"{directory} has {free >> 20} MB left: make room, at least {ENOUGH_SPACE >> 20} MB"
        )
    return Finding("space", "ok", f"{directory} has {free >> 20} MB left")


def _permission(directory: Path) -> Finding:
    place = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    names = [directory / JOURNAL, mark_path(directory / JOURNAL), directory / ARCHIVE]
    closed = [path for path in (place, *names) if path.exists() and not os.access(path, os.W_OK)]
    if closed:
        return Finding("permission", "error", f"{closed[0]} cannot be written: give this user write permission")
    return Finding("permission", "ok", f"{directory} can be written")
