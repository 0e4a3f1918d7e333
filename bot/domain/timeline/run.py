"""Runs: ranks in order, of which some may have been taken out."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

# To look one rank up in another run costs as much as to go over so many of them.
_DEARER = 16


class Run(NamedTuple):
    """The stretch of `ranks`, which ascend, from place `start` to `end`, less the places in `holes`, which ascend too."""

    ranks: array[int]
    start: int
    end: int
    holes: Sequence[int] = ()

    @classmethod
    def of(cls, ranks: array[int], holes: Sequence[int] = ()) -> Run:
        """Return all of `ranks`."""
        return cls(ranks, 0, len(ranks), holes)

    @property
    def size(self) -> int:
        """How many ranks it holds."""
        return self.end - self.start - (self._holes_until(self.end) if self.holes else 0)

    def between(self, first: int, last: int) -> Run:
        """Return the part with ranks from `first` to before `last`."""
        start = bisect_left(self.ranks, first, self.start, self.end)
        return Run(self.ranks, start, bisect_left(self.ranks, last, start, self.end), self.holes)

    def only(self, number: int) -> Run:
        """Return the part with one of its ranks, counted from 0."""
        place = self._place(number)
        return Run(self.ranks, place, place + 1)

    def less(self, ranks: Sequence[int]) -> Run:
        """Return it without some of its ranks, in order, at the cost of looking for each."""
        places = (bisect_left(self.ranks, rank, self.start, self.end) for rank in ranks)
        return Run(self.ranks, self.start, self.end, sorted({*self.holes, *places})) if ranks else self

    def before(self, rank: int) -> int:
        """Return how many of its ranks are lower than `rank`."""
        place = bisect_left(self.ranks, rank, self.start, self.end)
        return place - self.start - (self._holes_until(place) if self.holes else 0)

    def holds(self, rank: int) -> bool:
        """Tell whether a rank is here."""
        place = bisect_left(self.ranks, rank, self.start, self.end)
        if place == self.end or self.ranks[place] != rank:
            return False
        hole = bisect_left(self.holes, place)
        return hole == len(self.holes) or self.holes[hole] != place

    def at(self, number: int) -> int:
        """Return one of its ranks."""
        return self.ranks[self._place(number)]

    def cut(self, first: int, last: int) -> array[int]:
        """Return its ranks from number `first` to before `last`."""
        if first >= last:
            return array("I")
        start, end = self._place(first), self._place(last - 1) + 1
        cut: array[int] = array("I")
        for hole in self.holes[bisect_left(self.holes, start) : bisect_left(self.holes, end)]:
            cut += self.ranks[start:hole]
            start = hole + 1
        return cut + self.ranks[start:end] if cut else self.ranks[start:end]

    def all(self) -> array[int]:
        """Return its ranks."""
        return self.cut(0, self.size) if self.holes else self.ranks[self.start : self.end]

    def _holes_until(self, place: int) -> int:
        return bisect_left(self.holes, place) - bisect_left(self.holes, self.start)

    def _place(self, number: int) -> int:
        place = self.start + number
        if not self.holes:
            return place
        # Of the holes from `start` on, the one with number k stands after holes[k] - k ranks that are none.
        first = bisect_left(self.holes, self.start)
        passed = bisect_right(range(first, len(self.holes)), place, key=lambda k: self.holes[k] - (k - first))
        return place + passed


def common(runs: Sequence[Run]) -> array[int]:
    """Return the ranks that are in all of some runs; the time it takes is mostly that of going over the shortest."""
    shortest, *others = sorted(runs, key=lambda run: run.size)
    found: Sequence[int] = shortest.all()
    for other in others:
        if other.size > _DEARER * len(found):
            found = [rank for rank in found if other.holds(rank)]
        else:
            found = sorted(set(found).intersection(other.all()))
    return array("I", found)


def ascending(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    """Return the ranks of several ascending parts in one."""
    return parts[0] if len(parts) == 1 else sorted(chain.from_iterable(parts))
