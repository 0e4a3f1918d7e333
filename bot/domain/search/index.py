"""The index: who holds the words of a query, best first, page by page.

It is a large segment and a few small ones, each several times smaller than the one before it. New entries are but listed
until there are enough of them for a segment, which takes up those that are not much larger: the large one is built anew only
when what was added has grown to a fraction of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import islice
from operator import attrgetter

from ..ask import Cursor
from ..content import Entry
from . import fields
from .asking import Query
from .postings import Numbers
from .reading import Reading
from .segment import Segment

# So many entries are no longer listed.
_FEW = 64
# A segment is taken up by what was added after it and has grown to more than half of it.
_TIMES = 2

# How a hit sorts: by terms that are not in titles, then by rank.
Standing = tuple[int, *fields.Rank]


@dataclass(frozen=True)
class Hits:
    """Ids of entries, best first; of all `total` that fit, these begin with the one that counts as `first`, from 1."""

    total: int
    first: int
    entries: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Index:
    """A snapshot; a change makes a new one, which shares with it whatever is unchanged."""

    built: tuple[Segment, ...] = ()
    recent: tuple[Reading, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Index:
        """Index entries; of those with one id, the last."""
        last = {entry.id: entry for entry in entries}
        ranked = sorted(last.values(), key=fields.rank)
        return cls((Segment.of(map(Reading.of, ranked)),) if ranked else ())

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """What has been built, and what is listed."""
        return (*self.built, Segment.listed(self.recent)) if self.recent else self.built

    def with_entry(self, entry: Entry) -> Index:
        """Return an index with `entry` added or put in the place of the one with its id."""
        segments = [segment for segment in (old.without(entry.id) for old in self.built) if len(segment)]
        recent = [reading for reading in self.recent if reading.entry.id != entry.id]
        insort(recent, Reading.of(entry), key=attrgetter("rank"))
        if len(recent) < _FEW:
            return Index(tuple(segments), tuple(recent))
        taken = [Segment.of(recent)]
        while segments and len(segments[-1]) < _TIMES * sum(map(len, taken)):
            taken.append(segments.pop())
        return Index((*segments, Segment.merged(taken) if len(taken) > 1 else taken[0]))

    def ids(self, query: Query) -> set[str]:
        """Return the ids of all entries that fit `query`."""
        found = ((segment.entries, segment.find(query)) for segment in self.segments) if query else ()
        return {entries[number].id for entries, tiers in found for tier in tiers for number in tier}

    def find(self, query: Query, limit: int | None = None, cursor: Cursor | None = None) -> Hits:
        """Return a page of up to `limit` of the entries that fit `query`, or all of them.

        Best first: the more words in titles, the better; then by importance, then the newest, then by id. The page
        starts at the beginning, or at a cursor. A cursor whose entry does not fit is as none; where nothing is left after
        it, the last page is shown.
        """
        views = [_View(segment, segment.find(query)) for segment in self.segments] if query else []
        total = sum(map(len, views))
        size = total if limit is None else limit
        cut, back = _cut(views, cursor), cursor is not None and not cursor.forward
        if sum(cut) >= total:
            cut, back = [len(view) for view in views], True
        if back and sum(cut) > size:
            ways = (view.back(end) for view, end in zip(views, cut, strict=True))
            shown = [*islice(merge(*ways, reverse=True), size)][::-1]
            return Hits(total, sum(cut) - size + 1, tuple(standing[-1] for standing in shown))
        if back:
            cut = [0] * len(views)
        forth = [view.forth(start) for view, start in zip(views, cut, strict=True)]
        in_order = forth[0] if len(forth) == 1 else merge(*forth)
        return Hits(total, sum(cut) + 1, tuple([standing[-1] for standing in islice(in_order, size)]))


class _View:
    """What one segment found as a sequence of standings, each worked out when it is asked for."""

    def __init__(self, segment: Segment, tiers: tuple[Numbers, ...]) -> None:
        self._segment = segment
        self._tiers = tiers

    def __len__(self) -> int:
        return sum(map(len, self._tiers))

    def __getitem__(self, place: int) -> Standing:
        tier = 0
        while place >= len(self._tiers[tier]):
            place -= len(self._tiers[tier])
            tier += 1
        return self._standing(tier, self._tiers[tier][place])

    def forth(self, start: int) -> Iterator[Standing]:
        """Yield the standings from `start` on."""
        for tier, numbers in enumerate(self._tiers):
            for place in range(start, len(numbers)):
                yield self._standing(tier, numbers[place])
            start = max(start - len(numbers), 0)

    def back(self, end: int) -> Iterator[Standing]:
        """Yield the standings before `end`, the last first."""
        return (self[place] for place in reversed(range(end)))

    def standing_of(self, id_: str) -> Standing | None:
        """Return how an entry stands, if it is among those found."""
        number = self._segment.number_of(id_)
        if number is None:
            return None
        for tier, numbers in enumerate(self._tiers):
            place = bisect_left(numbers, number)
            if place < len(numbers) and numbers[place] == number:
                return self._standing(tier, number)
        return None

    def _standing(self, tier: int, number: int) -> Standing:
        return (tier, *fields.rank(self._segment.entries[number]))


def _cut(views: Sequence[_View], cursor: Cursor | None) -> list[int]:
    """Return how many hits of each view lie before the place of a cursor."""
    if cursor is not None:
        cut = bisect_right if cursor.forward else bisect_left
        for view in views:
            if standing := view.standing_of(cursor.entry):
                return [cut(other, standing) for other in views]
    return [0] * len(views)
