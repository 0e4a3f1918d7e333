"""The file under the store: lines of JSON, each with its checksum, only ever appended to.

    e2f95d29 {"format":"kawaraban-journal","version":1}
    5e6f7a8b [["deliveries","tg:-100@2026-01-01T09:00",{"state":"sent"}],["notes",7,null]]

A line is a list of changes `[table, document id, document]`, where null removes the document: absolute values, so that the
state is the changes applied in their order. Everything that one sync makes durable is one line. A transaction is therefore
never split, and whatever a crash left half written, in whatever order its pages came to the disk, is the last line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import StoreClosed, StoreDamaged, StoreError, StoreUnwritable

Id: TypeAlias = int | str
Row: TypeAlias = dict[str, Any]
Change: TypeAlias = tuple[str, Id, Row | None]
State: TypeAlias = dict[str, dict[Id, Row]]

FORMAT, VERSION = "kawaraban-journal", 1
COMPACT_FROM = 4096  # changes in the file: a smaller one is read in a moment, whatever is dead in it

log = logging.getLogger(__name__)
encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Torn:
    """The rest of a line whose write was cut off: it was never acknowledged, and is no part of the state."""

    path: Path
    line: int  # from 1
    data: bytes
    kept: Path | None = None  # the file beside the journal that has the bytes now; None where the journal was only read

    def __str__(self) -> str:
        kept = "" if self.kept is None else f"; its bytes are kept in {self.kept}"
        return f"{self.path}: line {self.line} was cut off before it was acknowledged, and is left out{kept}"


@dataclass
class _Replay:
    state: State = field(default_factory=dict)
    changes: int = 0
    size: int = 0  # bytes of whole lines; 0 means that there is no header yet
    torn: Torn | None = None


class Journal:
    """The state of all tables and the file that proves it; made by `open` (to write) or `read`.

    For the writer memory comes first: `append` changes `state` at once and in order, `durable` ends when the file has followed.
    Rows in `state` are replaced and never changed in place. All calls belong to one thread; the writing itself is done in another.
    After a failed write memory is ahead of the file: every waiter gets StoreUnwritable, and so does every later change, until
    the file is opened again. It then has, or has not, what failed; never a part of it.
    """

    def __init__(
        self, path: Path, replay: _Replay, fd: int | None, sync: Callable[[int], None], compact_from: int
    ) -> None:
        self.path = path
        self.state = replay.state
        self.torn = replay.torn  # to be shown to whoever started us
        self._fd = fd
        self._sync = sync
        self._compact_from = compact_from
        self.written = replay.changes  # changes in the file or on their way: living and dead
        self._pending: list[str] = []  # transactions that wait for their sync
        self._appended = self._on_disk = 0  # transactions
        self._refusal: StoreError | None = None if fd is not None else StoreUnwritable(path, "it is opened for reading")
        self._thread = ThreadPoolExecutor(1, "journal")
        self._flight: asyncio.Future[None] | None = None

    @classmethod
    def read(cls, path: Path) -> Journal:
        """The state at the last whole line, for a process that writes nothing: no lock; no file yet is an empty state."""
        try:
            try:
                replay = _replay(path)
            except StoreDamaged:
                # A writer that cuts a torn line and appends while we read shows us halves of both. Damage is there twice.
                replay = _replay(path)
        except OSError as error:
            raise StoreError(f"cannot read {path}: {error.strerror}") from error
        return cls(path, replay, None, os.fsync, 0)

    @classmethod
    def open(cls, path: Path, *, sync: Callable[[int], None] = os.fsync, compact_from: int = COMPACT_FROM) -> Journal:
        """Replay the file, or make it, and keep it open for writing; the caller holds the writer's lock.

        Raises StoreDamaged for a broken line that is not the last, or a format that is not ours, and changes nothing then.
        """
        try:
            replay = _replay(path)
            _fresh_name(path).unlink(missing_ok=True)  # of a crash while compacting
            if replay.torn is not None:
                replay.torn = _keep(replay.torn, sync)
            if replay.size == 0:
                fd = _replace(path, {}, sync)
                _sync_folder(path, sync)
            else:
                fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
                if replay.torn is not None:
                    os.ftruncate(fd, replay.size)
                    sync(fd)
        except OSError as error:
            raise StoreUnwritable(path, error.strerror or str(error)) from error
        return cls(path, replay, fd, sync, compact_from)

    def append(self, changes: Sequence[Change]) -> None:
        """One transaction: in memory now, all of it or (when it raises) nothing; on disk after `durable`.

        What memory keeps has been through JSON, so that it is what a replay gives, and nobody else's object.
        Raises TypeError or ValueError for what JSON cannot say.
        """
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)
        if not changes:
            return
        text = encode(changes)
        _apply(self.state, json.loads(text))
        self.written += len(changes)
        self._pending.append(text[1:-1])
        self._appended += 1

    async def durable(self) -> None:
        """End when all that was appended before this call is on disk.

        Those who come while a sync is under way share the next one. A waiter that is cancelled takes nothing back.
        """
        mine = self._appended
        while self._on_disk < mine:
            if self._refusal is not None:
                raise self._refusal.with_traceback(None)
            if self._flight is None or self._flight.done():
                self._flight = asyncio.get_running_loop().run_in_executor(self._thread, self._write, *self._take())
            await asyncio.shield(self._flight)

    def close(self) -> None:
        """Wait for what is in flight, write what nobody waited for, and take nothing more. May block for a sync."""
        if self._fd is None:
            return
        self._thread.shutdown()
        last = self._pending and self._refusal is None
        if last:
            self._write(*self._take())
        os.close(self._fd)
        self._fd = None
        if last and self._refusal is not None:
            raise self._refusal
        self._refusal = self._refusal or StoreClosed()

    def _take(self) -> tuple[list[str], State | None, int]:
        """The waiting transactions and, when the dead outweigh the living, a copy of the state, which has them in it:
        to write the copy is to commit them.
        """
        batch, self._pending = self._pending, []
        living = sum(map(len, self.state.values()))
        if self.written <= max(self._compact_from, 2 * living):
            return batch, None, self._appended
        # Counted as done already: should it fail, it is tried again only after as many changes more.
        self.written = living
        return batch, {name: rows.copy() for name, rows in self.state.items()}, self._appended

    def _write(self, batch: list[str], snapshot: State | None, appended: int) -> None:
        """Runs in the worker thread, one call at a time; the outcome is in `_on_disk` or `_refusal`."""
        assert self._fd is not None
        try:
            if snapshot is None or not self._compact(snapshot):
                _write_all(self._fd, _line(f"[{','.join(batch)}]"))
                self._sync(self._fd)
            self._on_disk = appended
        except Exception as error:  # whatever it is, memory is ahead of the file now
            reason = error.strerror if isinstance(error, OSError) else None
            self._refusal = StoreUnwritable(self.path, reason or str(error))
            self._refusal.__cause__ = error

    def _compact(self, snapshot: State) -> bool:
        """Put a fresh file with nothing dead in place of the old one; False when there is no room: the old one is as it was."""
        assert self._fd is not None
        try:
            fresh = _replace(self.path, snapshot, self._sync)
        except OSError as error:
            log.warning("%s could not be compacted, and grows on: %s", self.path, error.strerror)
            return False
        os.close(self._fd)
        self._fd = fresh
        # Until the rename itself is on disk, a power cut could bring the old file back, without what follows in the new one.
        _sync_folder(self.path, self._sync)
        return True


def _apply(state: State, changes: Iterable[Change]) -> None:
    for name, doc_id, row in changes:
        rows = state.setdefault(name, {})
        if row is None:
            rows.pop(doc_id, None)
        else:
            rows[doc_id] = row


def _line(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")  # half a surrogate pair in somebody's message must not stop the store
    return b"%08x %s\n" % (zlib.crc32(data), data)


HEADER = _line(encode({"format": FORMAT, "version": VERSION}))


def _content(line: bytes) -> bytes | None:
    data = line[9:-1]
    return data if line[:9] == b"%08x " % zlib.crc32(data) and line.endswith(b"\n") else None


def _replay(path: Path) -> _Replay:
    replay = _Replay()
    with suppress(FileNotFoundError), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            data = _content(line)
            if data is None:
                # Without its newline it is the last, also if a writer has appended the rest of it by now.
                if line.endswith(b"\n") and file.read(1):
                    raise StoreDamaged(path, number, "the checksum does not fit, and it is not the last line")
                if number == 1 and not HEADER.startswith(line):
                    raise StoreDamaged(path, number, "this is not a journal of ours")
                replay.torn = Torn(path, number, line)
                break
            try:
                if number == 1:
                    _check_header(data)
                else:
                    changes = json.loads(data)
                    _apply(replay.state, changes)
                    replay.changes += len(changes)
            except (ValueError, TypeError) as error:
                raise StoreDamaged(path, number, str(error)) from error
            replay.size += len(line)
    return replay


def _check_header(data: bytes) -> None:
    header = json.loads(data)
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ValueError("this is not a journal of ours")
    if header.get("version") != VERSION:
        raise ValueError(f"version {header.get('version')} of the format; this program knows version {VERSION}")


def _fresh_name(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _replace(path: Path, state: State, sync: Callable[[int], None]) -> int:
    """Write `state` as a fresh journal in the place of `path`; its open file. When it raises, `path` is as it was.

    Why no crash in here loses a record: all goes into a file of another name, and until the rename nobody looks there; it is
    synced before the rename, so the journal's name never stands for bytes that are not on disk; the rename is atomic, so
    whoever opens the name finds the old file whole or the new one whole. The rename itself is made durable by the caller, who syncs
    the folder before anything that is written to the new file is acknowledged.
    """
    fresh = _fresh_name(path)
    fd = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o666)
    try:
        with open(fd, "wb", buffering=1 << 20, closefd=False) as file:
            file.write(HEADER)
            for name, rows in state.items():
                file.writelines(_line(encode([[name, doc_id, row]])) for doc_id, row in rows.items())
        sync(fd)
        os.replace(fresh, path)  # noqa: PTH105 - the word of the proof above
    except BaseException:
        os.close(fd)
        fresh.unlink(missing_ok=True)
        raise
    return fd


def _keep(torn: Torn, sync: Callable[[int], None]) -> Torn:
    """Copy the torn bytes into a file beside the journal, durably: what is cut next is not lost."""
    number = 1
    while (side := torn.path.with_name(f"{torn.path.name}.torn-{number}")).exists():
        number += 1
    with side.open("xb") as file:
        file.write(torn.data)
        file.flush()
        sync(file.fileno())
    _sync_folder(side, sync)
    return replace(torn, kept=side)


def _sync_folder(path: Path, sync: Callable[[int], None]) -> None:
    fd = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync(fd)
    finally:
        os.close(fd)


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
