"""The store in a data directory: tables over a journal, an archive beside it, and the verbs of the port on top.

A verb changes memory and journal in one transaction and returns when that is on disk. Between its last look at the state
and the end of its transaction it awaits nothing, so that in one event loop its condition still holds when it acts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from ..domain.ledger import Channel, Delivery, Pause, Shown, State, Subscription
from ..domain.ports import Draft, Offer
from ..errors import StoreError
from . import opening, rows
from .archive import Archive
from .journal import Journal
from .ledger_store import StoredLedger
from .lock import writer_lock
from .tables import Database, JournalTable
from .tallies import Tallies, Tally

T = TypeVar("T", Draft, Offer, Tally)
JOURNAL = opening.JOURNAL


@asynccontextmanager
async def open_store(directory: Path, said: Callable[[str], None]) -> AsyncIterator[TinyStore]:
    """Open the store for writing, as the one writer of `directory`; `said` gets a line when something was left out.

    Raises StoreLocked, StoreDamaged, StoreNewer or StoreUnwritable.
    """
    with writer_lock(directory), opening.for_writing(directory, said) as (journal, archive):
        store = TinyStore(journal, archive)
        try:
            yield store
        finally:
            with suppress(StoreError):  # a journal that takes no more has said so before
                store.save_tallies()


def read_store(directory: Path) -> TinyStore:
    """Read the store as it stands on disk, beside its writer or without one; it refuses every change."""
    return TinyStore(*opening.for_reading(directory))


class TinyStore:
    """Implements the port `Store`. Documents are the rows of the domain, as JSON."""

    def __init__(self, journal: Journal, archive: Archive) -> None:
        self._path = journal.path
        self._journal = journal
        self._db = Database(journal)
        self._drafts = self._db.table("drafts", key="id")
        self._added = self._db.table("added", key="id")
        self._offers = self._db.table("offers", key="id")
        self._notes = self._db.table("notes", key="name")
        self._counts = self._db.table("tallies", key="id")
        self._ledger = StoredLedger(journal, archive, self._by_id)
        self._ids = {each.channel: each.id for each in self._subscriptions.values()}
        self._tallies = Tallies(self._all(self._counts, Tally))

    @property
    def rows(self) -> int:
        """How many deliveries are recorded, archived ones too; for those who watch."""
        return self._ledger.rows

    @property
    def _subscriptions(self) -> Mapping[str, Subscription]:
        return self._journal.state.get("subscriptions", {})  # type: ignore[return-value]  # as `rows.KINDS` says

    def _read(self, table: JournalTable, kind: type[T], document: Any) -> T:
        try:
            return rows.load(kind, document)
        except ValueError as error:
            raise StoreError(f"{self._path}: a row of {table.name}: {error}") from error

    def _all(self, table: JournalTable, kind: type[T]) -> tuple[T, ...]:
        return tuple(self._read(table, kind, document) for document in table)

    def _one(self, table: JournalTable, kind: type[T], key: str) -> T | None:
        document = table.by_key(key)
        return None if document is None else self._read(table, kind, document)

    async def subscribe(self, subscription: Subscription) -> Subscription:
        """See Store."""
        present = self._of(subscription.channel) or self._subscriptions.get(subscription.id)
        if present is None:
            self._journal.append([("subscriptions", subscription.id, subscription)])
            self._ids[subscription.channel] = subscription.id
        await self._journal.durable()
        return present or subscription

    def _by_id(self, subscription: str) -> Subscription | None:
        return self._subscriptions.get(subscription)

    def _of(self, channel: Channel) -> Subscription | None:
        id_ = self._ids.get(channel)
        return None if id_ is None else self._subscriptions.get(id_)

    async def unsubscribe(self, channel: Channel) -> Subscription | None:
        """See Store."""
        present = self._of(channel)
        if present:
            self._journal.append([("subscriptions", present.id, None)])
            del self._ids[channel]
        await self._journal.durable()
        return present

    async def subscription(self, subscription: str) -> Subscription | None:
        """See Store."""
        return self._subscriptions.get(subscription)

    async def subscription_of(self, channel: Channel) -> Subscription | None:
        """See Store."""
        return self._of(channel)

    async def subscriptions(self) -> Sequence[Subscription]:
        """See Store. Every tick asks: what was counted is saved with it, and a journal that has refused a write is known
        then, whoever's write it was.
        """
        self.save_tallies()
        await self._journal.durable()
        return tuple(self._subscriptions.values())

    async def pause(self, subscription: str, pause: Pause | None) -> bool:
        """See Store."""
        present = self._subscriptions.get(subscription)
        if present is None:
            return False
        self._journal.append([("subscriptions", subscription, replace(present, paused=pause))])
        await self._journal.durable()
        return True

    async def move(self, old: Channel, new: Channel) -> bool:
        """See Store."""
        present = self._of(old)
        if present is None or self._of(new):
            return False
        subscription = replace(present, channel=new)
        self._journal.append([("subscriptions", present.id, subscription), *self._ledger.moving(old, new)])
        self._ledger.moved(old, new)
        self._ids[new] = self._ids.pop(old)
        await self._journal.durable()
        return True

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """See Store."""
        return await self._ledger.enqueue(deliveries)

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        """See Store."""
        return await self._ledger.advance(before, after)

    async def delivery(self, key: str) -> Delivery | None:
        """See Store."""
        return await self._ledger.delivery(key)

    async def deliveries(
        self, channel: Channel | None = None, states: Sequence[State] = (), newest: int | None = None
    ) -> Sequence[Delivery]:
        """See Store."""
        return await self._ledger.deliveries(channel, states, newest)

    async def history(self, channel: Channel) -> Sequence[Shown]:
        """See Store."""
        return await self._ledger.history(channel)

    async def archive(self, before: datetime) -> int:
        """See Store."""
        return await self._ledger.archive(before)

    async def last_slot(self, subscription: str) -> datetime | None:
        """See Store."""
        return self._ledger.last_slot(subscription)

    async def stage(self, draft: Draft) -> None:
        """See Store."""
        with self._db.transaction():
            self._drafts.put(rows.document(draft))
        await self._db.durable()

    async def draft(self, draft: str) -> Draft | None:
        """See Store."""
        return self._one(self._drafts, Draft, draft)

    async def publish(self, draft: str) -> Draft | None:
        """See Store."""
        found = self._one(self._drafts, Draft, draft)
        if found:
            with self._db.transaction():
                self._drafts.remove(doc_ids=[draft])
                self._added.put(rows.document(found))
        await self._db.durable()
        return found

    async def discard(self, draft: str) -> bool:
        """See Store."""
        found = self._drafts.by_key(draft) is not None
        if found:
            with self._db.transaction():
                self._drafts.remove(doc_ids=[draft])
        await self._db.durable()
        return found

    async def added(self) -> Sequence[Draft]:
        """See Store."""
        return self._all(self._added, Draft)

    async def offer(self, offer: Offer) -> None:
        """See Store."""
        earlier = [
            o.id
            for o in await self.offers(offer.platform, offer.user)
            if o.channel == offer.channel and o.id != offer.id
        ]
        with self._db.transaction():
            self._offers.remove(doc_ids=earlier)
            self._offers.put(rows.document(offer))
        await self._db.durable()

    async def offers(self, platform: str, user: str) -> Sequence[Offer]:
        """See Store."""
        return self._offers_to(platform, user)

    def _offers_to(self, platform: str, user: str) -> tuple[Offer, ...]:
        return tuple(o for o in self._all(self._offers, Offer) if (o.platform, o.user) == (platform, user))

    async def close_offer(self, offer: str) -> Offer | None:
        """See Store."""
        found = self._one(self._offers, Offer, offer)
        if found:
            with self._db.transaction():
                self._offers.remove(doc_ids=[offer])
        await self._db.durable()
        return found

    async def note(self, name: str) -> str | None:
        """See Store."""
        document = self._notes.by_key(name)
        return None if document is None else str(document["value"])

    async def set_note(self, name: str, value: str | None) -> None:
        """See Store."""
        with self._db.transaction():
            if value is not None:
                self._notes.put({"name": name, "value": value})
            elif self._notes.by_key(name) is not None:
                self._notes.remove(doc_ids=[name])
        await self._db.durable()

    async def tally(self, channel: Channel, day: date, subjects: Sequence[str]) -> None:
        """See Store."""
        with self._db.transaction():
            pass  # a store that takes no more refuses this too, and not only when it is saved
        self._tallies.count(channel, day, subjects)

    async def tallies(self, channel: Channel, since: date) -> Mapping[str, int]:
        """See Store."""
        return self._tallies.since(channel, since)

    def save_tallies(self) -> None:
        """Give the journal one row for each channel and day that was counted; it is on disk after the next sync."""
        unsaved = tuple(self._tallies.unsaved())
        if not unsaved:
            return
        with self._db.transaction():
            for id_, tally in unsaved:
                if tally is not None:
                    self._counts.put(rows.document(tally))
                elif self._counts.by_key(id_) is not None:
                    self._counts.remove(doc_ids=[id_])
        self._tallies.saved()
