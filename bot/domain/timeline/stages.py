"""What fits a question, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..content import Event
from ..dates import Span
from .dated import ALL, Dated
from .keys import NO_BEGINNING, NO_END, SINCE, Key, Width, bounds, by_date, by_newest, newest_until, width
from .newest import BEYOND, OPEN_ENDED
from .ranking import Posting
from .segment import Segment
from .stage import Lane, Stage
from .touched import Touched

Keys = tuple[Key, ...]


def from_newest(segments: Sequence[Segment], keys: Keys) -> Iterator[Stage]:
    """Yield all events from the newest: what the corpus reaches, then what lies beyond, the nearest first."""
    lanes: dict[bool, list[Lane]] = {False: [], True: []}
    for segment in segments:
        posting = segment.newest.posting(keys)
        for group in posting.ranks:
            lanes[bool(group & BEYOND)].append((segment.newest, posting.run(group)))
    yield from (Stage(lanes[beyond], backwards=beyond) for beyond in (False, True))


def count(segments: Sequence[Segment], keys: Keys) -> int:
    """Return how many events there are."""
    return sum(posting.run(ALL).size for _, posting in _postings(segments, keys))


def all_dated(segments: Sequence[Segment], keys: Keys) -> Iterator[Stage]:
    """Yield all events in order of date."""
    yield Stage([(dated, posting.run(ALL)) for dated, posting in _postings(segments, keys)])


class Dates:
    """The events that a span touches, in order of date."""

    def __init__(self, segments: Sequence[Segment], keys: Keys, span: Span) -> None:
        first, last = days(span)
        self._touched = [
            (dated, Touched(dated, posting, first, last))
            for dated, posting in _postings(segments, keys)
            if posting.ranks
        ]
        self._since = list(_since(segments, keys, first, last))
        self.size = sum([touched.size for _, touched in self._touched]) + sum([run.size for _, run in self._since])

    def stages(self) -> Iterator[Stage]:
        """Yield first what the span holds, then the rest width by width."""
        yield Stage([(dated, run) for dated, touched in self._touched for run in touched.inside])
        groups = {group for _, touched in self._touched for group in touched.groups()}
        for group in sorted({*groups, SINCE} if self._since else groups):
            if group == SINCE:
                yield Stage(self._since, group)
            else:
                yield Stage([(dated, run) for dated, touched in self._touched for run in touched.around(group)], group)


def _since(segments: Sequence[Segment], keys: Keys, first: int, last: int) -> Iterator[Lane]:
    """Yield what has no end and begins in time, but not in the span: the later it begins, the better it is known."""
    day = last if last < NO_END else first - 1
    for segment in segments if day > NO_BEGINNING else ():
        newest = segment.newest
        posting = newest.posting(keys)
        for group in posting.ranks:
            if group & OPEN_ENDED:
                run = posting.run(group).between(newest.from_weight(newest_until(day)), len(newest.events))
                if run.start < run.end:
                    yield newest, run


def days(span: Span) -> tuple[int, int]:
    """Return the first and the last day of a span."""
    return span.first.toordinal() if span.first else NO_BEGINNING, span.last.toordinal() if span.last else NO_END


def standing(event: Event, span: Span) -> tuple[bool, Width, int, str]:
    """Return what sorts the events that a span touches as `Dates` does."""
    if span.holds(event.when.span):
        return False, 0, by_date(event), event.id
    wide = width(*bounds(event))
    return True, wide, by_newest(event) if wide == SINCE else by_date(event), event.id


def nearest(segments: Sequence[Segment], keys: Keys, span: Span) -> tuple[Event, ...]:
    """Return the last event that ends before a span and the first that begins after it, if there are any."""
    before, after = [], []
    for dated, posting in _postings(segments, keys):
        if span.first and (rank := dated.last_before(posting, span.first.toordinal())) is not None:
            before.append((dated.weights[rank], dated.events[rank].id, dated.events[rank]))
        if span.last and (rank := dated.first_after(posting, span.last.toordinal())) is not None:
            after.append((dated.weights[rank], dated.events[rank].id, dated.events[rank]))
    return tuple(event for _, _, event in (*sorted(before)[-1:], *sorted(after)[:1]))


def first_day(segments: Sequence[Segment], keys: Keys) -> date | None:
    """Return the first day on which something begins."""
    firsts = (dated.first_day(posting) for dated, posting in _postings(segments, keys))
    first = min((day for day in firsts if day is not None), default=None)
    return None if first is None else date.fromordinal(first)


def _postings(segments: Sequence[Segment], keys: Keys) -> Iterator[tuple[Dated, Posting]]:
    return ((segment.dated, segment.dated.posting(keys)) for segment in segments)
