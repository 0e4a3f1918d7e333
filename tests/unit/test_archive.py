# ruff: noqa: ASYNC240 - a test has the event loop to itself
"""Rows of closed months: out of memory, found as before, and noticed when they are not there any more."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ledger import OPEN, Channel, Delivery, Part, Pick
from bot.errors import StoreDamaged, StoreError
from bot.storage.archive import Archive
from bot.storage.archive_file import ARCHIVE
from bot.storage.journal import Journal
from bot.storage.mark import mark_path
from bot.storage.rows import KINDS
from bot.storage.tinydb_store import JOURNAL, TinyStore, open_store, read_store
from bot.storage.verify import check_archive

from ..support.builders import CHANNEL, DUE, a_delivery, a_subscription

OTHER = Channel("telegram", "-200", "42")
PICKS = (Pick("e1", "event", "mix", {"shown": 1}, 2), Pick("e2", "lead", "mix", {}))
PARTS = (Part("{}", "一\ud83d", "m1", DUE),)
DAY = timedelta(days=1)


def sent(day: int, **changes: object) -> Delivery:
    return a_delivery(f"2026-01-{day:02}T09:00", state="sent", picks=PICKS, parts=PARTS, **changes)


async def filled(store: TinyStore, days: int = 10) -> list[Delivery]:
    """Subscribe, and have days of January sent, of which the last two stay in memory; return the rows."""
    await store.subscribe(a_subscription())
    rows = [sent(day) for day in range(1, days + 1)]
    await store.enqueue(rows)
    assert await store.archive(rows[-2].due) == days - 2
    assert await store.archive(rows[-2].due) == 0
    return rows


def in_journal(folder: Path) -> list[int | str]:
    return list(Journal.read(folder / JOURNAL, KINDS).state.get("deliveries", {}))


async def test_archived_rows_are_out_of_memory_and_journal_and_found_as_before(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = await filled(store)
        history = await store.history(CHANNEL)
        waiting = a_delivery("2026-01-01T10:00")
        await store.enqueue([waiting])
        assert await store.archive(DUE + 40 * DAY) == 2  # what is open stays
    assert in_journal(tmp_path) == [waiting.key]
    for again in (read_store(tmp_path), store):
        assert list(await again.deliveries(states=OPEN)) == [waiting]
    reader = read_store(tmp_path)
    assert list(await reader.deliveries(states=("sent",))) == rows
    assert list(await reader.deliveries(CHANNEL, ("sent", "missed"), newest=3)) == rows[-3:]
    assert await reader.history(CHANNEL) == history
    assert [each.entry for each in history] == ["e1", "e2"] * 10
    assert await reader.delivery(rows[0].key) == rows[0]
    assert await reader.last_slot("sub") == rows[-1].due
    assert check_archive(tmp_path / ARCHIVE) == 10


async def test_a_slot_that_is_archived_is_not_enqueued_again(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = await filled(store)
    async with open_store(tmp_path, pytest.fail) as store:
        later = a_delivery("2026-01-09T09:00", due=rows[7].due + 1.5 * DAY, key=rows[7].key)  # another zone database
        assert await store.enqueue([*rows, later, sent(20)]) == 1
        assert len(await store.deliveries()) == len(rows) + 1


async def test_an_archived_row_that_changes_comes_back_and_is_archived_anew(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        row = (await filled(store))[0]
        gone = row.taken_back(DUE, "removed")
        assert not await store.advance(replace(row, attempts=9), gone)
        won = await asyncio.gather(*(store.advance(row, gone) for _ in range(5)))
        assert won.count(True) == 1
        assert in_journal(tmp_path)[-1] == row.key
        assert list(await store.deliveries(states=("gone",))) == [gone]
        assert len(await store.deliveries(CHANNEL)) == 10
    async with open_store(tmp_path, pytest.fail) as store:
        assert await store.delivery(row.key) == gone
        assert await store.archive(row.due + DAY) == 1
        assert await store.delivery(row.key) == gone
        assert len(await store.deliveries(newest=100)) == 10
    assert check_archive(tmp_path / ARCHIVE) == 8


async def test_what_is_archived_moves_with_its_channel_and_a_newcomer_gets_none_of_it(tmp_path: Path) -> None:
    third = Channel("discord", "9")
    async with open_store(tmp_path, pytest.fail) as store:
        rows = await filled(store)
        assert await store.move(CHANNEL, OTHER)
        await store.subscribe(a_subscription("new"))
        await store.enqueue([sent(3, subscription="new", key="new")])
        assert await store.archive(DUE + 40 * DAY) == 3
        assert await store.move(OTHER, third)
        expected = [row.moved(OTHER).moved(third) for row in rows]
        assert list(await store.deliveries(third)) == expected
        assert list(await store.deliveries(OTHER)) == []
        assert [row.key for row in await store.deliveries(CHANNEL)] == ["new"]
    reader = read_store(tmp_path)
    assert list(await reader.deliveries(third)) == expected
    assert len(await reader.history(third)) == 20
    assert len(await reader.history(CHANNEL)) == 2


async def test_questions_during_an_archiving_miss_nothing_and_see_nothing_twice(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = [sent(1 + n % 28, subscription=f"s{n}", key=f"k{n}") for n in range(2500)]
        await store.enqueue(rows)

        async def archived() -> int:
            count = 0
            while more := await store.archive(DUE + 40 * DAY):
                count += more
            return count

        work = asyncio.create_task(archived())
        while not work.done():
            await asyncio.sleep(0)  # what is answered from memory lets nobody else go on
            found = await store.deliveries()
            assert len(found) == len({row.key for row in found}) == 2500
            assert len(await store.history(CHANNEL)) == 5000
            assert await store.enqueue(rows[:20]) == 0
            assert await store.delivery("k7") == rows[7]
        assert work.result() == 2500


async def test_a_row_that_changes_while_it_is_archived_stays(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await store.subscribe(a_subscription())
        await store.enqueue([sent(1), sent(2)])
        work = asyncio.create_task(store.archive(DUE))
        await asyncio.sleep(0)
        assert await store.advance(sent(1), sent(1).taken_back(DUE, None))
        assert await store.move(CHANNEL, OTHER)
        assert await work in (0, 1, 2)
        expected = [sent(1).taken_back(DUE, None).moved(OTHER), sent(2).moved(OTHER)]
        assert list(await store.deliveries(OTHER)) == expected
    assert list(await read_store(tmp_path).deliveries()) == expected


async def test_rows_that_a_crash_left_in_both_are_as_the_journal_has_them(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await store.subscribe(a_subscription())
        await store.enqueue([sent(1), sent(2)])
        journal, mark = (tmp_path / JOURNAL).read_bytes(), mark_path(tmp_path / JOURNAL).read_bytes()
        assert await store.archive(DUE) == 2
    (tmp_path / JOURNAL).write_bytes(journal)
    mark_path(tmp_path / JOURNAL).write_bytes(mark)
    async with open_store(tmp_path, pytest.fail) as store:
        assert await store.move(CHANNEL, OTHER)
        assert list(await store.deliveries(newest=5)) == [sent(1).moved(OTHER), sent(2).moved(OTHER)]
        assert await store.archive(DUE) == 2
        assert list(await store.deliveries(OTHER)) == [sent(1).moved(OTHER), sent(2).moved(OTHER)]
    assert check_archive(tmp_path / ARCHIVE) == 2


# Damage


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def other(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE standing SET generation = 'x'")


def older(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE standing SET rows = rows - 1")


def behind(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE standing SET newest = newest - 1")


def foreign(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)


@pytest.mark.parametrize("harm", [missing, emptied, cut, other, older, behind, foreign])
async def test_an_archive_that_is_not_the_one_it_was_is_refused_with_what_to_do(tmp_path: Path, harm: object) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await filled(store)
    harm(tmp_path / ARCHIVE)  # type: ignore[operator]  # one of the above
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(StoreDamaged, match=r"archive.sqlite: .*kawaraban restore FILE.*archive.sqlite.lost"):
        read_store(tmp_path)
    with pytest.raises(StoreDamaged, match=r"archive\.sqlite: "):
        async with open_store(tmp_path, pytest.fail):
            pass
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("change", ["chat = '-101'", "id = id + 1", "thread = '4'"])
async def test_rows_that_belong_to_another_channel_than_they_did_are_noticed(tmp_path: Path, change: str) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await filled(store)
        assert await store.move(CHANNEL, OTHER)
        await store.enqueue([sent(20)])
        assert await store.archive(DUE + 40 * DAY)
    assert check_archive(tmp_path / ARCHIVE) == 11
    with closing(sqlite3.connect(tmp_path / ARCHIVE)) as db, db:
        db.execute(f"UPDATE places SET {change} WHERE chat = '-100'")
    with pytest.raises(StoreDamaged, match="no channel that is known"):
        check_archive(tmp_path / ARCHIVE)


async def test_an_archive_that_is_added_to_agrees_with_itself_for_whoever_looks(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = [sent(1, key=f"k{number:03}", due=DUE + number * timedelta(seconds=1)) for number in range(150)]
        await store.enqueue(rows)

        def look() -> None:
            for _ in range(300):
                Archive.open(tmp_path / ARCHIVE, None, write=False, sync=os.fsync)

        looking = asyncio.create_task(asyncio.to_thread(look))
        for row in rows:
            assert await store.archive(row.due + timedelta(microseconds=1)) == 1
        await looking


async def test_a_key_that_no_text_has_is_not_there_and_harms_nothing(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await filled(store)
        assert await store.delivery("\udcff") is None


async def test_an_archive_that_cannot_be_read_is_told_as_such(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await filled(store)
    (tmp_path / ARCHIVE).unlink()
    (tmp_path / ARCHIVE).mkdir()
    with pytest.raises(StoreError, match=f"^cannot read {tmp_path / ARCHIVE}: "):
        read_store(tmp_path)


async def test_the_operator_may_give_an_archive_up(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = await filled(store)
    (tmp_path / ARCHIVE).rename(tmp_path / f"{ARCHIVE}.lost")
    said: list[str] = []
    async with open_store(tmp_path, said.append) as store:
        assert list(await store.deliveries()) == rows[-2:]
        assert await store.last_slot("sub") == rows[-1].due
        assert await store.archive(DUE) == 2
    assert len(said) == 1
    assert (tmp_path / f"{ARCHIVE}.lost-1").exists()
    async with open_store(tmp_path, pytest.fail) as store:
        assert list(await store.deliveries()) == rows[-2:]


async def test_a_flipped_bit_anywhere_in_the_archive_is_noticed_by_whoever_reads_it_whole(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = await filled(store)
        history = await store.history(CHANNEL)
    path = tmp_path / ARCHIVE
    whole = bytearray(path.read_bytes())
    noticed = 0
    for at in range(0, len(whole), 211):
        whole[at] ^= 1 << at % 8
        path.write_bytes(whole)
        try:
            check_archive(path)
        except StoreError as error:
            noticed += 1
            assert "\n" not in str(error)
        try:
            reader = read_store(tmp_path)
            # A page that is not read whole may hide rows from an index; those that are found are as they were.
            assert {row.key: row for row in await reader.deliveries()}.items() <= {row.key: row for row in rows}.items()
            assert set(await reader.history(CHANNEL)) <= set(history)
        except StoreError as error:
            assert "\n" not in str(error)
        whole[at] ^= 1 << at % 8
    assert noticed > 10


FILLS_THE_DISK = """
import asyncio, resource, signal, sys
from datetime import timedelta
from pathlib import Path
from bot.errors import StoreUnwritable
from bot.storage.tinydb_store import open_store
from tests.unit.test_archive import sent, DUE

async def main():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    async with open_store(Path(sys.argv[1]), print) as store:
        await store.enqueue([sent(1 + n % 9, key=f"k{n}") for n in range(300)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
        try:
            await store.archive(DUE)
        except StoreUnwritable as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

asyncio.run(main())
"""


async def test_a_disk_that_is_full_leaves_the_rows_in_the_journal(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: ASYNC221 - as above
        [sys.executable, "-c", FILLS_THE_DISK, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert f"{tmp_path / ARCHIVE} cannot be written" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    async with open_store(tmp_path, pytest.fail) as store:
        assert len(await store.deliveries()) == 300
        assert await store.archive(DUE) == 300
        assert len(await store.deliveries()) == 300
    assert check_archive(tmp_path / ARCHIVE) == 300
