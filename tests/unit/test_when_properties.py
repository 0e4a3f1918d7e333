"""What holds of dates as people write them, whatever they write."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import edtf
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.domain.dates import Span, parse_edtf, typed
from bot.domain.text import Lang
from bot.domain.when import Reading, find, read
from bot.errors import DateError

from ..support.date_table import AMONG_WORDS, EARLIER, ENGLISH, JAPANESE, REACH, TODAY, Row, queries, rows

# The years that a bare number can be.
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
DAYS = st.dates(FIRST, LAST)
LANGUAGES: st.SearchStrategy[Lang] = st.sampled_from(("ja", "en"))
ROWS = [row for table in (JAPANESE, ENGLISH, EARLIER) for row in rows(table)]
DATES = [row for row in ROWS if row.expected not in ("none", "impossible")]
PIECES = sorted({row.typed for row in (*ROWS, *queries(AMONG_WORDS))})
# Words and signs of dates in any order, so that much of it nearly is one.
NEARLY = st.lists(
    st.sampled_from((
        "2025", "年", "月", "日", "6", "5", "31", "十", "2月", "6月", "13月", "30日", "-", "/", ".", "..", "〜", "ー", "から",
        "まで", "以降", "の", "前", "先週", "昨年", "上旬", "末", "春", "第1四半期", "令和", "元年", "R7", "過去", "3か月", "金曜",
        "(木)", "今日", "May", "June", "5th", "of", "the", "from", "to", "and", "between", "until", "before", "last", "next",
        "early", "mid-", "Q2", "H1", "half", "week", "ago", "'25", "9999", "0", "99999", "10%", "、", "。", "「", "」", "（", "）",
        " ", " ", " ", " ",
    )),
    max_size=9,
).map("".join)  # fmt: skip
WHATEVER = st.one_of(st.text(max_size=60), NEARLY, st.tuples(st.sampled_from(PIECES), NEARLY).map(" ".join))
FULL_WIDTH = {**{code: code + 0xFEE0 for code in range(0x21, 0x7F)}, 0x20: 0x3000}
# “..” is no pair of full-width points, and a full-width apostrophe is a quotation mark of its own.
KEPT = str.maketrans({code: wide for code, wide in FULL_WIDTH.items() if chr(code) not in "'\""})


def reading(text: str, lang: Lang = "ja", today: date = TODAY) -> Reading | None:
    return read(text, today, REACH, lang)


def span(text: str, lang: Lang = "ja") -> Span | None:
    found = reading(text, lang)
    return found.span if found else None


def month_of(day: date) -> Span:
    return Span(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def oracle(expression: str) -> Span:
    """Return the bounds that the library gives."""
    parsed: Any = edtf.parse_edtf(expression)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    return Span(date(*lower[:3]), date(*upper[:3]))


@settings(max_examples=60)
@given(
    st.one_of(
        DAYS.map(date.isoformat),
        DAYS.map(lambda day: day.isoformat()[:7]),
        DAYS.map(lambda day: day.isoformat()[:4]),
        DAYS.map(lambda day: f"{day.isoformat()[:7]}-XX"),
        st.tuples(st.integers(1930, 2099), st.sampled_from((21, 22, 23))).map(lambda of: f"{of[0]}-{of[1]}"),
        st.tuples(DAYS, DAYS).map(lambda ends: "/".join(day.isoformat() for day in sorted(ends))),
        st.tuples(DAYS, DAYS).map(lambda ends: "/".join(day.isoformat()[:7] for day in sorted(ends))),
    ),
    LANGUAGES,
)
def test_iso_forms_have_the_bounds_that_the_edtf_library_gives(expression: str, lang: Lang) -> None:
    assume(not _are_years(expression))
    assert span(expression, lang) == oracle(expression)


def _are_years(expression: str) -> bool:
    """Tell whether it is a season in EDTF, but the years 2020 to 2021 to people."""
    year, _, rest = expression.partition("-")
    return len(rest) == 2 and rest.isdigit() and int(rest) > 12 and int(rest) > int(year) % 100


@given(DAYS, LANGUAGES)
def test_open_intervals_are_read_as_edtf_has_them(day: date, lang: Lang) -> None:
    for text in (f"{day}/..", f"../{day}", f"{day.isoformat()[:7]}/.."):
        assert span(text, lang) == parse_edtf(text)


@given(
    st.one_of(
        DAYS.map(lambda day: Span(day, day)),
        DAYS.map(month_of),
        DAYS.map(lambda day: Span(date(day.year, 1, 1), date(day.year, 12, 31))),
        st.tuples(DAYS, DAYS).map(lambda ends: Span(min(ends), max(ends))),
        DAYS.map(lambda day: Span(day, None)),
        DAYS.map(lambda day: Span(None, day)),
    ),
    LANGUAGES,
)
@example(Span(date.min, date.min), "ja")
@example(Span(date.max, None), "en")
def test_a_span_that_is_printed_and_read_again_is_itself(printed: Span, lang: Lang) -> None:
    assert span(typed(printed), lang) == printed


@pytest.mark.parametrize("row", DATES, ids=lambda row: row.typed)
def test_what_an_expression_means_is_printed_and_read_again(row: Row) -> None:
    assert span(typed(row.span)) == row.span


@given(DAYS)
def test_a_date_is_the_same_in_either_language(day: date) -> None:
    name, short = calendar.month_name[day.month], calendar.month_abbr[day.month]
    days = (
        f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}",
        f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}", f"{short} {day.day} {day.year}",
        f"{day:%A}, {day.day} {short} {day.year}",
    )  # fmt: skip
    assert {span(text) for text in days} == {Span(day, day)}
    months = (f"{day.year}年{day.month}月", f"{day.year}-{day.month:02}", f"{name} {day.year}", f"{short} {day.year}")
    assert {span(text) for text in months} == {month_of(day)}
    assert span(f"{day.year}年") == span(f"{day.year}") == span(f"in {day.year}")


@given(DAYS, DAYS)
def test_a_range_is_the_same_in_either_language_and_direction(one: date, other: date) -> None:
    expected = Span(min(one, other), max(one, other))
    japanese = [f"{day.year}年{day.month}月{day.day}日" for day in (one, other)]
    english = [f"{day.day} {calendar.month_name[day.month]} {day.year}" for day in (one, other)]
    assert span("〜".join(japanese)) == span(f"{japanese[0]}から{japanese[1]}まで") == expected
    assert span("{} to {}".format(*english)) == span("between {} and {}".format(*english)) == expected


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)), st.integers(1, 12), st.integers(1, 28))
def test_a_day_without_a_year_is_neither_ahead_nor_beyond_the_corpus(today: date, month: int, of_month: int) -> None:
    limit = min(today, REACH.last or today)
    for text in (f"{month}月{of_month}日", f"{month}/{of_month}", f"{of_month} {calendar.month_name[month]}"):
        found = read(text, today, REACH, "ja")
        assert found is not None
        day = found.span.first
        assert day is not None
        assert (day.month, day.day) == (month, of_month)
        assert limit - timedelta(366) < day <= limit
        assert all(other.first and other.first <= today for other in found.alternatives)


@settings(max_examples=100)
@given(WHATEVER, LANGUAGES, st.dates())
@example("9999年12月31日より後", "ja", TODAY)
@example("before 0001-01-01", "en", TODAY)
@example("next year", "en", date.max)
@example("おととし", "ja", date.min)
@example("\ud800 2025", "ja", TODAY)
def test_whatever_is_typed_is_a_reading_nothing_or_a_date_error(text: str, lang: Lang, today: date) -> None:
    try:
        found = read(text, today, REACH, lang)
    except DateError as error:
        assert error.expression
        found = None
    if found is not None:
        assert found.span not in found.alternatives
        assert found.span.first is None or found.span.last is None or found.span.first <= found.span.last
    try:
        among, rest = find(text, today, REACH, lang)
    except DateError:
        return
    assert among is None or len(rest) <= len(among.text) + 2 * len(text)
    if among is None:
        assert found is None


@given(st.sampled_from(DATES), st.sampled_from(("ja", "en")))
def test_width_changes_nothing(row: Row, lang: Lang) -> None:
    assert reading(row.typed.translate(KEPT), lang) == reading(row.typed, lang)


@given(
    st.sampled_from(DATES),
    LANGUAGES,
    st.sampled_from((" {} ", "\n{}\t", "（{}）", "「{}」", "{}。", "{}、", " {}, ", "　{}　")),
)
def test_what_stands_around_it_changes_nothing(row: Row, lang: Lang, around: str) -> None:
    assert reading(around.format(row.typed), lang) == reading(row.typed, lang)


@given(st.sampled_from(DATES), LANGUAGES)
def test_a_date_alone_is_found_with_nothing_left(row: Row, lang: Lang) -> None:
    assert find(row.typed, TODAY, REACH, lang) == (reading(row.typed, lang), "")


@given(st.sampled_from(DATES), LANGUAGES, st.sampled_from(("マスク", "関税 イーロン", "トランプ大統領")))
def test_a_date_is_found_after_other_words(row: Row, lang: Lang, words: str) -> None:
    assume(not _needs_company(row.typed))
    assert find(f"{words} {row.typed}", TODAY, REACH, lang) == (reading(row.typed, lang), words)


def _needs_company(text: str) -> bool:
    """Tell whether it is a date only where nothing else is typed: may, 今, 202506."""
    return text in {"may", "May", "March", "spring", "fall", "202506", "2025 6 5"}


# A pattern that backtracks would not come to an end with these.
@pytest.mark.parametrize(
    "unit",
    ["9", "年", "6月", "〜", "ー", "~", " ", "1 ", "1-", "1/", "2025年", "2025-06-01..", "十", "の", "第1", "この1", "May-", "the ",
     "from ", "last ", "..", "/", "'", "(", "a", "1st of ", "過去1", "間前", "\u3000", "6月5日から"],
)  # fmt: skip
def test_ten_thousand_characters_are_read_like_any_other(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    try:
        assert reading(text) is None
        find(text, TODAY, REACH, "en")
    except DateError as error:
        assert len(error.expression) < 120
