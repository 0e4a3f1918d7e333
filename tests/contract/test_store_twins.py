"""The store in a data directory and its twin in memory say the same of any history, also when it was closed in between."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.ledger import OPEN, Channel, Part, Pick, Receipt
from bot.domain.ports import Store
from bot.errors import StoreDamaged, StoreError
from bot.storage.journal import Journal
from bot.storage.memory import MemoryStore
from bot.storage.tinydb_store import JOURNAL, open_store, read_store

from ..support.builders import CHANNEL, DUE, a_delivery, a_draft, a_pause, a_subscription, an_offer

OTHER = Channel("telegram", "-200", "42")
TOPIC = Channel("telegram", "-100", "7")
CHANNELS = (CHANNEL, OTHER, TOPIC)
DAY = date(2026, 1, 10)
PICKS = (Pick("e1", "event", "mix", {"shown": 1, "of": 9}, 2, "e2", DUE.date()),)
PARTS = (Part('{"text": "一"}', "😀 <b>"), Part("{}", ""))


async def everything(store: Store) -> object:
    """Return all that can be asked of a store, but for what it would change."""
    rows, offers = (
        await store.deliveries(),
        [await store.offers(p, u) for p in ("telegram", "discord") for u in ("7", "8")],
    )
    return (
        list(await store.subscriptions()), list(rows), list(await store.added()), [list(each) for each in offers],
        [await store.draft(id_) for id_ in "abc"], [await store.note(name) for name in "abc"], await store.last_slot("sub"),
        [await store.deliveries(channel, ("planned", "sent")) for channel in (CHANNEL, OTHER)],
        [await store.deliveries(states=states) for states in (("sending",), OPEN, ("gone", "missed"))],
        [await store.deliveries(channel, newest=most) for channel in (None, *CHANNELS) for most in range(3)],
        [await store.history(channel) for channel in CHANNELS],
        [await store.delivery(row.key) for row in rows],
        [await store.subscription_of(channel) for channel in CHANNELS],
        [dict(await store.tallies(channel, since)) for channel in (CHANNEL, OTHER) for since in (date.min, DAY)],
    )  # fmt: skip


async def change(store: Store, verb: str, one: int, other: int) -> None:
    """Do one thing to a store; `one` and `other` say to what."""
    id_, channel = "abc"[one], CHANNELS[other]
    row = a_delivery(f"2026-01-1{one}T09:00", channel=channel)
    now = await store.delivery(row.key) or row
    match verb:
        case "subscribe":
            await store.subscribe(
                a_subscription(f"{id_}{other}", channel=channel, paused=None if other else a_pause("x"))
            )
        case "unsubscribe":
            await store.unsubscribe(channel)
        case "pause":
            await store.pause(f"{id_}{other}", a_pause(id_))
        case "move":
            await store.move(channel, CHANNELS[one])
        case "enqueue":
            await store.enqueue([row, a_delivery(f"2026-02-1{other}T09:00")])
        case "advance":
            await store.advance(now, now.sending(PICKS, PARTS, DUE) if now.state == "planned" else now)
        case "receive":
            await store.advance(now, now.received(Receipt(id_), DUE) if now.state == "sending" else now)
        case "end":
            await store.advance(now, now.ended("missed", DUE, id_) if now.state == "planned" else now)
        case "take back":
            await store.advance(now, now.taken_back(DUE, id_) if now.removable else now)
        case "archive":
            await store.archive(DUE + timedelta(40 * other - 2 + one))
        case "stage":
            await store.stage(a_draft(id_, by=channel.key))
        case "publish":
            await store.publish(id_)
        case "discard":
            await store.discard(id_)
        case "offer":
            await store.offer(an_offer(id_, channel=channel, user="78"[one % 2]))
        case "close":
            await store.close_offer(id_)
        case "note":
            await store.set_note(id_, channel.key if other else None)
        case "tally":
            await store.tally(channel, DAY + timedelta(40 * one), (f"person/{id_}", f"topic/{other}"))


VERBS = (
    "subscribe", "unsubscribe", "pause", "move", "enqueue", "advance", "receive", "stage", "publish", "discard", "offer",
    "close", "note", "tally", "reopen",
)  # fmt: skip
LEDGER = (
    "subscribe",
    "move",
    "enqueue",
    "enqueue",
    "advance",
    "receive",
    "end",
    "take back",
    "archive",
    "archive",
    "reopen",
)
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(0, 2)), max_size=25)
LEDGER_STEPS = st.lists(
    st.tuples(st.sampled_from(LEDGER), st.integers(0, 2), st.integers(0, 2)), min_size=6, max_size=40
)


@settings(max_examples=120)
@given(st.one_of(STEPS, LEDGER_STEPS))
async def test_whatever_is_done_both_say_the_same_also_after_each_reopening(steps: list[tuple[str, int, int]]) -> None:
    twin = MemoryStore()
    with TemporaryDirectory() as folder:
        for part in _between_reopenings(steps):
            async with open_store(Path(folder), pytest.fail) as store:
                assert await everything(store) == await everything(twin)
                for step in part:
                    await change(store, *step)
                    await change(twin, *step)
                assert await everything(store) == await everything(twin)
        assert await everything(read_store(Path(folder))) == await everything(twin)


def _between_reopenings(steps: list[tuple[str, int, int]]) -> list[list[tuple[str, int, int]]]:
    parts: list[list[tuple[str, int, int]]] = [[]]
    for step in steps:
        if step[0] == "reopen":
            parts.append([])
        else:
            parts[-1].append(step)
    return parts


async def test_a_reader_beside_the_writer_sees_what_was_acknowledged_and_changes_nothing(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await store.subscribe(a_subscription())
        await store.enqueue([a_delivery()])
        reader = read_store(tmp_path)
        assert await everything(reader) == await everything(store)
        await store.set_note("a", "later")
        assert await reader.note("a") is None
        before = (tmp_path / JOURNAL).read_bytes()
        changes = (
            ("subscribe", 1, 1),
            ("unsubscribe", 0, 0),
            ("move", 1, 0),
            ("enqueue", 1, 1),
            ("stage", 0, 0),
            ("note", 0, 1),
        )
        for step in (*changes, ("offer", 0, 0), ("tally", 0, 0)):
            with pytest.raises(StoreError):
                await change(reader, *step)
        assert (tmp_path / JOURNAL).read_bytes() == before
    assert await read_store(tmp_path).note("a") == "later"


async def test_a_data_directory_that_is_not_there_reads_as_empty(tmp_path: Path) -> None:
    reader = read_store(tmp_path / "none")
    assert await everything(reader) == await everything(MemoryStore())
    assert not (tmp_path / "none").exists()


async def test_a_second_writer_is_refused_and_the_next_one_after_it_is_not(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        with pytest.raises(StoreError, match="is in use by process"):
            async with open_store(tmp_path, pytest.fail):
                pass
        await store.set_note("a", "1")
    with pytest.raises(StoreError):
        await store.set_note("a", "2")
    async with open_store(tmp_path, pytest.fail) as after:
        assert await after.note("a") == "1"


async def test_a_row_of_another_shape_is_named(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        await store.subscribe(a_subscription())
        await store.subscribe(replace(a_subscription("b", channel=OTHER), people=("musk", "")))
        with pytest.raises(ValueError, match="Unable to serialize"):
            await store.subscribe(replace(a_subscription("c", channel=TOPIC), by=object()))  # type: ignore[arg-type]
        assert len(await store.subscriptions()) == 2
    with closing(Journal.open(tmp_path / JOURNAL)) as journal:
        journal.append([("subscriptions", "b", {**journal.state["subscriptions"]["b"], "mode": "news"})])
    before = (tmp_path / JOURNAL).read_bytes()
    with pytest.raises(StoreDamaged, match=r"a row of subscriptions: mode: Input should be 'mix'"):
        read_store(tmp_path)
    with pytest.raises(StoreDamaged, match=r"a row of subscriptions: mode"):
        async with open_store(tmp_path, pytest.fail):
            pass
    assert (tmp_path / JOURNAL).read_bytes() == before


async def test_writes_that_arrive_together_are_all_there(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        rows = [a_delivery(f"2026-01-15T{hour:02}:{minute:02}") for hour in range(10, 20) for minute in range(10)]
        added = await asyncio.gather(*(store.enqueue([row]) for row in rows + rows))
        assert sum(added) == len(rows)
        begun = await asyncio.gather(*(store.advance(row, row.sending(PICKS, PARTS, DUE)) for row in rows))
        assert all(begun)
    found = await read_store(tmp_path).deliveries(states=("sending",))
    assert [row.key for row in found] == [row.key for row in rows]


async def test_counts_are_one_row_a_channel_and_day_and_cost_no_write_of_their_own(tmp_path: Path) -> None:
    async with open_store(tmp_path, pytest.fail) as store:
        before = (tmp_path / JOURNAL).read_bytes()
        for number in range(100):
            await store.tally(CHANNEL, DAY, (f"day/{number % 10}",))
        assert (tmp_path / JOURNAL).read_bytes() == before
        await store.subscriptions()
        written = (tmp_path / JOURNAL).read_bytes()
        assert written.count(b'"tallies"') == 1
        await store.subscriptions()
        assert (tmp_path / JOURNAL).read_bytes() == written
        assert dict(await read_store(tmp_path).tallies(CHANNEL, DAY)) == {f"day/{number}": 10 for number in range(10)}
        await store.tally(CHANNEL, DAY, ("day/0",))
    assert (await read_store(tmp_path).tallies(CHANNEL, DAY))["day/0"] == 11


async def test_counts_are_saved_also_when_the_program_ends_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        async with open_store(tmp_path, pytest.fail) as store:
            await store.tally(CHANNEL, DAY, ("day/0",))
            raise RuntimeError
    assert dict(await read_store(tmp_path).tallies(CHANNEL, DAY)) == {"day/0": 1}
