"""Slots through changes of the clock, minute by minute, against somebody who stands before a clock on the wall and watches it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.cron import parse_cron
from bot.domain.slots import Slot, newest_slots, next_slot, slots, zone

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# The days of a change: an hour (New York, London), half of one (Lord Howe), Ramadan under negative daylight saving (Casablanca), a
# whole day (Apia), midnight itself (Havana, Beirut), none (Tokyo).
CHANGES = (
    ("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"),
    ("Europe/London", "2026-03-29"), ("Europe/London", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Casablanca", "2026-02-15"), ("Africa/Casablanca", "2026-03-22"),
    ("Asia/Tokyo", "2026-03-29"),
    ("Pacific/Apia", "2011-12-30"), ("America/Havana", "2026-03-08"), ("Asia/Beirut", "2026-10-25"),
)  # fmt: skip
each_change = pytest.mark.parametrize(("name", "day"), CHANGES)


def around(day: str) -> tuple[datetime, datetime]:
    """Return the instants between which a zone's day and the days before and after it surely lie."""
    middle = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return middle - 2 * DAY, middle + 3 * DAY


@lru_cache
def watched(name: str, day: str) -> Sequence[tuple[datetime, datetime]]:
    """Return every minute of the days around a change, and what the wall shows then."""
    where = zone(name)
    first, last = around(day)
    instants = (first + number * MINUTE for number in range((last - first) // MINUTE + 1))
    return tuple((moment, moment.astimezone(where).replace(tzinfo=None)) for moment in instants)


@lru_cache
def passed(name: str, day: str) -> Sequence[tuple[datetime, datetime]]:
    """Return when the wall first reaches or passes over each of its times; what it repeats is not new."""
    found: list[tuple[datetime, datetime]] = []
    (_, reached), *later = watched(name, day)
    for moment, wall in later:
        found += ((moment, reached + number * MINUTE) for number in range(1, (wall - reached) // MINUTE + 1))
        reached = max(reached, wall)
    return tuple(found)


def fired(times: Iterable[tuple[datetime, datetime]]) -> tuple[Slot, ...]:
    """Return the slots of those times: what the wall passes over in one minute is one, and the last of it."""
    return tuple(Slot(f"{wall:%Y-%m-%dT%H:%M}", moment) for moment, wall in dict(times).items())


@each_change
def test_a_slot_each_minute_is_each_minute_that_the_wall_newly_reaches(name: str, day: str) -> None:
    assert slots("* * * * *", name, *around(day)) == fired(passed(name, day))


@each_change
def test_hourly_slots_at_every_minute_of_the_hour_are_those_of_the_wall(name: str, day: str) -> None:
    for minute in range(60):
        expected = fired(time for time in passed(name, day) if time[1].minute == minute)
        assert slots(f"{minute} * * * *", name, *around(day)) == expected, minute


@each_change
def test_daily_slots_at_every_minute_of_the_day_are_those_of_the_wall(name: str, day: str) -> None:
    expected: dict[tuple[int, int], list[tuple[datetime, datetime]]] = {}
    for moment, wall in passed(name, day):
        expected.setdefault((wall.hour, wall.minute), []).append((moment, wall))
    assert len(expected) == 24 * 60
    for (hour, minute), times in expected.items():
        assert slots(f"{minute} {hour} * * *", name, *around(day)) == fired(times), (hour, minute)


@each_change
def test_every_nominal_time_of_the_days_around_a_change_comes_once(name: str, day: str) -> None:
    """Gaps, folds and all: each time of the clock is in one slot, its own or that of the end of its gap."""
    times = [wall for _, wall in passed(name, day)]
    assert times == [times[0] + number * MINUTE for number in range(len(times))]


@each_change
def test_asked_at_every_minute_the_next_slot_is_the_first_of_those_to_come(name: str, day: str) -> None:
    for schedule in ("*/20 1-3 * * *", "30 2 * * *", "0 0 * * *"):
        coming = slots(schedule, name, around(day)[0], around(day)[1] + 3 * DAY)
        place = 0
        for moment, _ in watched(name, day):
            while coming[place].instant <= moment:
                place += 1
            assert next_slot(schedule, name, moment) == coming[place]


ZONES = sorted({name for name, _ in CHANGES} | {"America/St_Johns", "Asia/Tehran", "Europe/Dublin", "Africa/El_Aaiun"})
SCHEDULES = (
    "* * * * *", "*/7 * * * *", "0 * * * *", "30 2 * * *", "0 0 * * *", "59 23 * * *", "0,30 1,2,3 * * sun", "0 9 31 * *",
    "0 0 29 2 *", "15 2 */3 3,10,11 *", "0 9 13 * fri",
)  # fmt: skip
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2037, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@settings(max_examples=100)
@given(st.sampled_from(ZONES), st.sampled_from(SCHEDULES), MOMENTS, st.integers(1, 60 * 24 * 30), st.integers(1, 50))
@example("Pacific/Apia", "* * * * *", datetime(2011, 12, 29, tzinfo=UTC), 3000, 20)
@example("Africa/Casablanca", "30 2 * * *", datetime(2026, 2, 14, tzinfo=UTC), 60 * 24 * 40, 3)
def test_next_slot_and_newest_slots_agree_with_slots(
    name: str, schedule: str, after: datetime, minutes: int, most: int
) -> None:
    until = after + minutes * MINUTE
    found = slots(schedule, name, after, until)
    coming = next_slot(schedule, name, after)
    assert coming is not None
    assert (coming,) == found[:1] or coming.instant > until
    assert newest_slots(schedule, name, after, until, most) == found[-most:]
    walked: list[Slot] = []
    moment = after
    while (step := next_slot(schedule, name, moment)) and step.instant <= until and len(walked) < 40:
        walked.append(step)
        moment = step.instant
    assert walked == list(found[:40])


def test_a_schedule_of_leap_days_has_a_next_slot_also_over_a_century_without_one() -> None:
    coming = next_slot("0 9 29 2 *", "Asia/Tokyo", datetime(2096, 3, 1, tzinfo=UTC))
    assert coming is not None
    assert coming.nominal == "2104-02-29T09:00"


def test_at_the_end_of_the_calendar_nothing_comes_any_more() -> None:
    assert list(parse_cron("0 9 * * *").after(datetime.combine(date.max, datetime.min.time()))) == []
    assert next_slot("0 0 1 1 *", "UTC", datetime(9999, 2, 1, tzinfo=UTC)) is None
