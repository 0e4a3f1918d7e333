"""Backups of a data directory: one file, made beside a running bot, and put back whole or not at all.

The journal is read first, to its last whole record, and the archive after it: a row that crosses over meanwhile is then in both,
where the journal's counts, and never in neither.
"""

from __future__ import annotations

import fcntl
import glob
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import InputError, StoreDamaged, StoreError, StoreUnwritable
from . import archive_file, bundle
from .archive import Archive
from .archive_file import ARCHIVE
from .bundle import Counts
from .journal import Journal
from .ledger_store import standing_in
from .lines import sync_folder
from .lock import writer_lock
from .mark import Mark, MarkFile, mark_path, read_mark
from .opening import JOURNAL
from .replacing import put_in_place, write_fresh
from .rows import KINDS
from .verify import check_archive

_FILES = (JOURNAL, ARCHIVE)
_UNPACKED = ".restore-"


@dataclass(frozen=True)
class Summary:
    """What a backup holds, as its `Counts`, and how large its file is."""

    subscriptions: int
    deliveries: int
    archived: int
    bytes: int


def write_backup(directory: Path, file: Path, *, replace: bool = False) -> Summary:
    """Write a backup of a data directory, also while a bot writes to it. It blocks for as long as that takes.

    Raises InputError where there is nothing to back up or `file` is there already (and `replace` does not say so), StoreDamaged
    for what cannot be trusted, StoreUnwritable where the backup cannot be written. `file` is then as it was.
    """
    with _reading(directory):
        journals = [path for path in (directory / JOURNAL, mark_path(directory / JOURNAL)) if path.exists()]
    if not journals:
        raise InputError(f"{directory} has no journal: there is nothing to back up")
    with _our_errors(file):
        there, home = file.exists(), file.absolute().parent.resolve()
        if home == directory.resolve():  # there are names in it that mean something
            raise InputError(f"{file} would be among the files that it is a backup of: name one in another folder")
    if there and not replace:
        raise InputError(f"{file} is there already: name another file, or say that it may be replaced")
    with _our_errors(file), _work(home, f".{file.name}.unfinished-") as folder:
        counts = _collect(directory, folder)
        whole = folder / "whole"
        bundle.pack(folder, _FILES, whole, counts)
        with whole.open("rb") as made:
            os.fsync(made.fileno())
        # It has the name of a backup when it is one, and is on disk.
        whole.replace(file)
        sync_folder(file.absolute(), os.fsync)
        return Summary(**asdict(counts), bytes=file.stat().st_size)


