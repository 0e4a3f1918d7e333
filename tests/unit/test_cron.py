"""Cron expressions, against cronsim on wall-clock time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

import pytest
from cronsim import CronSim
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.cron import Cron, parse_cron
from bot.errors import InputError


def field(low: int, high: int) -> st.SearchStrategy[str]:
    """Draw a field in every form that both know alike; cronsim takes a range of one number with a step for an open one."""
    number = st.integers(low, high)
    steps = st.integers(1, high)
    item = st.one_of(
        st.just("*"),
        number.map(str),
        st.tuples(number, number).filter(lambda r: r[0] < r[1]).map(lambda r: f"{r[0]}-{r[1]}"),
        steps.map(lambda step: f"*/{step}"),
        st.tuples(number, steps).map(lambda s: f"{s[0]}/{s[1]}"),
        st.tuples(number, number, steps).filter(lambda r: r[0] < r[1]).map(lambda r: f"{r[0]}-{r[1]}/{r[2]}"),
    )
    return st.lists(item, min_size=1, max_size=3).map(",".join)


NAMED_MONTHS = st.sampled_from(("jan", "FEB", "mar-MAY", "jun,aug", "sep-dec/2"))
NAMED_DAYS = st.sampled_from(("sun", "MON", "tue-thu", "fri,sat", "mon-fri/2"))
EXPRESSIONS = st.tuples(
    field(0, 59), field(0, 23), field(1, 31), field(1, 12) | NAMED_MONTHS, field(0, 7) | NAMED_DAYS
).map(" ".join)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001  # wall-clock time has no zone


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@settings(max_examples=100)
@given(EXPRESSIONS, MOMENTS)
@example("0 0 29 2 *", moment("2023-03-01T00:00"))
@example("0 0 13 * 5", moment("2026-01-01T00:00"))
@example("0 0 */2 * 1", moment("2026-01-01T00:00"))
@example("0 0 1 * */2", moment("2026-01-01T00:00"))
@example("0 0 31 * 7", moment("2026-01-01T00:00"))
@example("59 23 31 12 *", moment("2026-12-31T23:59"))
def test_the_next_times_are_those_that_cronsim_finds(expression: str, after: datetime) -> None:
    try:
        cron = parse_cron(expression)
    except InputError:  # 30 February and the like, which cronsim looks for in vain
        return
    assert list(islice(cron.after(after), 5)) == list(islice(CronSim(expression, after), 5))


@settings(max_examples=50)
@given(EXPRESSIONS, MOMENTS, st.integers(1, 400))
def test_looking_again_after_a_time_that_was_found_goes_on_where_it_was(
    expression: str, after: datetime, hours: int
) -> None:
    try:
        cron = parse_cron(expression)
    except InputError:
        return
    found = list(islice(cron.after(after), 8))
    assert found == sorted(set(found))
    assert all(time > after for time in found)
    assert list(islice(cron.after(found[2]), 5)) == found[3:]
    later = after + timedelta(hours=hours)
    assert next(cron.after(later)) == next(time for time in cron.after(after) if time > later)


def test_both_days_restricted_means_either_and_a_star_means_both() -> None:
    def days(expression: str) -> list[str]:
        return [f"{time:%d %a}" for time in islice(parse_cron(expression).after(moment("2026-01-01T12:00")), 4)]

    assert days("0 9 13 * fri") == ["02 Fri", "09 Fri", "13 Tue", "16 Fri"]
    assert days("0 9 13 * *") == ["13 Tue", "13 Fri", "13 Fri", "13 Mon"]
    assert days("0 9 * * fri") == ["02 Fri", "09 Fri", "16 Fri", "23 Fri"]


def test_sunday_is_0_and_7_and_sun() -> None:
    zero, seven, named = (parse_cron(f"0 9 * * {day}") for day in ("0", "7", "Sun"))
    assert zero == seven == named
    assert parse_cron("0 9 * * 5-7").weekdays == {5, 6, 0}


def test_a_leap_day_on_a_weekday_is_found_however_far_it_is() -> None:
    cron = parse_cron("0 0 29 2 */7")  # 29 February, when it is a Sunday
    assert [t.year for t in islice(cron.after(moment("2004-03-01T00:00")), 3)] == [2032, 2060, 2088]
    assert [t.year for t in islice(parse_cron("0 0 29 2 *").after(moment("2096-03-01T00:00")), 2)] == [2104, 2108]


@pytest.mark.parametrize("field_", range(5))
@pytest.mark.parametrize(
    "bad",
    ["-1", "60", "99999999999999999999", "9" * 5000, "x", "1-", "-", "*-5", "5-1", "*/0", "*/-1", "*/+2",
     "*/1_0", "*/",
     "/5", "1/2/3", "1,,2", ",", "1,", "１", "٣", "²", "*/２", "1.5", "0x1", "jan-", "😀", "\ud800", "L",
     "5#1", "?", "@daily"],
)  # fmt: skip
def test_a_bad_field_is_named(field_: int, bad: str) -> None:
    fields = ["0", "9", "*", "*", "*"]
    fields[field_] = bad
    name = ("minute", "hour", "day of month", "month", "day of week")[field_]
    with pytest.raises(InputError, match=f"is no {name}"):
        parse_cron(" ".join(fields))


@pytest.mark.parametrize("bad", ["", "   ", "0 9 * *", "0 9 * * * *", "@daily", "0 9 * * * " * 2000])
def test_five_fields_are_needed(bad: str) -> None:
    with pytest.raises(InputError, match="five fields"):
        parse_cron(bad)


@pytest.mark.parametrize("never", ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 31 2 */2"])
def test_what_never_comes_is_said_so(never: str) -> None:
    with pytest.raises(InputError, match="never comes"):
        parse_cron(never)


@settings(max_examples=100)
@given(st.text() | st.text("0123456789*/-, ", max_size=20))
def test_whatever_is_written_is_a_schedule_or_an_input_error(expression: str) -> None:
    try:
        cron = parse_cron(expression)
    except InputError:
        return
    assert isinstance(cron, Cron)
    assert next(cron.after(moment("2026-01-01T00:00"))) > moment("2026-01-01T00:00")
