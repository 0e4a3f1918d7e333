"""The index of events by date and by what they concern: a base, and small deltas for what was added since.

It is a large segment and a few small ones, each several times smaller than the one before it. A new event makes a segment of
its own, which takes up those that are not much larger: the large one is built anew only when what was added has grown to
a fraction of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..content import Event
from ..dates import Span
from ..layered import Layered
from . import keys as key
from . import stages
from .keys import EVERYTHING
from .segment import Segment
from .selection import Selection

# A segment is taken up by what was added after it and has grown to more than half of it.
_TIMES = 2


@dataclass(frozen=True, eq=False)
class Timeline:
    """A snapshot; a change makes a new one, which shares with it whatever is unchanged.

    `reach` is the ordinal of the last day that the corpus covers: of what lies beyond there are only forecasts.
    """

    reach: int
    events: Mapping[str, Event]
    segments: tuple[Segment, ...]

    @classmethod
    def of(cls, events: Mapping[str, Event], reach: date) -> Timeline:
        """Index events by id, which nobody may change any more."""
        day = reach.toordinal()
        return cls(day, events, (Segment.of(events.values(), day),) if events else ())

    def with_event(self, event: Event) -> Timeline:
        """Return a timeline with `event` added or put in the place of the one with its id."""
        replaced = self.events.get(event.id)
        segments = [old.without(replaced) if replaced else old for old in self.segments]
        segments = [segment for segment in segments if len(segment)]
        taken = [event]
        while segments and len(segments[-1]) < _TIMES * len(taken):
            taken += segments.pop().shown()
        events = Layered.over(self.events).with_item(event.id, event)
        return Timeline(self.reach, events, (*segments, Segment.of(taken, self.reach)))

    def select(
        self,
        span: Span | None = None,
        people: Iterable[str] = (),
        topics: Iterable[str] = (),
        sources: Iterable[str] = (),
    ) -> Selection:
        """Return the events that a span may touch and that have all people, topics and sources, in order of date."""
        keys = (*map(key.person, people), *map(key.topic, topics), *map(key.source, sources))
        return Selection(self.events, self.segments, tuple(dict.fromkeys(keys)) or (EVERYTHING,), span)

    def count_of(self, person: str) -> int:
        """Return how many events concern a person."""
        return stages.count(self.segments, (key.person(person),))
