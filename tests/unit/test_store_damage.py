"""A store that was damaged by anything is the last good state, and says what was lost, or is refused with a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.storage.archive_file import ARCHIVE
from bot.storage.journal import Journal
from bot.storage.mark import Mark, mark_path, read_mark
from bot.storage.replay import State
from bot.storage.rows import KINDS
from bot.storage.tinydb_store import JOURNAL, open_store, read_store

from ..support.builders import CHANNEL, DUE, a_delivery, a_draft, a_pause, a_subscription
from .test_archive import sent


@cache
def made() -> tuple[dict[str, bytes], list[State]]:
    """Return the files of a small store with an archive, and the state of its journal after each line."""

    async def write(folder: Path) -> None:
        async with open_store(folder, lambda _: None) as store:
            await store.subscribe(a_subscription())
            await store.pause("sub", a_pause("追い出された"))
            await store.enqueue([sent(1), sent(2)])
            await store.enqueue([a_delivery()])
            await store.stage(a_draft())
            await store.archive(DUE)
            await store.set_note("a", "1")
            await store.set_note("a", "2")

    with TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(write(folder))
        files, states = {path.name: path.read_bytes() for path in folder.iterdir()}, []
        lines = files[JOURNAL].splitlines(keepends=True)
        mark_path(folder / JOURNAL).unlink()
        for number in range(1, len(lines) + 1):
            (folder / JOURNAL).write_bytes(b"".join(lines[:number]))
            states.append(Journal.read(folder / JOURNAL, KINDS).state)
    return files, states


def flipped(data: bytes, at: int, much: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << much % 8]) + data[at + 1 :]


def cut(data: bytes, at: int, _: int) -> bytes:
    return data[:at]


def cut_out(data: bytes, at: int, much: int) -> bytes:
    return data[:at] + data[at + 1 + much :]


def doubled(data: bytes, at: int, much: int) -> bytes:
    return data[: at + 1 + much] + data[at:]


def zeroed(data: bytes, at: int, much: int) -> bytes:
    return data[:at] + bytes(len(data[at : at + 1 + much])) + data[at + 1 + much :]


def lengthened(data: bytes, at: int, much: int) -> bytes:
    return data + bytes(much) + data[at : at + much]


def swapped(data: bytes, at: int, much: int) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = at % len(lines), much % len(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def line_lost(data: bytes, at: int, _: int) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[at % len(lines)]
    return b"".join(lines)


HARMS: tuple[Callable[[bytes, int, int], bytes], ...] = (
    flipped, cut, cut_out, doubled, zeroed, lengthened, swapped, line_lost,
)  # fmt: skip
harms = st.lists(
    st.tuples(st.sampled_from(HARMS), st.floats(0, 1, exclude_max=True), st.integers(0, 400)), min_size=1, max_size=2
)


def harmed(data: bytes, harms: list[tuple[Callable[[bytes, int, int], bytes], float, int]]) -> bytes:
    for harm, where, much in harms:
        if data:
            data = harm(data, int(where * len(data)), much)
    return data


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(harms, st.sampled_from(["with its mark", "without", "with a mark that lags"]), st.integers(0, 7))
def test_a_journal_with_any_damage_has_all_that_was_acknowledged_or_is_refused(
    harms: list[tuple[Callable[[bytes, int, int], bytes], float, int]], mark: str, lag: int
) -> None:
    with TemporaryDirectory() as name:
        folder, (files, states) = Path(name), made()
        for each, content in files.items():
            (folder / each).write_bytes(content)
        path, whole = folder / JOURNAL, (folder / JOURNAL).read_bytes()
        ends = [len(b"".join(whole.splitlines(keepends=True)[: n + 1])) for n in range(len(states))]
        least = len(states) - 1
        if mark == "without":
            mark_path(path).unlink()
            least = 0
        elif mark == "with a mark that lags":
            least = max(len(states) - 1 - lag, 0)
            now = read_mark(path)
            assert now is not None
            mark_path(path).write_bytes(Mark(now.generation, ends[least]).encode())
        damaged = harmed(whole, harms)
        path.write_bytes(damaged)
        try:
            journal = Journal.read(path, KINDS)
        except StoreError as error:
            assert "\n" not in str(error)
            assert "kawaraban restore" in str(error)
            refuses(folder, damaged)
            return
        assert journal.state in states[least:]
        if damaged != whole:
            # What is gone is said, but for whole lines at the end that no mark speaks of.
            assert journal.torn is not None or (damaged == whole[: len(damaged)] and len(damaged) in ends)
        asyncio.run(opens(folder, journal.state))


def refuses(folder: Path, damaged: bytes) -> None:
    async def opened() -> None:
        async with open_store(folder, lambda _: None):
            raise AssertionError

    try:
        asyncio.run(opened())
    except StoreError as error:
        assert "\n" not in str(error)
    assert (folder / JOURNAL).read_bytes() == damaged
    assert {each.name for each in folder.iterdir()} <= {JOURNAL, ARCHIVE, "kawaraban.mark", "writer.lock"}


async def opens(folder: Path, state: State) -> None:
    """A writer finds what a reader did, and goes on from there."""
    said: list[str] = []
    async with open_store(folder, said.append) as store:
        rows = await store.deliveries()
        await store.enqueue([a_delivery("2026-03-01T09:00")])
        await store.history(CHANNEL)
    assert set(state.get("deliveries", {})) <= {row.key for row in rows}
    assert len(await read_store(folder).deliveries()) == len(rows) + 1
