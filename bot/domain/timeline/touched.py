"""What a span of days touches.

Among dates that are equally wide, `wide` days from the first to the last, the order of the last days is that of the first
days. A span from day s to day e touches those that end from s to e + wide, and holds those that end from s + wide to e: both are
stretches of them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import chain

from .dated import ALL, BEGUN, FEW, WIDE, Dated
from .keys import EVER, NO_BEGINNING, NO_END, SINCE, UNTIL, width
from .ranking import Group, Posting
from .run import Run

_FIRST_DAY = date.min.toordinal()
# To find out of one rank whether it is held costs a part of what it costs to look at a group.
_DEARER = 20


class Touched:
    """What of a posting a span from day `first` to day `last` touches: `size` in all, and first those that it holds.

    Of what has no end it has only what the span holds.
    """

    size: int

    def __init__(self, dated: Dated, posting: Posting, first: int, last: int) -> None:
        self._dated = dated
        self._posting = posting
        self._first, self._last = first, last
        self._start = dated.from_day(first)
        self._end = dated.from_day(last + 1)
        self._few: dict[Group, list[int]] | None = None
        if BEGUN in posting.ranks:
            self.size = self._count()
        else:
            self._go_over_wide()

    def _go_over_wide(self) -> None:
        """Part the wide ones, which are few, by width; of those that stand in the span find out which it does not hold."""
        firsts, lasts, first, last = self._dated.firsts, self._dated.lasts, self._first, self._last
        wide = self._posting.run(WIDE)
        # What ended before the span can be passed over; what is open on both sides stands at the first day of all.
        ranks = wide.between(0, min(self._start, self._dated.from_day(_FIRST_DAY + 1))).all()
        ranks += wide.between(self._start, len(firsts)).all()
        out = []
        self._few = {}
        for rank in [rank for rank in ranks if firsts[rank] <= last and lasts[rank] >= first]:
            if firsts[rank] < first or lasts[rank] > last:
                if self._start <= rank < self._end:
                    out.append(rank)
                if (group := width(firsts[rank], lasts[rank])) != SINCE:
                    self._few.setdefault(group, []).append(rank)
        run = self._posting.run(ALL).between(self._start, self._end).less(out)
        self.inside = [run]
        self.size = run.size + sum(map(len, self._few.values()))

    def groups(self) -> Iterable[Group]:
        """Return the widths in which something may be touched and not held, but `SINCE`."""
        if self._few is not None:
            return self._few
        return [group for group in self._posting.ranks if group > 0 and group != SINCE]

    def _count(self) -> int:
        """Return how many have begun by the end of the span, less those that ended before it, and have no end but are not held."""
        posting, start = self._posting, self._start
        begun = posting.ranks[BEGUN]
        until = bisect_right(begun, self._last)
        gone = bisect_left(posting.holes.get(BEGUN, ()), until)
        endless = sum(posting.run(group).before(start) for group in (SINCE, EVER))
        ended = posting.run(ALL).before(start) - endless
        since = posting.run(SINCE)
        not_held = since.before(self._end) if self._last < NO_END else since.before(start)
        return until - gone - ended - not_held

    @cached_property
    def inside(self) -> list[Run]:
        """What is held, in as few runs as can be had."""
        everything = self._posting.run(ALL).between(self._start, self._end)
        wide = self._between(WIDE, self._start, self._end)
        if wide.size <= _DEARER * len(self._posting.ranks):
            firsts, lasts, first, last = self._dated.firsts, self._dated.lasts, self._first, self._last
            return [everything.less([r for r in wide.all() if firsts[r] < first or lasts[r] > last])]
        starts = {group: start for group in self._posting.ranks if (start := self._held_from(group)) < self._end}
        held = [run for group, start in starts.items() if (run := self._between(group, start, self._end)).size]
        if len(held) < 2 or everything.size - sum(run.size for run in held) > FEW:
            return held
        out = (
            self._between(group, self._start, starts.get(group, self._end)).all()
            for group in self._posting.ranks
            if group >= 0
        )
        return [everything.less(sorted(chain.from_iterable(out)))]

    def _between(self, group: Group, first: int, last: int) -> Run:
        return self._posting.run(group).between(first, last)

    def around(self, group: Group) -> list[Run]:
        """Return what of a width is touched and not held."""
        if self._few is not None:
            wide = self._few.get(group, ())
            return [Run.of(array("I", wide))] if wide else []
        return [run for stretch in self._stretches(group) if (run := self._between(group, *stretch)).size]

    def _held_from(self, group: Group) -> int:
        """Return the first of the ranks of a width, up to `_end`, that the span holds; `_end` if it holds none."""
        if group == 0:
            return self._start
        if 0 < group <= self._last - self._first:
            return self._dated.from_day(self._first + group) if self._first else 0
        held = (
            (group == UNTIL and self._first == NO_BEGINNING)
            or (group == SINCE and self._last == NO_END)
            or (group == EVER and (self._first, self._last) == (NO_BEGINNING, NO_END))
        )
        return self._start if held else self._end

    def _stretches(self, group: Group) -> list[tuple[int, int]]:
        """Return what stretches of ranks the span touches of a width and does not hold."""
        if group == EVER:
            return [] if self._held_from(group) < self._end else [(0, len(self._dated.events))]
        touched = self._dated.from_day(self._last + 1 + (NO_END if group == UNTIL else group))
        return [(self._start, self._held_from(group)), (self._end, touched)]
