"""Charts: what they show, in both languages, and what they leave out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chart import build
from bot.domain.chart.choice import MOST
from bot.domain.chart.shape import Chart
from bot.domain.content import Chapter, Event
from bot.domain.corpus import Corpus
from bot.domain.dates import EventDate, Span, parse_edtf
from bot.domain.query import Query
from bot.domain.text import LANGUAGES, Lang, Text
from bot.language.catalogue import words

from ..support.builders import a_corpus, happened
from ..support.chat import shipped
from ..support.kit import small_corpus, when


def chart_of(
    events: Sequence[Event], lang: Lang = "en", span: Span | None = None, corpus: Corpus | None = None
) -> Chart:
    found = build.of(events, corpus or a_corpus(events), words(lang), "Asked", span)
    assert found
    return found


def days(count: int, step: int = 1) -> list[Event]:
    start = date(2020, 1, 1)
    return [
        happened(f"e{n}", (start + timedelta(days=n * step)).isoformat(), importance=1 + n % 5) for n in range(count)
    ]


def test_of_nothing_there_is_no_chart() -> None:
    assert build.of((), small_corpus(), words("en"), "Asked") is None
    assert build.of_relation(("kimbal", "trump"), small_corpus(), words("en")) is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 24, 25, 108, 5000])
def test_what_is_drawn_and_what_is_left_out_are_everything(lang: Lang, count: int) -> None:
    chart = chart_of(days(count), lang)
    assert 1 <= chart.drawn <= MOST
    assert chart.drawn + chart.left_out == count
    for text in (chart.note, chart.alt):
        assert not chart.left_out or f"{chart.left_out:,}" in text
    assert len(chart.alt) <= build.MAX_ALT


def test_the_weightiest_are_drawn_and_of_equal_weight_those_that_lie_apart() -> None:
    events = [*days(400), happened("weighty", "2020-02-02", importance=5)]
    plain = [replace(event, importance=2) for event in events[:-1]]
    chart = chart_of([*plain, events[-1]])
    assert "weighty" in {mark.id for mark in chart.marks}
    places = sorted(mark.at for mark in chart.marks)
    assert max(b - a for a, b in itertools.pairwise(places)) < timedelta(days=400 / chart.drawn * 2.5)


@pytest.mark.parametrize(
    ("edtf", "within", "symbol"),
    [
        ("2025-06-05", False, "exact"),
        ("2025-06-05~", False, "inexact"),
        ("2025-06", False, "inexact"),
        ("2025-21", False, "inexact"),
        ("2025-06-01/2025-06-10", True, "inexact"),
        ("2025-06-01/2025-06-10", False, "lasting"),
        ("2025-06-01/..", True, "inexact"),
    ],
)
def test_dates_are_told_apart_by_how_they_are_known(edtf: str, within: bool, symbol: str) -> None:
    event = happened("e", when=EventDate(edtf, parse_edtf(edtf), within))
    (mark,) = chart_of([event]).marks
    assert mark.symbol == symbol
    assert mark.first <= mark.at <= mark.last


def test_the_axis_goes_no_farther_than_what_was_asked() -> None:
    june = Span(date(2025, 6, 1), date(2025, 6, 30))
    chart = chart_of([happened("day"), happened("year", "2025"), happened("open", "2025-06-20/..")], span=june)
    assert (chart.first, chart.last) == (june.first, june.last)
    marks = {mark.id: mark for mark in chart.marks}
    assert (marks["year"].before, marks["year"].after) == (True, True)
    assert (marks["open"].before, marks["open"].after) == (False, True)


def test_chapters_are_bands_as_far_as_the_axis_goes() -> None:
    chapters = {
        "one": Chapter("one", Text("一", "One"), "one", Span(date(2020, 1, 1), date(2025, 6, 5))),
        "two": Chapter("two", Text("二", "Two"), "two", Span(date(2025, 6, 6), None)),
        "far": Chapter("far", Text("遠", "Far"), "far", Span(date(1990, 1, 1), date(1999, 12, 31))),
    }
    events = [happened("a", "2025-06-01"), happened("b", "2025-06-10")]
    chart = chart_of(events, "ja", corpus=a_corpus(events, chapters=chapters))
    assert [(band.title, band.first.day, band.last.day) for band in chart.bands] == [("一", 1, 5), ("二", 6, 10)]
    assert "一、二" in chart.alt


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_are_in_one_language_and_a_claim_is_told_as_one(lang: Lang) -> None:
    event = replace(small_corpus().events["quarrel"], status="claimed", by="trump")
    chart = chart_of([event], lang, corpus=small_corpus())
    (mark,) = chart.marks
    assert mark.title == event.title[lang]
    assert words(lang)("status-claimed", by=small_corpus().people["trump"].short[lang]) in mark.when
    assert mark.title in chart.alt


def test_forecasts_are_in_the_legend_and_nothing_is_that_is_not_there() -> None:
    chart = chart_of([happened("f", "2030", status="forecast")])
    assert [key.symbol for key in chart.keys] == ["forecast", "importance"]
    assert chart.marks[0].forecast


def test_equal_questions_have_equal_charts() -> None:
    one, other = (chart_of(tuple(shipped().timeline), "ja", corpus=shipped()) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_a_relation_counts_what_concerns_them_all() -> None:
    chart = build.of_relation(("musk", "trump"), shipped(), words("ja"))
    assert chart
    together = [event for event in shipped().timeline if {"musk", "trump"} <= set(event.people)]
    assert chart.drawn + chart.left_out == len(together)
    june = next(bar for bar in chart.bars if bar.first == date(2025, 6, 1))
    known = [e for e in together if Span(date(2025, 6, 1), date(2025, 6, 30)).holds(e.when.span)]
    assert june.count == len(known)
    assert chart.keys[-1].symbol == "bar"


@pytest.mark.parametrize(("step", "bars"), [(5, 7), (40, 12), (300, 5)])
def test_bars_are_of_months_years_or_decades(step: int, bars: int) -> None:
    events = [replace(event, people=("musk", "trump")) for event in days(41 if step < 100 else 60, step)]
    corpus = replace(small_corpus(), events={event.id: event for event in events})
    chart = build.of_relation(("musk", "trump"), corpus, words("en"))
    assert chart
    assert 1 <= len(chart.bars) <= 16
    assert len(chart.bars) <= bars


@given(st.lists(st.tuples(st.integers(1, 9998), st.sampled_from(["", "-06", "-06-05", "-22"])), min_size=1, max_size=9))
def test_any_years_have_an_axis(dates: list[tuple[int, str]]) -> None:
    events = [happened(f"e{n}", f"{year:04}{rest}") for n, (year, rest) in enumerate(dates)]
    chart = chart_of(events)
    assert chart.drawn == len(events)
    assert (
        chart.first <= min(mark.first for mark in chart.marks) <= max(mark.last for mark in chart.marks) <= chart.last
    )
    assert sum(tick.kind == "year" for tick in chart.ticks) <= MOST
    assert all(chart.first <= tick.day <= chart.last for tick in chart.ticks)


def test_titles_of_any_kind_and_length_are_one_line() -> None:
    odd = happened("odd", title=Text("題\n名" * 500, "a\x00b\u202e " * 999))
    for lang in LANGUAGES:
        chart = chart_of([odd], lang)
        assert "\n" not in chart.marks[0].title
        assert len(chart.marks[0].title) <= 200
        assert len(chart.alt) <= build.MAX_ALT


def test_a_query_of_words_is_drawn_as_it_is_answered() -> None:
    query = Query(people=("altman",))
    chart = chart_of(tuple(query.run(shipped())), "en", corpus=shipped())
    assert {mark.id for mark in chart.marks} <= {event.id for event in query.run(shipped())}
    assert when("2026-01").span.last == chart.last
