"""The files of a data directory, opened together: the journal, and the archive that it knows of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StoreUnwritable
from .archive import Archive
from .archive_file import ARCHIVE
from .journal import Journal
from .ledger_store import standing_in
from .replacing import beside
from .rows import KINDS

JOURNAL = "kawaraban.journal"


@contextmanager
def for_writing(directory: Path, said: Callable[[str], None]) -> Iterator[tuple[Journal, Archive]]:
    """Open both, for the holder of the writer's lock; `said` gets a line for what was left out or put aside.

    Raises StoreDamaged, StoreNewer or StoreUnwritable.
    """
    journal = Journal.open(directory / JOURNAL, KINDS)
    try:
        if journal.torn:
            said(str(journal.torn))
        if journal.upgraded:
            said(f"{journal.path}: brought to this program's version; the old one is kept as {journal.upgraded}")
        archive = _archive(directory, journal, said)
        try:
            yield journal, archive
        finally:
            archive.close()
    finally:
        journal.close()


def for_reading(directory: Path) -> tuple[Journal, Archive]:
    """Read the journal, and look at the archive; nothing is left open. Raises StoreError."""
    journal = Journal.read(directory / JOURNAL, KINDS)
    # In this order: what the journal says is archived was there before.
    return journal, Archive.open(directory / ARCHIVE, standing_in(journal), write=False, sync=os.fsync)


def _archive(directory: Path, journal: Journal, said: Callable[[str], None]) -> Archive:
    """Open the archive; where the operator has given it up by its name, begin another one."""
    path = directory / ARCHIVE
    lost, expected = path.with_name(f"{path.name}.lost"), standing_in(journal)
    if expected and lost.exists() and not path.exists():
        aside = next(name for name in beside(path, "lost") if not name.exists())
        journal.append([("archive", "archive", None)])
        try:
            lost.rename(aside)
        except OSError as error:
            raise StoreUnwritable(lost, error.strerror or str(error)) from error
        said(f"{path}: given up, with {expected[1]} deliveries; it is {aside} now")
        expected = None
    return Archive.open(path, expected, write=True, sync=os.fsync)
