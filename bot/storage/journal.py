"""The file under the store: lines with their checksums (see `lines`), only ever appended to.

A line is a list of changes `[table, document id, document]`, where null removes the document: absolute values, so that the
state is the changes applied in their order. Everything that one sync makes durable is one line. A transaction is therefore
never split, and whatever a crash left half written is the last line. Of a `kind` that is kept in memory as values, the document
is what the kind makes of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from ..errors import StoreClosed, StoreDamaged, StoreError, StoreUnwritable
from .lines import LineFile, Sync, sync_folder
from .mark import Mark, MarkFile, read_mark
from .replacing import drop_fresh, encoded, fresh_name, keep_torn, keep_version, put_in_place, write_fresh
from .replay import Change, Kinds, Replay, State, apply, replay

COMPACT_FROM = 4096  # changes in the file: a smaller one is read in a moment, whatever is dead in it

log = logging.getLogger(__name__)


class Journal:
    """The state of all tables and the file that proves it; made by `open` (to write) or `read`.

    For the writer memory comes first: `append` changes `state` at once and in order, `durable` ends when the file has followed.
    Rows in `state` are replaced and never changed in place. All calls belong to one thread; the writing itself is done in another.
    After a failed write memory is ahead of the file: every waiter gets StoreUnwritable, and so does every later change, until
    the file is opened again. It then has, or has not, what failed; never a part of it.

    When the dead outweigh the living a fresh file is written by a third thread, while changes go on into the old one; the
    writing thread then adds what came meanwhile, and puts it in place.
    """

    def __init__(
        self,
        found: Replay,
        kinds: Kinds,
        file: LineFile | None,
        sync: Sync,
        compact_from: int,
        kept: Path | None = None,
    ) -> None:
        self.path = found.path
        self.state = found.state
        self.torn = found.torn  # to be shown to whoever started us
        self.upgraded = kept  # the file of an older version, where there was one; to be shown, too
        self.written = found.changes  # changes in the file or on their way: living and dead
        self.generation = found.header.generation if found.header else None
        self._kinds = kinds
        self._file = file
        self._sync = sync
        self._compact_from = compact_from
        self._pending: list[bytes] = []  # transactions that wait for their sync
        self._appended = self._on_disk = 0  # transactions
        self._refusal: StoreError | None = StoreUnwritable(self.path, "it is opened for reading")
        self._thread = ThreadPoolExecutor(1, "journal")
        self._compactor = ThreadPoolExecutor(1, "compaction")
        self._compacting = False
        self._flying: asyncio.AbstractEventLoop | None = None  # the loop that has a write under way
        self._waiters: list[asyncio.Future[None]] = []
        if file is not None:
            self._refusal = None
            self.generation = file.header.generation
            self._mark = MarkFile(self.path)
            self._mark.renew(_mark(file))

    @classmethod
    def read(cls, path: Path, kinds: Kinds | None = None) -> Journal:
        """The state at the last whole line, for a process that writes nothing: no lock; no file yet is an empty state."""
        kinds = kinds or {}
        try:
            try:
                found = replay(path, read_mark(path), kinds)
            except StoreDamaged:
                # A writer that cuts a torn line and appends while we read shows us halves of both, and one that is made anew
                # between our looks at mark and file shows no file yet. Damage is there twice.
                found = replay(path, read_mark(path), kinds)
        except OSError as error:
            raise StoreError(f"cannot read {path}: {error.strerror}") from error
        return cls(found, kinds, None, os.fsync, 0)

    @classmethod
    def open(
        cls, path: Path, kinds: Kinds | None = None, *, sync: Sync = os.fsync, compact_from: int = COMPACT_FROM
    ) -> Journal:
        """Replay the file, or make it, and keep it open for writing; the caller holds the writer's lock.

        One of an older version is replaced by one of ours, and stays beside it. Raises StoreDamaged or StoreNewer, and
        changes nothing then.
        """
        kinds = kinds or {}
        try:
            mark = read_mark(path)
            found = replay(path, mark, kinds)
            fresh_name(path).unlink(missing_ok=True)  # of a crash while it was written
            if found.torn is not None:
                found.torn = keep_torn(found.torn, sync)
            kept = None if found.upgraded is None else keep_version(path, found.upgraded, sync)
            file = _appending(found, sync) if found.header and not kept else _replaced(found, mark, kinds, sync)
            return cls(found, kinds, file, sync, compact_from, kept)
        except OSError as error:
            raise StoreUnwritable(path, error.strerror or str(error)) from error

    def append(self, changes: Sequence[Change]) -> None:
        """One transaction: in memory now, all of it or (when it raises) nothing; on disk after `durable`.

        What memory keeps of a document has been through JSON, so that it is what a replay gives, and nobody else's object; the
        values of a kind are frozen. Raises TypeError or ValueError for what JSON cannot say.
        """
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)
        if not changes:
            return
        texts = [encoded(*change, self._kinds) for change in changes]
        apply(
            self.state,
            [
                change if change[2] is None or change[0] in self._kinds else json.loads(text)
                for change, text in zip(changes, texts, strict=True)
            ],
        )
        self.written += len(changes)
        self._pending += texts
        self._appended += 1

    async def durable(self) -> None:
        """End when all that was appended before this call is on disk.

        Those who come while a sync is under way share the next one. A waiter that is cancelled takes nothing back.
        """
        mine = self._appended
        while self._on_disk < mine:
            if self._refusal is not None:
                raise self._refusal.with_traceback(None)
            loop = asyncio.get_running_loop()
            if self._flying is not loop:
                self._flying = loop
                loop.call_soon(self._fly, loop)
            waiter = loop.create_future()
            self._waiters.append(waiter)
            await waiter

    def _fly(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the writing thread begin with all that waits; it tells the loop when that has ended."""

        def write(batch: list[bytes], snapshot: State | None, appended: int) -> None:
            self._write(batch, snapshot, appended)
            with suppress(RuntimeError):  # a loop that is closed has nobody who waits
                loop.call_soon_threadsafe(self._landed, loop)

        self._thread.submit(write, *self._take())

    def _landed(self, loop: asyncio.AbstractEventLoop) -> None:
        self._flying = None
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        if self._pending and self._refusal is None:
            # After those who wake now: what they append next goes along.
            self._flying = loop
            loop.call_soon(self._fly, loop)

    def close(self) -> None:
        """Wait for what is in flight, write what nobody waited for, and take nothing more. May block for a sync."""
        if self._file is None:
            return
        self._compactor.shutdown()
        self._thread.shutdown()
        last = self._pending and self._refusal is None
        if last:
            batch, self._pending = self._pending, []
            self._write(batch, None, self._appended)
        self._mark.close()
        self._file.close()
        self._file = None
        if last and self._refusal is not None:
            raise self._refusal
        self._refusal = self._refusal or StoreClosed()

    def _take(self) -> tuple[list[bytes], State | None, int]:
        """The waiting changes and, when the dead outweigh the living, a copy of the state, which has them in it."""
        batch, self._pending = self._pending, []
        living = sum(map(len, self.state.values()))
        if self._compacting or self.written <= max(self._compact_from, 2 * living):
            return batch, None, self._appended
        # Counted as done already: should it fail, it is tried again only after as many changes more.
        self.written = living
        self._compacting = True
        return batch, {name: rows.copy() for name, rows in self.state.items()}, self._appended

    def _write(self, batch: list[bytes], snapshot: State | None, appended: int) -> None:
        """Runs in the writing thread, one call at a time; the outcome is in `_on_disk` or `_refusal`."""
        file = self._file
        assert file is not None
        if self._refusal is not None:
            return
        try:
            file.append([b"[%s]" % b",".join(batch)])
            self._sync(file.fd)
            self._mark.put(_mark(file))  # before anybody is told
            if snapshot is not None:
                # It is the state at this very line: nothing is written but in this thread.
                self._compactor.submit(self._compact, snapshot, file.size)
            self._on_disk = appended
        except Exception as error:  # whatever it is, memory is ahead of the file now
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) else None
        self._refusal = StoreUnwritable(self.path, reason or str(error))
        self._refusal.__cause__ = error

    def _compact(self, snapshot: State, position: int) -> None:
        """Runs in the compacting thread: write a fresh file with nothing dead in it, and hand it to the writing thread."""
        try:
            fresh = write_fresh(self.path, snapshot, self._kinds, self._sync, self.generation or "")
        except Exception as error:
            self._not_compacted(error)
        else:
            self._thread.submit(self._switch, fresh, position)

    def _switch(self, fresh: LineFile, position: int) -> None:
        """Runs in the writing thread: bring the fresh file up to the old one, and put it in its place.

        Nothing is lost: the old file is as it was until the rename, and has all that was acknowledged; at the rename the fresh one
        has the same, on disk. Nothing is written meanwhile, for that is done in this thread.
        """
        old = self._file
        assert old is not None
        try:
            if self._refusal is not None:
                raise self._refusal  # noqa: TRY301 - what was refused may be in the old file, or not; so it stays
            fresh.append(old.since(position))
            self._sync(fresh.fd)
            put_in_place(self.path)
        except Exception as error:
            with suppress(OSError):
                drop_fresh(self.path, fresh)
            self._not_compacted(error)
            return
        self._file = fresh
        self.generation = fresh.header.generation
        old.close()
        try:
            # Until the rename itself is on disk, a power cut could bring the old file back, without what follows in the new one.
            sync_folder(self.path, self._sync)
            self._mark.renew(_mark(fresh))
        except Exception as error:
            self._refuse(error)
        self._compacting = False

    def _not_compacted(self, error: Exception) -> None:
        """The old file is as it was, and goes on."""
        reason = error.strerror if isinstance(error, OSError) else None
        log.warning("%s could not be compacted, and grows on: %s", self.path, reason or error)
        self._compacting = False


def _mark(file: LineFile) -> Mark:
    """Return how far a file, all of it, is on disk."""
    return Mark(file.header.generation or "", file.size)


def _appending(found: Replay, sync: Sync) -> LineFile:
    """Open a journal that is there, without what was torn; that is kept already."""
    fd = os.open(found.path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    try:
        if found.torn is not None:
            os.ftruncate(fd, found.size)
        # What a writer that was killed had written, or renamed, may not be on disk yet; the mark, which is next, will be.
        sync(fd)
        sync_folder(found.path, sync)
        assert found.header is not None
        return LineFile(fd, found.header, found.size, found.chain)
    except BaseException:
        os.close(fd)
        raise


def _replaced(found: Replay, mark: Mark | None, kinds: Kinds, sync: Sync) -> LineFile:
    """Write what was found as a fresh journal of our version, in its place."""
    # One of version 1 knows nothing of a mark that a later one has left there.
    file = write_fresh(found.path, found.state, kinds, sync, "" if mark is None else mark.generation)
    try:
        put_in_place(found.path)
        sync_folder(found.path, sync)
    except BaseException:
        drop_fresh(found.path, file)
        raise
    found.changes = sum(map(len, found.state.values()))
    return file
