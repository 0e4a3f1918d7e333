"""Rows: recording a delivery, memory and start, with many deliveries recorded against few.

As in the running program, what closed months have left is in the archive; one morning is in memory.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from bot.domain import ledger
from bot.domain.ledger import Channel, Delivery, Part, Pick, Receipt
from bot.domain.ports import Store
from bot.storage import tinydb_store

from . import filling
from .rows import Row
from .senders import DAY, MORNING
from .timing import Effort

FEW, MANY = 1000, 1_000_000
CHANNELS = 1000
_ROOT = Path(__file__).parents[2]
_PICKS = tuple(Pick(f"entry-{n}", "event", "mix", {"shown": 0, "in_turn": 90, "of": 100}) for n in range(4))
_PARTS = (Part('{"text": "' + "見出しと本文。" * 80 + '"}', "見出しと本文。" * 80),)
_PRINT = (
    "import asyncio, sys, time, pathlib; "
    "from bot.storage import tinydb_store; from tests.bench import memory; "
    "before, begun = memory.held(), time.perf_counter(); "
    "opened = tinydb_store.open_store(pathlib.Path(sys.argv[1]), print); "
    "asyncio.run(opened.__aenter__()); "
    "print(time.perf_counter() - begun, memory.held() - before)"
)


@dataclass(frozen=True)
class Sizes:
    """How many deliveries are recorded on either side."""

    few: int = FEW
    many: int = MANY


def a_row(channel: int, day: int) -> Delivery:
    """Return one that is planned."""
    due = MORNING + day * DAY
    id_ = f"s{channel}"
    slot = f"{due + timedelta(hours=9):%Y-%m-%dT%H:%M}"
    return Delivery(
        ledger.delivery_key(id_, slot), id_, Channel("telegram", f"-100{channel}"), slot, due,
        at=due, steps=(ledger.Step("planned", due),),
    )  # fmt: skip


def steps(row: Delivery) -> tuple[Delivery, Delivery]:
    """Return what becomes of it: it is being sent, and sent."""
    sending = row.sending(_PICKS, _PARTS, row.due)
    return sending, sending.received(Receipt("4711"), row.due)


async def record(store: Store, row: Delivery) -> None:
    """Record a delivery from the outbox to its receipt: three durable writes."""
    sending, sent = steps(row)
    if (
        await store.enqueue((row,)) != 1
        or not await store.advance(row, sending)
        or not await store.advance(sending, sent)
    ):
        raise AssertionError(f"{row.key} was there before")


def sent(channel: int, day: int) -> Delivery:
    """Return one that is sent."""
    return steps(a_row(channel, day))[1]


async def fill(folder: Path, rows: int) -> None:
    """Record so many, and archive them: a day by the store's own verbs, and all other days after its example."""
    channels = min(rows, CHANNELS)
    async with tinydb_store.open_store(folder, print) as store:
        await store.enqueue([sent(channel, 0) for channel in range(channels)])
        while await store.archive(MORNING + DAY):
            pass
    if days := range(1, rows // channels):
        filling.fill(folder, days, sent)


def rows(effort: Effort, sizes: Sizes = Sizes()) -> Iterator[Row]:  # a value
    """Yield the row of recording, and those of a process that opens the store."""
    against = f"with {sizes.few:,} recorded"
    recording = f"recording a delivery with {sizes.many:,} recorded, CPU"
    opening = f"opening the store with {sizes.many:,} recorded, on the clock"
    holding = f"memory with {sizes.many:,} recorded"
    try:
        with tempfile.TemporaryDirectory() as folder:
            many, few, empty = (Path(folder) / name for name in ("many", "few", "empty"))
            took = asyncio.run(_recording(many, few, sizes, effort))
            yield Row(recording, against, ours=took[0], theirs=took[1], kind="floor", aim="≤ 1.2")
            opened = [[_opened(path) for path in (many, empty)] for _ in range(3)]
            (many_took, many_held), (empty_took, empty_held) = (
                (median(t for t, _ in side), median(m for _, m in side)) for side in zip(*opened, strict=True)
            )
            yield Row(opening, "an empty store", ours=many_took, theirs=empty_took, kind="floor", aim="–")
            yield Row(holding, "an empty store", ours=many_held, theirs=empty_held, unit="B", kind="floor", aim="–")
    except Exception as error:  # any failure at all belongs in the table
        yield Row(recording, against, failed=f"{type(error).__name__}: {error}"[:200], aim="≤ 1.2")


async def _recording(many: Path, few: Path, sizes: Sizes, effort: Effort) -> tuple[float, float]:
    """Return the median CPU seconds of a delivery on both sides, which take turns."""
    sides = ((many, sizes.many), (few, sizes.few))
    for path, size in sides:
        await fill(path, size)
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(tinydb_store.open_store(path, print)) for path, _ in sides]
        for store, (_, size) in zip(stores, sides, strict=True):
            if store.rows != size:
                raise AssertionError(f"{store.rows} of {size} are recorded")
        times: list[tuple[float, float]] = []
        for round_ in range(effort.rounds + 1):
            fresh = [a_row(channel, sizes.many // CHANNELS + 10 + round_) for channel in range(100)]
            took = [await _seconds(partial(_all, store, fresh)) / len(fresh) for store in stores]
            if round_:  # the first warms up
                times.append((took[0], took[1]))
        return median(ours for ours, _ in times), median(theirs for _, theirs in times)


async def _all(store: Store, fresh: list[Delivery]) -> None:
    for row in fresh:
        await record(store, row)


async def _seconds(work: Callable[[], Awaitable[None]]) -> float:
    begun = time.process_time()
    await work()
    return time.process_time() - begun


def _opened(path: Path) -> tuple[float, float]:
    """Return how many seconds a process of its own takes to open a store, and how many bytes."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT, str(path)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["no word of why"])[-1])
    seconds, held = done.stdout.split()
    return float(seconds), float(held)
