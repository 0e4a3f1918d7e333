"""The store's twin in memory: for tests, and for a run that shall leave nothing behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from ..domain.ledger import Channel, Delivery, Pause, Shown, State, Subscription, history
from ..domain.ports import Draft, Offer
from .ledger_index import LedgerIndex
from .tallies import Tallies


class MemoryStore:
    """Implements the port `Store` over dictionaries; gone with the process."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, Subscription] = {}
        self._deliveries = LedgerIndex()
        self._drafts: dict[str, Draft] = {}
        self._added: dict[str, Draft] = {}
        self._offers: dict[str, Offer] = {}
        self._notes: dict[str, str] = {}
        self._tallies = Tallies()

    async def subscribe(self, subscription: Subscription) -> Subscription:
        """See Store."""
        return self._of(subscription.channel) or self._subscriptions.setdefault(subscription.id, subscription)

    def _of(self, channel: Channel) -> Subscription | None:
        return next((s for s in self._subscriptions.values() if s.channel == channel), None)

    async def unsubscribe(self, channel: Channel) -> Subscription | None:
        """See Store."""
        present = self._of(channel)
        return self._subscriptions.pop(present.id) if present else None

    async def subscription(self, subscription: str) -> Subscription | None:
        """See Store."""
        return self._subscriptions.get(subscription)

    async def subscription_of(self, channel: Channel) -> Subscription | None:
        """See Store."""
        return self._of(channel)

    async def subscriptions(self) -> Sequence[Subscription]:
        """See Store."""
        return tuple(self._subscriptions.values())

    async def pause(self, subscription: str, pause: Pause | None) -> bool:
        """See Store."""
        if subscription not in self._subscriptions:
            return False
        self._subscriptions[subscription] = replace(self._subscriptions[subscription], paused=pause)
        return True

    async def move(self, old: Channel, new: Channel) -> bool:
        """See Store."""
        present = self._of(old)
        if present is None or self._of(new):
            return False
        self._subscriptions[present.id] = replace(present, channel=new)
        for row in self._deliveries.select(old):
            self._deliveries.put(row.moved(new))
        return True

    async def enqueue(self, deliveries: Sequence[Delivery]) -> int:
        """See Store."""
        new = {row.key: row for row in deliveries if self._deliveries.get(row.key) is None}
        for row in new.values():
            self._deliveries.put(row.of(self._subscriptions.get(row.subscription)))
        return len(new)

    async def advance(self, before: Delivery, after: Delivery) -> bool:
        """See Store."""
        if self._deliveries.get(before.key) != before:
            return False
        self._deliveries.put(after)
        return True

    async def delivery(self, key: str) -> Delivery | None:
        """See Store."""
        return self._deliveries.get(key)

    async def deliveries(
        self, channel: Channel | None = None, states: Sequence[State] = (), newest: int | None = None
    ) -> Sequence[Delivery]:
        """See Store."""
        return self._deliveries.select(channel, states, newest)

    async def history(self, channel: Channel) -> Sequence[Shown]:
        """See Store."""
        return history(self._deliveries.select(channel))

    async def archive(self, before: datetime) -> int:  # noqa: ARG002  # the port's
        """See Store. Memory is all there is."""
        return 0

    async def last_slot(self, subscription: str) -> datetime | None:
        """See Store."""
        return self._deliveries.newest(subscription)

    async def stage(self, draft: Draft) -> None:
        """See Store."""
        self._drafts[draft.id] = draft

    async def draft(self, draft: str) -> Draft | None:
        """See Store."""
        return self._drafts.get(draft)

    async def publish(self, draft: str) -> Draft | None:
        """See Store."""
        found = self._drafts.pop(draft, None)
        if found:
            self._added[found.id] = found
        return found

    async def discard(self, draft: str) -> bool:
        """See Store."""
        return self._drafts.pop(draft, None) is not None

    async def added(self) -> Sequence[Draft]:
        """See Store."""
        return tuple(self._added.values())

    async def offer(self, offer: Offer) -> None:
        """See Store."""
        for id_, present in tuple(self._offers.items()):
            same = (present.platform, present.user, present.channel) == (offer.platform, offer.user, offer.channel)
            if same and id_ != offer.id:
                del self._offers[id_]
        self._offers[offer.id] = offer

    async def offers(self, platform: str, user: str) -> Sequence[Offer]:
        """See Store."""
        return tuple(o for o in self._offers.values() if (o.platform, o.user) == (platform, user))

    async def close_offer(self, offer: str) -> Offer | None:
        """See Store."""
        return self._offers.pop(offer, None)

    async def note(self, name: str) -> str | None:
        """See Store."""
        return self._notes.get(name)

    async def set_note(self, name: str, value: str | None) -> None:
        """See Store."""
        if value is None:
            self._notes.pop(name, None)
        else:
            self._notes[name] = value

    async def tally(self, channel: Channel, day: date, subjects: Sequence[str]) -> None:
        """See Store."""
        self._tallies.count(channel, day, subjects)
        self._tallies.saved()

    async def tallies(self, channel: Channel, since: date) -> Mapping[str, int]:
        """See Store."""
        return self._tallies.since(channel, since)
