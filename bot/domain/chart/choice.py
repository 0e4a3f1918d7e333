"""Which events of an answer a chart has room for: the weightiest, and of equal weight those that lie farthest apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from unicodedata import east_asian_width

from ..content import Event

MOST = 24
_GAP = 0.38  # between two labels, in lines of text
_LINES = 2
_LATIN = 0.52  # the usual width of a letter, in em
# Of those of one weight so many at most are compared with one another.
_COMPARED = 300

Labelled = Callable[[Event], str]
"""Returns the text of an event's label."""


def choose(events: Sequence[Event], label: Labelled, width: float, room: float) -> tuple[Event, ...]:
    """Return the events to draw, in no order: at least one if there is any, at most `MOST`.

    `width` is that of a label's line, in em; `room` is for how many lines there is room.
    """
    by_weight: dict[int, list[Event]] = {}
    for event in events:
        by_weight.setdefault(event.importance, []).append(event)
    chosen: list[Event] = []
    for importance in sorted(by_weight, reverse=True):
        left = _thinned(by_weight[importance])
        apart = {event.id: _nearest(event, chosen) for event in left}
        while left:
            best = max(left, key=lambda event: apart[event.id])
            room -= _lines(label(best), width) + _GAP
            if chosen and (room < 0 or len(chosen) == MOST):
                return tuple(chosen)
            chosen.append(best)
            left.remove(best)
            apart = {event.id: min(apart[event.id], _distance(event, best)) for event in left}
    return tuple(chosen)


def _thinned(events: list[Event]) -> list[Event]:
    """Return some of many, evenly."""
    step = max(len(events) / _COMPARED, 1)
    return [events[int(number * step)] for number in range(min(len(events), _COMPARED))]


def _nearest(event: Event, chosen: Sequence[Event]) -> int:
    return min((_distance(event, other) for other in chosen), default=date.max.toordinal())


def _distance(one: Event, other: Event) -> int:
    return abs((one.when.place - other.when.place).days)


def _lines(text: str, width: float) -> int:
    wide = sum(1 if east_asian_width(character) in "WF" else _LATIN for character in text)
    return min(math.ceil(wide / width), _LINES)
