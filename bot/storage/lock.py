"""One writer a data directory."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StoreLocked, StoreUnwritable

LOCK_NAME = "writer.lock"


@contextmanager
def writer_lock(directory: Path) -> Iterator[None]:
    """Be the one writer of `directory`, which is made if it is not there; readers need no lock.

    The kernel keeps the lock with the open file, so it ends with the process, however that ends. The file stays: to remove
    it would let one process lock the old file and another a new one.

    Raises StoreLocked with the holder's pid, StoreUnwritable when the directory cannot be made or written.
    """
    path = directory / LOCK_NAME
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise StoreUnwritable(directory, error.strerror or str(error)) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreLocked(directory, _pid_in(file)) from error
        try:
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            raise StoreUnwritable(path, error.strerror or str(error)) from error
        yield
    finally:
        os.close(file)


def _pid_in(file: int) -> int | None:
    written = os.pread(file, 32, 0).strip()
    return int(written) if written.isdigit() else None
