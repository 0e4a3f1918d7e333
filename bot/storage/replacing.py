"""A fresh journal in the place of another: at the first start, at an upgrade, at a restore, and when the dead outweigh the living.

Why no crash in here loses a record: all goes into a file of another name, and until the rename nobody looks there; it is
synced before the rename, so the journal's name never stands for bytes that are not on disk; the rename is atomic, so whoever
opens the name finds the old file whole or the new one whole. What the new one follows from is in it: the state at a line of the
old file, and each line after that. The rename itself is made durable by a sync of the folder, before anything that is written to
the new file alone is acknowledged. The mark of the old file is of the generation that the new one names as the one before it, and
says nothing of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from .lines import LineFile, Sync, encode, sync_folder, to_bytes
from .replay import Kinds, State, Torn


def fresh_name(path: Path) -> Path:
    """Return where a journal is written before it bears its name."""
    return path.with_name(path.name + ".new")


def encoded(name: str, doc_id: int | str, row: object, kinds: Kinds) -> bytes:
    """Return one change as a line has it."""
    kind = kinds.get(name)
    if kind is None or row is None:
        return to_bytes(encode((name, doc_id, row)))
    return b"%s,%s]" % (to_bytes(encode((name, doc_id)))[:-1], kind.dump(row))


def write_fresh(path: Path, state: State, kinds: Kinds, sync: Sync, after: str = "") -> LineFile:
    """Write a state as a journal of a new generation beside `path`, `after` that of another, and sync it.

    When it raises, nothing is there.
    """
    fresh = fresh_name(path)
    file = LineFile.create(fresh, after)
    try:
        file.append(
            b"[%s]" % encoded(name, doc_id, row, kinds) for name, rows in state.items() for doc_id, row in rows.items()
        )
        sync(file.fd)
    except BaseException:
        drop_fresh(path, file)
        raise
    return file


def drop_fresh(path: Path, file: LineFile) -> None:
    """Give up a fresh file."""
    file.close()
    fresh_name(path).unlink(missing_ok=True)


def put_in_place(path: Path) -> None:
    """Give the fresh file, which is whole and synced, the journal's name; the caller syncs the folder."""
    os.replace(fresh_name(path), path)  # noqa: PTH105 - the word of the proof above


def beside(path: Path, suffix: str) -> Iterator[Path]:
    """Yield names beside a file, numbered from 1."""
    return (path.with_name(f"{path.name}.{suffix}-{number}") for number in count(1))


def keep_torn(torn: Torn, sync: Sync) -> Torn:
    """Copy the torn bytes into a file beside the journal, durably: what is cut next is not lost."""
    side = next(name for name in beside(torn.path, "torn") if not name.exists())
    with side.open("xb") as file:
        file.write(torn.data)
        file.flush()
        sync(file.fileno())
    sync_folder(side, sync)
    return replace(torn, kept=side)


def keep_version(path: Path, version: int, sync: Sync) -> Path:
    """Give the journal a second name before an upgrade takes its place; one from a try that was cut off is not kept twice."""
    first = path.with_name(f"{path.name}.v{version}")
    for kept in chain((first,), beside(path, f"v{version}")):
        if kept.exists() and kept.samefile(path):
            return kept
        if kept.exists():
            continue
        try:
            kept.hardlink_to(path)
        except OSError:  # a file system without second names
            shutil.copyfile(path, kept)
            with kept.open("rb") as file:
                sync(file.fileno())
        sync_folder(path, sync)
        return kept
    raise AssertionError("there is no last number")
