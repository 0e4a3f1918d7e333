"""The index of events answers as a scan of the same events does, page by page, however many entries were added since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.content import Event
from bot.domain.corpus import Corpus
from bot.domain.dates import EventDate, Span
from bot.domain.timeline import Timeline

from ..support.builders import a_corpus, happened

PEOPLE, TOPICS, SOURCES = ("ann", "bob", "cho"), ("ann", "tax"), ("paper", "blog")
ALWAYS = "../.."  # what no source may say, and stands in for what cannot be read
DATES = (
    *("2025-06-05", "2025-06-05?", "2025-06-06", "2025-06-30", "2025-07-01~", "2024-02-29"),
    *("2025-06", "2025-05", "2024-12", "2025", "2024", "202X", "2025-22", "2025-24"),
    *("2025-06-01/2025-06-10", "2025-05-20/2025-06-10", "2025-06-05/2025-06-06", "2025-XX"),
    *("2025-06-05/..", "2025-06-06/..", "2024/..", "../2025-06-05", "../2025-06", "../2024", "2026-03/.."),
    *("2026-02-01", "2026-01-31", "2026", "2030", "2026-02-01/2026-02-03"),
    *("0001-01-01", "9999-12-31", "0001", "../0001-01-01", "9999-12-31/..", ALWAYS),
)
REACH = date(2026, 1, 31)


def subsets(ids: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(ids), unique=True).map(tuple)


def told(id_: str, edtf: str, **changes: Any) -> Event:
    """Return an event at a date, or at any time."""
    if edtf == ALWAYS:
        return happened(id_, when=EventDate(ALWAYS, Span(None, None)), **changes)
    return happened(id_, edtf, **changes)


@st.composite
def an_entry(draw: st.DrawFn, ids: Sequence[str] = tuple("abcdefghijkl")) -> Event:
    return told(
        draw(st.sampled_from(ids)),
        draw(st.sampled_from(DATES)),
        people=draw(subsets(PEOPLE)),
        topics=draw(subsets(TOPICS)),
        sources=draw(subsets(SOURCES)),
        importance=draw(st.integers(1, 5)),
        status=draw(st.sampled_from(("reported", "forecast"))),
    )


def many() -> tuple[Event, ...]:
    """Return events enough for dates of every width to be kept apart, and for one person to have as many."""
    return tuple(
        told(
            f"m{number:03}",
            DATES[number % len(DATES)],
            people=PEOPLE[: number % 4],
            topics=TOPICS[: number % 3],
            sources=SOURCES[: number % 2],
            importance=number % 5 + 1,
            status="forecast" if number % 6 == 0 else "reported",
        )
        for number in range(700)
    )


MANY = many()
entries = st.lists(an_entry(), max_size=25)
# What is added may replace what was there.
additions = st.lists(an_entry([*"abcdefghijkl", "m000", "m001", "m018", "m350", "m699"]), max_size=25)
bases = entries | st.just(MANY)
first_days = st.sampled_from(
    [None, date(2024, 1, 1), date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 5), date(2026, 2, 1)]
)
spans = st.one_of(
    st.builds(
        lambda first, days: Span(first, first + timedelta(days)),
        first_days.filter(bool),
        st.sampled_from((0, 1, 5, 29, 30, 364, 365, 3652)),
    ),
    st.builds(Span, first_days, st.none()),
    st.builds(lambda last: Span(None, last), first_days),
    st.sampled_from((Span(date.min, date.max), Span(date.min, date.min), Span(date.max, date.max))),
)


OF_MANY = a_corpus(MANY)


def grown(first: Sequence[Event], more: Sequence[Event]) -> Corpus:
    """Return a corpus that was built of some events, and to which others were added once it had an index."""
    corpus = OF_MANY if first is MANY else a_corpus(first)
    assert len(corpus.timeline) == len({event.id for event in first})
    for event in more:
        corpus = corpus.with_entry(event)
    return corpus


def scan(
    events: Sequence[Event], span: Span | None, people: Sequence[str], topics: Sequence[str], sources: Sequence[str]
) -> list[Event]:
    """Return what fits by looking at every event: the plain words of what a selection is."""
    fitting = [
        event
        for event in sorted(events, key=lambda event: event.sort_key)
        if set(people) <= set(event.people) and set(topics) <= set(event.topics) and set(sources) <= set(event.sources)
    ]
    if span is None:
        return fitting
    touching = [event for event in fitting if span.touches(event.when.span)]
    around = [event for event in touching if not span.holds(event.when.span)]
    return [*(event for event in touching if span.holds(event.when.span)), *sorted(around, key=_how_inexact)]


def _how_inexact(event: Event) -> tuple[bool, bool, int]:
    when = event.when
    return when.span.last is None, when.span.first is None, when.width


def newest(events: Sequence[Event]) -> list[Event]:
    found = sorted(events, key=lambda event: (-event.when.place.toordinal(), -event.importance, event.id))
    beyond = [event for event in found if event.status == "forecast" and event.when.place > REACH]
    ids = {event.id for event in beyond}
    return [*(event for event in found if event.id not in ids), *reversed(beyond)]


@settings(max_examples=100)
@given(bases, additions, st.none() | spans, subsets(PEOPLE), subsets(TOPICS), subsets(SOURCES))
def test_a_selection_is_what_a_scan_finds(  # a question has so many parts
    first: Sequence[Event],
    more: list[Event],
    span: Span | None,
    people: tuple[str, ...],
    topics: tuple[str, ...],
    sources: tuple[str, ...],
) -> None:
    corpus = grown(first, more)
    expected = scan(tuple(corpus.events.values()), span, people, topics, sources)
    found = corpus.index.select(span, people, topics, sources)
    ids = {event.id for event in expected}
    assert [event.id for event in found] == [event.id for event in expected]
    assert len(found) == len(expected)
    assert bool(found) == bool(expected)
    for number, event in tuple(enumerate(expected))[:: len(expected) // 40 + 1]:
        assert found[number] is event
        assert found.place(event.id) == number
        assert found[number : number + 5] == tuple(expected[number : number + 5])
    assert all(found.place(event.id) is None for event in corpus.events.values() if event.id not in ids)


@given(bases, additions, subsets(PEOPLE), subsets(TOPICS))
def test_the_newest_come_first_as_a_sort_has_them(
    first: Sequence[Event], more: list[Event], people: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    corpus = grown(first, more)
    dated = corpus.index.select(None, people, topics)
    expected = newest(tuple(dated))
    found = corpus.newest_first(dated)
    assert list(found) == list(corpus.newest_first(tuple(dated))) == expected
    assert len(found) == len(expected)
    for number, event in tuple(enumerate(expected))[:: len(expected) // 40 + 1]:
        assert found[number] is event
        assert dated.newest_first().place(event.id) == number


@given(bases, additions, spans, subsets(PEOPLE))
def test_the_nearest_are_those_of_a_scan(
    first: Sequence[Event], more: list[Event], span: Span, people: tuple[str, ...]
) -> None:
    corpus = grown(first, more)
    among = corpus.index.select(None, people)
    assert corpus.nearest(span, among) == corpus.nearest(span, tuple(among))
    assert corpus.nearest(span) == corpus.nearest(span, tuple(corpus.timeline))


@given(bases, additions, st.none() | spans, st.integers(-30, 30), st.integers(-30, 30), st.sampled_from((1, 2, -1)))
def test_a_slice_is_that_of_a_list(  # what is sliced, and three numbers
    first: Sequence[Event], more: list[Event], span: Span | None, start: int, end: int, step: int
) -> None:
    found = grown(first, more).index.select(span)
    assert found[start:end:step] == tuple(found)[start:end:step]
    assert tuple(reversed(found)) == tuple(found)[::-1]
    assert found == list(found)
    with pytest.raises(IndexError):
        found[len(found)]


@given(bases, additions)
def test_a_snapshot_keeps_its_answers_and_the_next_counts_right(first: Sequence[Event], more: list[Event]) -> None:
    before = a_corpus(first)
    known = list(before.timeline)
    after = before
    for event in more:
        after = after.with_entry(event)
    assert list(before.timeline) == known
    assert len(after.timeline) == len(after.events) == len({event.id for event in (*first, *more)})
    for person in PEOPLE:
        assert after.index.count_of(person) == sum(person in event.people for event in after.events.values())
    firsts = [event.when.span.first for event in after.events.values() if event.when.span.first]
    assert after.days.first == min(firsts, default=None)


@pytest.mark.parametrize("added", [0, 1, 30, 400])
def test_pages_in_the_middle_of_much_that_was_added_and_replaced(added: int) -> None:
    def numbered(number: int, edtf: str | None = None) -> Event:
        return told(
            f"e{number * 7919 % 3001}",
            edtf or DATES[number % len(DATES)],
            importance=number % 5 + 1,
            people=PEOPLE[number % 4 :],
        )

    corpus = grown([numbered(number) for number in range(1500)], [])
    for number in range(1500 - added // 2, 1500 + added // 2 + added % 2):
        corpus = corpus.with_entry(replace(numbered(number + 1), id=numbered(number).id))
    events = tuple(corpus.events.values())
    for span in (None, Span(date(2025, 6, 1), date(2025, 6, 30)), Span(None, date(2025, 6, 5))):
        for people in ((), ("cho",), ("bob", "cho")):
            expected = scan(events, span, people, (), ())
            found = corpus.index.select(span, people)
            assert found == expected
            for start in range(0, len(expected), 97):
                assert found[start : start + 5] == tuple(expected[start : start + 5])
                assert found.place(expected[start].id) == start
    assert corpus.newest_first(corpus.timeline)[700:705] == tuple(newest(events)[700:705])


def test_what_is_added_leaves_the_base_as_it_is() -> None:
    timeline = Timeline.of({f"e{number}": happened(f"e{number}") for number in range(1000)}, REACH)
    base = timeline.segments[0]
    for number in range(300):
        timeline = timeline.with_event(happened(f"n{number}"))
        assert timeline.segments[0] is base
        assert len(timeline.segments) < 12
    for number in range(300, 800):
        timeline = timeline.with_event(happened(f"n{number}"))
    assert len(timeline.select()) == len(timeline.events) == 1800
    assert timeline.segments[0] is not base
