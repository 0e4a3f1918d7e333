"""Numbers of the layout: time to height, labels pushed apart, whiskers in lanes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ..domain.chart.shape import Band, Bar, Mark


def edges(part: Band | Bar | Mark) -> tuple[float, float]:
    """Return the instants at which something begins and has ended."""
    return float(part.first.toordinal()), float(part.last.toordinal() + 1)


@dataclass(frozen=True)
class Scale:
    """From time (days, as ordinals with fractions) to height in pixels: straight between knots, never backwards."""

    times: Sequence[float]
    heights: Sequence[float]

    def __call__(self, time: float) -> float:
        """Return the height of an instant; what lies outside the axis stands at its end."""
        if time <= self.times[0]:
            return self.heights[0]
        if time >= self.times[-1]:
            return self.heights[-1]
        at = bisect_right(self.times, time)
        before, after = self.times[at - 1], self.times[at]
        share = (time - before) / (after - before)
        return self.heights[at - 1] + share * (self.heights[at] - self.heights[at - 1])


def stretch(knots: Sequence[float], top: float, needs: Sequence[tuple[float, float]], spare: float) -> Scale:
    """Return a scale that begins at `top` and gives each stretch between knots the room that it needs.

    `needs` are instants with the pixels each of them needs. `spare` is shared out by the square root of the stretches'
    days, so that an empty decade is longer than an empty year and yet leaves room for what happened.
    """
    roots = [(after - before) ** 0.5 for before, after in pairwise(knots)]
    rooms = [spare * root / sum(roots) for root in roots]
    for time, room in needs:
        rooms[min(max(bisect_right(knots, time) - 1, 0), len(rooms) - 1)] += room
    return Scale(knots, list(accumulate(rooms, initial=top)))


def widened(scale: Scale, first: float, last: float, room: float) -> Scale:
    """Return a scale in which the stretch between two of its knots has at least `room` pixels."""
    there = scale(last) - scale(first)
    if there >= room:
        return scale
    factor = room / there
    steps = [
        (after - before) * (factor if first <= time < last else 1)
        for time, before, after in zip(scale.times, scale.heights, scale.heights[1:], strict=False)
    ]
    return Scale(scale.times, list(accumulate(steps, initial=scale.heights[0])))


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Return where things of some sizes begin, in order and without overlap, as near as can be to where they want to.

    Least squares under an order is isotonic regression, which pools adjacent violators in one pass (Ayer et al., 1955);
    with bounds it is the same, clipped. They all fit between `low` and `high` if their sizes do.
    """
    before = list(accumulate(sizes, initial=0.0))
    pools: list[tuple[float, int]] = []  # sum and number
    for place, offset in zip(wanted, before, strict=False):
        total, count = place - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            earlier, number = pools.pop()
            total, count = total + earlier, count + number
        pools.append((total, count))
    ceiling = max(high - before[-1], low)
    begins = [min(max(total / count, low), ceiling) for total, count in pools for _ in range(count)]
    return [begin + offset for begin, offset in zip(begins, before, strict=False)]


def lanes(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """Return a lane for each span, so that those in one lane are `gap` apart: the first lane that is free, by beginning."""
    ends: list[float] = []
    found = [0] * len(spans)
    for number in sorted(range(len(spans)), key=lambda n: spans[n]):
        first, last = spans[number]
        lane = next((n for n, end in enumerate(ends) if end + gap <= first), len(ends))
        ends[lane : lane + 1] = [last]
        found[number] = lane
    return found
