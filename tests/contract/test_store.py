"""What every store keeps to: each verb won and lost, over the one in a data directory and its twin in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest

from bot.domain.ledger import Channel, Delivery, Part, Pick, Receipt, State
from bot.domain.ports import Store
from bot.storage.memory import MemoryStore
from bot.storage.tinydb_store import open_store

from ..support.builders import CHANNEL, DUE, a_delivery, a_draft, a_pause, a_subscription, an_offer

OTHER = Channel("telegram", "-200", "42")
TOPIC = Channel("telegram", "-100", "7")
PICKS = (Pick("e1", "event", "mix", {"shown": 1, "of": 9}, 2, "e2", DUE.date()),)
PARTS = (Part('{"text": "一"}', "😀 <b>"), Part("{}", ""))
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "data directory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with AsyncExitStack() as stack:
        in_memory = request.param == "memory"
        yield MemoryStore() if in_memory else await stack.enter_async_context(open_store(tmp_path, pytest.fail))


async def test_an_empty_store_has_nothing(store: Store) -> None:
    for rows in (store.subscriptions(), store.deliveries(), store.added(), store.offers("telegram", "7")):
        assert list(await rows) == []
    for nothing in (
        store.delivery("x"),
        store.last_slot("x"),
        store.draft("x"),
        store.note("x"),
        store.close_offer("x"),
        store.subscription_of(CHANNEL),
    ):
        assert await nothing is None
    assert dict(await store.tallies(CHANNEL, date.min)) == {}
    assert await store.publish("x") is None
    assert await store.unsubscribe(CHANNEL) is None
    assert not await store.discard("x")
    assert not await store.pause("x", a_pause())
    assert not await store.move(CHANNEL, OTHER)
    assert not await store.advance(a_delivery(), a_delivery())
    assert await store.enqueue([]) == 0


async def test_a_channel_has_one_subscription_the_first(store: Store) -> None:
    first, second = a_subscription("one", people=("musk",), sensitive=True), a_subscription("two")
    assert await store.subscribe(first) == first
    assert await store.subscribe(second) == first
    assert list(await store.subscriptions()) == [first]


async def test_an_id_is_never_given_to_a_second_channel(store: Store) -> None:
    await store.subscribe(a_subscription())
    assert await store.subscribe(a_subscription(channel=OTHER)) == a_subscription()
    assert list(await store.subscriptions()) == [a_subscription()]


async def test_threads_and_platforms_are_channels_of_their_own_and_stay_in_order(store: Store) -> None:
    channels = (OTHER, CHANNEL, TOPIC, Channel("discord", "-100"))
    for number, channel in enumerate(channels):
        await store.subscribe(a_subscription(f"s{number}", channel=channel))
    await store.pause("s0", a_pause())
    assert [s.channel for s in await store.subscriptions()] == list(channels)


async def test_unsubscribing_wins_once_and_the_ledger_stays(store: Store) -> None:
    await store.subscribe(a_subscription())
    await store.enqueue([a_delivery()])
    assert await store.unsubscribe(TOPIC) is None
    assert await store.unsubscribe(CHANNEL) == a_subscription()
    assert await store.unsubscribe(CHANNEL) is None
    assert list(await store.deliveries()) == [a_delivery()]
    assert await store.subscribe(a_subscription("anew")) == a_subscription("anew")


async def test_a_pause_is_kept_and_lifted(store: Store) -> None:
    await store.subscribe(a_subscription())
    assert await store.pause("sub", a_pause("追い出された"))
    assert list(await store.subscriptions()) == [a_subscription(paused=a_pause("追い出された"))]
    assert await store.pause("sub", None)
    assert list(await store.subscriptions()) == [a_subscription()]


async def test_a_move_takes_the_ledger_of_the_channel_with_it_and_no_other(store: Store) -> None:
    await store.subscribe(a_subscription())
    waiting = a_delivery("2026-01-15T09:00", not_before=DUE + HOUR)
    sent = a_delivery("2026-01-14T09:00", state="sent", parts=PARTS)
    topic = a_delivery("2026-01-15T10:00", channel=TOPIC, subscription="topic")
    await store.enqueue([waiting, sent, topic])
    assert await store.move(CHANNEL, OTHER)
    assert await store.subscription(a_subscription().id) == (await store.subscriptions())[0]
    assert await store.subscription("nobody") is None
    assert [s.channel for s in await store.subscriptions()] == [OTHER]
    assert list(await store.deliveries(OTHER)) == [sent.moved(OTHER), waiting.moved(OTHER)]
    assert list(await store.deliveries(CHANNEL)) == []
    assert list(await store.deliveries(TOPIC)) == [topic]
    assert not await store.move(CHANNEL, OTHER)


async def test_a_move_to_where_one_is_already_loses_and_changes_nothing(store: Store) -> None:
    for id_, channel in (("one", CHANNEL), ("two", OTHER)):
        await store.subscribe(a_subscription(id_, channel=channel))
    await store.enqueue([a_delivery()])
    before = list(await store.subscriptions())
    assert not await store.move(CHANNEL, OTHER)
    assert not await store.move(CHANNEL, CHANNEL)
    assert (list(await store.subscriptions()), list(await store.deliveries())) == (before, [a_delivery()])


async def test_what_was_made_for_a_channel_before_it_moved_goes_where_it_is_now(store: Store) -> None:
    await store.subscribe(a_subscription())
    made, others = a_delivery(), a_delivery("2026-01-15T10:00", subscription="unknown")
    assert await store.move(CHANNEL, OTHER)
    assert await store.enqueue([made, others]) == 2
    assert list(await store.deliveries(OTHER)) == [replace(made, channel=OTHER)]
    assert list(await store.deliveries(CHANNEL)) == [others]


async def test_a_slot_is_enqueued_once_whatever_became_of_it(store: Store) -> None:
    rows = [a_delivery(f"2026-01-1{day}T09:00") for day in range(5, 8)]
    assert await store.enqueue(rows[:2]) == 2
    assert await store.advance(rows[0], rows[0].ended("missed", DUE, None))
    assert await store.enqueue(rows) == 1
    assert await store.enqueue([*rows, *rows]) == 0
    assert [row.state for row in await store.deliveries()] == ["missed", "planned", "planned"]


async def test_an_advance_wins_only_over_the_row_as_it_was_read(store: Store) -> None:
    row = a_delivery()
    await store.enqueue([row])
    begun = row.sending(PICKS, PARTS, DUE)
    assert await store.advance(row, begun)
    assert not await store.advance(row, row.ended("missed", DUE, None))
    assert not await store.advance(replace(begun, attempts=9), begun.received(Receipt("m"), DUE))
    assert not await store.advance(a_delivery("2026-01-16T09:00"), begun)
    assert await store.delivery(row.key) == begun
    sent = begun.received(Receipt("m1"), DUE).received(Receipt("m2"), DUE + HOUR)
    assert await store.advance(begun, sent)
    assert await store.delivery(row.key) == sent


async def test_of_many_who_advance_a_row_at_once_one_wins(store: Store) -> None:
    row = a_delivery()
    await store.enqueue([row])
    tries = [row.sending(PICKS, (Part("{}", str(number)),), DUE) for number in range(20)]
    won = await asyncio.gather(*(store.advance(row, after) for after in tries))
    assert won.count(True) == 1
    assert await store.delivery(row.key) == tries[won.index(True)]


async def test_of_many_who_press_at_once_one_wins(store: Store) -> None:
    await store.stage(a_draft())
    await store.offer(an_offer())
    assert [d for d in await asyncio.gather(*(store.publish("draft") for _ in range(9))) if d] == [a_draft()]
    assert [o for o in await asyncio.gather(*(store.close_offer("offer") for _ in range(9))) if o] == [an_offer()]
    made = await asyncio.gather(*(store.subscribe(a_subscription(f"s{n}")) for n in range(9)))
    assert len(set(made)) == len(await store.subscriptions()) == 1


async def test_deliveries_are_found_by_channel_and_state_oldest_first(store: Store) -> None:
    states: tuple[State, ...] = ("planned", "missed", "planned", "skipped")
    rows = [
        a_delivery(f"2026-01-{20 - number}T09:00", channel=channel, state=state, subscription=channel.chat)
        for channel in (CHANNEL, OTHER)
        for number, state in enumerate(states)
    ]
    await store.enqueue(rows)

    def expected(channels: set[Channel], wanted: set[str]) -> list[Delivery]:
        found = [row for row in rows if row.channel in channels and row.state in wanted]
        return sorted(found, key=lambda row: (row.due, row.key))

    assert list(await store.deliveries()) == expected({CHANNEL, OTHER}, set(states))
    assert list(await store.deliveries(CHANNEL)) == expected({CHANNEL}, set(states))
    assert list(await store.deliveries(CHANNEL, ("planned", "skipped"))) == expected({CHANNEL}, {"planned", "skipped"})
    assert list(await store.deliveries(states=("missed", "sent", "missed"))) == expected({CHANNEL, OTHER}, {"missed"})
    assert list(await store.deliveries(TOPIC)) == []
    first = rows[0].ended("refused", DUE, "x")
    assert await store.advance(rows[0], first)
    assert list(await store.deliveries(states=("refused",))) == [first]


async def test_the_newest_slot_of_a_subscription_is_known_whatever_its_state(store: Store) -> None:
    rows = [a_delivery("2026-01-17T09:00", state="missed"), a_delivery("2026-01-15T09:00")]
    await store.enqueue([*rows, a_delivery("2026-02-01T09:00", subscription="other")])
    assert await store.last_slot("sub") == rows[0].due


async def test_a_draft_waits_until_it_is_published_or_dropped(store: Store) -> None:
    for id_ in ("b", "a", "c"):
        await store.stage(a_draft(id_))
    await store.stage(a_draft("c", kind="digest"))
    assert await store.draft("c") == a_draft("c", kind="digest")
    assert await store.discard("a")
    assert not await store.discard("a")
    assert await store.publish("c") == a_draft("c", kind="digest")
    assert await store.publish("b") == a_draft("b")
    assert await store.publish("b") is None
    assert not await store.discard("b")
    assert await store.draft("b") is None
    assert [draft.id for draft in await store.added()] == ["c", "b"]


async def test_an_offer_takes_the_place_of_an_earlier_one_for_the_same_user_and_channel(store: Store) -> None:
    offers = [an_offer("1"), an_offer("2", channel=OTHER), an_offer("3", user="8"), an_offer("4", platform="discord")]
    for offer in [*offers, an_offer("5", title="renamed")]:
        await store.offer(offer)
    assert [o.id for o in await store.offers("telegram", "7")] == ["2", "5"]
    assert await store.close_offer("1") is None
    assert await store.close_offer("5") == an_offer("5", title="renamed")
    assert await store.close_offer("5") is None
    assert [o.id for o in await store.offers("telegram", "8")] == ["3"]
    assert [o.id for o in await store.offers("discord", "7")] == ["4"]


async def test_a_note_is_kept_replaced_and_removed(store: Store) -> None:
    for value in ("ja", "en", "", "長い" * 5000, None, None, "ja"):
        await store.set_note("language/telegram:7", value)
        assert await store.note("language/telegram:7") == value
    assert await store.note("language/telegram:8") is None


async def test_what_was_handed_out_is_not_the_stores_own(store: Store) -> None:
    await store.stage(a_draft())
    draft = await store.draft("draft")
    assert draft is not None
    assert draft == a_draft()
    with pytest.raises(AttributeError):
        draft.kind = "digest"  # type: ignore[misc]  # it is frozen


async def test_instants_are_the_same_instants_whatever_their_zone(store: Store) -> None:
    in_tokyo = DUE.astimezone(timezone(9 * HOUR))
    await store.subscribe(a_subscription(created=in_tokyo))
    await store.enqueue([a_delivery(due=in_tokyo, not_before=in_tokyo)])
    assert [s.created for s in await store.subscriptions()] == [DUE]
    assert await store.last_slot("sub") == DUE
    assert list(await store.deliveries()) == [a_delivery(not_before=DUE)]


async def test_the_subscription_of_a_channel_follows_it(store: Store) -> None:
    await store.subscribe(a_subscription("one"))
    await store.subscribe(a_subscription("two", channel=TOPIC))
    assert await store.subscription_of(CHANNEL) == a_subscription("one")
    assert await store.subscription_of(TOPIC) == a_subscription("two", channel=TOPIC)
    await store.pause("one", a_pause())
    assert await store.subscription_of(CHANNEL) == a_subscription("one", paused=a_pause())
    assert await store.move(CHANNEL, OTHER)
    assert await store.subscription_of(CHANNEL) is None
    assert await store.subscription_of(OTHER) == a_subscription("one", channel=OTHER, paused=a_pause())
    await store.unsubscribe(OTHER)
    assert await store.subscription_of(OTHER) is None
    await store.subscribe(a_subscription("three", channel=OTHER))
    assert await store.subscription_of(OTHER) == a_subscription("three", channel=OTHER)


async def test_what_is_asked_is_counted_by_channel_and_day(store: Store) -> None:
    first = date(2026, 1, 10)
    await store.tally(CHANNEL, first, ("person/musk", "day/2025-06-05", "person/musk"))
    await store.tally(CHANNEL, first + timedelta(1), ["person/musk"])
    await store.tally(TOPIC, first, ("day/2025-05-01/2025-06-11",))
    await store.tally(OTHER, first, ())
    assert dict(await store.tallies(CHANNEL, first)) == {"person/musk": 2, "day/2025-06-05": 1}
    assert dict(await store.tallies(CHANNEL, first + timedelta(1))) == {"person/musk": 1}
    assert dict(await store.tallies(CHANNEL, first + timedelta(2))) == {}
    assert dict(await store.tallies(TOPIC, date.min)) == {"day/2025-05-01/2025-06-11": 1}
    assert dict(await store.tallies(OTHER, date.min)) == {}


async def test_the_first_count_of_a_day_drops_in_every_channel_what_is_a_month_old(store: Store) -> None:
    first = date(2026, 1, 10)
    await store.tally(CHANNEL, first, ("person/musk",))
    await store.tally(OTHER, first + timedelta(1), ("person/trump",))
    await store.tally(TOPIC, first + timedelta(31), ("person/bannon",))
    assert dict(await store.tallies(CHANNEL, date.min)) == {"person/musk": 1}
    await store.subscriptions()  # as a tick does: it saves the counts
    await store.tally(TOPIC, first + timedelta(32), ("person/bannon",))
    assert dict(await store.tallies(CHANNEL, date.min)) == {}
    assert dict(await store.tallies(OTHER, date.min)) == {"person/trump": 1}
    assert dict(await store.tallies(TOPIC, date.min)) == {"person/bannon": 2}


async def test_whoever_asks_only_to_be_counted_fills_nothing(store: Store) -> None:
    day = date(2026, 1, 10)
    for number in range(2000):
        await store.tally(CHANNEL, day, (f"day/{number}", "person/musk"))
    found = await store.tallies(CHANNEL, day)
    assert len(found) == 500
    assert found["person/musk"] == 2000
