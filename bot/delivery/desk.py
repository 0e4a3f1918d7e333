"""What people decide about deliveries: a post taken back, a doubt settled, everything held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from .. import errors
from ..domain.ledger import OPEN, Channel, Delivery, Receipt, Subscription
from ..domain.ports import Clock, Publisher, Store, Verdict, Wordbook
from . import notices
from .attempt import first
from .waits import HOLD


class PostDesk:
    """Implements the port `Desk`. `publisher` finds the one of a platform that is up; `wake` lets what is due go out."""

    def __init__(
        self,
        store: Store,
        wordbook: Wordbook,
        clock: Clock,
        publisher: Callable[[str], Publisher | None],
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._wordbook = wordbook
        self._clock = clock
        self._publisher = publisher
        self._wake = wake

    async def take_back(self, row: Delivery, by: str) -> Delivery:
        """See Desk."""
        publisher = self._publisher(row.channel.platform)
        if publisher is None:
            raise errors.NotSent(f"{row.channel.platform} is not connected")
        if row.state in OPEN:
            # What is still to come of it shall not come either; what is in doubt of it cannot be taken away.
            if row.state == "sending":
                raise errors.NotSent("it is being sent just now")
            ended = row.ended(
                "skipped" if row.state == "unknown" else "cancelled", self._clock(), f"taken back by {by}"
            )
            if not await self._store.advance(row, ended):
                raise errors.NotSent("it is being sent just now")
            row = ended
        removed, failure, ways = await self._remove(row, publisher)
        if not removed and failure is not None:
            raise failure
        said = f"taken back by {by}" + (f" ({', '.join(sorted(ways))})" if ways else "")
        while True:
            after = row.taken_back(self._clock(), f"{said}: {failure}" if failure else said, removed)
            if await self._store.advance(row, after):
                return after
            # Where it has moved meanwhile, or somebody else has taken less of it back, what is gone is gone all the same.
            current = await self._store.delivery(row.key)
            if current is None or all(current.parts[index].gone for index in removed):
                return current or after
            row = current

    async def _remove(
        self, row: Delivery, publisher: Publisher
    ) -> tuple[set[int], errors.DeliveryError | None, set[Literal["deleted", "replaced"]]]:
        """Remove the parts that readers still have, the last one first; return which, and what went wrong with others."""
        subscription = await self._store.subscription(row.subscription)
        instead = notices.taken_back(self._wordbook(subscription.language if subscription else "ja"))
        removed: set[int] = set()
        ways: set[Literal["deleted", "replaced"]] = set()
        failure: errors.DeliveryError | None = None
        for index, part in reversed(tuple(enumerate(row.parts))):
            if not part.message_id or part.gone:
                continue
            try:
                ways.add(await publisher.remove(row.channel, part, instead, first=first(row, index)))
                removed.add(index)
            except errors.DeliveryError as error:
                failure = error
        return removed, failure, ways

    async def settle(self, row: Delivery, verdict: Verdict, by: str) -> Delivery | None:
        """See Desk."""
        current: Delivery | None = row
        # It may have moved, or have been noted as asked, since it was read: what is said of it stands, but of this attempt alone.
        while current is not None and current.doubted_as(row):
            after = settled(current, verdict, by, self._clock())
            if await self._store.advance(current, after):
                self._wake()
                return after
            current = await self._store.delivery(row.key)
        return None

    async def resume(self, subscription: Subscription) -> None:
        """See Desk."""
        await self._store.pause(subscription.id, None)
        self._wake()

    async def called(self, channel: Channel) -> str | None:
        """See Desk."""
        publisher = self._publisher(channel.platform)
        return None if publisher is None else await publisher.called(channel)

    async def hold(self, by: str) -> None:
        """See Desk."""
        if await self._store.note(HOLD) is None:
            await self._store.set_note(HOLD, f"{by}, {self._clock().isoformat(timespec='minutes')}")

    async def release(self) -> bool:
        """See Desk."""
        held = await self._store.note(HOLD) is not None
        if held:
            await self._store.set_note(HOLD, None)
            self._wake()
        return held

    async def held(self) -> str | None:
        """See Desk."""
        return await self._store.note(HOLD)


def settled(row: Delivery, verdict: Verdict, by: str, now: datetime) -> Delivery:
    """Return what becomes of an unknown row by a person's word: what they want posted is, however late they say so."""
    match verdict:
        case "there":
            return replace(row.received(Receipt("", f"seen there by {by}"), now), wanted=now)
        case "post":
            return replace(row.retrying(None, now, f"sent again by the word of {by}"), wanted=now)
        case "skip":
            return row.ended("skipped", now, f"left as it is by the word of {by}")
