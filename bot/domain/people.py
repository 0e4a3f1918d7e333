"""What the corpus tells of one person, and of several together: facts, to be worded at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from . import telling
from .content import Chapter, Event, Person, Role
from .corpus import Corpus
from .dates import EventDate
from .query import Query

_MOST = 3
_TURNING_POINTS = 2
_WEIGHTY = 4


@dataclass(frozen=True)
class Count:
    """A person or a topic, and the number of entries."""

    id: str
    entries: int


@dataclass(frozen=True)
class Roles:
    """What somebody was: `now` where sources say that it lasts beyond the corpus's end, `open` where they give no end."""

    now: tuple[Role, ...]
    open: tuple[Role, ...]
    before: tuple[Role, ...]
    coming: tuple[Role, ...]


@dataclass(frozen=True)
class Presence:
    """How many entries somebody has, or several together, and how many of them foresee; `first` and `last` happened."""

    total: int
    forecasts: int
    first: Event | None
    last: Event | None


@dataclass(frozen=True)
class Profile:
    """One person: with whom and on what they appear most, the most frequent first."""

    person: Person
    roles: Roles
    presence: Presence
    companions: tuple[Count, ...]
    topics: tuple[Count, ...]


@dataclass(frozen=True)
class Phase:
    """A chapter in which several people met: the entries that are surely in it, and those on which it turned."""

    chapter: Chapter
    events: tuple[Event, ...]
    turning_points: tuple[Event, ...]


@dataclass(frozen=True)
class Link:
    """Somebody who shares entries with each of several people: how many, in their order."""

    id: str
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Relation:
    """Several people together. `unplaced` are entries whose date is too wide for one chapter."""

    people: tuple[str, ...]
    presence: Presence
    phases: tuple[Phase, ...]
    unplaced: tuple[Event, ...]
    links: tuple[Link, ...]


def profile(person_id: str, corpus: Corpus) -> Profile:
    """Return what is known of a person of the corpus."""
    person, events = corpus.people[person_id], corpus.events_of(person_id)
    return Profile(
        person,
        roles_at(person.roles, corpus.story.as_of),
        _presence(events, corpus),
        _counts(other for event in events for other in event.people if other != person_id and other in corpus.people),
        _counts(topic for event in events for topic in event.topics if topic in corpus.topics),
    )


def roles_at(roles: Iterable[Role], as_of: EventDate) -> Roles:
    """Sort roles by how they stand at the end of the corpus; one that ends within `as_of` is a former one."""
    reach = as_of.span.last or date.max
    sorted_: dict[str, list[Role]] = {"now": [], "open": [], "before": [], "coming": []}
    for role in roles:
        sorted_[_standing(role, reach)].append(role)
    return Roles(**{standing: tuple(found) for standing, found in sorted_.items()})


def _standing(role: Role, reach: date) -> str:
    if role.since and role.since.span.first and role.since.span.first > reach:
        return "coming"
    if role.until is None or role.until.span.last is None:
        return "open"
    return "now" if role.until.span.first and role.until.span.first > reach else "before"


def _presence(events: Sequence[Event], corpus: Corpus) -> Presence:
    return Presence(
        len(events),
        sum(event.status == "forecast" for event in events),
        next(_happened(events), None),
        next(_happened(corpus.newest_first(events)), None),
    )


def _happened(events: Iterable[Event]) -> Iterator[Event]:
    return (event for event in events if event.status != "forecast")


def _counts(ids: Iterable[str]) -> tuple[Count, ...]:
    return tuple(Count(id_, entries) for id_, entries in Counter(ids).most_common(_MOST))


def common_events(people: Sequence[str], corpus: Corpus) -> Sequence[Event]:
    """Return the events that concern all of them, in order of date; of nobody there are none."""
    return Query(people=tuple(people)).run(corpus) if people else ()


def relation(people: Sequence[str], corpus: Corpus) -> Relation:
    """Return what is known of people of the corpus together; `links` are there only where they have no entry in common."""
    events = common_events(people, corpus)
    happened = tuple(_happened(events))
    by_chapter = (
        (chapter, tuple(event for event in happened if chapter.span.holds(event.when.span)))
        for chapter in corpus.chapters.values()
    )
    phases = tuple(Phase(chapter, found, turning_points(found)) for chapter, found in by_chapter if found)
    placed = {event.id for phase in phases for event in phase.events}
    return Relation(
        tuple(people),
        _presence(events, corpus),
        phases,
        tuple(event for event in happened if event.id not in placed),
        () if events else _links(people, corpus),
    )


def turning_points(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the weightiest of some events, in order of date; none of those that weigh little."""
    return telling.weightiest((event for event in events if event.importance >= _WEIGHTY), _TURNING_POINTS)


def _links(people: Sequence[str], corpus: Corpus) -> tuple[Link, ...]:
    around = [
        Counter(other for event in corpus.events_of(person) for other in event.people if other not in people)
        for person in people
    ]
    shared = set.intersection(*(set(counts) for counts in around)) if around else set()
    links = [Link(id_, tuple(counts[id_] for counts in around)) for id_ in corpus.people if id_ in shared]
    return tuple(sorted(links, key=lambda link: (-min(link.entries), -sum(link.entries)))[:_MOST])
