"""One writer a data directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreLocked, StoreUnwritable
from bot.storage.journal import Journal
from bot.storage.lock import LOCK_NAME, writer_lock


def test_a_second_writer_is_refused_with_the_holders_pid(tmp_path: Path) -> None:
    folder = tmp_path / "not yet" / "there"
    with writer_lock(folder):
        pass
    (folder / LOCK_NAME).write_text("12345678901\n")  # of a writer that was killed
    with writer_lock(folder):
        with pytest.raises(StoreLocked) as caught, writer_lock(folder):
            pass
        assert (caught.value.path, caught.value.pid) == (folder, os.getpid())
    with writer_lock(folder):
        assert (folder / LOCK_NAME).read_text() == f"{os.getpid()}\n"


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    holds = (
        "import sys; from pathlib import Path; from bot.storage.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreLocked) as caught, writer_lock(tmp_path):
            pass
        assert caught.value.pid == holder.pid
        holder.kill()
        holder.wait()
        with writer_lock(tmp_path):
            assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(StoreUnwritable) as caught, writer_lock(file / "data"):
        pass
    assert str(file / "data") in str(caught.value)
    with pytest.raises(StoreUnwritable, match="Not a directory"):
        Journal.open(file / "store.journal")
    with pytest.raises(StoreError, match="cannot read"):
        Journal.read(file / "store.journal")
