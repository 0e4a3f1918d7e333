"""A part of the timeline: some events in both orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..content import Event
from .dated import Dated
from .newest import Newest


@dataclass(frozen=True, eq=False)
class Segment:
    """Some events; `hidden` are the ids of those that were replaced since."""

    dated: Dated
    newest: Newest
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, events: Collection[Event], reach: int) -> Segment:
        """Index events, one or more, with ids that are all different, of a corpus that reaches until a day."""
        return cls(Dated.of(events), Newest.of(events, reach))

    def __len__(self) -> int:
        return len(self.dated.events) - len(self.hidden)

    def without(self, event: Event) -> Segment:
        """Return the segment with an event hidden, if it is here."""
        if event.id in self.hidden or self.dated.rank_of(event) is None:
            return self
        return Segment(self.dated.without(event), self.newest.without(event), self.hidden | {event.id})

    def shown(self) -> Iterable[Event]:
        """Yield the events that are not hidden."""
        return (event for event in self.dated.events if event.id not in self.hidden)
