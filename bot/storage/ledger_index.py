"""Deliveries by key, by channel, by state, and the newest slot of each subscription: what the verbs look up, without scans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..domain.ledger import Channel, Delivery, State


class LedgerIndex:
    """Holds rows in memory; whoever owns it makes them durable."""

    def __init__(self, rows: Iterable[Delivery] = ()) -> None:
        self._rows: dict[str, Delivery] = {}
        self._by_channel: dict[Channel, dict[str, None]] = {}
        self._by_state: dict[State, dict[str, None]] = {}
        self._newest: dict[str, datetime] = {}
        for row in rows:
            self.put(row)

    def get(self, key: str) -> Delivery | None:
        """Return the row with a key."""
        return self._rows.get(key)

    def put(self, row: Delivery) -> None:
        """Add a row, or put it in the place of the one with its key."""
        before = self._rows.get(row.key)
        if before is not None:
            self._by_channel[before.channel].pop(row.key)
            self._by_state[before.state].pop(row.key)
        self._rows[row.key] = row
        self._by_channel.setdefault(row.channel, {})[row.key] = None
        self._by_state.setdefault(row.state, {})[row.key] = None
        newest = self._newest.get(row.subscription)
        self._newest[row.subscription] = row.due if newest is None else max(newest, row.due)

    def select(
        self, channel: Channel | None = None, states: Sequence[State] = (), newest: int | None = None
    ) -> tuple[Delivery, ...]:
        """Return rows by slot, oldest first; of one channel, in some states, so many of the newest, where given."""
        keys: Iterable[str]
        if channel is not None:
            keys = self._by_channel.get(channel, {})
        elif states:
            keys = [key for state in dict.fromkeys(states) for key in self._by_state.get(state, {})]
        else:
            keys = self._rows
        found = (self._rows[key] for key in keys)
        rows = sorted((r for r in found if not states or r.state in states), key=lambda r: (r.due, r.key))
        return tuple(rows if newest is None else rows[max(len(rows) - newest, 0) :])

    def newest(self, subscription: str) -> datetime | None:
        """Return the instant of a subscription's newest slot."""
        return self._newest.get(subscription)
