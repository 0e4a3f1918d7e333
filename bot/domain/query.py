"""Questions to the corpus as values, and pages of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .ask import Cursor
from .corpus import Corpus, Event
from .dates import Span


@dataclass(frozen=True)
class Query:
    """What is asked of the timeline; an empty query asks for all of it."""

    span: Span | None = None

    def run(self, corpus: Corpus) -> tuple[Event, ...]:
        """Return every event that fits, in order of date."""
        return corpus.timeline if self.span is None else corpus.events_in(self.span)

    def nearest(self, corpus: Corpus) -> tuple[Event, ...]:
        """Return the events around a span that holds none: the last before it, the first after it."""
        return corpus.nearest(self.span) if self.span and not corpus.events_in(self.span) else ()


@dataclass(frozen=True)
class Page:
    """A page of events, where it stands among all, and the ways on. `first` counts from 1."""

    events: tuple[Event, ...]
    first: int
    total: int
    back: Cursor | None
    forth: Cursor | None


def page(events: Sequence[Event], cursor: Cursor | None, size: int) -> Page:
    """Cut a page of up to `size` events, from the beginning or from a cursor.

    A cursor whose entry is no longer among the events starts at the beginning; one after which nothing is
    left shows the end.
    """
    start = 0
    if cursor is not None:
        place = next((i for i, event in enumerate(events) if event.id == cursor.entry), None)
        if place is not None:
            start = place + 1 if cursor.forward else place - size
            start = max(start if start < len(events) else len(events) - size, 0)
    shown = tuple(events[start : start + size])
    more = start + size < len(events)
    return Page(
        shown,
        start + 1,
        len(events),
        Cursor(shown[0].id, forward=False) if shown and start > 0 else None,
        Cursor(shown[-1].id) if shown and more else None,
    )
