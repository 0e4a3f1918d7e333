"""Selections: the events that fit a question, in order, none of them looked at until it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import overload

from ..content import Event
from ..dates import Span
from . import stages
from .keys import EVERYTHING, Key, beyond, by_newest, keys_of
from .segment import Segment
from .stage import Stage


class Selection(Sequence[Event]):
    """The events that have all `keys` and that `span` may touch.

    In order of date those that are surely in the span come first, then the others, the narrower their dates the
    earlier, those without a beginning or an end last. If `newest`, which is for all time alone, the newest come first, of one
    day the weightiest; forecasts of what lies beyond the reach of the corpus come last, the nearest first.

    Its length, a page, and the place of an event each take a time that grows with the logarithm of the events and with how
    many different widths dates have. What several keys have in common is worked out at the first question, in a time that
    grows with the events of the rarest of them, and kept for the next.
    """

    def __init__(
        self,
        events: Mapping[str, Event],
        segments: tuple[Segment, ...],
        keys: tuple[Key, ...] = (EVERYTHING,),
        span: Span | None = None,
        *,
        newest: bool = False,
    ) -> None:
        self.span = span
        self._events, self._segments, self._keys = events, segments, keys
        if span:
            dates = stages.Dates(segments, keys, span)
            self._size, made = dates.size, dates.stages()
        else:
            made = (stages.from_newest if newest else stages.all_dated)(segments, keys)
            self._size = stages.count(segments, keys)
        self._stages = _Stages(made)

    def __len__(self) -> int:
        return self._size

    def __bool__(self) -> bool:
        return self._size > 0

    def __iter__(self) -> Iterator[Event]:
        for _, stage in self._stages:
            yield from stage.cut(0, stage.size)

    def __reversed__(self) -> Iterator[Event]:
        return reversed(tuple(self))

    def __eq__(self, other: object) -> bool:
        """Compare with any sequence: it is equal to what holds the same events in the same order."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have none

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, place: int | slice) -> Event | tuple[Event, ...]:
        if isinstance(place, int):
            number = range(len(self))[place]
            return self._cut(number, number + 1)[0]
        wanted = range(len(self))[place]
        if not wanted:
            return ()
        first, last = min(wanted[0], wanted[-1]), max(wanted[0], wanted[-1])
        return self._cut(first, last + 1)[:: wanted.step]

    def _cut(self, first: int, last: int) -> tuple[Event, ...]:
        found: list[Event] = []
        for start, stage in self._stages:
            end = start + stage.size
            if end > first:
                found += stage.cut(max(first - start, 0), min(last, end) - start)
            if end >= last:
                break  # before the next stage is made
        return tuple(found)

    def place(self, id_: str) -> int | None:
        """Return the place of the event with this id, counted from 0; None if it is not here."""
        event = self._events.get(id_)
        for start, stage in self._stages if event else ():
            if event and (number := stage.place(event)) is not None:
                return start + number
        return None

    def only(self, ids: Collection[str]) -> tuple[Event, ...]:
        """Return those of some ids that are here, in order of date; the time goes with the fewer of both."""
        if len(self) < len(ids):
            return tuple(event for event in self if event.id in ids)
        span = self.span or Span(None, None)
        found = (event for id_ in ids if (event := self._events.get(id_)))
        fitting = [e for e in found if span.touches(e.when.span) and keys_of(e).issuperset(self._keys)]
        return tuple(sorted(fitting, key=lambda event: stages.standing(event, span)))

    def newest_first(self) -> Selection:
        """Return what has all keys from the newest, of whatever span this is."""
        return Selection(self._events, self._segments, self._keys, newest=True)

    def nearest(self, span: Span) -> tuple[Event, ...]:
        """Return the last event before a span and the first after it, if there are any, of whatever span this is."""
        return stages.nearest(self._segments, self._keys, span)

    def first_day(self) -> date | None:
        """Return the first day of which something is told, if there is any."""
        return stages.first_day(self._segments, self._keys)


class _Stages:
    """Stages one after the other, each with how many events stand before it; those that nobody asks for are not made."""

    def __init__(self, made: Iterator[Stage]) -> None:
        self._making = made
        self._made: list[tuple[int, Stage]] = []
        self._end = 0

    def __iter__(self) -> Iterator[tuple[int, Stage]]:
        for number in count():
            if number == len(self._made) and not self._make():
                return
            yield self._made[number]

    def _make(self) -> bool:
        stage = next(self._making, None)
        if stage:
            self._made.append((self._end, stage))
            self._end += stage.size
        return stage is not None


def from_newest(events: Iterable[Event], reach: int) -> Sequence[Event]:
    """Return any events as `Selection.newest_first` orders them, at the cost of sorting them."""
    if isinstance(events, Selection) and events.span is None:
        return events.newest_first()
    found = sorted(events, key=lambda event: (by_newest(event), event.id))
    known = [event for event in found if not beyond(event, reach)]
    return (*known, *(event for event in reversed(found) if beyond(event, reach)))


def _same(one: object, other: object) -> bool:
    return one is other or one == other
