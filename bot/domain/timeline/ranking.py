"""Rankings: some events in an order, and for each key the ranks of those that have it."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from operator import attrgetter
from typing import NamedTuple, Self

from ..content import Event
from .keys import Key, keys_of
from .run import Run, common

# A part of the ranks of a key, or an order of them.
Group = int
Ranks = Mapping[Group, "array[int]"]
Holes = Mapping[Group, tuple[int, ...]]

# So many answers for several keys together are kept.
_KEPT = 32
_NO_RANKS: Ranks = {}
_NO_HOLES: Holes = {}
_NONE = Run(array("I"), 0, 0)
_id = attrgetter("id")


class Posting(NamedTuple):
    """The ranks of a key by groups, less the places of what was replaced."""

    ranks: Ranks
    holes: Holes = _NO_HOLES

    def run(self, group: Group) -> Run:
        """Return the ranks of a group."""
        ranks = self.ranks.get(group)
        return _NONE if ranks is None else Run(ranks, 0, len(ranks), self.holes.get(group, ()) if self.holes else ())


@dataclass(frozen=True, eq=False)
class Ranking:
    """Events in order of weight and, where that is equal, of id, with the ranks of each key.

    `holes` are the places, in the ranks of a key and group, of what was replaced since. Postings of several keys together
    are kept in `together`, for whoever asks for the next page.
    """

    weigh: Callable[[Event], int]
    events: Sequence[Event]
    weights: array[int]
    ranks: Mapping[Key, Ranks]
    holes: Mapping[Key, Holes] = field(default_factory=dict)
    together: dict[tuple[Key, ...], Posting] = field(default_factory=dict)

    def from_weight(self, weight: int) -> int:
        """Return the first rank that weighs no less."""
        return bisect_left(self.weights, weight)

    def bound(self, weight: int, id_: str) -> int:
        """Return the rank that an event with this weight and id has, or would have."""
        start = bisect_left(self.weights, weight)
        end = bisect_right(self.weights, weight, start)
        return bisect_left(self.events, id_, start, end, key=_id)

    def rank_of(self, event: Event) -> int | None:
        """Return the rank of an event; None if there is none with its id and weight."""
        rank = self.bound(self.weigh(event), event.id)
        return rank if rank < len(self.events) and self.events[rank].id == event.id else None

    def posting(self, keys: tuple[Key, ...]) -> Posting:
        """Return the ranks of what has all of `keys`; of several keys at the cost of going over the rarest."""
        if len(keys) == 1:
            return Posting(self.ranks.get(keys[0], _NO_RANKS), self.holes.get(keys[0], _NO_HOLES))
        if keys not in self.together:
            if len(self.together) >= _KEPT:
                self.together.pop(next(iter(self.together)))
            self.together[keys] = Posting(self.common([self.posting((key,)) for key in keys]))
        return self.together[keys]

    def common(self, postings: Sequence[Posting]) -> Ranks:
        """Return the ranks that are in all of several postings, by groups."""
        return {group: common([posting.run(group) for posting in postings]) for group in postings[0].ranks}

    def without(self, event: Event) -> Self:
        """Return the ranking with an event that is in it taken out."""
        rank = self.bound(self.weigh(event), event.id)
        holes = dict(self.holes)
        for key in keys_of(event):
            of_key = dict(holes.get(key, _NO_HOLES))
            for group, place in self.places(self.ranks[key], rank):
                taken = of_key.get(group, ())
                free = next(other for other in count(place) if other not in taken)
                of_key[group] = tuple(sorted((*taken, free)))
            holes[key] = of_key
        return replace(self, holes=holes, together={})

    def places(self, ranks: Ranks, rank: int) -> Iterable[tuple[Group, int]]:
        """Return in which groups of a key a rank stands, and where; in a group that is no ranks, where the first like it does."""
        for group, among in ranks.items():
            place = bisect_left(among, rank)
            if place < len(among) and among[place] == rank:
                yield group, place


def ranked(events: Collection[Event], weigh: Callable[[Event], int]) -> tuple[list[Event], array[int]]:
    """Return events, with ids that are all different, in order, and their weights."""
    weighed = sorted((weigh(event), event.id, event) for event in events)
    return [event for _, _, event in weighed], array("I", (weight for weight, _, _ in weighed))


def by_key(events: Sequence[Event], kinds: Iterable[Group]) -> Mapping[Key, Ranks]:
    """Return for each key the ranks of the events that have it, by the kind that each event is of."""
    found: dict[Key, dict[Group, array[int]]] = defaultdict(partial(defaultdict, partial(array, "I")))
    for rank, (event, kind) in enumerate(zip(events, kinds, strict=True)):
        for key in keys_of(event):
            found[key][kind].append(rank)
    return {key: dict(ranks) for key, ranks in found.items()}
