# ruff: noqa: ASYNC240 - a test has the event loop to itself
from __future__ import annotations

import asyncio
import errno
import io
import json
import subprocess
import sys
import tempfile
import threading
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreClosed, StoreDamaged, StoreNewer, StoreUnwritable
from bot.storage.journal import Journal
from bot.storage.mark import mark_path, read_mark
from bot.storage.replay import Change

from ..support.journals import committed, living, put, write_all

values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)
changes = st.tuples(
    st.sampled_from(["deliveries", "購読"]),
    st.one_of(st.integers(1, 4), st.sampled_from("1あ")),
    st.one_of(st.none(), st.dictionaries(st.text(max_size=3), values, max_size=2)),
)
transactions = st.lists(st.lists(changes, min_size=1, max_size=4), min_size=1, max_size=6)


class Syncs:
    """A disk that counts, and that can be made to wait or to fail."""

    def __init__(self) -> None:
        self.count = 0
        self.threads: set[int] = set()
        self.failure: OSError | None = None
        self.entered = threading.Event()
        self.go = threading.Event()
        self.go.set()

    def __call__(self, fd: int) -> None:
        self.count += 1
        self.threads.add(threading.get_ident())
        self.entered.set()
        self.go.wait()
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.journal"


# Any crash: the file cut at any byte


