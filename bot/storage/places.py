"""Where archived rows belong: a number for each channel, so that a channel that moves takes its past along by one small change.

The archive has the channel that a number was made for; the journal has those that have moved since, with how often. A row keeps
how often its place had moved when it was archived, and is moved so many times more when it is read.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict

from ..domain.ledger import Channel, Delivery
from .replay import Change, Row

TABLE = "places"


class Places:
    """The places that are known, with the channel that each is now and how often it has moved."""

    def __init__(self, made: Iterable[tuple[int, Channel]] = (), moved: Iterable[Row] = ()) -> None:
        self._now: dict[int, tuple[Channel, int]] = {}
        self._of: dict[Channel, dict[int, None]] = {}
        for place, channel in made:
            self._set(place, channel, 0)
        for row in moved:
            self._set(int(row["id"]), Channel(**row["channel"]), row["moves"])

    def _set(self, place: int, channel: Channel, moves: int) -> None:
        if place in self._now:
            del self._of[self._now[place][0]][place]
        self._now[place] = channel, moves
        self._of.setdefault(channel, {})[place] = None

    def of(self, channel: Channel) -> tuple[int, ...]:
        """Return the places that are a channel now."""
        return tuple(self._of.get(channel, ()))

    def current(self, channel: Channel) -> tuple[int, int]:
        """Return a place for what is archived of a channel now, and how often it has moved."""
        place = next(iter(self._of.get(channel, ())), None)
        if place is None:
            place = secrets.randbits(62)
            self._set(place, channel, 0)
        return place, self._now[place][1]

    def moving(self, old: Channel, new: Channel) -> list[Change]:
        """Return the changes of the journal by which all that is archived of `old` is of `new`; see `moved`."""
        return [
            (TABLE, str(place), {"id": str(place), "channel": asdict(new), "moves": self._now[place][1] + 1})
            for place in self.of(old)
        ]

    def moved(self, old: Channel, new: Channel) -> None:
        """Take note that the journal has those changes."""
        for place in self.of(old):
            self._set(place, new, self._now[place][1] + 1)

    def follow(self, place: int, moves: int, row: Delivery) -> Delivery:
        """Return a row that was archived after so many moves as it is now."""
        channel, now = self._now.get(place, (row.channel, moves))
        for _ in range(now - moves):
            row = row.moved(channel)
        return row
