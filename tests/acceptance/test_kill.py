"""State survives `kill -9`: programs that write without pause are killed again and again, on the same data."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.ledger import Channel
from bot.storage.archive_file import ARCHIVE
from bot.storage.journal import Journal
from bot.storage.lock import writer_lock
from bot.storage.tables import Database
from bot.storage.tinydb_store import open_store, read_store
from bot.storage.verify import verify

# Four tasks write transactions over two tables and print each number that was acknowledged. Rows come and go and the limit of
# compaction is low, so that a kill meets every kind of write: a record, a shared record, a fresh file and its rename.
WRITER = """
import asyncio, itertools, sys
from pathlib import Path
from bot.storage.journal import Journal
from bot.storage.lock import writer_lock
from bot.storage.tables import Database

async def write(database, numbers):
    log, sums = database.table("log", key="id"), database.table("sums", key="id")
    for number in numbers:
        with database.transaction():
            log.insert({"id": str(number), "text": "瓦版" * (number % 700)})
            log.remove(doc_ids=[str(number - 50)])
            last = sums.by_key("all") or {"count": 0, "sum": 0}
            sums.put({"id": "all", "count": last["count"] + 1, "sum": last["sum"] + number})
        await database.durable()
        print(number, flush=True)

async def main(folder):
    with writer_lock(folder):
        database = Database(Journal.open(folder / "store.journal", compact_from=120))
        numbers = itertools.count((database.table("sums", key="id").by_key("all") or {"count": 0})["count"])
        await asyncio.gather(*(write(database, numbers) for _ in range(4)))

asyncio.run(main(Path(sys.argv[1])))
"""


# One task has editions enqueued and sent, another archives them at once, and a third counts up a note; with a low limit of
# compaction, so that a kill meets the archive's commit, the journal's line after it, and a fresh file that is written meanwhile.
LEDGER_WRITER = """
import asyncio, itertools, os, sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from bot.domain.ledger import Channel, Delivery, Part, Pick, Receipt
from bot.storage.archive import Archive
from bot.storage.archive_file import ARCHIVE
from bot.storage.journal import Journal
from bot.storage.ledger_store import standing_in
from bot.storage.lock import writer_lock
from bot.storage.rows import KINDS
from bot.storage.tinydb_store import JOURNAL, TinyStore

DUE = datetime(2026, 1, 1, tzinfo=UTC)
PICKS, PARTS = (Pick("e", "event", "mix", {}),), (Part("{}", "瓦版" * 700),)

async def send(store, numbers):
    for number in numbers:
        due = DUE + timedelta(minutes=number)
        row = Delivery(f"k{number:06}", f"s{number % 7}", Channel("telegram", str(number % 5)), due.isoformat(), due)
        assert await store.enqueue([row]) == 1
        sending = row.sending(PICKS, PARTS, due)
        assert await store.advance(row, sending)
        assert await store.advance(sending, sending.received(Receipt(str(number)), due))
        print(number, flush=True)

async def archive(store):
    while True:
        await store.archive(DUE + timedelta(days=9999))
        await asyncio.sleep(0.001)

async def main(folder):
    with writer_lock(folder):
        journal = Journal.open(folder / JOURNAL, KINDS, compact_from=60)
        store = TinyStore(journal, Archive.open(folder / ARCHIVE, standing_in(journal), write=True, sync=os.fsync))
        rows = await store.deliveries()
        numbers = itertools.count(max((int(row.key[1:]) for row in rows), default=-1) + 1)
        await asyncio.gather(archive(store), *(send(store, numbers) for _ in range(3)))

asyncio.run(main(Path(sys.argv[1])))
"""


def killed_after(lines: int, folder: Path, program: str = WRITER) -> list[int]:
    """The numbers acknowledged by a writer that is killed when it has printed so many, also those that it printed meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", program, folder],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as writer:
        assert writer.stdout is not None
        seen = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        seen += writer.stdout.readlines()
    return [int(line) for line in seen if line.endswith("\n")]


@pytest.mark.timeout(300)
def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "store.journal"
    stored = 0
    for round_ in range(20):
        acknowledged = killed_after(1 + round_ * 11, tmp_path)
        assert len(acknowledged) > round_ * 11
        with closing(Database(Journal.read(path))) as reader, writer_lock(tmp_path):
            with closing(Database(Journal.open(path, compact_from=120))) as database:
                sums = database.table("sums", key="id").by_key("all")
                ids = [row["id"] for row in database.table("log", key="id")]
                assert ids == [row["id"] for row in reader.table("log", key="id")]
            assert sums is not None
            count = sums["count"]
            # All that was acknowledged, in order and without a gap, and of no transaction a part only.
            assert sorted(acknowledged)[0] == stored
            assert max(acknowledged) < count
            assert sums["sum"] == sum(range(count))
            assert sorted(map(int, ids)) == list(range(max(0, count - 50), count))
            for row in database.table("log", key="id"):
                assert row["text"] == "瓦版" * (int(row["id"]) % 700)
            stored = count


@pytest.mark.timeout(300)
async def test_fifteen_kills_while_rows_are_archived_and_compacted_lose_and_double_none(tmp_path: Path) -> None:
    sent: set[int] = set()
    for round_ in range(15):
        sent.update(killed_after(1 + round_ * 7, tmp_path, LEDGER_WRITER))
        reader = read_store(tmp_path)
        rows = await reader.deliveries()
        keys = [row.key for row in rows]
        assert len(set(keys)) == len(keys)
        done = {int(row.key[1:]): row for row in rows if row.state == "sent"}
        assert sent <= set(done)
        for number, row in done.items():
            assert [(part.message_id, part.text) for part in row.parts] == [(str(number), "瓦版" * 700)]
        shown = [each for chat in range(5) for each in await reader.history(Channel("telegram", str(chat)))]
        assert len(shown) == sum(row.shown for row in rows)
        assert {finding.grade for finding in verify(tmp_path)} <= {"ok", "warning"}
        async with open_store(tmp_path, lambda _: None) as store:
            assert await store.deliveries() == rows
    assert (tmp_path / ARCHIVE).exists()
