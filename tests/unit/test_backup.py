# ruff: noqa: ASYNC240 - a test has the event loop to itself
"""Backups: made beside a writer, put back whole or not at all; and what `verify` finds."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from zlib import crc32

import pytest

from bot.domain.text import LANGUAGES, Lang
from bot.errors import InputError, StoreDamaged, StoreError, StoreLocked, StoreNewer, StoreUnwritable
from bot.storage.archive_file import ARCHIVE
from bot.storage.backup import Summary, restore_backup, write_backup
from bot.storage.bundle import MANIFEST
from bot.storage.lines import VERSION
from bot.storage.lock import LOCK_NAME
from bot.storage.mark import mark_path
from bot.storage.tinydb_store import JOURNAL, TinyStore, open_store, read_store
from bot.storage.verify import verify

from ..support.builders import CHANNEL, DUE, a_delivery, a_subscription
from ..support.findings import remedy, said, spoken
from .test_archive import filled, sent


async def everything(store: TinyStore) -> object:
    return (
        await store.subscriptions(),
        await store.deliveries(),
        await store.history(CHANNEL),
        await store.last_slot("sub"),
        await store.note("a"),
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != LOCK_NAME}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
async def made(data: Path, tmp_path: Path) -> Path:
    """Return a backup of a store with a journal and an archive."""
    async with open_store(data, pytest.fail) as store:
        await filled(store)
        await store.set_note("a", "1")
        summary = await asyncio.to_thread(write_backup, data, tmp_path / "backup.zip")
        size = (tmp_path / "backup.zip").stat().st_size
        assert summary == Summary(subscriptions=1, deliveries=2, archived=8, bytes=size)
    return tmp_path / "backup.zip"


async def test_a_backup_that_is_put_back_is_the_store_as_it_was(data: Path, made: Path, tmp_path: Path) -> None:
    before = await everything(read_store(data))
    new = tmp_path / "new"
    assert restore_backup(made, new) == Summary(1, 2, 8, made.stat().st_size)
    assert await everything(read_store(new)) == before
    async with open_store(new, pytest.fail) as store:
        assert await everything(store) == before
        assert await store.archive(DUE) == 2
    assert sorted(files(new)) == sorted([JOURNAL, mark_path(new / JOURNAL).name, ARCHIVE])


async def test_what_was_there_is_kept_beside_and_numbered(data: Path, made: Path) -> None:
    then = await everything(read_store(data))
    async with open_store(data, pytest.fail) as store:
        await store.set_note("a", "2")
        await store.enqueue([a_delivery("2026-02-01T09:00")])
        await store.archive(DUE + timedelta(90))
    now = files(data)
    with pytest.raises(InputError, match="is there already"):
        restore_backup(made, data)
    assert files(data) == now
    for number in (1, 2):
        restore_backup(made, data, replace=True)
        assert await everything(read_store(data)) == then
        assert (data / f"{JOURNAL}.before-restore-{number}").exists()
    assert (data / f"{JOURNAL}.before-restore-1").read_bytes() == now[JOURNAL]
    assert (data / f"{ARCHIVE}.before-restore-1").read_bytes() == now[ARCHIVE]
    async with open_store(data, pytest.fail) as store:
        assert await everything(store) == then


async def test_a_damaged_store_is_replaced_too(data: Path, made: Path) -> None:
    then = await everything(read_store(data))
    (data / JOURNAL).write_bytes((data / JOURNAL).read_bytes()[:-30])
    (data / ARCHIVE).write_bytes(b"nonsense" * 100)
    (data / f"{ARCHIVE}-journal").write_bytes(b"the rest of a change")
    restore_backup(made, data, replace=True)
    assert await everything(read_store(data)) == then
    assert not (data / f"{ARCHIVE}-journal").exists()


async def test_a_backup_without_an_archive_leaves_none_behind(data: Path, made: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    async with open_store(small, pytest.fail) as store:
        await store.subscribe(a_subscription())
    write_backup(small, tmp_path / "small.zip")
    restore_backup(tmp_path / "small.zip", data, replace=True)
    assert list(await read_store(data).deliveries()) == []
    assert not (data / ARCHIVE).exists()
    async with open_store(data, pytest.fail) as store:
        assert [s.id for s in await store.subscriptions()] == ["sub"]


async def test_between_any_two_steps_of_a_restore_the_store_is_as_before_as_after_or_refused(
    data: Path, made: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    restore_backup(made, new)
    # A crash after the first rename, after the second, and journals that meet the other's archive.
    for journal, archive in ((data, None), (new, None), (data, new), (new, data)):
        mixed = tmp_path / "mixed"
        mixed.mkdir(exist_ok=True)
        (mixed / JOURNAL).write_bytes((journal / JOURNAL).read_bytes())
        (mixed / ARCHIVE).unlink(missing_ok=True)
        mark_path(mixed / JOURNAL).unlink(missing_ok=True)
        if archive:
            (mixed / ARCHIVE).write_bytes((archive / ARCHIVE).read_bytes())
        with pytest.raises(StoreDamaged, match="kawaraban restore"):
            read_store(mixed)
        restore_backup(made, mixed, replace=True)
        assert await everything(read_store(mixed)) == await everything(read_store(data))


async def test_beside_a_running_bot_a_restore_is_refused_and_a_backup_is_not(
    data: Path, made: Path, tmp_path: Path
) -> None:
    async with open_store(data, pytest.fail) as store:
        with pytest.raises(StoreLocked):
            restore_backup(made, data, replace=True)
        await store.set_note("a", "later")
        write_backup(data, tmp_path / "second.zip")
    restore_backup(tmp_path / "second.zip", tmp_path / "new")
    assert await read_store(tmp_path / "new").note("a") == "later"


async def test_a_backup_made_while_rows_cross_over_has_each_of_them_once(data: Path, tmp_path: Path) -> None:
    async with open_store(data, pytest.fail) as store:
        rows = [sent(1 + n % 28, subscription=f"s{n}", key=f"k{n:04}") for n in range(3000)]
        await store.enqueue(rows)
        work = asyncio.create_task(asyncio.to_thread(write_backup, data, tmp_path / "b.zip"))
        while await store.archive(DUE + timedelta(40)):
            pass
        await work
    restore_backup(tmp_path / "b.zip", tmp_path / "new")
    found = await read_store(tmp_path / "new").deliveries()
    assert sorted(row.key for row in found) == [row.key for row in rows]


async def test_a_file_that_is_there_is_not_written_over(data: Path, made: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        write_backup(data, made)
    assert made.read_bytes() == before
    write_backup(data, made, replace=True)
    assert sorted(path.name for path in made.parent.iterdir()) == ["backup.zip", "data"]


async def test_there_must_be_something_to_back_up_and_somewhere_to_put_it(
    data: Path, made: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="nothing to back up"):
        write_backup(tmp_path / "none", tmp_path / "b.zip")
    with pytest.raises(StoreUnwritable, match="No such file"):
        write_backup(data, tmp_path / "none" / "b.zip")
    with pytest.raises(InputError, match="is not there"):
        restore_backup(tmp_path / "none.zip", data)
    (data / JOURNAL).write_bytes((data / JOURNAL).read_bytes()[:-9])
    with pytest.raises(StoreDamaged):
        write_backup(data, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


async def test_a_backup_with_any_damage_is_refused_and_nothing_is_changed(
    data: Path, made: Path, tmp_path: Path
) -> None:
    whole, before = made.read_bytes(), files(data)
    broken = tmp_path / "broken.zip"
    step = max(len(whole) // 150, 1)
    damages = [whole[:at] for at in range(0, len(whole), step)]
    damages += [whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :] for at in range(0, len(whole), step)]
    refused = 0
    for damaged in damages:
        broken.write_bytes(damaged)
        try:
            restore_backup(broken, tmp_path / "new", replace=True)
        except (InputError, StoreError) as error:
            refused += 1
            assert "\n" not in str(error)
            with pytest.raises((InputError, StoreError)):
                restore_backup(broken, data, replace=True)
            assert files(data) == before
        else:  # a bit of a date that nobody reads
            assert await everything(read_store(tmp_path / "new")) == await everything(read_store(data))
    assert refused > 0.9 * len(damages)


@pytest.mark.parametrize("name", [JOURNAL, f"{JOURNAL}.new", "kawaraban.mark", ARCHIVE, LOCK_NAME, "backup.zip"])
@pytest.mark.parametrize("replace", [True, False])
async def test_a_backup_is_not_written_among_what_it_is_of(
    data: Path, made: Path, tmp_path: Path, name: str, replace: bool
) -> None:
    (tmp_path / "link").symlink_to(data)
    (data / "below").mkdir()
    lock = (data / LOCK_NAME).stat().st_ino
    before = sorted(path.name for path in data.iterdir())
    for folder in (data, tmp_path / "link", data / "below" / ".."):
        with pytest.raises(InputError, match="another folder"):
            write_backup(data, folder / name, replace=replace)
    assert sorted(path.name for path in data.iterdir()) == before
    assert (data / LOCK_NAME).stat().st_ino == lock
    await everything(read_store(data))


KILLED = """
import os, sys
from pathlib import Path
from bot.storage import backup

