"""Slots: what wall-clock time means in a zone, through every change of its clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.slots import Slot, instant, slots, zone
from bot.errors import InputError

ZONES = (
    "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati", "Asia/Tehran", "America/Havana", "Europe/Dublin", "UTC",
)  # fmt: skip
SCHEDULES = (
    "0 9 * * *",
    "30 2 * * *",
    "*/15 0-4 * * *",
    "0 0 * * *",
    "0,30 1,2,3 * * sun",
    "59 23 * * *",
    "0 */5 * * *",
)
# Around changes: Berlin and Lord Howe in spring and autumn, Apia's skipped day, Casablanca's Ramadan, New York, Havana.
CHANGES = (
    "2025-03-30", "2025-10-26", "2025-04-05", "2025-10-04", "2011-12-30", "2025-02-23", "2025-04-06", "2025-03-09",
    "2025-11-02", "2026-01-15",
)  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def within(schedule: str, name: str, first: str, days: float) -> list[str]:
    """Return the slots of some days from a local midnight on: nominal time > UTC instant."""
    start = datetime.fromisoformat(first).replace(tzinfo=zone(name)).astimezone(UTC)
    found = slots(schedule, name, start - timedelta(seconds=1), start + timedelta(days=days))
    return [f"{slot.nominal[5:]} > {slot.instant:%m-%dT%H:%M}" for slot in found]


def test_in_a_zone_without_changes_a_slot_is_its_wall_clock_time() -> None:
    found = slots("0 9 * * *", "Asia/Tokyo", utc("2026-01-14T00:00"), utc("2026-01-16T00:00"))
    assert found == (
        Slot("2026-01-15T09:00", utc("2026-01-15T00:00")),
        Slot("2026-01-16T09:00", utc("2026-01-16T00:00")),
    )


def test_a_slot_in_a_gap_is_the_first_instant_after_it() -> None:
    berlin = within("30 2 * * *", "Europe/Berlin", "2025-03-29", 3)
    assert berlin == ["03-29T02:30 > 03-29T01:30", "03-30T02:30 > 03-30T01:00", "03-31T02:30 > 03-31T00:30"]
    new_york = within("59 2 * * *", "America/New_York", "2025-03-09", 0.5)
    assert new_york == ["03-09T02:59 > 03-09T07:00"]
    havana = within("0 0 * * *", "America/Havana", "2025-03-09", 0.5)  # its clocks jump over midnight itself
    assert havana == ["03-09T00:00 > 03-09T05:00"]


def test_several_slots_that_meet_at_the_end_of_a_gap_are_one() -> None:
    assert within("*/20 2-3 * * *", "Europe/Berlin", "2025-03-30", 0.2) == [
        "03-30T03:00 > 03-30T01:00", "03-30T03:20 > 03-30T01:20", "03-30T03:40 > 03-30T01:40",
    ]  # fmt: skip


def test_a_gap_of_half_an_hour_is_half_an_hour() -> None:
    found = within("0,15,30,45 2 * * *", "Australia/Lord_Howe", "2025-10-05", 0.5)
    assert found == ["10-05T02:30 > 10-04T15:30", "10-05T02:45 > 10-04T15:45"]


def test_a_slot_in_a_fold_is_its_first_pass_alone() -> None:
    berlin = within("30 2 * * *", "Europe/Berlin", "2025-10-26", 1)
    assert berlin == ["10-26T02:30 > 10-26T00:30"]
    lord_howe = within("45 1 * * *", "Australia/Lord_Howe", "2025-04-06", 1)
    assert lord_howe == ["04-06T01:45 > 04-05T14:45"]
    casablanca = within("30 2 * * *", "Africa/Casablanca", "2025-02-23", 1)
    assert casablanca == ["02-23T02:30 > 02-23T01:30"]


def test_a_day_that_was_skipped_gives_its_slot_when_the_next_begins() -> None:
    daily = within("0 9 * * *", "Pacific/Apia", "2011-12-29", 2)
    assert daily == ["12-29T09:00 > 12-29T19:00", "12-30T09:00 > 12-30T10:00", "12-31T09:00 > 12-30T19:00"]
    assert within("0 0 * * *", "Pacific/Apia", "2011-12-31", 0.5) == ["12-31T00:00 > 12-30T10:00"]


@settings(max_examples=100)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(SCHEDULES),
    st.sampled_from(CHANGES),
    st.lists(st.integers(0, 4 * 24 * 60), max_size=6),
)
@example("Pacific/Apia", "*/15 0-4 * * *", "2011-12-30", [1440 * 2 - 240, 1440 * 2, 1440 * 2 + 1])
def test_a_window_can_be_cut_anywhere_without_losing_or_doubling_a_slot(
    name: str, schedule: str, day: str, cuts: list[int]
) -> None:
    start = utc(day) - timedelta(days=2)
    end = start + timedelta(days=4)
    whole = slots(schedule, name, start, end)
    moments = [start, *sorted(start + timedelta(minutes=cut) for cut in cuts), end]
    assert tuple(slot for a, b in pairwise(moments) for slot in slots(schedule, name, a, b)) == whole
    at_each_slot = [start, *(slot.instant for slot in whole), end]
    assert tuple(slot for a, b in pairwise(at_each_slot) for slot in slots(schedule, name, a, b)) == whole


@settings(max_examples=100)
@given(st.sampled_from(ZONES), st.sampled_from(SCHEDULES), st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1)))  # noqa: DTZ001
def test_instants_increase_and_each_nominal_time_comes_once(name: str, schedule: str, moment: datetime) -> None:
    start = moment.replace(tzinfo=UTC)
    found = slots(schedule, name, start, start + timedelta(days=400))
    assert all(before.instant < after.instant and before.nominal < after.nominal for before, after in pairwise(found))
    assert all(start < slot.instant <= start + timedelta(days=400) and slot.instant.tzinfo is UTC for slot in found)


@settings(max_examples=100)
@given(st.sampled_from(ZONES), st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1)))  # noqa: DTZ001
def test_an_instant_reads_as_its_wall_clock_time_or_follows_a_gap(name: str, nominal: datetime) -> None:
    where = zone(name)
    moment = instant(nominal, where)
    local = moment.astimezone(where)
    if local.replace(tzinfo=None) != nominal:
        just_before = (moment - timedelta(seconds=1)).astimezone(where).replace(tzinfo=None)
        assert just_before < nominal < local.replace(tzinfo=None)
        assert moment.microsecond == 0
    else:
        assert local.fold == 0


def test_a_window_without_length_or_backwards_holds_nothing() -> None:
    moment = utc("2026-01-15T00:00")
    assert slots("0 9 * * *", "Asia/Tokyo", moment, moment) == ()
    assert slots("* * * * *", "Asia/Tokyo", moment, moment - timedelta(days=3)) == ()


def test_the_zone_of_the_bounds_does_not_matter() -> None:
    a, b = utc("2025-10-25T00:00"), utc("2025-10-27T00:00")
    for name in ZONES:
        assert slots("*/30 * * * *", "Europe/Berlin", a.astimezone(zone(name)), b.astimezone(zone(name))) == slots(
            "*/30 * * * *", "Europe/Berlin", a, b
        )


@pytest.mark.parametrize(
    "name",
    ["", " ", "Mars/Olympus", "Asia", "../etc/passwd", "/etc/localtime", "Asia/Tokyo\n", "asia/tokyo\x00", "日本", "\ud800",
     "x" * 10_000, "UTC+9", "Asia/Tokyo/", "tzdata.zi", "..", "."],
)  # fmt: skip
def test_what_is_no_zone_is_named(name: str) -> None:
    with pytest.raises(InputError, match="is no time zone"):
        zone(name)
