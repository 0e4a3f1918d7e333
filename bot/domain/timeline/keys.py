"""Keys, weights and widths: by what events are found, and what ranks them."""

from __future__ import annotations

from ..content import Event

Key = str
EVERYTHING: Key = ""

# Days as ordinals; what has no beginning begins before all of them, what has no end ends after.
NO_BEGINNING, NO_END = 0, 1 << 22

# How wide a date is: the days from its first to its last, or after all of these, what is open.
Width = int
UNTIL, SINCE, EVER = NO_END, NO_END + 1, NO_END + 2

_IMPORTANCE = 15  # no less than any


def person(id_: str) -> Key:
    """Return the key of a person's events."""
    return "@" + id_


def topic(id_: str) -> Key:
    """Return the key of a topic's events."""
    return "#" + id_


def source(id_: str) -> Key:
    """Return the key of the events that cite a source."""
    return "§" + id_


def keys_of(event: Event) -> set[Key]:
    """Return whatever an event is found by."""
    return {EVERYTHING, *map(person, event.people), *map(topic, event.topics), *map(source, event.sources)}


def bounds(event: Event) -> tuple[int, int]:
    """Return the first and the last day of an event."""
    first, last = event.when.span.first, event.when.span.last
    return first.toordinal() if first else NO_BEGINNING, last.toordinal() if last else NO_END


def width(first: int, last: int) -> Width:
    """Return the width of a date."""
    if last == NO_END:
        return SINCE if first else EVER
    return last - first if first else UNTIL


def by_date(event: Event) -> int:
    """Return the weight of an event in order of date: `Event.sort_key` without the id, in 27 bits."""
    when = event.when
    return (when.place.toordinal() * 2 + (not when.exact) << 4) + _IMPORTANCE - event.importance


def dated_from(day: int) -> int:
    """Return the least weight in order of date of what stands at a day."""
    return day << 5


def by_newest(event: Event) -> int:
    """Return the weight of an event among the newest: later days first, and on one day what is weightier; in 26 bits."""
    return newest_until(event.when.place.toordinal()) + _IMPORTANCE - event.importance


def newest_until(day: int) -> int:
    """Return the least weight among the newest of what stands at a day."""
    return NO_END - day << 4


def beyond(event: Event, reach: int) -> bool:
    """Tell whether an event is but a forecast of what lies after the day that the corpus reaches."""
    return event.status == "forecast" and event.when.place.toordinal() > reach
