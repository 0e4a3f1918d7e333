# ruff: noqa: ASYNC240 - a test has the event loop to itself
"""The mark beside a journal: what was acknowledged, and which journal it was."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreDamaged
from bot.storage.journal import Journal
from bot.storage.lines import LineFile
from bot.storage.mark import Mark, mark_path, read_mark
from bot.storage.replacing import put_in_place, write_fresh
from bot.storage.replay import replay

from ..support.journals import committed, living, put, write_all


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.journal"


async def test_a_file_cut_anywhere_before_its_mark_is_refused(path: Path) -> None:
    _, sizes = await write_all(path, [put(1), put(2)], 1000)
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        for opens in (Journal.open, Journal.read):
            with pytest.raises(StoreDamaged, match="kawaraban restore") as caught:
                opens(path)
            if cut in sizes:
                assert f"{len(whole) - cut} bytes more had been acknowledged" in caught.value.reason
        assert path.read_bytes() == whole[:cut]
    path.unlink()
    for opens in (Journal.open, Journal.read):
        with pytest.raises(StoreDamaged, match="it is missing"):
            opens(path)
    assert list(path.parent.iterdir()) == [mark_path(path)]


async def test_what_follows_the_mark_is_torn_whatever_it_is(path: Path) -> None:
    await write_all(path, [put(1)], 1000)
    whole = path.read_bytes()
    for tail in (b"x", b"00000000 [[1]]\n", bytes(10), whole.splitlines(keepends=True)[-1]):
        path.write_bytes(whole + tail)
        with closing(Journal.open(path)) as journal:
            assert journal.state == {"A": {1: {"n": 1}}}
            assert journal.torn is not None
            assert journal.torn.data == tail
        assert path.read_bytes() == whole


async def test_a_mark_that_is_old_or_damaged_proves_nothing(path: Path) -> None:
    await write_all(path, [put(1)], 1000)
    first, generation = path.stat().st_size, read_mark(path)
    assert generation is not None
    await write_all(path, [put(2)], 1000)
    assert len(generation.encode()) == mark_path(path).stat().st_size
    for mark in (b"", b"\0" * 47, b"x" * 47, Mark(generation[0], first).encode()):
        mark_path(path).write_bytes(mark)
        assert living(Journal.read(path).state) == {"A": {1: {"n": 1}, 2: {"n": 2}}}
        with closing(Journal.open(path)):
            assert read_mark(path) == (generation.generation, path.stat().st_size)


async def test_an_older_journal_is_not_taken_for_the_one_that_was_written_last(path: Path) -> None:
    await write_all(path, [put(1)], 1000)
    older, mark = path.read_bytes(), mark_path(path).read_bytes()
    with closing(Journal.open(path, compact_from=0)) as journal:
        for number in range(20):
            await committed(journal, put(number % 2))
    newer = path.read_bytes()
    assert json.loads(newer.splitlines()[0][9:])["after"]
    path.write_bytes(older)
    for open_it in (Journal.read, Journal.open):
        with pytest.raises(StoreDamaged, match="an older one"):
            open_it(path)
    assert path.read_bytes() == older
    # With its own mark it is one that cannot be told from a store that was copied whole; without any, the operator wants it.
    mark_path(path).write_bytes(mark)
    assert living(Journal.read(path).state) == {"A": {1: {"n": 1}}}
    mark_path(path).unlink()
    assert living(Journal.read(path).state) == {"A": {1: {"n": 1}}}


async def test_the_mark_of_the_journal_before_is_what_a_crash_leaves(path: Path) -> None:
    await write_all(path, [put(1)], 1000)
    before = read_mark(path)
    assert before is not None
    file = write_fresh(path, {"A": {1: {"n": 2}}}, {}, os.fsync, before.generation)
    file.close()
    put_in_place(path)
    with closing(Journal.open(path)) as journal:
        assert living(journal.state) == {"A": {1: {"n": 2}}}
    mark = read_mark(path)
    assert mark is not None
    assert mark.generation == file.header.generation


async def test_what_a_killed_writer_left_is_on_disk_before_the_mark_says_so(path: Path) -> None:
    await write_all(path, [put(1)], 1000)
    before = read_mark(path)
    found = replay(path, before, {})
    assert before is not None
    assert found.header is not None
    writer = LineFile(os.open(path, os.O_WRONLY | os.O_APPEND), found.header, found.size, found.chain)
    writer.append([b'[["A",2,{"n":2}]]'])  # and it is killed before its sync: in the memory of the system alone
    writer.close()
    synced: list[tuple[bool, Mark | None]] = []

    def sync(fd: int) -> None:
        synced.append((os.path.sameopenfile(fd, whole.fileno()), read_mark(path)))
        os.fsync(fd)

    with path.open("rb") as whole, closing(Journal.open(path, sync=sync)):
        assert synced == [(True, before), (False, before)]
        assert read_mark(path) == (before.generation, writer.size)


def test_a_journal_of_version_1_takes_the_place_of_the_one_that_a_mark_is_of(path: Path) -> None:
    data = b'{"format":"kawaraban-journal","version":1}'
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(data), data))
    mark_path(path).write_bytes(Mark("0" * 16, 1 << 40).encode())
    Journal.open(path).close()
    assert json.loads(path.read_bytes().splitlines()[0][9:])["after"] == "0" * 16


async def test_a_journal_of_a_version_that_did_not_note_the_one_before_takes_any_mark(path: Path) -> None:
    header = {"format": "kawaraban-journal", "version": 2, "generation": "0f9c2d41a7b3e865"}
    data = json.dumps(header).encode()
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(data), data))
    mark_path(path).write_bytes(Mark("0" * 16, 1 << 40).encode())
    with closing(Journal.open(path)) as journal:
        await committed(journal, put(1))
    assert living(Journal.read(path).state) == {"A": {1: {"n": 1}}}


@pytest.mark.parametrize("after", [1, [], {}])
def test_a_header_that_makes_no_sense_is_refused(path: Path, after: object) -> None:
    header = {"format": "kawaraban-journal", "version": 2, "generation": "0f9c2d41a7b3e865", "after": after}
    data = json.dumps(header).encode()
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(data), data))
    with pytest.raises(StoreDamaged, match="what was there before"):
        Journal.read(path)


async def test_the_mark_is_there_before_anybody_is_told_and_never_before_the_sync(path: Path) -> None:
    marked: list[int] = []

    def sync(fd: int) -> None:
        mark = read_mark(path)
        marked.append(mark.length if mark else 0)
        if mark and json.loads(path.read_bytes().splitlines()[0][9:])["generation"] == mark.generation:
            assert mark.length <= path.stat().st_size

    with closing(Journal.open(path, sync=sync)) as journal:
        for number in range(100):
            before = len(marked)
            await committed(journal, put(number % 3))
            assert number == 0 or marked[before] > 0
            mark = read_mark(path)
            assert mark is not None
            assert mark.length == path.stat().st_size
