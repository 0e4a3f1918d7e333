"""In order of date: events with the first and the last day of each, in groups by how wide their dates are."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

from ..content import Event
from .keys import EVER, NO_BEGINNING, NO_END, UNTIL, bounds, by_date, dated_from, width
from .ranking import Group, Posting, Ranking, Ranks, by_key, ranked
from .run import common

# Groups: dates of one width, or one of these: all; those of more than a day; and, where these are many, the first days of
# all, in order.
ALL, WIDE, BEGUN = -1, -2, -3
# So many wide dates are gone over one by one; only where there are more, all are also grouped by width.
FEW = 128


@dataclass(frozen=True, eq=False, kw_only=True)
class Dated(Ranking):
    """Events in order of date, with the first and the last day of each."""

    firsts: array[int]
    lasts: array[int]

    @classmethod
    def of(cls, events: Collection[Event]) -> Dated:
        """Rank events with ids that are all different."""
        in_order, weights = ranked(events, by_date)
        days = [bounds(event) for event in in_order]
        firsts, lasts = (array("I", ends) for ends in zip(*days, strict=True))
        ranks = by_key(in_order, repeat(ALL, len(in_order)))
        parted = {key: _parted(of_key[ALL], firsts, lasts) for key, of_key in ranks.items()}
        return cls(by_date, in_order, weights, parted, firsts=firsts, lasts=lasts)

    def common(self, postings: Sequence[Posting]) -> Ranks:
        """Return the ranks that are in all of several postings, by groups."""
        return _parted(common([posting.run(ALL) for posting in postings]), self.firsts, self.lasts)

    def places(self, ranks: Ranks, rank: int) -> Iterable[tuple[Group, int]]:
        """Return in which groups of a key a rank stands, and where."""
        yield from ((group, place) for group, place in super().places(ranks, rank) if group != BEGUN)
        if BEGUN in ranks:
            yield BEGUN, bisect_left(ranks[BEGUN], self.firsts[rank])

    def from_day(self, day: int) -> int:
        """Return the first rank at a day or later."""
        if day <= NO_BEGINNING:
            return 0
        return len(self.events) if day >= NO_END else self.from_weight(dated_from(day))

    def last_before(self, posting: Posting, day: int) -> int | None:
        """Return the last rank of what ends before a day."""
        end = self.from_day(day)
        if BEGUN not in posting.ranks:
            run = posting.run(ALL).between(0, end)
            ranks = (run.at(number) for number in reversed(range(run.size)))
            return next((rank for rank in ranks if self.lasts[rank] != NO_END), None)
        runs = (posting.run(group).between(0, end) for group in posting.ranks if 0 <= group <= UNTIL)
        return max((run.at(run.size - 1) for run in runs if run.size), default=None)

    def first_after(self, posting: Posting, day: int) -> int | None:
        """Return the first rank of what begins after a day."""
        if BEGUN not in posting.ranks:
            run = posting.run(ALL).between(self.from_day(day + 1), len(self.events))
            ranks = map(run.at, range(run.size))
            return next((rank for rank in ranks if self.firsts[rank] > day), None)
        starts = (
            (group, self.from_day(day + 1 + (group if group < UNTIL else 0)))
            for group in posting.ranks
            if group >= 0 and group not in (UNTIL, EVER)
        )
        runs = (posting.run(group).between(start, len(self.events)) for group, start in starts)
        return min((run.at(0) for run in runs if run.size), default=None)

    def first_day(self, posting: Posting) -> int | None:
        """Return the first day on which something begins."""
        if BEGUN in posting.ranks:
            begun = posting.run(BEGUN).between(NO_BEGINNING + 1, NO_END)
            return begun.at(0) if begun.size else None
        everything = posting.run(ALL)
        ranks = map(everything.at, range(everything.size))
        exact = next((rank for rank in ranks if self.firsts[rank] == self.lasts[rank]), None)
        ranks_ = (*posting.run(WIDE).all(), *(() if exact is None else (exact,)))
        return min((first for rank in ranks_ if (first := self.firsts[rank]) != NO_BEGINNING), default=None)


def _parted(ranks: array[int], firsts: array[int], lasts: array[int]) -> Ranks:
    wide = array("I", [rank for rank in ranks if firsts[rank] != lasts[rank]])
    if len(wide) <= FEW:
        return {ALL: ranks, WIDE: wide}
    groups: dict[Group, array[int]] = defaultdict(partial(array, "I"))
    for rank in ranks:
        groups[width(firsts[rank], lasts[rank])].append(rank)
    return {
        ALL: ranks,
        WIDE: wide,
        BEGUN: array("I", sorted(map(firsts.__getitem__, ranks))),
        **dict(sorted(groups.items())),
    }
