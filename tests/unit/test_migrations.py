# ruff: noqa: ASYNC240 - a test has the event loop to itself
"""A journal of version 1, byte for byte as that program wrote it, is upgraded once and kept."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from bot.domain.ledger import Channel, Pause
from bot.errors import StoreDamaged, StoreNewer
from bot.storage import migrations
from bot.storage.lines import VERSION
from bot.storage.tinydb_store import JOURNAL, TinyStore, open_store, read_store

OLD = Path(__file__).parent / "data" / "version-1.journal"
DUE = datetime(2026, 1, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATES = ["sent", "retrying", "refused", "skipped", "sending", "skipped", "missed", "skipped", "planned"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shutil.copy(OLD, tmp_path / JOURNAL)
    return tmp_path / JOURNAL


async def check(store: TinyStore) -> None:
    rows = await store.deliveries()
    assert [row.state for row in rows] == STATES
    sent, retrying, _, half, *_ = rows
    assert [part.message_id for part in sent.parts] == ["m1", "m2"]
    assert (retrying.attempts, retrying.not_before, retrying.error) == (1, DUE + 5 * HOUR, "TimedOut")
    assert (half.next_part, half.error) == (1, "reset")
    assert [pick.entry for pick in half.picks] == ["e1"]
    first, second = await store.subscriptions()
    assert first.channel == Channel("telegram", "-100")
    assert first.people == ("musk",)
    assert first.paused == Pause("Forbidden: bot was kicked", DUE + 4 * HOUR, "other", told=True)
    assert second.paused == Pause("サーバーから外された", DUE - HOUR, "other", told=True)
    assert await store.note("language/telegram:7") == "ja"
    assert dict(await store.tallies(first.channel, DUE.date())) == {"person/musk": 1}


async def test_it_is_read_as_it_is_by_readers_and_upgraded_once_by_the_writer(path: Path) -> None:
    old = path.read_bytes()
    await check(read_store(path.parent))
    assert path.read_bytes() == old
    assert list(path.parent.iterdir()) == [path]
    said: list[str] = []
    async with open_store(path.parent, said.append) as store:
        await check(store)
        row = (await store.deliveries(states=("planned",)))[0]
        assert await store.advance(row, row.ended("missed", DUE, None))
    kept = path.with_name(JOURNAL + ".v1")
    assert kept.read_bytes() == old
    assert len(said) == 1
    assert str(kept) in said[0]
    async with open_store(path.parent, pytest.fail) as store:
        assert [row.state for row in await store.deliveries()] == [*STATES[:-1], "missed"]
    assert [each.name for each in path.parent.glob("*.v1*")] == [kept.name]


async def test_an_upgrade_that_was_cut_off_is_made_anew_and_keeps_the_old_one_once(path: Path) -> None:
    old = path.read_bytes()
    path.with_name(JOURNAL + ".v1").hardlink_to(path)
    path.with_name(JOURNAL + ".new").write_bytes(old[:100])
    async with open_store(path.parent, lambda _: None) as store:
        await check(store)
    assert [each.name for each in path.parent.glob("*.v1*")] == [JOURNAL + ".v1"]
    assert path.with_name(JOURNAL + ".v1").read_bytes() == old


async def test_another_old_journal_is_kept_beside_the_first(path: Path) -> None:
    path.with_name(JOURNAL + ".v1").write_bytes(b"an earlier one")
    old = path.read_bytes()
    async with open_store(path.parent, lambda _: None):
        pass
    assert path.with_name(JOURNAL + ".v1").read_bytes() == b"an earlier one"
    assert path.with_name(JOURNAL + ".v1-1").read_bytes() == old


async def test_its_torn_line_is_left_out_and_kept(path: Path) -> None:
    old = path.read_bytes()
    last = old.splitlines(keepends=True)[-1]
    path.write_bytes(old + last[:20])
    said: list[str] = []
    async with open_store(path.parent, said.append) as store:
        await check(store)
    assert path.with_name(JOURNAL + ".torn-1").read_bytes() == last[:20]
    assert len(said) == 2


async def test_its_damage_is_refused_and_nothing_is_changed(path: Path) -> None:
    damaged = path.read_bytes().replace(b'"sent"', b'"semt"', 1)
    path.write_bytes(damaged)
    with pytest.raises(StoreDamaged):
        async with open_store(path.parent, pytest.fail):
            pass
    assert path.read_bytes() == damaged
    assert not list(path.parent.glob("*.v1*"))


async def test_a_newer_one_is_refused_with_a_line(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail):
        pass
    newer = b'{"format":"kawaraban-journal","version":%d,"generation":"0123456789abcdef"}' % (VERSION + 1)
    (tmp_path / JOURNAL).write_bytes(b"%08x %s\n" % (crc32(newer), newer))
    with pytest.raises(StoreNewer, match="a newer one"):
        read_store(tmp_path)


def test_each_older_version_has_a_step() -> None:
    assert sorted(migrations.STEPS) == list(range(1, VERSION))
