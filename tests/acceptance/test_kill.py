"""State survives `kill -9`: a program that writes without pause is killed again and again, on the same data."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.journal import Journal
from bot.storage.lock import writer_lock
from bot.storage.tables import Database

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


def killed_after(lines: int, folder: Path) -> list[int]:
    """The numbers acknowledged by a writer that is killed when it has printed so many, also those that it printed meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, folder],
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