@contextmanager
def _work(home: Path, prefix: str) -> Iterator[Path]:
    """Make a folder to work in, and remove those that others were killed in; whoever works holds a lock on theirs."""
    for left in home.glob(f"{glob.escape(prefix)}*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    with TemporaryDirectory(prefix=prefix, dir=home) as made, _locked(Path(made)):
        yield Path(made)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(fd)


def _collect(directory: Path, folder: Path) -> Counts:
    """Put journal and archive, as they stand, into a folder, and read what was put there."""
    journal = Journal.read(directory / JOURNAL, KINDS)
    write_fresh(folder / JOURNAL, journal.state, KINDS, os.fsync).close()
    put_in_place(folder / JOURNAL)
    source, expected = directory / ARCHIVE, standing_in(journal)
    if Archive.open(source, expected, write=False, sync=os.fsync).standing is not None:
        with (
            archive_file.our_errors(source),
            closing(archive_file.connect(source)) as old,
            closing(sqlite3.connect(folder / ARCHIVE)) as new,
        ):
            old.backup(new)
    return _counts(folder)


def _counts(folder: Path) -> Counts:
    """Open a store that nobody writes to, and read all of it. Raises StoreError."""
    journal = Journal.read(folder / JOURNAL, KINDS)
    archive = folder / ARCHIVE
    Archive.open(archive, standing_in(journal), write=False, sync=os.fsync)
    state = journal.state
    archived = check_archive(archive) if archive.exists() else 0
    return Counts(len(state.get("subscriptions", ())), len(state.get("deliveries", ())), archived)


def restore_backup(file: Path, directory: Path, *, replace: bool = False) -> Summary:
    """Put a backup in the place of what a data directory has, which stays beside it as `….before-restore-N`.

    All of it is unpacked and read first, as a start would read it. Raises InputError for a file that is no backup, or where
    there is a store already (and `replace` does not say so), StoreDamaged for a damaged backup, StoreNewer for one of a newer
    program, StoreLocked beside a running bot, StoreUnwritable; nothing is changed then.
    """
    if not _is_file(file):
        raise InputError(f"{file} is not there, or is no file")
    with writer_lock(directory), _our_errors(directory):
        present = [path for path in (directory / JOURNAL, directory / ARCHIVE) if path.exists()]
        if present and not replace:
            raise InputError(
                f"{present[0]} is there already: say that it may be replaced; it is kept beside the new one"
            )
        with _work(directory, _UNPACKED) as folder:
            mark = read_mark(directory / JOURNAL)
            counts = _unpacked(file, folder, "" if mark is None else mark.generation)
            _put_back(folder, directory)
        return Summary(**asdict(counts), bytes=file.stat().st_size)


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name that no file can have
        return False


def _unpacked(file: Path, folder: Path, after: str) -> Counts:
    """Unpack a backup and read all of it; then make it a store of its own, that no file of an earlier one can pass for.

    Its journal comes `after` that of a generation.
    """
    said = bundle.unpack(file, _FILES, folder)
    if not (folder / JOURNAL).exists():
        raise StoreDamaged(file, None, "it has no journal", "restore another backup")
    try:
        found = _counts(folder)
    except StoreDamaged as error:
        raise StoreDamaged(file, None, f"{error.path.name}: {error.reason}", "restore another backup") from error
    if found != said:
        raise StoreDamaged(file, None, f"it holds {found}, and says {said}", "restore another backup")
    journal, generation = Journal.read(folder / JOURNAL, KINDS), secrets.token_hex(8)
    if (folder / ARCHIVE).exists():
        with closing(sqlite3.connect(folder / ARCHIVE)) as db, db:
            db.execute("PRAGMA synchronous = EXTRA")
            db.execute("UPDATE standing SET generation = ?", (generation,))
        row = {"id": "archive", "generation": generation, "rows": found.archived}
        journal.state["archive"] = {"archive": row}
    fresh = write_fresh(folder / JOURNAL, journal.state, KINDS, os.fsync, after)
    mark = MarkFile(folder / JOURNAL)
    mark.renew(Mark(fresh.header.generation or "", fresh.size))
    mark.close()
    fresh.close()
    put_in_place(folder / JOURNAL)
    return found


def _put_back(folder: Path, directory: Path) -> None:
    """Put a store that is whole and on disk in the place of another.

    Three renames: the old archive goes, the journal is replaced, the new archive comes. A crash between two of them leaves a
    journal whose archive is missing, which every start notices and refuses, with the advice to restore; a store without an
    archive is as before or as after. A journal never meets an archive of another one.
    """
    journal, archive = directory / JOURNAL, directory / ARCHIVE
    kept = next(f".before-restore-{n}" for n in count(1) if not _taken(directory, f".before-restore-{n}"))
    if archive.exists():
        with suppress(StoreError), archive_file.our_errors(archive), closing(archive_file.connect(archive)) as db:
            db.execute("SELECT * FROM standing").fetchone()  # rolls back what a crash has cut off
        archive.rename(archive.with_name(ARCHIVE + kept))
    # What SQLite would take for the rest of a change of the new archive.
    for left in directory.glob(f"{ARCHIVE}-*"):
        left.rename(directory / f"{ARCHIVE}{kept}{left.name.removeprefix(ARCHIVE)}")
    if journal.exists():
        try:
            journal.with_name(JOURNAL + kept).hardlink_to(journal)
        except OSError:  # a file system without second names
            shutil.copyfile(journal, journal.with_name(JOURNAL + kept))
    mark, fresh = mark_path(journal), mark_path(folder / JOURNAL)
    if mark.exists():  # it is the one that the new journal names as the one before: on disk, too
        with mark.open("rb") as before:
            os.fsync(before.fileno())
    sync_folder(journal, os.fsync)
    (folder / JOURNAL).replace(journal)
    sync_folder(journal, os.fsync)
    if fresh.exists():
        fresh.replace(mark)
    else:  # it could not be written; then none is there
        mark.unlink(missing_ok=True)
    sync_folder(journal, os.fsync)
    if (folder / ARCHIVE).exists():
        (folder / ARCHIVE).replace(archive)
        sync_folder(archive, os.fsync)


def _taken(directory: Path, suffix: str) -> bool:
    return any((directory / f"{name}{suffix}").exists() for name in _FILES)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error


@contextmanager
def _our_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(path, error.strerror or str(error)) from error
