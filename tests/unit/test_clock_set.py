"""The outbox when clocks are set, machines sleep, programs end and zones change: no slot twice, none lost that is in time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.delivery.outbox import Outbox
from bot.domain.ledger import Delivery, Part, Receipt, State
from bot.domain.slots import Slot, instant, slots, zone
from bot.storage.memory import MemoryStore

from ..support.builders import CHANNEL, DUE, GRACE, a_pause, a_subscription, grace

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGIN = datetime(2025, 10, 24, tzinfo=UTC)  # Berlin puts its clocks back two days later
WHOLE = timedelta(days=10)  # fewer slots than are told one by one
STEPS = ("tick", "send", "restart", "pause", "resume")
SCHEDULES = ("0 9 * * *", "*/30 2 * * *", "0 */7 * * *", "10,50 * * * *")
# What the clock does between two steps: it goes on, the machine sleeps, somebody sets it.
JUMPS = st.sampled_from(
    (1, 1, 1, 5, 30, 60, 179, 181, 24 * 60, 3 * 24 * 60, -1, -2, -45, -60, -200, -24 * 60, -4 * 24 * 60)
)


@dataclass
class Model:
    """What ought to be in the ledger, found by going through every slot there ever was: `rows` by nominal time."""

    every: tuple[Slot, ...]
    rows: dict[str, tuple[State, datetime]] = field(default_factory=dict)

    def tick(self, now: datetime) -> None:
        """The newest slot that has come is planned while it is in time, also where a later clock has called it missed."""
        due = [slot for slot in self.every if slot.instant <= now]
        for slot in due[:-1]:
            state, _ = self.rows.get(slot.nominal, ("planned", now))
            if state == "planned":
                self.rows[slot.nominal] = ("missed", now)
        for slot in due[-1:]:
            state, at = self.rows.get(slot.nominal, ("missed", datetime.max.replace(tzinfo=UTC)))
            if state == "missed" and at > now:
                self.rows[slot.nominal] = ("planned" if now - slot.instant <= GRACE else "missed", now)

    def send(self, now: datetime) -> None:
        for nominal, (state, _) in self.rows.items():
            if state == "planned":
                self.rows[nominal] = ("sent", now)


def sent(row: Delivery, now: datetime) -> Delivery:
    return row.sending((), (Part("{}", "x"),), now).received(Receipt("m"), now)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), JUMPS), min_size=1, max_size=25), st.sampled_from(SCHEDULES))
@example([("tick", 9 * 60), ("tick", 4 * 24 * 60), ("tick", -4 * 24 * 60), ("send", 1), ("tick", 24 * 60)], "0 9 * * *")
@example([("tick", 8 * 60), ("tick", 15 * 60), ("restart", -14 * 60), ("tick", 1), ("send", 1)], "0 9 * * *")
@example([("tick", 600), ("tick", 60), ("tick", -30), ("send", 1)], "10,50 * * * *")
@example([("tick", 30), ("restart", 1), ("tick", 30), ("tick", -45)], "10,50 * * * *")
@example([("tick", 1440), ("tick", -200), ("restart", 179), ("tick", 30)], "0 */7 * * *")
async def test_whatever_the_clock_does_the_ledger_is_as_if_every_slot_was_looked_at(
    steps: list[tuple[str, int]], schedule: str
) -> None:
    store = MemoryStore()
    await store.subscribe(a_subscription(schedule=schedule, timezone="Europe/Berlin", created=BEGIN))
    outbox, model = Outbox(store, grace), Model(slots(schedule, "Europe/Berlin", BEGIN, BEGIN + WHOLE))
    now, paused = BEGIN, False
    times_sent: dict[str, int] = {}
    for step, minutes in steps:
        now = min(max(now + minutes * MINUTE, BEGIN), BEGIN + WHOLE)
        match step:
            case "tick":
                await outbox.fill(now)
                if not paused:
                    model.tick(now)
            case "send":
                for row in await store.deliveries(states=("planned",)):
                    assert await store.advance(row, sent(row, now))
                    times_sent[row.slot] = times_sent.get(row.slot, 0) + 1
                model.send(now)
            case "restart":
                outbox = Outbox(store, grace)
            case "pause" | "resume":
                paused = step == "pause"
                await store.pause("sub", a_pause() if paused else None)
        found = {row.slot: row.state for row in await store.deliveries()}
        assert found == {nominal: state for nominal, (state, _) in model.rows.items()}
    assert set(times_sent.values()) <= {1}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 4 * 24 * 60), min_size=1, max_size=12), st.sampled_from(SCHEDULES))
async def test_ticks_in_any_order_write_down_each_slot_once(minutes: list[int], schedule: str) -> None:
    store, whole = MemoryStore(), MemoryStore()
    for each in (store, whole):
        await each.subscribe(a_subscription(schedule=schedule, timezone="Europe/Berlin", created=BEGIN))
    outbox = Outbox(store, grace)
    for minute in minutes:
        await outbox.fill(BEGIN + minute * MINUTE)
    await Outbox(whole, grace).fill(BEGIN + max(minutes) * MINUTE)
    assert [row.key for row in await store.deliveries()] == [row.key for row in await whole.deliveries()]


@dataclass
class Morning:
    """A daily edition at 09:00 in Tokyo, looked after by one run of the program after the other."""

    store: MemoryStore = field(default_factory=MemoryStore)
    outbox: Outbox | None = None

    async def tick(self, now: datetime, *, send: bool = True) -> list[str]:
        """Fill the outbox, send what is planned, and return the nominal times of that."""
        self.outbox = self.outbox or Outbox(self.store, grace)
        await self.outbox.fill(now)
        planned = await self.store.deliveries(states=("planned",))
        for row in planned if send else ():
            assert await self.store.advance(row, sent(row, now))
        return [row.slot for row in planned]


async def a_morning(**wishes: str) -> Morning:
    morning = Morning()
    await morning.store.subscribe(a_subscription(**wishes))
    return morning


async def test_a_machine_that_slept_over_the_hour_sends_once_when_it_wakes() -> None:
    morning = await a_morning()
    assert await morning.tick(DUE - MINUTE) == []
    assert await morning.tick(DUE + GRACE) == ["2026-01-15T09:00"]
    assert await morning.tick(DUE + GRACE + MINUTE) == []
    assert await morning.tick(DUE + DAY + GRACE + MINUTE) == []
    assert [row.state for row in await morning.store.deliveries()] == ["sent", "missed"]


@pytest.mark.parametrize("back", [timedelta(seconds=1), MINUTE, HOUR, timedelta(hours=23), DAY, 30 * DAY])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_is_set_back_after_an_edition_sends_it_no_second_time(
    back: timedelta, restarted: bool
) -> None:
    morning = await a_morning()
    assert await morning.tick(DUE) == ["2026-01-15T09:00"]
    morning.outbox = None if restarted else morning.outbox
    assert await morning.tick(DUE - back) == []
    assert await morning.tick(DUE - MINUTE) == []
    assert await morning.tick(DUE) == []
    assert await morning.tick(DUE + DAY) == ["2026-01-16T09:00"]


@pytest.mark.parametrize("ahead", [5 * HOUR, 2 * DAY, 40 * DAY, 4 * 365 * DAY])
@pytest.mark.parametrize("restarted", [False, True])
async def test_what_a_clock_that_was_ahead_has_called_missed_goes_out_in_its_time(
    ahead: timedelta, restarted: bool
) -> None:
    morning = await a_morning()
    await morning.tick(DUE - MINUTE)
    await morning.tick(DUE - MINUTE + ahead)  # a wrong answer of a time server
    morning.outbox = None if restarted else morning.outbox
    await morning.tick(DUE - MINUTE + 2 * HOUR, send=False)  # set right, while the first slot is in time
    slots_sent = [row.slot for row in await morning.store.deliveries() if row.state in ("planned", "sent")]
    assert "2026-01-15T09:00" in slots_sent
    await morning.tick(DUE + 2 * HOUR)
    for day in range(1, 60):
        morning.outbox = None if restarted else morning.outbox
        await morning.tick(DUE + day * DAY)
    rows = {row.slot: row for row in await morning.store.deliveries()}
    assert {rows[f"{DUE + day * DAY:%Y-%m-%d}T09:00"].state for day in range(60)} == {"sent"}


async def test_a_clock_set_back_ends_nothing_that_waits_for_a_later_hour() -> None:
    morning = await a_morning(schedule="0 * * * *")
    for hour in range(3):
        await morning.tick(DUE + hour * HOUR)
    await morning.tick(DUE + 3 * HOUR, send=False)  # its platform is down
    await morning.tick(DUE + 2 * HOUR + 30 * MINUTE, send=False)
    assert await morning.tick(DUE + 3 * HOUR + MINUTE) == ["2026-01-15T12:00"]


@pytest.mark.parametrize(
    ("before", "after", "still"),
    [
        # East by an hour: it is 10:10 already, and what was due at 09:30 and 10:00 has not gone out.
        ("Etc/GMT-9", "Etc/GMT-10", ["2026-01-15T10:00"]),
        # West by an hour: it is 08:10 again, and 09:00 comes for the second time.
        ("Etc/GMT-9", "Etc/GMT-8", []),
        ("Etc/GMT-9", "Asia/Tokyo", []),
        # East by 2 hours, and by half an hour.
        ("Etc/GMT-9", "Etc/GMT-11", ["2026-01-15T11:00"]),
        ("Asia/Tokyo", "Australia/Adelaide", ["2026-01-15T10:30"]),
    ],
)
@pytest.mark.parametrize("sending", [True, False])
async def test_after_an_update_of_the_zone_database_no_slot_is_sent_twice_and_none_is_lost(
    before: str, after: str, still: list[str], sending: bool
) -> None:
    """The update is that a name means another zone from one run to the next; nominal times stay what they are."""
    morning = await a_morning(schedule="*/30 * * * *", timezone=before)
    assert await morning.tick(DUE, send=sending) == ["2026-01-15T09:00"]
    subscription = await morning.store.unsubscribe(CHANNEL)
    assert subscription is not None
    await morning.store.subscribe(replace(subscription, timezone=after))
    morning.outbox = None
    waits = [] if sending or still else ["2026-01-15T09:00"]
    assert await morning.tick(DUE + 10 * MINUTE, send=sending) == [*waits, *still]
    for minutes in range(11, 24 * 60):
        await morning.tick(DUE + minutes * MINUTE)
    rows = await morning.store.deliveries()
    # Each nominal time has one row, without a hole: from the first on, or from what the wall showed for the second time.
    passed = slots("*/30 * * * *", after, min(DUE, instant(datetime(2026, 1, 15, 9), zone(after))), DUE + DAY - MINUTE)  # noqa: DTZ001
    assert sorted(row.slot for row in rows) == sorted({"2026-01-15T09:00", *(slot.nominal for slot in passed)})
    lost = [row.slot for row in rows if row.state == "missed" and row.error != "a newer edition was due"]
    assert all(slot < (still or ["2026-01-15T09:00"])[-1] for slot in lost)


async def test_a_subscription_made_by_a_clock_that_was_ahead_begins_with_the_next_slot() -> None:
    morning = Morning()
    await morning.store.subscribe(a_subscription(created=DUE + 365 * DAY))
    assert await morning.tick(DUE - MINUTE) == []
    assert await morning.tick(DUE) == ["2026-01-15T09:00"]
    assert await morning.tick(DUE - MINUTE) == []
    assert await morning.tick(DUE + DAY) == ["2026-01-16T09:00"]
