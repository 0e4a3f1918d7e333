"""Stages: events of several runs in one order, of which a page is cut without going over the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import itemgetter

from ..content import Event
from .keys import Width, bounds, width
from .ranking import Ranking
from .run import Run, ascending

# So many events are sorted rather than parted once more.
_FEW = 128

Lane = tuple[Ranking, Run]


class Stage:
    """The events of some lanes: those of one ranking by rank, those of several by what ranks them; or `backwards`.

    `wide` is how wide all of their dates are, if they are alike.
    """

    def __init__(self, lanes: Sequence[Lane], wide: Width | None = None, *, backwards: bool = False) -> None:
        self._lanes = lanes
        self._sizes = [run.size for _, run in lanes]
        self._backwards = backwards
        self._wide = wide
        self.size = sum(self._sizes)

    def cut(self, first: int, last: int) -> Sequence[Event]:
        """Return the events from number `first` to before `last`."""
        if self._backwards:
            return self._cut(self.size - last, self.size - first)[::-1]
        return self._cut(first, last)

    def place(self, event: Event) -> int | None:
        """Return the number of an event, if it is here."""
        if self._wide not in (None, width(*bounds(event))):
            return None
        ranks = {id(ranking): ranking.rank_of(event) for ranking in self._rankings}
        if not any((rank := ranks[id(ranking)]) is not None and run.holds(rank) for ranking, run in self._lanes):
            return None
        place = sum(self._before(self._rankings[0].weigh(event), event.id))
        return self.size - 1 - place if self._backwards else place

    @cached_property
    def _rankings(self) -> list[Ranking]:
        return list({id(ranking): ranking for ranking, _ in self._lanes}.values())

    def _before(self, weight: int, id_: str) -> list[int]:
        """Return how many of each lane stand before what has a weight and an id."""
        ranks = {id(ranking): ranking.bound(weight, id_) for ranking in self._rankings}
        return [run.before(ranks[id(ranking)]) for ranking, run in self._lanes]

    def _cut(self, first: int, last: int) -> Sequence[Event]:
        if len(self._lanes) == 1:
            ranking, run = self._lanes[0]
            return [ranking.events[rank] for rank in run.cut(first, last)]
        none = [0] * len(self._lanes)
        low = self._parted(first, none, self._sizes)
        ends = [min(start + last - first, size) for start, size in zip(low, self._sizes, strict=True)]
        high = self._parted(last, low, ends)
        cuts = [
            (ranking, run.cut(start, end))
            for (ranking, run), start, end in zip(self._lanes, low, high, strict=True)
            if start < end
        ]
        if len(self._rankings) == 1:
            return [self._rankings[0].events[rank] for rank in ascending([cut for _, cut in cuts])] if cuts else ()
        keyed = [
            (ranking.weights[rank], ranking.events[rank].id, ranking, rank) for ranking, cut in cuts for rank in cut
        ]
        keyed.sort(key=itemgetter(0, 1))
        return [ranking.events[rank] for _, _, ranking, rank in keyed]

    def _parted(self, number: int, low: list[int], high: list[int]) -> list[int]:
        """Return how many of each lane are among the first `number`: no fewer than `low`, no more than `high`.

        The middle of what is widest parts all lanes in two, one of which has the place that is looked for.
        """
        while (missing := number - sum(low)) > 0:
            open_lanes = [lane for lane, (start, end) in enumerate(zip(low, high, strict=True)) if start < end]
            between = sum(high) - sum(low)
            if missing >= between:
                return high
            if len(open_lanes) == 1:
                return _with(low, open_lanes[0], low[open_lanes[0]] + missing)
            if between <= _FEW:
                return self._parted_few(missing, low, high)
            widest = max(open_lanes, key=lambda lane: high[lane] - low[lane])
            middle = (low[widest] + high[widest]) // 2
            parted = self._parted_at(widest, middle, open_lanes, high)
            if sum(parted) < number:
                low = _with(parted, widest, middle + 1)
            else:
                high = parted
        return low

    def _parted_at(self, lane: int, number: int, among: Iterable[int], high: list[int]) -> list[int]:
        """Return how many of each lane stand before an event of one, up to `high`; only `among` some need it be found out."""
        ranking, run = self._lanes[lane]
        rank, parted = run.at(number), list(high)
        ranks = {id(ranking): rank}
        weight, id_ = ranking.weights[rank], ranking.events[rank].id
        for other in among:
            ranking, run = self._lanes[other]
            if id(ranking) not in ranks:
                ranks[id(ranking)] = ranking.bound(weight, id_)
            parted[other] = min(high[other], run.before(ranks[id(ranking)]))
        return parted

    def _parted_few(self, more: int, low: list[int], high: list[int]) -> list[int]:
        between = sorted(
            (ranking.weights[rank], ranking.events[rank].id, lane)
            for lane, (ranking, run) in enumerate(self._lanes)
            for rank in run.cut(low[lane], high[lane])
        )
        parted = list(low)
        for _, _, lane in between[:more]:
            parted[lane] += 1
        return parted


def _with(counts: list[int], lane: int, count: int) -> list[int]:
    return [*counts[:lane], count, *counts[lane + 1 :]]