folder, file = map(Path, sys.argv[1:])
sys.setprofile(lambda frame, event, _: event == "return" and frame.f_code.co_name == "pack" and os.kill(os.getpid(), 9))
backup.write_backup(folder, file)
"""


async def test_what_a_killed_backup_leaves_is_removed_by_the_next_one(data: Path, made: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(  # noqa: ASYNC221 - a test has the event loop to itself
        [sys.executable, "-c", KILLED, data, home / "b.zip"],
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    [left] = home.iterdir()
    assert left.is_dir()
    others = [home / ".b.zip.mine", home / ".c.zip.unfinished-1"]
    for other in others:
        other.mkdir()
    write_backup(data, home / "b.zip")
    assert sorted(home.iterdir()) == sorted([*others, home / "b.zip"])


async def test_a_restored_store_that_is_cut_before_its_first_start_is_noticed(
    data: Path, made: Path, tmp_path: Path
) -> None:
    for folder in (data, tmp_path / "new"):
        restore_backup(made, folder, replace=True)
        assert {finding.grade for finding in verify(folder)} == {"ok"}
        lines = (folder / JOURNAL).read_bytes().splitlines(keepends=True)
        (folder / JOURNAL).write_bytes(b"".join(lines[:-1]))
        with pytest.raises(StoreDamaged, match="it was cut off"):
            read_store(folder)


async def test_a_crash_before_a_restore_has_its_mark_leaves_the_store_as_it_is_after_it(data: Path, made: Path) -> None:
    mark = mark_path(data / JOURNAL)
    before = mark.read_bytes()
    restore_backup(made, data, replace=True)
    then = await everything(read_store(data))
    mark.write_bytes(before)
    assert await everything(read_store(data)) == then
    assert "the journal before" in found(data)["mark"]
    async with open_store(data, pytest.fail) as store:
        assert await everything(store) == then
    assert {finding.grade for finding in verify(data)} == {"ok"}


def repacked(made: Path, target: Path, change: dict[str, object] | None = None, extra: str | None = None) -> Path:
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == MANIFEST and change is not None:
                content = json.dumps({**json.loads(content), **change}).encode()
            new.writestr(name, content)
        if extra:
            new.writestr(extra, "x")
    return target


async def test_a_file_of_another_make_is_refused(data: Path, made: Path, tmp_path: Path) -> None:
    before, target = files(data), tmp_path / "other.zip"
    outside = {"../outside": {"size": 1, "sha256": "x"}}
    cases: list[tuple[dict[str, object], type[Exception]]] = [
        ({"format": "another"}, InputError),
        ({"version": 2}, StoreNewer),
        ({"members": {}}, StoreDamaged),
        ({"members": outside}, StoreDamaged),
        ({"members": 7}, StoreDamaged),
        ({"members": []}, StoreDamaged),
        ({"members": ""}, StoreDamaged),
        ({"counts": {"subscriptions": 2, "deliveries": 2, "archived": 8}}, StoreDamaged),
    ]
    for change, error in cases:
        with pytest.raises(error):
            restore_backup(repacked(made, target, change), data, replace=True)
    target.write_text("no zip")
    with pytest.raises(InputError, match="no backup"):
        restore_backup(target, data, replace=True)
    assert files(data) == before
    restore_backup(repacked(made, target, {}), data, replace=True)


async def test_a_backup_that_is_packed_in_another_way_is_refused(data: Path, made: Path, tmp_path: Path) -> None:
    for way in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(made) as old, zipfile.ZipFile(tmp_path / "other.zip", "w", way) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
        with pytest.raises(StoreDamaged, match="not ours"):
            restore_backup(tmp_path / "other.zip", data, replace=True)


async def test_any_bit_of_a_backups_directory_that_is_flipped_is_told_as_damage_of_the_backup(
    data: Path, made: Path, tmp_path: Path
) -> None:
    whole = bytearray(made.read_bytes())
    start = int.from_bytes(whole[-6:-2], "little")
    for at in range(start, len(whole)):
        for bit in (at % 8, (at + 3) % 8):
            whole[at] ^= 1 << bit
            (tmp_path / "other.zip").write_bytes(whole)
            whole[at] ^= 1 << bit
            try:
                restore_backup(tmp_path / "other.zip", tmp_path / "new", replace=True)
            except (InputError, StoreError) as error:
                assert str(error).startswith(str(tmp_path / "other.zip")), error


def test_a_name_that_no_file_can_have_is_told_as_such(data: Path, made: Path) -> None:
    name = data.parent / ("長" * 30_000)
    with pytest.raises(StoreUnwritable, match="File name too long"):
        write_backup(data, name)
    with pytest.raises(InputError, match="is not there, or is no file"):
        restore_backup(name, data, replace=True)


# What the doctor asks


def found(data: Path, lang: Lang = "en") -> dict[str, str]:
    findings = spoken(verify(data))
    return {each.subject: f"{each.grade}: {said(each, lang)}; {remedy(each, lang)}" for each in findings}


async def test_a_store_that_is_well_is_found_well_and_one_that_is_not_there_too(data: Path, made: Path) -> None:
    before = files(data)
    assert {finding.grade for finding in verify(data)} == {"ok"}
    assert "8 deliveries" in found(data)["archive"]
    assert {finding.grade for finding in verify(data.parent / "none" / "yet")} == {"ok"}
    assert files(data) == before
    async with open_store(data, pytest.fail):
        assert {finding.grade for finding in verify(data)} == {"ok"}


async def test_each_thing_that_is_wrong_is_found_with_what_to_do(data: Path, made: Path) -> None:
    journal, mark, archive = data / JOURNAL, mark_path(data / JOURNAL), data / ARCHIVE
    whole = files(data)

    def well() -> None:
        for name, content in whole.items():
            (data / name).write_bytes(content)

    mark.unlink()
    assert found(data)["mark"].startswith("warning: ")
    well()
    journal.write_bytes(whole[JOURNAL] + b"half a li")
    assert "cut off before it was acknowledged" in found(data)["journal"]
    journal.write_bytes(whole[JOURNAL][:-9])
    for lang in LANGUAGES:
        told = found(data, lang)["journal"]
        assert "`kawaraban restore FILE`" in told
        assert mark.name in told
    well()
    with_flip = bytearray(whole[ARCHIVE])
    at = with_flip.rindex(b'"shown"')
    with_flip[at] ^= 1
    archive.write_bytes(with_flip)
    assert "error: " in found(data)["archive"]
    assert "the checksum of" in found(data)["archive"]
    archive.unlink()
    for lang in LANGUAGES:
        for subject in ("archive", "journal"):
            told = found(data, lang)[subject]
            assert "it is missing" in told
            assert "`kawaraban restore FILE`" in told
            assert f"{ARCHIVE}.lost" in told
    well()
    assert {finding.grade for finding in verify(data)} == {"ok"}


async def test_an_older_journal_over_the_newer_one_is_found_and_refused(data: Path, made: Path) -> None:
    older = (data / JOURNAL).read_bytes()
    restore_backup(made, data, replace=True)
    (data / JOURNAL).write_bytes(older)
    for lang in LANGUAGES:
        told = found(data, lang)["journal"]
        assert told.startswith("error: ")
        assert "an older one" in told
        assert {"en": "move kawaraban.mark away", "ja": "kawaraban.mark を別の場所に"}[lang] in told
    with pytest.raises(StoreDamaged, match="an older one"):
        async with open_store(data, pytest.fail):
            pass
    mark_path(data / JOURNAL).unlink()
    with pytest.raises(StoreDamaged, match="not the archive that belongs"):
        read_store(data)


@pytest.mark.parametrize("name", [LOCK_NAME, "kawaraban.mark", f"{JOURNAL}.new"])
async def test_what_is_no_file_where_a_start_needs_one_is_found(data: Path, made: Path, name: str) -> None:
    (data / name).unlink(missing_ok=True)
    (data / name).mkdir()
    assert found(data)["permission"] == f"error: {data / name} is no file; move it away"


def test_a_data_directory_that_is_a_file_is_found_with_the_setting_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    told = found(file)
    assert told == {"permission": f"error: {file} is no folder; look at data.dir"}


def test_a_store_of_a_newer_program_is_found_with_what_to_do(tmp_path: Path) -> None:
    newer = b'{"format":"kawaraban-journal","version":%d,"generation":"0123456789abcdef"}' % (VERSION + 1)
    (tmp_path / JOURNAL).write_bytes(b"%08x %s\n" % (crc32(newer), newer))
    assert "it was written by a newer one; start that one" in found(tmp_path)["journal"]
    assert "より新しいプログラムが書いたものです; そのプログラムを起動するか" in found(tmp_path, "ja")["journal"]


def test_a_journal_that_cannot_be_read_is_found_in_the_words_of_the_error(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).mkdir()
    assert found(tmp_path)["journal"] == f"error: cannot read {tmp_path / JOURNAL}: Is a directory; "
    assert found(tmp_path, "ja")["journal"] == f"error: 「cannot read {tmp_path / JOURNAL}: Is a directory」; "


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
async def test_a_folder_that_cannot_be_written_is_found(data: Path, made: Path) -> None:
    data.chmod(0o500)
    assert found(data)["permission"].startswith("error: ")
    data.chmod(0o700)
