"""The corpus: an immutable snapshot of sources, people, topics, chapters, events and digests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from . import names as spellings
from . import search
from .content import Chapter, Digest, Entry, Event, Person, Source, Story, Topic
from .dates import Span, anniversary
from .layered import Layered
from .names import NameIndex
from .timeline import Selection, Timeline, from_newest

T = TypeVar("T")
# Things kept at once; of what is asked for by more different keys, each is made anew.
KEPT = 512
# What is worked out of people and topics alone, and stays when an entry is added.
_OF_PEOPLE = ("_spellings", "topic_names")


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
        """Return the next snapshot, with `entry` added or put in the place of the one with its id.

        What has been worked out of this snapshot is carried over with the change, and shared where nothing changed.
        """
        events, digests, made = self.events, self.digests, dict(vars(self))
        if isinstance(entry, Event):
            if "index" in made:
                made["index"] = index = self.index.with_event(entry)
                events = index.events
            else:
                events = Layered.over(events).with_item(entry.id, entry)
        else:
            digests = Layered.over(digests).with_item(entry.id, entry)
        if "words" in made:
            made["words"] = self.words.with_entry(entry)
        new = replace(self, events=events, digests=digests, revision=self.revision + 1)
        kept = (*_OF_PEOPLE, "index", "words", *(("_explainers", "digest_names") if isinstance(entry, Event) else ()))
        vars(new).update({name: made[name] for name in kept if name in made})
        return new

    def prepare(self) -> None:
        """Build what is otherwise built when it is first asked for: with many entries that takes seconds."""
        _ = self.index, self.names, self.topic_names, self.digest_names, self.words
        self.names.resembling.near("")

    @cached_property
    def index(self) -> Timeline:
        """Events by date and by whatever they concern."""
        return Timeline.of(self.events, self.story.as_of.span.last or date.max)

    @cached_property
    def timeline(self) -> Selection:
        """All events in order of date."""
        return self.index.select()

    def anniversaries(self, day: date) -> Sequence[Event]:
        """Return the events of earlier years that happened on this day; those of 29 February are kept on 28 February too."""
        known = self._almanac.get((day.month, day.day), ())
        if (day.month, day.day) == (2, 28):
            known = (*known, *self._almanac.get((2, 29), ()))
        return [event for event in known if anniversary(event.when, day)]

    @cached_property
    def _almanac(self) -> Mapping[tuple[int, int], Sequence[Event]]:
        found: dict[tuple[int, int], list[Event]] = {}
        for event in self.timeline:
            if event.when.exact and (day := event.when.span.first):
                found.setdefault((day.month, day.day), []).append(event)
        return found

    @cached_property
    def days(self) -> Span:
        """The days that the corpus covers."""
        return Span(self.timeline.first_day(), self.story.as_of.span.last)

    @cached_property
    def _spellings(self) -> NameIndex:
        return spellings.index(
            ((p.id, (p.name.ja, p.name.en, p.short.ja, p.short.en, *p.aliases)) for p in self.people.values()),
            full=((p.id, (p.name.ja, p.name.en)) for p in self.people.values()),
        )

    @cached_property
    def names(self) -> NameIndex:
        """Everybody by every name, those who appear most first."""
        return self._spellings.weighed_by(lambda person: self.index.count_of(person))  # noqa: PLW0108  # built when asked

    @cached_property
    def prominent(self) -> tuple[str, ...]:
        """Ids of all people, those who appear most first."""
        return tuple(sorted(self.people, key=self.index.count_of, reverse=True))

    @cached_property
    def topic_names(self) -> NameIndex:
        """Topics by every name."""
        return spellings.index((t.id, (t.id, t.name.ja, t.name.en, *t.aliases)) for t in self.topics.values())

    @cached_property
    def digest_names(self) -> NameIndex:
        """Explainers by id, titles, other names for them, and what they are about."""
        return spellings.index((digest.id, self._names_of(digest)) for digest in self.digests.values())

    def _names_of(self, digest: Digest) -> Iterator[str]:
        yield from (digest.id, digest.title.ja, digest.title.en, *digest.aliases)
        if chapter := self.chapters.get(digest.about or ""):
            yield from (chapter.id, chapter.title.ja, chapter.title.en)
        if source := self.sources.get(digest.about or ""):
            yield from (source.id, source.title or "")

    @cached_property
    def words(self) -> search.Index:
        """Events and digests by the words in them."""
        return search.Index.of((*self.events.values(), *self.digests.values()))

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is made of this snapshot for a key, once; it depends on both alone, and goes with the snapshot."""
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def events_of(self, person: str) -> Selection:
        """Return the events that concern a person, in order of date."""
        return self.index.select(people=(person,))

    def events_citing(self, source: str) -> Selection:
        """Return the events that name a source, in order of date."""
        return self.index.select(sources=(source,))

    def events_in(self, span: Span) -> Selection:
        """Return the events that a span of days may touch: those that are surely in it in order of date, then the others.

        Of the others, whose dates are wider than what was asked, those that are known best come first.
        """
        return self.index.select(span)

    def newest_first(self, events: Iterable[Event]) -> Sequence[Event]:
        """Return events from the newest, of one day the weightiest first; forecasts of what lies beyond the reach come last."""
        return from_newest(events, self.index.reach)

    def nearest(self, span: Span, among: Sequence[Event] | None = None) -> tuple[Event, ...]:
        """Return the last event before `span` and the first after it, `among` some in order of date or all, if there are any."""
        events = self.timeline if among is None else among
        if isinstance(events, Selection) and events.span is None:
            return events.nearest(span)
        before = [event for event in events if _ends_before(event, span)]
        after = [event for event in events if _begins_after(event, span)]
        return (*before[-1:], *after[:1])

    @cached_property
    def _explainers(self) -> Mapping[str, Digest]:
        # Of several about one thing it is the first.
        return {digest.about: digest for digest in reversed(tuple(self.digests.values())) if digest.about}

    def digest_of(self, about: str) -> Digest | None:
        """Return the explainer of a chapter or an article."""
        return self._explainers.get(about)

    def entry(self, entry_id: str) -> Entry | None:
        """Return the event or digest with this id."""
        return self.events.get(entry_id) or self.digests.get(entry_id)

    def has(self, id_: str) -> bool:
        """Tell whether anything has this id."""
        return id_ == self.story.id or any(id_ in kind for kind in self._kinds)

    def ids(self) -> Counter[str]:
        """Count every id: they are unique over all kinds."""
        return Counter((self.story.id, *(id_ for kind in self._kinds for id_ in kind)))

    @property
    def _kinds(self) -> tuple[Mapping[str, object], ...]:
        return self.sources, self.people, self.topics, self.chapters, self.events, self.digests


def _ends_before(event: Event, span: Span) -> bool:
    last = event.when.span.last
    return last is not None and span.first is not None and last < span.first


def _begins_after(event: Event, span: Span) -> bool:
    first = event.when.span.first
    return first is not None and span.last is not None and first > span.last
