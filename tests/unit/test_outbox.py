"""The outbox: every slot is written down once, whatever the bot slept through."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outbox import Outbox, simulate
from bot.delivery.retry import FIRST, LONGEST, next_attempt
from bot.domain.ledger import Channel, Part, Receipt, Shown, State, Step
from bot.storage.memory import MemoryStore

from ..support.builders import (
    CHANNEL,
    DUE,
    GRACE,
    a_corpus,
    a_delivery,
    a_digest,
    a_pause,
    a_subscription,
    grace,
    happened,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def states(store: MemoryStore) -> dict[str, State]:
    return {row.slot: row.state for row in await store.deliveries()}


async def changed(store: MemoryStore, id_: str = "sub", **wishes: Any) -> None:
    """Change a subscription, as a command would."""
    subscription = await store.subscription(id_)
    assert subscription is not None
    await store.unsubscribe(subscription.channel)
    await store.subscribe(replace(subscription, **wishes))


async def filled(now: datetime, **wishes: Any) -> dict[str, State]:
    store = MemoryStore()
    await store.subscribe(a_subscription(**wishes))
    await Outbox(store, grace).fill(now)
    return await states(store)


async def test_a_slot_is_planned_when_it_has_come_and_not_before() -> None:
    assert await filled(DUE - timedelta(microseconds=1)) == {}
    assert await filled(DUE) == {"2026-01-15T09:00": "planned"}


async def test_filling_again_adds_nothing() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    outbox = Outbox(store, grace)
    assert await outbox.fill(DUE + MINUTE) == 1
    before = await store.deliveries()
    assert [await outbox.fill(DUE + n * MINUTE) for n in (1, 1, 2, 60, 0, -60)] == [0] * 6
    assert [await Outbox(store, grace).fill(DUE + n * MINUTE) for n in (1, 1, 2, 60, 0, -60)] == [0] * 6
    assert await store.deliveries() == before


async def test_a_row_has_the_local_time_of_its_slot_and_the_instant_that_it_means() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await Outbox(store, grace).fill(DUE)
    planned = a_delivery(at=DUE, steps=(Step("planned", DUE),))
    assert await store.deliveries() == (planned,)
    assert a_delivery().key == "sub/slot:2026-01-15T09:00"


async def test_after_downtime_the_newest_slot_inside_the_grace_period_is_planned_and_older_ones_are_missed() -> None:
    assert await filled(DUE + 3 * DAY + GRACE) == {
        "2026-01-15T09:00": "missed",
        "2026-01-16T09:00": "missed",
        "2026-01-17T09:00": "missed",
        "2026-01-18T09:00": "planned",
    }
    late = await filled(DUE + 3 * DAY + GRACE + timedelta(microseconds=1))
    assert list(late.values()) == ["missed"] * 4


async def test_of_several_slots_inside_the_grace_period_only_the_newest_goes_out() -> None:
    hourly = await filled(DUE + timedelta(hours=2, minutes=30), schedule="0 * * * *")
    assert list(hourly.values()) == ["missed", "missed", "planned"]


async def test_what_was_missed_says_so_and_has_ended() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await Outbox(store, grace).fill(DUE + DAY)
    missed, planned = await store.deliveries()
    assert (missed.state, missed.error, missed.at, missed.attempts) == (
        "missed",
        "its time passed while nothing could be sent",
        DUE + DAY,
        0,
    )
    assert (planned.state, planned.error) == ("planned", None)


async def test_a_subscription_begins_with_the_first_slot_after_it_was_made() -> None:
    assert await filled(DUE + MINUTE, created=DUE) == {}
    assert await filled(DUE + DAY, created=DUE) == {"2026-01-16T09:00": "planned"}
    assert await filled(DUE - DAY, created=DUE) == {}  # made by a clock that was ahead


async def test_a_paused_subscription_gets_nothing_and_the_time_of_the_pause_is_missed() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(paused=a_pause()))
    assert await Outbox(store, grace).fill(DUE + 2 * DAY) == 0
    await store.pause("sub", None)
    await Outbox(store, grace).fill(DUE + 2 * DAY)
    assert list((await states(store)).values()) == ["missed", "missed", "planned"]


async def test_each_subscription_has_its_own_slots() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription("a"))
    await store.subscribe(a_subscription("b", channel=Channel("discord", "5"), timezone="Europe/Berlin"))
    await Outbox(store, grace).fill(DUE + DAY)
    rows = [(row.subscription, row.slot, row.channel.key) for row in await store.deliveries() if row.state == "planned"]
    assert rows == [("a", "2026-01-16T09:00", CHANNEL.key)]
    assert (await states(store))["2026-01-15T09:00"] == "missed"
    assert len(await store.deliveries()) == 3


async def test_who_subscribes_again_has_slots_of_their_own() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription())
    await Outbox(store, grace).fill(DUE)
    await store.unsubscribe(CHANNEL)
    await store.subscribe(a_subscription("anew", created=DUE - MINUTE))
    assert await Outbox(store, grace).fill(DUE) == 1


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
    outbox = Outbox(store, grace)
    await store.subscribe(a_subscription(schedule="0 * * * *"))
    hour = timedelta(hours=1)
    await outbox.fill(DUE)
    [first] = await store.deliveries()
    sending = first.sending((), (Part("{}", "x"),), DUE)
    assert await store.advance(first, sending)
    assert await store.advance(sending, sending.retrying(None, DUE, "connection refused"))
    await outbox.fill(DUE + hour)
    await outbox.fill(DUE + 2 * hour)
    assert [(row.state, row.error) for row in await store.deliveries()] == [
        ("missed", "connection refused"),
        ("missed", "a newer edition was due"),
        ("planned", None),
    ]


@pytest.mark.parametrize("state", ["sending", "unknown", "retrying"])
async def test_what_has_begun_to_go_out_or_may_have_is_completed_although_a_newer_slot_comes(state: State) -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    await store.subscribe(a_subscription())
    await outbox.fill(DUE)
    [first] = await store.deliveries()
    begun = first.sending((), (Part("{1}", "x"), Part("{2}", "y")), DUE)
    if state == "unknown":
        begun = begun.unknown(None, DUE, "reset")
    elif state == "retrying":
        begun = begun.received(Receipt("1"), DUE).retrying(None, DUE, "busy")
    assert await store.advance(first, begun)
    await outbox.fill(DUE + DAY)
    assert [row.state for row in await store.deliveries()] == [state, "planned"]


async def test_a_changed_schedule_begins_with_the_first_slot_after_the_change() -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    await store.subscribe(a_subscription())
    noon = DUE + timedelta(hours=3)
    for minutes in range(181):
        await outbox.fill(DUE + minutes * MINUTE)
    await changed(store, schedule="0 11 * * *")  # an hour ago
    assert await outbox.fill(noon + MINUTE) == 0
    await changed(store, schedule="5 12 * * *")
    assert [await outbox.fill(noon + n * MINUTE) for n in range(2, 7)] == [0, 0, 0, 1, 0]
    assert list(await states(store)) == ["2026-01-15T09:00", "2026-01-15T12:05"]


async def test_a_changed_zone_gives_no_edition_twice_for_one_nominal_time() -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    await store.subscribe(a_subscription())
    for timezone, day in (("Asia/Tokyo", 0), ("America/New_York", 1), ("Asia/Tokyo", 2)):
        await changed(store, timezone=timezone)
        for hour in range(24):
            await outbox.fill(DUE + day * DAY + timedelta(hours=hour))
    rows = await store.deliveries()
    assert [row.slot for row in rows] == [
        "2026-01-15T09:00",  # of Tokyo
        "2026-01-16T09:00",  # of New York, 14 hours later
        "2026-01-17T09:00",
    ]
    assert len({row.due for row in rows}) == 3


async def test_after_years_the_newest_missed_slots_have_rows_and_the_first_speaks_for_the_others() -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(schedule="* * * * *"))
    assert await Outbox(store, grace).fill(DUE + 3 * 365 * DAY) == 500
    first, *others = await store.deliveries()
    assert first.error == (
        "its time passed while nothing could be sent, and so did that of every slot since 2026-01-15T09:00"
    )
    assert {row.error for row in others} == {"its time passed while nothing could be sent", None}
    assert [row.state for row in others] == ["missed"] * 498 + ["planned"]


async def test_a_zone_that_the_database_has_lost_holds_up_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    await store.subscribe(a_subscription("lost", timezone="Mars/Olympus"))
    await store.subscribe(a_subscription("kept", channel=Channel("discord", "5")))
    assert await outbox.fill(DUE) == 1
    assert await outbox.fill(DUE + DAY) == 1
    [line] = caplog.messages
    assert "'Mars/Olympus' is no time zone" in line
    await changed(store, "lost", timezone="Asia/Tokyo")
    assert await outbox.fill(DUE + DAY + MINUTE) == 2


async def test_two_ticks_at_once_are_one_after_the_other() -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    for number in range(250):
        await store.subscribe(a_subscription(f"s{number}", channel=Channel("discord", str(number))))
    assert sorted(await asyncio.gather(*(outbox.fill(DUE) for _ in range(3)))) == [0, 0, 250]
    assert sorted(await asyncio.gather(*(outbox.fill(DUE + DAY) for _ in range(3)))) == [0, 0, 250]
    assert {row.state for row in await store.deliveries() if row.due > DUE} == {"planned"}


async def test_when_the_next_slot_is_can_be_asked_once_it_was_looked_for() -> None:
    store = MemoryStore()
    outbox = Outbox(store, grace)
    subscription = await store.subscribe(a_subscription())
    assert outbox.next_due(subscription) is None
    await outbox.fill(DUE)
    assert outbox.next_due(subscription) == DUE + DAY
    await store.unsubscribe(CHANNEL)
    await outbox.fill(DUE + DAY)
    assert outbox.next_due(subscription) is None
