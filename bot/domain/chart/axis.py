"""The axis of a chart: from when to when it goes, which days it names, and the chapters beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ..content import Event
from ..corpus import Corpus
from ..dates import Span
from ..ports import Words
from .shape import Band, Bar, Mark, Tick

_MOST_YEARS = 24
_MONTH = 31
_MOST_BARS = 16


def extent(events: Sequence[Event], span: Span | None) -> tuple[date, date]:
    """Return the first and the last day of the axis: as far as the events reach, and no farther than what was asked."""
    spans = [event.when.span for event in events]
    days = [day for each in spans for day in (each.first, each.last) if day]
    first, last = min(days), max(days)
    if span:
        first = max(first, span.first or first)
        last = min(last, span.last or last)
    return (first, last) if first <= last else (last, first)


def bands(corpus: Corpus, words: Words, first: date, last: date) -> tuple[Band, ...]:
    """Return the chapters that the axis touches, in order."""
    found = (
        (chapter.title[words.lang], max(chapter.span.first or first, first), min(chapter.span.last or last, last))
        for chapter in corpus.chapters.values()
    )
    return tuple(sorted((Band(*band) for band in found if band[1] <= band[2]), key=lambda band: band.first))


def ticks(marks: Sequence[Mark], words: Words, first: date, last: date) -> tuple[Tick, ...]:
    """Return the days that the axis may name: years, then months in which something is, then days on which something is.

    Of a long time it is every second year, or fifth, or tenth, and no month.
    """
    step = _step(last.year - first.year + 1)
    near = [mark.at for mark in marks if (mark.last - mark.first).days <= _MONTH]
    busy = {day.year for day in near}
    found = {
        day: Tick(day, _year(day, words), "year", 1 if day.year in busy else 2) for day in _years(first, last, step)
    }
    if step == 1:
        for month in (month for day in near for month in _months(day) if first < month <= last):
            found.setdefault(month, Tick(month, words("chart-month", number=month.month), "month", 3))
        for day in (mark.at for mark in marks if mark.symbol == "exact"):
            found.setdefault(day, Tick(day, words("chart-day", number=day.month, day=day.day), "day", 4))
    return tuple(found[day] for day in sorted(found))


def _step(years: int) -> int:
    """Return every how many years the axis names one: 1, 2, 5, 10, 20 …"""
    return next(step * ten for ten in (1, 10, 100, 1000) for step in (1, 2, 5) if years <= _MOST_YEARS * step * ten)


def _years(first: date, last: date, step: int) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        if year % step == 0 and first <= date(year, 1, 1) <= last:
            yield date(year, 1, 1)


def _year(day: date, words: Words) -> str:
    return words("chart-year", year=str(day.year))


def caption(first: date, words: Words) -> str:
    """Return the year in which the axis begins."""
    return _year(first, words)


def _months(day: date) -> Iterator[date]:
    """Yield the beginning of a day's month and of the next one."""
    begins = day.replace(day=1)
    yield begins
    if begins < date(date.max.year, 12, 1):
        yield (begins + timedelta(days=31)).replace(day=1)


def bars(events: Sequence[Event], first: date, last: date) -> tuple[tuple[Bar, ...], int]:
    """Count events by month, or, where that would be too many bars, by so many years; 0 years stands for months.

    What is dated less exactly than that is not counted.
    """
    spans = (event.when.span for event in events)
    # Of a hundred thousand events there are a few hundred months.
    months = Counter((s.first.year, s.first.month, s.last.year, s.last.month) for s in spans if s.first and s.last)
    for years in (0, 1, 10, 100, 1000):
        counts: Counter[Span] = Counter()
        for (year, month, last_year, last_month), count in months.items():
            period = _period(date(year, month, 1), years)
            if period == _period(date(last_year, last_month, 1), years):
                counts[period] += count
        found = tuple(
            Bar(max(span.first or first, first), min(span.last or last, last), count)
            for span, count in sorted(counts.items())
            if span.touches(Span(first, last))
        )
        if len(found) <= _MOST_BARS:
            break
    return found, years


def _period(day: date, years: int) -> Span:
    """Return the month that holds a day, or the period of `years`."""
    if years:
        begins = max(day.year // years * years, 1)
        return Span(date(begins, 1, 1), date(day.year // years * years + years - 1, 12, 31))
    *_, following = _months(day)
    return Span(day.replace(day=1), following - timedelta(days=1) if following > day else date.max)
