"""The ledger of a data directory: rows in memory, over the journal, and those of closed months in the archive.

A row that is in both is as the journal has it. It gets there by a crash between the archive's commit and the journal's, or by a
change of an archived row; the next `archive` puts it in the place of the older one.

Between its last look at the state and the end of its change a verb awaits nothing, so that its condition still holds when it acts.
What the archive was asked is asked again where rows have crossed over, or a channel has moved, while it answered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar

from ..domain.ledger import OPEN, Channel, Delivery, Shown, State, Subscription
from .archive import Archive
from .archive_file import ArchiveBusy, Seen, Standing, Stored
from .journal import Journal
from .ledger_index import LedgerIndex, order
from .places import TABLE as PLACES
from .places import Places
from .replay import Change

R = TypeVar("R")
AT_ONCE = 1000  # rows that are archived by one commit
# A slot is where the zone database says; a new one of these may move it by a day.
_SLACK = timedelta(days=2)

log = logging.getLogger(__name__)


def standing_in(journal: Journal) -> tuple[str, int] | None:
    """Return which archive a journal knows of, and how many rows of it."""
    row = journal.state.get("archive", {}).get("archive")
    return None if row is None else (row["generation"], row["rows"])


class StoredLedger:
    """The verbs of `Store` that concern deliveries."""

    def __init__(self, journal: Journal, archive: Archive, subscription: Callable[[str], Subscription | None]) -> None:
        state = journal.state
        self._subscription = subscription
        self._journal = journal
        self._archive = archive
        newest = {row["id"]: datetime.fromisoformat(row["due"]) for row in state.get("slots", {}).values()}
        self._index = LedgerIndex(state.get("deliveries", {}).values(), newest)
        self._places = Places(archive.places, state.get(PLACES, {}).values())
        self._crossings = 0
        self._archiving = asyncio.Lock()

    @property
    def rows(self) -> int:
        """How many deliveries are recorded; one that was archived and changed since counts twice until it is archived again."""
        return len(self._index) + (self._archive.standing.rows if self._archive.standing else 0)

    async def _settled(self, ask: Callable[[], Awaitable[R]]) -> R:
        """Ask the archive until nothing has crossed over meanwhile."""
        while True:
            before = self._crossings
            answer = await ask()
            if before == self._crossings:
                return answer

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """See Store."""

        def unknown() -> dict[str, Delivery]:
            return {row.key: row for row in deliveries if row.key not in self._index}

        old = [row.key for row in unknown().values() if self._may_be_archived(row)]
        archived = await self._settled(lambda: self._archive.present(old)) if old else ()
        new = {
            key: row.of(self._subscription(row.subscription)) for key, row in unknown().items() if key not in archived
        }
        self._journal.append([("deliveries", key, row) for key, row in new.items()])
        for row in new.values():
            self._index.put(row)
        await self._journal.durable()
        return len(new)

    def _may_be_archived(self, row: Delivery) -> bool:
        standing = self._archive.standing
        return standing is not None and row.due <= standing.newest + _SLACK

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        """See Store."""
        if await self.delivery(before.key) != before:
            return False
        self._journal.append([("deliveries", after.key, after)])
        if after.key not in self._index:
            self._crossings += 1
        self._index.put(after)
        await self._journal.durable()
        return True

    async def delivery(self, key: str) -> Delivery | None:
        """See Store."""
        if key not in self._index and self._archive.standing:
            found = await self._settled(lambda: self._archive.get(key))
            if found is not None and key not in self._index:
                return self._places.follow(found.place, found.moves, found.row)
        return self._index.get(key)

    async def deliveries(
        self, channel: Channel | None, states: Sequence[State], newest: int | None
    ) -> Sequence[Delivery]:
        """See Store."""

        def ask() -> Awaitable[list[Stored]]:
            places = None if channel is None else self._places.of(channel)
            return self._archive.select(places, states, newest, self._index)

        if (states and set(states) <= set(OPEN)) or not self._archive.standing:
            return self._index.select(channel, states, newest)
        archived = [self._places.follow(s.place, s.moves, s.row) for s in await self._settled(ask)]
        mine = self._index.select(channel, states, newest)
        rows = sorted((*(row for row in archived if row.key not in self._index), *mine), key=order)
        return tuple(rows if newest is None else rows[max(len(rows) - newest, 0) :])

    async def history(self, channel: Channel) -> Sequence[Shown]:
        """See Store."""
        found: Sequence[Seen] = self._index.seen(channel)
        if self._archive.standing and self._places.of(channel):
            archived = await self._settled(lambda: self._archive.seen(self._places.of(channel), self._index))
            known = (each for each in archived if each.key not in self._index)
            found = sorted((*known, *self._index.seen(channel)))
        return tuple(chain.from_iterable(row.shown for row in found))

    async def archive(self, before: datetime) -> int:
        """See Store. First they are in both, then in the archive alone: a crash between is no loss."""
        async with self._archiving:
            rows = self._index.closed(before, AT_ONCE)
            if not rows:
                return 0
            stored = [Stored(*self._places.current(row.channel), row) for row in rows]
            try:
                standing = await self._archive.keep(stored)
            except ArchiveBusy as error:
                log.warning("%s", error)
                return 0
            # What changed or moved meanwhile stays as it is, and is archived another time.
            gone = [row for row in rows if self._index.get(row.key) is row]
            self._journal.append(self._crossing(gone, standing))
            for row in gone:
                self._index.remove(row)
            self._crossings += 1
            await self._journal.durable()
            return len(gone)

    def _crossing(self, gone: Sequence[Delivery], standing: Standing) -> list[Change]:
        """Return the changes that take rows out of the journal, with what has to be known of them without a look at a disk."""
        slots = {row.subscription: self._index.newest(row.subscription) for row in gone}
        return [
            *(("deliveries", row.key, None) for row in gone),
            *(("slots", id_, {"id": id_, "due": due.isoformat()}) for id_, due in slots.items() if due is not None),
            ("archive", "archive", {"id": "archive", "generation": standing.generation, "rows": standing.rows}),
        ]

    def last_slot(self, subscription: str) -> datetime | None:
        """See Store."""
        return self._index.newest(subscription)

    def moving(self, old: Channel, new: Channel) -> list[Change]:
        """Return the changes by which all rows of a channel, archived ones too, are of another; see `moved`."""
        mine: list[Change] = [("deliveries", row.key, row.moved(new)) for row in self._index.select(old)]
        return mine + self._places.moving(old, new)

    def moved(self, old: Channel, new: Channel) -> None:
        """Take note that the journal has those changes."""
        for row in self._index.select(old):
            self._index.put(row.moved(new))
        self._places.moved(old, new)
        self._crossings += 1
