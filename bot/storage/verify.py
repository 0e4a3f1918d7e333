"""Checking a data directory: what `kawaraban doctor` and a restore ask of it. Nothing is changed, and a writer may be at work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from ..domain import checkup
from ..domain.checkup import Finding
from ..domain.saying import say
from ..errors import StoreDamaged, StoreError, StoreNewer
from . import archive_file, opening
from .archive import Archive
from .archive_file import ARCHIVE
from .journal import Journal
from .ledger_store import standing_in
from .lock import LOCK_NAME
from .mark import mark_path, read_mark
from .opening import JOURNAL
from .replacing import fresh_name
from .rows import KINDS
from .tinydb_store import TinyStore

# Room for a compaction of a large journal and some weeks of editions.
ENOUGH_SPACE = 200 << 20


def verify(directory: Path) -> tuple[Finding, ...]:
    """Look at all that is kept in a data directory. The archive is read whole: that takes a while."""
    if directory.exists() and not directory.is_dir():
        said = say("doctor-no-folder", path=str(directory))
        return (checkup.error("data", "permission", said, say("doctor-look-at", setting="data.dir")),)
    return (*_journal(directory), _archive(directory), _space(directory), _permission(directory))


def _journal(directory: Path) -> Iterator[Finding]:
    path = directory / JOURNAL
    if not path.exists() and not mark_path(path).exists():
        yield checkup.ok("data", "journal", say("doctor-journal-none", path=str(path)))
        return
    try:
        journal = Journal.read(path, KINDS)
        TinyStore(*opening.for_reading(directory))
        agrees = _agrees(path, journal)
    except StoreError as error:
        yield _broken("journal", error)
        return
    if journal.torn:
        torn = say("doctor-journal-torn", path=str(path), line=str(journal.torn.line))
        yield checkup.warning("data", "journal", torn, None)
    else:
        rows = sum(map(len, journal.state.values()))
        yield checkup.ok("data", "journal", say("doctor-journal", path=str(path), count=rows))
    mark = str(mark_path(path))
    if agrees:
        yield checkup.ok("data", "mark", say("doctor-mark", path=mark))
    else:
        yield checkup.warning("data", "mark", say("doctor-mark-none", path=mark), say("doctor-mark-start"))


def _agrees(path: Path, journal: Journal) -> bool:
    """Tell whether the mark is of the journal's generation: one of that before is what a crash leaves, until the next start."""
    mark = read_mark(path)
    if mark is None or mark.generation == journal.generation:
        return mark is not None
    return mark.generation == Journal.read(path, KINDS).generation  # it was compacted since it was read


def _archive(directory: Path) -> Finding:
    path = directory / ARCHIVE
    try:
        expected = standing_in(Journal.read(directory / JOURNAL))
    except StoreError:
        expected = None
    if not path.exists() and expected is None:
        return checkup.ok("data", "archive", say("doctor-archive-none", path=str(path)))
    try:
        Archive.open(path, expected, write=False, sync=os.fsync)
        count = check_archive(path)
    except StoreError as error:
        return _broken("archive", error)
    return checkup.ok("data", "archive", say("doctor-archive", path=str(path), count=count))


def _broken(subject: Literal["journal", "archive"], error: StoreError) -> Finding:
    """Return an error as a finding: what to do in the reader's language, as far as it is known here."""
    match error:
        case StoreDamaged(path=path, line=line, reason=reason):
            said = (
                say("doctor-damaged", path=str(path), why=reason)
                if line is None
                else say("doctor-damaged-line", path=str(path), line=str(line), why=reason)
            )
            # The journal is not whole without the archive that it knows of: either may be the one that is damaged.
            mark = mark_path(path).name
            remedies = {
                ARCHIVE: say("doctor-archive-restore", name=path.name),
                mark: say("doctor-mark-foreign", mark=mark),
            }
            remedy = remedies.get(path.name) or say("doctor-journal-restore", name=path.name, mark=mark)
            return checkup.error("data", subject, said, remedy)
        case StoreNewer(path=path, version=version, known=known):
            said = say("doctor-newer", path=str(path), version=str(version), known=str(known))
            return checkup.error("data", subject, said, say("doctor-newer-start"))
    return checkup.error("data", subject, say("doctor-error", why=str(error)), None)


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
    said = say("doctor-space", path=str(directory), free=free >> 20)
    if free < ENOUGH_SPACE:
        return checkup.warning("disk", "space", said, say("doctor-space-room", least=ENOUGH_SPACE >> 20))
    return checkup.ok("disk", "space", said)


def _permission(directory: Path) -> Finding:
    place = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    journal = directory / JOURNAL
    files = [
        path
        for path in (journal, mark_path(journal), fresh_name(journal), directory / ARCHIVE, directory / LOCK_NAME)
        if path.exists()
    ]
    for path in (place, *files):
        if not os.access(path, os.W_OK):
            said = say("doctor-unwritable", path=str(path))
            return checkup.error("data", "permission", said, say("doctor-unwritable-give"))
    for path in files:
        if not path.is_file():
            said = say("doctor-no-file", path=str(path))
            return checkup.error("data", "permission", said, say("doctor-no-file-move"))
    return checkup.ok("data", "permission", say("doctor-writable", path=str(directory)))
