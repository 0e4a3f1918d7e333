"""Dates: an EDTF subset against the `edtf` library, and what members type, however odd."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import edtf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.dates import (
    EventDate,
    Span,
    anniversary,
    parse_edtf,
    parse_typed,
    read_span,
    typed,
)
from bot.domain.text import Text
from bot.errors import DateError

from ..support.kit import when

DAYS = st.dates()
EXPRESSIONS = st.one_of(
    DAYS.map(date.isoformat),
    DAYS.map(lambda day: day.isoformat()[:7]),
    DAYS.map(lambda day: day.isoformat()[:4]),
    DAYS.map(lambda day: f"{day.isoformat()[:4]}-XX"),
    DAYS.map(lambda day: f"{day.isoformat()[:7]}-XX"),
    st.integers(1, 999).map(lambda year: f"{year:03}X"),
    st.integers(1, 99).map(lambda year: f"{year:02}XX"),
    st.tuples(st.integers(1, 9999), st.sampled_from((21, 22, 23))).map(lambda s: f"{s[0]:04}-{s[1]}"),
)


def oracle(expression: str) -> Span:
    """Return the bounds that the library gives, without the margins that it adds for approximate dates."""
    parsed: Any = edtf.parse_edtf(expression)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return Span(date(*lower[:3]), date(*upper[:3]))


@settings(max_examples=100)
@given(EXPRESSIONS)
def test_a_date_has_the_bounds_that_the_edtf_library_gives(expression: str) -> None:
    assert parse_edtf(expression) == oracle(expression)


@settings(max_examples=60)
@given(EXPRESSIONS, st.sampled_from("?~%"))
def test_a_qualifier_changes_no_bound_and_makes_the_date_inexact(expression: str, mark: str) -> None:
    when_ = EventDate(expression + mark, parse_edtf(expression + mark))
    assert (when_.span, when_.exact, when_.qualifier) == (parse_edtf(expression), False, mark)


def test_winter_runs_into_the_next_year_where_the_edtf_library_keeps_it_within_its_own() -> None:
    assert parse_edtf("2024-24") == Span(date(2024, 12, 1), date(2025, 2, 28))
    assert parse_edtf("2023-24").last == date(2024, 2, 29)
    assert oracle("2024-24").last == date(2024, 12, 31)


@pytest.mark.parametrize(
    "expression",
    [
    "0000", "0000-01-01", "000X", "00XX", "XXXX", "9999-24", "10000", "-2025", "2025-13", "2025-00", "2025-25",
    "2025-02-30", "2025-06-31", "2023-02-29", "2025-06-00", "2025-6", "2025-06-5", "202X-06", "2025-XX-05",
    "2025-21-XX", "2025-21-05", "2025-", "2025-06-", "?2025", "2025??", "/2025/", "../..", "/", "//", "..",
    "2025-06-10/2025-06-01", "2025-06-01/2025-06-10/2025-07-01", "２０２５", "٢٠٢٥", "²⁰²⁵", "2025−06", "Y2025",
    "2025-06-05T09:00", "1e3", "", " ", "2025 ", "2025\n", "2025-06-05\x00", "\ud800", "2025/\n",
    ],
)  # fmt: skip
def test_what_is_no_date_of_the_subset_is_refused_in_one_line(expression: str) -> None:
    with pytest.raises(DateError) as error:
        parse_edtf(expression)
    assert error.value.expression == expression


@given(DAYS, DAYS)
def test_an_interval_spans_both_its_ends_and_never_runs_backwards(one: date, other: date) -> None:
    if one > other:
        with pytest.raises(DateError):
            parse_edtf(f"{one}/{other}")
        return
    assert parse_edtf(f"{one}/{other}") == Span(one, other)
    assert parse_edtf(f"{one}/..") == Span(one, None)
    assert parse_edtf(f"../{other}") == Span(None, other)
    assert parse_edtf(f"{one}/") == Span(one, None)


def test_an_interval_is_as_uncertain_as_either_of_its_ends() -> None:
    assert when("2025-06~/2025-07").qualifier == "~"
    assert when("2025-06~/2025-07?").qualifier == "%"
    assert not when("2025-06-05?/2025-06-05").exact


spans = st.builds(
    lambda a, b: Span(a, b) if a is None or b is None or a <= b else Span(b, a), st.none() | DAYS, st.none() | DAYS
)


@given(spans, spans)
def test_spans_touch_both_ways_and_hold_only_what_they_touch(one: Span, other: Span) -> None:
    assert one.touches(other) == other.touches(one)
    assert not one.holds(other) or one.touches(other)
    assert one.holds(one)
    assert Span(None, None).holds(one)


@given(spans)
def test_what_typed_writes_is_read_back(span: Span) -> None:
    if span == Span(None, None):
        assert read_span(typed(span)) is None
    else:
        assert read_span(typed(span)) == span


@given(DAYS)
@example(date(1, 1, 1))
@example(date(999, 2, 28))
@example(date(9999, 12, 31))
def test_a_day_a_month_and_a_year_are_typed_back_as_such(day: date) -> None:
    last = calendar.monthrange(day.year, day.month)[1]
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        span = parse_typed(text)
        assert span is not None
        assert typed(span) == text
    assert parse_typed(f"{day.year:04}年{day.month}月") == Span(day.replace(day=1), day.replace(day=last))


@pytest.mark.parametrize(
    "words",
    [
    "2025-06-05", "2025/6/5", "2025.06.5", "２０２５－０６－０５", "2025年6月5日", "2025年06月05",
    "２０２５年　６月　５日",
    "²⁰²⁵-⁰⁶-⁰⁵", "2025年㋅5日", "  2025-06-05\n", "2025 年 6 月 5 日", "2025 - 06 - 05",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(words: str) -> None:
    assert parse_typed(words) == Span(date(2025, 6, 5), date(2025, 6, 5))


@pytest.mark.parametrize(
    "words",
    ["", "   ", "　", "マスク", "may", "10%", "6", "99", "2025-06-05-01", "20250605", "123456", "2025 6",
     "2025 06 05",
     "٢٠٢٥", "٢٠٢٥-٠٦-٠٥", "२०२५", "2025-06-05" * 1000, "\u202e2025", "20\u200b25", "2025\ud800", "😀",
     "2025年6月5日頃",
     "-2025", "2025-", "2025年月", "9" * 10_000, " " * 10_000],
)  # fmt: skip
def test_what_is_no_date_is_left_to_others(words: str) -> None:
    assert parse_typed(words) is None


@pytest.mark.parametrize(
    "words",
    ["0000", "99999", "10000-01-01", "2025年13月", "2025-00", "2025-02-30", "2023年2月29日", "2025-06-31", "2025-6-0"],
)
def test_what_looks_like_a_date_and_is_in_no_calendar_is_said_so(words: str) -> None:
    with pytest.raises(DateError):
        parse_typed(words)


@settings(max_examples=100)
@given(st.text() | st.text("0123456789-/.年月日XX ?~１２٣²", max_size=14))
def test_whatever_is_typed_is_a_span_nothing_or_a_date_error(words: str) -> None:
    for read in (parse_typed, read_span):
        try:
            span = read(words)
        except DateError:
            continue
        assert span is None or span.first is None or span.last is None or span.first <= span.last


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days) for days in range((date(year, 12, 31) - first).days + 1)]


def test_an_anniversary_is_of_an_exact_day_of_an_earlier_year() -> None:
    assert anniversary(when("2024-07-13"), date(2026, 7, 13))
    assert not anniversary(when("2024-07-13"), date(2024, 7, 13))
    assert not anniversary(when("2024-07-13"), date(2023, 7, 13))
    assert not anniversary(when("2024-07-13~"), date(2026, 7, 13))
    assert not anniversary(when("2024-07"), date(2026, 7, 1))


def test_29_february_is_kept_on_28_february_in_common_years() -> None:
    leap = when("2024-02-29")
    kept = [day.isoformat() for year in range(2025, 2030) for day in days_of(year) if anniversary(leap, day)]
    assert kept == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(-3, 900))
def test_every_exact_day_has_one_anniversary_in_each_later_year(day: date, years: int) -> None:
    year = max(day.year + years, 1)
    assert sum(anniversary(when(day.isoformat()), each) for each in days_of(year)) == (year > day.year)


def test_a_list_in_order_of_date_puts_an_inexact_date_after_all_that_it_may_have_followed() -> None:
    dates = ["2025", "2025-06-30", "2025-06", "2025-06-05", "2025-05/..", "2025-06-30~"]
    ordered = sorted(dates, key=lambda edtf_: when(edtf_).sort_key)
    assert ordered == ["2025-05/..", "2025-06-05", "2025-06-30", "2025-06", "2025-06-30~", "2025"]


def test_a_date_knows_how_wide_it_is() -> None:
    assert [when(e).width for e in ("2025-06-05", "2025-06", "2025")] == [0, 29, 364]
    assert when("2025-06/..").width > when("1900/2025").width
    assert EventDate("2025-06-05", parse_edtf("2025-06-05"), wording=Text("その日", "that day")).exact
