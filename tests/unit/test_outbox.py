"""The outbox: every slot is written down once, whatever the bot slept through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.outbox import fill, simulate
from bot.delivery.retry import FIRST, LONGEST, next_attempt
from bot.domain.ledger import Channel, Part, Shown, State
from bot.storage.memory import MemoryStore

from ..support.builders import CHANNEL, DUE, GRACE, a_corpus, a_delivery, a_digest, a_subscription, grace, happened

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def states(store: MemoryStore) -> dict[str, State]:
    return {row.slot: row.state for row in await store.deliveries()}


async def filled(now: datetime, **wishes: Any) -> dict[str, State]:
    store = MemoryStore()
    await store.subscribe(a_subscription(**wishes))
    await fill(store, now, grace)
    return await states(store)


async def test_a_slot_is_queued_when_it_has_come_and_not_before() -> None:
    assert await filled(DUE - timedelta(microseconds=1)) == {}
    assert await filled(DUE) == {"2026-01-15T09:00": "queued"}


async def test_filling_again_adds_nothing() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    assert await fill(store, DUE + MINUTE, grace) == 1
    before = await store.deliveries()
    assert [await fill(store, DUE + n * MINUTE, grace) for n in (1, 1, 2, 60, 0, -60)] == [0] * 6
    assert await store.deliveries() == before


async def test_a_row_has_the_local_time_of_its_slot_and_the_instant_that_it_means() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await fill(store, DUE, grace)
    assert await store.deliveries() == (a_delivery(),)
    assert a_delivery().key == "sub/slot:2026-01-15T09:00"


async def test_after_downtime_the_newest_slot_inside_the_grace_period_is_queued_and_older_ones_are_missed() -> None:
    assert await filled(DUE + 3 * DAY + GRACE) == {
        "2026-01-15T09:00": "missed",
        "2026-01-16T09:00": "missed",
        "2026-01-17T09:00": "missed",
        "2026-01-18T09:00": "queued",
    }
    late = await filled(DUE + 3 * DAY + GRACE + timedelta(microseconds=1))
    assert list(late.values()) == ["missed"] * 4


async def test_of_several_slots_inside_the_grace_period_only_the_newest_goes_out() -> None:
    hourly = await filled(DUE + timedelta(hours=2, minutes=30), schedule="0 * * * *")
    assert list(hourly.values()) == ["missed", "missed", "queued"]


async def test_what_was_missed_says_so_and_has_ended() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await fill(store, DUE + DAY, grace)
    missed, queued = await store.deliveries()
    assert (missed.state, missed.error, missed.at, missed.attempts) == (
        "missed",
        "its time passed while nothing could be sent",
        DUE + DAY,
        0,
    )
    assert (queued.state, queued.error) == ("queued", None)


async def test_a_subscription_begins_with_the_first_slot_after_it_was_made() -> None:
    assert await filled(DUE + MINUTE, created=DUE) == {}
    assert await filled(DUE + DAY, created=DUE) == {"2026-01-16T09:00": "queued"}
    assert await filled(DUE - DAY, created=DUE) == {}


async def test_a_paused_subscription_gets_nothing_and_the_time_of_the_pause_is_missed() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(paused="removed"))
    assert await fill(store, DUE + 2 * DAY, grace) == 0
    await store.pause("sub", None)
    await fill(store, DUE + 2 * DAY, grace)
    assert list((await states(store)).values()) == ["missed", "missed", "queued"]


async def test_each_subscription_has_its_own_slots() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription("a"))
    await store.subscribe(a_subscription("b", channel=Channel("discord", "5"), timezone="Europe/Berlin"))
    await fill(store, DUE + DAY, grace)
    rows = [(row.subscription, row.slot, row.channel.key) for row in await store.deliveries() if row.state == "queued"]
    assert rows == [("a", "2026-01-16T09:00", CHANNEL.key)]
    assert (await states(store))["2026-01-15T09:00"] == "missed"
    assert len(await store.deliveries()) == 3


async def test_who_subscribes_again_has_slots_of_their_own() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await fill(store, DUE, grace)
    await store.unsubscribe(CHANNEL)
    await store.subscribe(a_subscription("anew", created=DUE - MINUTE))
    assert await fill(store, DUE, grace) == 1


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 4 * 24 * 60), min_size=1, max_size=12),
    st.sampled_from(("0 9 * * *", "*/30 2 * * *", "0 */7 * * *")),
)
async def test_however_often_it_looks_each_slot_is_there_once_and_in_order(minutes: list[int], schedule: str) -> None:
    store, whole = MemoryStore(), MemoryStore()
    start = datetime(2025, 10, 24, tzinfo=UTC)  # Berlin puts its clocks back two days later
    for each in (store, whole):
        await each.subscribe(a_subscription(schedule=schedule, timezone="Europe/Berlin", created=start))
    for minute in minutes:  # also with a clock that goes backwards
        await fill(store, start + minute * MINUTE, grace)
    await fill(whole, start + max(minutes) * MINUTE, grace)
    assert [row.key for row in await store.deliveries()] == [row.key for row in await whole.deliveries()]


def test_what_is_to_come_follows_the_turn_and_the_local_day() -> None:
    corpus = a_corpus((happened(f"e{n}") for n in range(7)), [a_digest("d")])
    seen = [Shown("e0", date(2026, 1, 14))]
    posts = list(simulate(corpus, a_subscription(), seen, DUE, 2, lambda picks, _: picks))
    assert [post.at.isoformat() for post in posts] == ["2026-01-16T09:00:00+09:00", "2026-01-17T09:00:00+09:00"]
    events = [pick.entry for post in posts for pick in post.picks if pick.kind == "event"]
    assert sorted(events) == [f"e{n}" for n in range(1, 7)]
    assert [post.picks[0].again for post in posts] == [None, date(2026, 1, 16)]
    assert seen == [Shown("e0", date(2026, 1, 14))]
    assert [post.picks for post in simulate(a_corpus(), a_subscription(), (), DUE, 1, lambda picks, _: picks)] == [()]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (8, 640), (9, 900), (40, 900), (10_000, 900)]
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(attempts: int, seconds: int) -> None:
    assert next_attempt(DUE, attempts, None, DUE + DAY) == DUE + timedelta(seconds=seconds)
    assert FIRST <= timedelta(seconds=seconds) <= LONGEST


@given(st.integers(1, 50), st.none() | st.floats(allow_nan=False), st.integers(-10_000, 100_000))
def test_retry_after_is_obeyed_and_nothing_is_tried_after_the_deadline(
    attempts: int, retry_after: float | None, left: int
) -> None:
    deadline = DUE + timedelta(seconds=left)
    again = next_attempt(DUE, attempts, retry_after, deadline)
    if again is not None:
        assert DUE + FIRST <= again <= deadline
        assert retry_after is None or (again - DUE).total_seconds() >= retry_after - 1e-6
    else:
        assert left < 900 or (retry_after or 0) > left - 1


async def test_what_waits_for_a_platform_that_is_down_is_missed_when_a_newer_slot_comes() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(schedule="0 * * * *"))
    hour = timedelta(hours=1)
    await fill(store, DUE, grace)
    [first] = await store.deliveries()
    await store.advance(first, first.begun((), (Part("{}", "x"),), DUE).postponed(DUE, "refused"))
    await fill(store, DUE + hour, grace)
    await fill(store, DUE + 2 * hour, grace)
    assert [(row.state, row.error) for row in await store.deliveries()] == [
        ("failed", "refused"),
        ("missed", "a newer edition was due"),
        ("queued", None),
    ]


async def test_what_has_begun_to_go_out_is_completed_although_a_newer_slot_comes() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await fill(store, DUE, grace)
    [first] = await store.deliveries()
    begun = first.begun((), (Part("{1}", "x"), Part("{2}", "y")), DUE).received("1", DUE).postponed(DUE, "busy")
    await store.advance(first, begun)
    await fill(store, DUE + DAY, grace)
    assert [row.state for row in await store.deliveries()] == ["queued", "queued"]