@given(transactions, st.data())
@settings(max_examples=25, deadline=None)
def test_a_file_cut_anywhere_has_every_whole_transaction_before_the_cut(
    transactions: list[list[Change]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        states, sizes = asyncio.run(write_all(path, transactions, 1000))
        whole = path.read_bytes()
        mark_path(path).unlink()
        for cut in range(sizes[0], len(whole) + 1):
            path.write_bytes(whole[:cut])
            read = Journal.read(path)
            acknowledged = sum(size <= cut for size in sizes[1:])
            assert living(read.state) == states[acknowledged]
            assert (read.torn is None) == (cut in sizes)

        cut = data.draw(st.integers(sizes[0], len(whole)))
        path.write_bytes(whole[:cut])
        more: list[Change] = [("deliveries", "new", {"n": 1})]
        with closing(Journal.open(path)) as journal:
            expected = living(journal.state) | {}
            journal.append(more)
            expected.setdefault("deliveries", {})["new"] = {"n": 1}
        read = Journal.read(path)
        assert living(read.state) == expected
        assert read.torn is None
        kept = b"".join(side.read_bytes() for side in Path(folder).glob("*.torn-*"))
        assert path.read_bytes().startswith(whole[: cut - len(kept)])
        assert kept == whole[cut - len(kept) : cut]


@given(st.lists(changes, min_size=20, max_size=60), st.integers(0, 5))
@settings(max_examples=50, deadline=None)
def test_compaction_changes_nothing_that_can_be_read(changes: list[Change], compact_from: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        states, _ = asyncio.run(write_all(path, [[change] for change in changes], compact_from))
        read = Journal.read(path)
        assert living(read.state) == states[-1]
        for name, rows in living(read.state).items():
            assert list(rows) == list(states[-1][name])  # a scan keeps its order
        assert set(Path(folder).iterdir()) == {path, mark_path(path)}


async def test_each_step_of_a_compaction_is_on_disk_before_the_next(path: Path) -> None:
    steps: list[str] = []

    def sync(fd: int) -> None:
        size = path.stat().st_size if path.exists() else "nothing"
        steps.append(f"{Path(f'/proc/self/fd/{fd}').readlink()} beside {size}")

    journal = Journal.open(path, sync=sync, compact_from=2)
    empty = path.stat().st_size
    assert steps == [f"{path}.new beside nothing", f"{path.parent} beside {empty}"]
    await committed(journal, put(1) * 2)
    steps.clear()
    path.with_name(path.name + ".new").write_bytes(bytes(1000))  # as a crash may leave it
    journal.append(put(1))
    await journal.durable()
    journal.close()
    old, new = int(steps[0].split()[-1]), path.stat().st_size
    assert old > new
    assert steps == [
        f"{path} beside {old}",  # acknowledged by the old file
        f"{path}.new beside {old}",  # what lives
        f"{path}.new beside {old}",  # what came meanwhile
        f"{path.parent} beside {new}",
    ]
    path.with_name(path.name + ".new").write_bytes(bytes(1000))
    with closing(Journal.open(path)) as journal:
        assert journal.state == {"A": {1: {"n": 1}}}
    assert set(path.parent.iterdir()) == {path, mark_path(path)}


async def test_changes_are_acknowledged_while_a_fresh_file_is_written(path: Path) -> None:
    written, go = threading.Event(), threading.Event()

    def sync(fd: int) -> None:
        if Path(f"/proc/self/fd/{fd}").readlink() == fresh and path.exists():
            written.set()
            go.wait()

    fresh = path.with_name(path.name + ".new")
    journal = Journal.open(path, sync=sync, compact_from=3)
    for _ in range(4):
        await committed(journal, put(1))
    await asyncio.to_thread(written.wait)
    old = read_mark(path)
    for number in range(2, 50):  # none of them waits for the fresh file
        await committed(journal, [*put(number), ("A", number - 1, None)])
        assert list(Journal.read(path).state["A"]) == [number]
    go.set()
    journal.close()
    new = read_mark(path)
    assert old is not None
    assert new is not None
    assert new.generation != old.generation
    assert new.length == path.stat().st_size
    assert Journal.read(path).state == {"A": {49: {"n": 49}}}
    assert not fresh.exists()


async def test_the_torn_line_is_reported_and_kept(path: Path) -> None:
    await write_all(path, [put(1), put(2)], 1000)
    whole = path.read_bytes()
    for number in (1, 2):
        mark_path(path).unlink()
        path.write_bytes(whole[:-5])
        read = Journal.read(path)
        assert read.torn is not None
        assert read.torn.kept is None
        assert path.read_bytes() == whole[:-5]  # a reader changes nothing
        with closing(Journal.open(path)) as journal:
            assert journal.torn is not None
            assert journal.torn.line == 3
            assert journal.torn.kept == path.with_name(f"store.journal.torn-{number}")
            assert whole.endswith(journal.torn.kept.read_bytes() + whole[-5:])
            assert str(journal.torn.kept) in str(journal.torn)
            assert "\n" not in str(journal.torn)
            assert journal.state == {"A": {1: {"n": 1}}}
        assert Journal.read(path).torn is None


async def test_zeros_at_the_end_are_a_torn_line(path: Path) -> None:
    """What some file systems show after a power cut: the new length without the new bytes."""
    await write_all(path, [put(1)], 1000)
    with path.open("ab") as file:
        file.write(bytes(10_000))
    with closing(Journal.open(path)) as journal:
        assert journal.state == {"A": {1: {"n": 1}}}
        await committed(journal, put(2))
    assert Journal.read(path).state == {"A": {1: {"n": 1}, 2: {"n": 2}}}


# Damage that no crash makes


@pytest.mark.parametrize("marked", [True, False])
async def test_damage_anywhere_is_named_and_nothing_is_changed(path: Path, marked: bool) -> None:
    await write_all(path, [put(number) for number in range(5)], 1000)
    lines = path.read_bytes().splitlines(keepends=True)
    files = {path, mark_path(path)}
    if not marked:
        mark_path(path).unlink()
        files.remove(mark_path(path))
    for number, line in enumerate(lines, 1):
        others: list[tuple[int, bytes]] = []
        if number < len(lines):
            following = b"".join([lines[number], line, *lines[number + 1 :]])
            others = [
                (number, following),
                (number, b"".join(lines[number:])),
                (number, line[:-1] + b"".join(lines[number:])),
            ]
        broken = (line.replace(b'"', b"'", 1), line[:-2] + b"\n", b"\n")
        others += [(number, one + b"".join(lines[number:])) for one in broken]
        others += [(number + 1, line + line + b"".join(lines[number:]))] if number < len(lines) or not marked else []
        for where, rest in others:
            damaged = b"".join(lines[: number - 1]) + rest
            path.write_bytes(damaged)
            for opens in (Journal.open, Journal.read):
                with pytest.raises(StoreDamaged) as caught:
                    opens(path)
                assert (caught.value.path, caught.value.line) == (path, where)
                assert "\n" not in str(caught.value)
            assert path.read_bytes() == damaged
            assert set(path.parent.iterdir()) == files


def line(text: str) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(text.encode()), text.encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (line('{"format":"kawaraban-journal","version":2}'), "no generation"),
        (line('{"format":"something else","version":1}'), "not a journal"),
        (line("[]"), "not a journal"),
        (line('{"format":"kawaraban-journal","version":0}'), "version 0"),
        (line('{"format":"kawaraban-journal","version":3,"generation":7}'), "version 3 .* a newer one"),
        (b'{"_default": {"1": {"n": 1}}}', "not a journal"),
        (b"", "empty"),
        (line('{"format":"kawaraban-journal","version":1}') + line('[["A",1]]'), "expected 3"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    for opens in (Journal.open, Journal.read):
        with pytest.raises((StoreDamaged, StoreNewer), match=reason):
            opens(path)
    assert path.read_bytes() == content


# One sync for those who come together


async def test_those_who_come_during_a_sync_share_the_next(path: Path) -> None:
    syncs = Syncs()
    with closing(Journal.open(path, sync=syncs)) as journal:
        before, syncs.threads = syncs.count, set()
        syncs.entered.clear()
        syncs.go.clear()
        first = asyncio.create_task(committed(journal, put(0)))
        await asyncio.to_thread(syncs.entered.wait)
        others = [asyncio.create_task(committed(journal, put(number))) for number in range(1, 101)]
        await asyncio.sleep(0)  # each appends, and waits
        assert len(journal.state["A"]) == 101
        assert not first.done()
        syncs.go.set()
        await asyncio.gather(first, *others)
        assert syncs.count == before + 2
        assert threading.get_ident() not in syncs.threads
        assert list(Journal.read(path).state["A"]) == list(range(101))


async def test_nobody_is_told_before_the_sync_that_has_their_record(path: Path) -> None:
    on_disk: list[int] = []

    def sync(fd: int) -> None:
        on_disk.append(Journal.read(path).written if path.exists() else 0)

    async def writer(first: int) -> None:
        for number in range(first, 100, 10):
            await committed(journal, put(number))
            assert number in Journal.read(path).state["A"]
            assert journal.written >= on_disk[-1] >= number // 10

    with closing(Journal.open(path, sync=sync)) as journal:
        await asyncio.gather(*map(writer, range(10)))
    assert on_disk[-1] == 100
    assert len(on_disk) < 50


async def test_a_cancelled_waiter_takes_nothing_back(path: Path) -> None:
    syncs = Syncs()
    with closing(Journal.open(path, sync=syncs)) as journal:
        syncs.entered.clear()
        syncs.go.clear()
        task = asyncio.create_task(committed(journal, put(1)))
        await asyncio.to_thread(syncs.entered.wait)
        other = asyncio.create_task(committed(journal, put(2)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        syncs.go.set()
        await other
    assert Journal.read(path).state == {"A": {1: {"n": 1}, 2: {"n": 2}}}


async def test_closing_waits_for_what_is_in_flight_and_writes_the_rest(path: Path) -> None:
    syncs = Syncs()
    journal = Journal.open(path, sync=syncs)
    syncs.entered.clear()
    syncs.go.clear()
    task = asyncio.create_task(committed(journal, put(1)))
    await asyncio.to_thread(syncs.entered.wait)
    journal.append(put(2))
    waiter = asyncio.create_task(journal.durable())
    await asyncio.sleep(0)
    threading.Thread(target=syncs.go.set).start()
    journal.close()
    assert Journal.read(path).state == {"A": {1: {"n": 1}, 2: {"n": 2}}}
    await asyncio.gather(task, waiter)
    journal.close()
    with pytest.raises(StoreClosed):
        journal.append(put(3))
    assert 3 not in journal.state["A"]


# A disk that fails


@pytest.mark.parametrize("fails", ["in the first", "while others wait"])
async def test_a_failed_sync_fails_every_waiter_and_later_changes(path: Path, fails: str) -> None:
    syncs = Syncs()
    journal = Journal.open(path, sync=syncs)
    await committed(journal, put(0))
    syncs.entered.clear()
    syncs.go.clear()
    tasks = [asyncio.create_task(committed(journal, put(1)))]
    if fails == "while others wait":
        await asyncio.to_thread(syncs.entered.wait)
        tasks += [asyncio.create_task(committed(journal, put(number))) for number in (2, 3)]
        await asyncio.sleep(0)
    syncs.failure = OSError(errno.ENOSPC, "No space left on device")
    syncs.go.set()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(outcome, StoreUnwritable)
        assert outcome.path == path
        assert "No space left" in str(outcome)
    syncs.failure = None
    with pytest.raises(StoreUnwritable):
        journal.append(put(9))
    with pytest.raises(StoreUnwritable):
        await journal.durable()
    journal.close()
    with closing(Journal.open(path)) as again:
        assert again.state["A"][0] == {"n": 0}
        assert 9 not in again.state["A"]
        await committed(again, put(10))


async def test_what_close_cannot_write_is_an_error(path: Path) -> None:
    syncs = Syncs()
    journal = Journal.open(path, sync=syncs)
    journal.append(put(1))
    syncs.failure = OSError(errno.EIO, "Input/output error")
    with pytest.raises(StoreUnwritable, match="Input/output"):
        journal.close()


FILLS_THE_DISK = """
import asyncio, resource, signal, sys
from pathlib import Path
from bot.errors import StoreUnwritable
from bot.storage.journal import Journal

async def main() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
    journal = Journal.open(Path(sys.argv[1]), compact_from=int(sys.argv[2]))
    for number in range(1_000):
        journal.append([("A", number, {"text": "x" * 100}), ("B", 1, {"last": number})])
        try:
            await journal.durable()
        except StoreUnwritable as error:
            print(error)
            break
        print(number)
    journal.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("compact_from", [0, 1000])
def test_a_full_disk_loses_nothing_acknowledged(path: Path, compact_from: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS_THE_DISK, path, str(compact_from)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    *acknowledged, failure = done.stdout.splitlines()
    assert len(acknowledged) > 10
    assert str(path) in failure
    assert "File too large" in failure
    with closing(Journal.open(path)) as journal:
        assert journal.torn is not None
        assert list(journal.state["A"]) == list(map(int, acknowledged))
        assert journal.state["B"] == {1: {"last": int(acknowledged[-1])}}
        journal.append(put(10_000))
    assert 10_000 in Journal.read(path).state["A"]


async def test_a_compaction_that_fails_leaves_the_old_file_growing(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.with_name(path.name + ".new").mkdir()
    with pytest.raises(StoreUnwritable):
        Journal.open(path)
    path.with_name(path.name + ".new").rmdir()
    with closing(Journal.open(path, compact_from=5)) as journal:
        path.with_name(path.name + ".new").mkdir()
        for number in range(20):
            await committed(journal, [("A", 1, {"n": number})])
        assert Journal.read(path).written == 20
        journal.append(put(1))
    assert "could not be compacted" in caplog.text
    path.with_name(path.name + ".new").rmdir()
    with closing(Journal.open(path, compact_from=5)) as journal:
        for number in range(20, 40):
            await committed(journal, [("A", 1, {"n": number})])
    read = Journal.read(path)
    assert read.state == {"A": {1: {"n": 39}}}
    assert read.written < 20


# Readers beside the writer


async def test_a_reader_writes_nothing(path: Path) -> None:
    reader = Journal.read(path)
    assert reader.state == {}
    with pytest.raises(StoreUnwritable, match="for reading"):
        reader.append(put(1))
    reader.close()
    assert list(path.parent.iterdir()) == []


async def test_a_reader_leaves_out_what_is_half_written(path: Path) -> None:
    with closing(Journal.open(path)) as journal:
        await committed(journal, put(1))
        whole = path.read_bytes()
        mark = mark_path(path).read_bytes()
        await committed(journal, put(2))
        half = path.read_bytes()[: len(whole) + 10]
    path.write_bytes(half)
    mark_path(path).write_bytes(mark)
    assert Journal.read(path).state == {"A": {1: {"n": 1}}}
    assert path.read_bytes() == half


class Growing(io.BytesIO):
    """A file that ends in half a line when it is read, and has grown when one looks again."""

    def read(self, size: int | None = -1) -> bytes:
        return b"the rest"


async def test_a_reader_is_not_misled_by_a_writer_that_writes_on(path: Path) -> None:
    await write_all(path, [put(1), put(2)], 1000)
    whole = path.read_bytes()
    first_opened: list[io.BytesIO] = []

    class Moving(type(path)):  # type: ignore[misc]
        def open(self, *arguments: Any, **options: Any) -> Any:
            return (
                first_opened.pop() if first_opened and self.name == path.name else super().open(*arguments, **options)
            )

    mark_path(path).unlink()  # a reader has read it before; that it lags is the usual
    # The writer appends the rest of the line that was half there.
    first_opened = [Growing(whole[:-5])]
    assert Journal.read(Moving(path)).state == {"A": {1: {"n": 1}}}
    # The writer cuts a torn line and appends another while we are in the middle of it.
    first_opened = [io.BytesIO(whole.replace(b'"n":1', b'"n":9'))]
    assert Journal.read(Moving(path)).state == {"A": {1: {"n": 1}, 2: {"n": 2}}}


def test_lines_are_json_for_other_tools(path: Path) -> None:
    with closing(Journal.open(path)) as journal:
        journal.append([("購読", "id", {"名": "瓦版"}), ("A", 1, None)])
    header, record = path.read_text(encoding="utf-8").splitlines()
    generation = json.loads(header[9:])["generation"]
    told = {"format": "kawaraban-journal", "version": 2, "generation": generation, "after": ""}
    assert json.loads(header[9:]) == told
    assert json.loads(record[9:]) == [["購読", "id", {"名": "瓦版"}], ["A", 1, None]]
    assert "瓦版" in record
