"""The corpus: an immutable snapshot of sources, people, topics, chapters, events and digests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from . import names as spellings
from . import search
from .content import Chapter, Digest, Entry, Event, Person, Source, Story, Topic
from .dates import Span
from .names import NameIndex


@dataclass(frozen=True)
class Corpus:
    """A snapshot: what a command or an edition sees from start to end. A change makes a new one, with a higher revision."""

    story: Story
    sources: Mapping[str, Source] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    chapters: Mapping[str, Chapter] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    revision: int = 1

    def with_entry(self, entry: Entry) -> Corpus:
        """Return the next snapshot, with `entry` added or put in the place of the one with its id."""
        if isinstance(entry, Event):
            return replace(self, events={**self.events, entry.id: entry}, revision=self.revision + 1)
        return replace(self, digests={**self.digests, entry.id: entry}, revision=self.revision + 1)

    @cached_property
    def timeline(self) -> tuple[Event, ...]:
        """All events in order of date."""
        return tuple(sorted(self.events.values(), key=lambda event: event.sort_key))

    @cached_property
    def _by_person(self) -> Mapping[str, tuple[Event, ...]]:
        found: dict[str, list[Event]] = {}
        for event in self.timeline:
            for person in event.people:
                found.setdefault(person, []).append(event)
        return {person: tuple(events) for person, events in found.items()}

    @cached_property
    def names(self) -> NameIndex:
        """Everybody by every name, those who appear most first."""
        by_weight = sorted(self.people.values(), key=lambda person: -len(self.events_of(person.id)))
        return spellings.index(
            ((p.id, (p.name.ja, p.name.en, p.short.ja, p.short.en, *p.aliases)) for p in by_weight),
            full=((p.id, (p.name.ja, p.name.en)) for p in by_weight),
        )

    @cached_property
    def topic_names(self) -> NameIndex:
        """Topics by every name."""
        return spellings.index((t.id, (t.id, t.name.ja, t.name.en, *t.aliases)) for t in self.topics.values())

    @cached_property
    def words(self) -> search.Index:
        """Events and digests by the words in them."""
        return search.Index.of((*self.events.values(), *self.digests.values()))

    def events_of(self, person: str) -> tuple[Event, ...]:
        """Return the events that concern a person, in order of date."""
        return self._by_person.get(person, ())

    def events_in(self, span: Span) -> tuple[Event, ...]:
        """Return the events that a span of days may touch: those that are surely in it in order of date, then the others.

        Of the others, whose dates are wider than what was asked, those that are known best come first.
        """
        touching = [event for event in self.timeline if event.when.span.touches(span)]
        inside = [event for event in touching if span.holds(event.when.span)]
        around = [event for event in touching if not span.holds(event.when.span)]
        return (*inside, *sorted(around, key=lambda event: event.when.width))

    def newest_first(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return events from the newest, of one day the weightiest first; forecasts of what lies beyond the reach come last."""
        reach = self.story.as_of.span.last or date.max
        known: list[Event] = []
        beyond: list[Event] = []
        for event in sorted(events, key=lambda event: (-event.when.place.toordinal(), -event.importance, event.id)):
            (beyond if event.status == "forecast" and event.when.place > reach else known).append(event)
        return (*known, *beyond[::-1])

    def nearest(self, span: Span, among: Sequence[Event] | None = None) -> tuple[Event, ...]:
        """Return the last event before `span` and the first after it, `among` some in order of date or all, if there are any."""
        events = self.timeline if among is None else among
        before = [event for event in events if _ends_before(event, span)]
        after = [event for event in events if _begins_after(event, span)]
        return (*before[-1:], *after[:1])

    def digest_of(self, about: str) -> Digest | None:
        """Return the explainer of a chapter or an article."""
        return next((digest for digest in self.digests.values() if digest.about == about), None)

    def entry(self, entry_id: str) -> Entry | None:
        """Return the event or digest with this id."""
        return self.events.get(entry_id) or self.digests.get(entry_id)

    def ids(self) -> Counter[str]:
        """Count every id: they are unique over all kinds."""
        kinds: Iterable[Mapping[str, object]] = (
            self.sources, self.people, self.topics, self.chapters, self.events, self.digests,
        )  # fmt: skip
        return Counter((self.story.id, *(id_ for kind in kinds for id_ in kind)))


def _ends_before(event: Event, span: Span) -> bool:
    last = event.when.span.last
    return last is not None and span.first is not None and last < span.first


def _begins_after(event: Event, span: Span) -> bool:
    first = event.when.span.first
    return first is not None and span.last is not None and first > span.last
