"""The story told: its chapters with what belongs to each, what is new since a day, and what happened on a day of the year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from itertools import takewhile

from .content import Chapter, Digest, Entry, Event
from .corpus import Corpus
from .dates import Span, in_year

# Among entries that are new an explainer weighs as much as an event of this importance.
_DIGEST_WEIGHT = 4
_FEBRUARY = 2


@dataclass(frozen=True)
class Told:
    """A chapter with its events in order of date."""

    chapter: Chapter
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Telling:
    """Every chapter in order of date, and the events that lie in none."""

    chapters: tuple[Told, ...]
    outside: tuple[Event, ...]


def tell(corpus: Corpus, since: date | None = None) -> Telling:
    """Part the events, all or those that may lie on or after a day, by chapters.

    Each stands once: in the chapter of its `place`, where a list in order of date has it.
    """
    chapters = sorted(corpus.chapters.values(), key=_begin)
    begins = [_begin(chapter) for chapter in chapters]
    held: list[list[Event]] = [[] for _ in chapters]
    outside: list[Event] = []
    for event in corpus.timeline if since is None else happened_since(corpus, since):
        number = bisect_right(begins, event.when.place) - 1
        inside = number >= 0 and (chapters[number].span.last or date.max) >= event.when.place
        (held[number] if inside else outside).append(event)
    told = tuple(Told(chapter, tuple(events)) for chapter, events in zip(chapters, held, strict=True))
    return Telling(told, tuple(outside))


def _begin(chapter: Chapter) -> date:
    return chapter.span.first or date.min


def happened_since(corpus: Corpus, since: date) -> tuple[Event, ...]:
    """Return the events that may lie on or after a day, in order of date."""
    return tuple(sorted(corpus.events_in(Span(since, None)), key=lambda event: event.sort_key))


def current(corpus: Corpus) -> Chapter | None:
    """Return the chapter that still runs on the last day that the corpus tells of, if one does."""
    end = corpus.story.as_of.span.last or date.max
    running = [c for c in corpus.chapters.values() if _begin(c) <= end and (c.span.last or date.max) > end]
    return max(running, key=_begin, default=None)


def weightiest(events: Iterable[Event], limit: int, within: Span | None = None) -> tuple[Event, ...]:
    """Return the `limit` events that tell most of a span, in order of date.

    What is sensitive, what is only foreseen and what may lie outside the span gives way to what is not. Then
    importance counts, then the number of sources.
    """

    def rank(event: Event) -> tuple[bool, bool, bool, int, int]:
        astray = within is not None and not within.holds(event.when.span)
        return event.sensitive, event.status == "forecast", astray, -event.importance, -len(event.sources)

    chosen = nsmallest(limit, events, key=lambda event: (rank(event), event.sort_key))
    return tuple(sorted(chosen, key=lambda event: event.sort_key))


def changed(entry: Entry) -> date | None:
    """Return the day on which an entry was last revised, or else added; None where neither is known."""
    return max(filter(None, (entry.added, entry.revised)), default=None)


def changed_since(corpus: Corpus, since: date) -> tuple[Entry, ...]:
    """Return the entries that were added or revised on or after a day, the weightiest first."""
    entries: tuple[Entry, ...] = (*corpus.events.values(), *corpus.digests.values())
    return tuple(sorted((e for e in entries if (changed(e) or date.min) >= since), key=_weight))


def _weight(entry: Entry) -> tuple[bool, int, int, str]:
    if isinstance(entry, Digest):
        return False, -_DIGEST_WEIGHT, -(changed(entry) or date.min).toordinal(), entry.id
    return entry.sensitive, -entry.importance, -(changed(entry) or date.min).toordinal(), entry.id


def on_day(corpus: Corpus, day: date) -> tuple[Event, ...]:
    """Return the events whose exact date has the month and day of `day`, of any year, in order of date.

    29 February is kept on 28 February in common years.
    """
    dated = (
        event for each in _kept_on(day, corpus) for event in takewhile(_is_day, corpus.events_in(Span(each, each)))
    )
    return tuple(event for event in dated if event.when.exact)


def _kept_on(day: date, corpus: Corpus) -> Iterator[date]:
    """Yield the days, in every year of which something is told, that are kept on `day`."""
    newest = corpus.newest_first(corpus.timeline)
    if not newest:
        return
    last = max(newest[0].when.place, newest[-1].when.place)
    for year in range(corpus.timeline[0].when.place.year, last.year + 1):
        first = in_year(day, year)
        if in_year(first, day.year) == day:
            yield first
        leap = first + timedelta(1) if first.month == _FEBRUARY else first
        if leap != first and in_year(leap, day.year) == day:
            yield leap


def _is_day(event: Event) -> bool:
    return event.when.span.is_day


@dataclass(frozen=True)
class Anniversary:
    """A day on which events of other years come round."""

    day: date
    events: tuple[Event, ...]


def nearest_days(corpus: Corpus, day: date) -> tuple[Anniversary | None, Anniversary | None]:
    """Return the last anniversary before `day` and the first after it, or the nearer one if both are the same; else None."""
    before: dict[date, list[Event]] = {}
    after: dict[date, list[Event]] = {}
    years = [year for year in (day.year - 1, day.year, day.year + 1) if date.min.year <= year <= date.max.year]
    for event, first in _exact(corpus):
        kept = [in_year(first, year) for year in years]
        if past := [each for each in kept if each < day]:
            before.setdefault(past[-1], []).append(event)
        if coming := [each for each in kept if each > day]:
            after.setdefault(coming[0], []).append(event)
    last = _anniversary(before, max(before, default=None))
    following = _anniversary(after, min(after, default=None))
    if last and following and last.events == following.events:
        nearer_is_past = day - last.day <= following.day - day
        return (last, None) if nearer_is_past else (None, following)
    return last, following


def _anniversary(events: Mapping[date, Sequence[Event]], day: date | None) -> Anniversary | None:
    return Anniversary(day, tuple(events[day])) if day else None


def _exact(corpus: Corpus) -> Iterable[tuple[Event, date]]:
    return ((event, event.when.span.first) for event in corpus.timeline if event.when.exact and event.when.span.first)
