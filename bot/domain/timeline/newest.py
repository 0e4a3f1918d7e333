"""From the newest: later days before earlier ones, on one day the weightiest first."""

from __future__ import annotations

from collections.abc import Collection

from ..content import Event
from .keys import SINCE, beyond, bounds, by_newest, width
from .ranking import Group, Ranking, by_key, ranked

# Groups are sums of these.
OPEN_ENDED, BEYOND = 1, 2


class Newest(Ranking):
    """Events from the newest, in groups by whether they have an end and by whether the corpus reaches them."""

    @classmethod
    def of(cls, events: Collection[Event], reach: int) -> Newest:
        """Rank events, with ids that are all different, of a corpus that reaches until a day."""

        def kind(event: Event) -> Group:
            open_ended = event.when.span.last is None and width(*bounds(event)) == SINCE
            return (OPEN_ENDED if open_ended else 0) | (BEYOND if beyond(event, reach) else 0)

        in_order, weights = ranked(events, by_newest)
        return cls(by_newest, in_order, weights, by_key(in_order, map(kind, in_order)))
