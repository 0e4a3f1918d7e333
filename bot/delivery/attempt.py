"""One delivery: composed, fixed, sent part by part, each receipt kept.

The order is what keeps the promise "never silently lost, never blindly sent twice": the row says `sending`, with the
parts, before the first byte goes out; the receipt is durable before the next part goes. The turn under the platform's limits is
waited for before that, so that nothing says `sending` for longer than it takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

from .. import errors
from ..domain import picking
from ..domain.ledger import Channel, Delivery, Part, Pause, Subscription
from ..domain.ports import Clock, Library, Publisher, Store, Wordbook
from . import consequence, edition, retry
from .circuit import Outcome
from .waits import HELD, PAUSED, Waits
from .watch import Nobody, Watch, ended

log = logging.getLogger(__name__)


def nonce(row: Delivery) -> str:
    """Return what names the next part for good."""
    return f"{row.key}/{row.next_part}"


def first(row: Delivery, index: int) -> str | None:
    """Return the message id of a row's first part, for the part at `index` that goes with it."""
    return row.parts[0].message_id if index else None


class Attempt:
    """Attempts deliveries, one call each; whatever becomes of one is in its row."""

    def __init__(
        self,
        store: Store,
        library: Library,
        wordbook: Wordbook,
        clock: Clock,
        policy: retry.Policy,
        waits: Waits,
        watch: Watch | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._wordbook = wordbook
        self._clock = clock
        self._policy = policy
        self._waits = waits
        self._watch = watch or Nobody()

    async def make(
        self,
        row: Delivery,
        subscription: Subscription,
        publisher: Publisher,
        still: Callable[[], bool] = lambda: True,
    ) -> Outcome | None:
        """Attempt a row that waits; return how the platform behaved, or None where it was not asked.

        Nothing is sent where, when its turn has come, `still` tells that it may not go out any more, or people have stopped it.
        """
        fixed = await self._fixed(row, subscription, publisher)
        if fixed is None:
            return None
        outcome: Outcome | None = None
        while True:
            try:
                # Each part waits for a turn of its own.
                async with publisher.turn(row.channel):
                    if reason := await self._stopped(row):
                        if row.state == "sending":
                            await self._keep_rest(row, None, reason)
                        return outcome
                    if row.state != "sending":
                        if not still():
                            return outcome
                        before, row = row, row.sending(*fixed, self._clock())
                        if not await self._store.advance(before, row):
                            return outcome
                    row, outcome = await self._send(row, subscription, publisher)
            except errors.NotSent as error:  # the turn is too far off
                await self._wait_for_turn(row, error)
                return outcome
            if row.state != "sending":
                return outcome

    async def _fixed(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> edition.Fixed | None:
        """Return what is sent: as it was fixed before, or composed now; None where that cannot be, which is recorded."""
        if row.parts:
            return row.picks, row.parts
        try:
            return await self._compose(row, subscription, publisher)
        except errors.StoreError:
            raise
        except Exception as error:
            # One that cannot even be composed does not hold up those behind it.
            log.exception("cannot be composed", extra=told(row))
            await self._store.advance(row, row.ended("refused", self._clock(), f"{type(error).__name__}: {error}"))
            return None

    async def _compose(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> edition.Fixed | None:
        """Compose the edition anew, from the corpus as it is now; None if there is nothing to say, which is recorded."""
        corpus, words = self._library.snapshot, self._wordbook(subscription.language)
        day = date.fromisoformat(row.slot[:10])
        picks = picking.compose(corpus, subscription, await self._store.history(row.channel), day)
        if not picks:
            await self._store.advance(row, row.ended("skipped", self._clock(), "no entry fits this channel today"))
            return None
        return edition.fit(picks, corpus, words, day, publisher.render)

    async def _stopped(self, row: Delivery) -> str | None:
        """Return why a row may not go out any more, where that came while its turn was waited for."""
        if await self._waits.held():
            return HELD
        subscription = await self._store.subscription(row.subscription)
        if subscription is None:
            return "the channel unsubscribed"
        # A doubt is looked into also in a channel that is paused.
        return PAUSED if subscription.paused and row.state != "unknown" else None

    async def _wait_for_turn(self, row: Delivery, error: errors.NotSent) -> None:
        """Put a row off until its turn."""
        until = self._clock() + retry.pause(error.retry_after)
        if row.state == "sending":
            await self._keep_rest(row, until, str(error))
        else:
            await self._store.advance(row, row.put_off(until))

    async def _keep_rest(self, row: Delivery, until: datetime | None, reason: str) -> None:
        """Put back the rest of an edition that has begun: it is certainly not sent yet."""
        now = self._clock()
        await self._settle(row, lambda current: current.retrying(until, now, reason, attempted=False))

    async def _send(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> tuple[Delivery, Outcome]:
        """Send the next part; return the row as it is then, and how the platform behaved."""
        index, begun = row.next_part, time.monotonic()
        failure: errors.DeliveryError | None = None
        try:
            receipt = await publisher.send(
                row.channel, row.parts[index], nonce=nonce(row), silent=index > 0, first=first(row, index)
            )
        except errors.DeliveryError as error:
            failure = error
        except Exception as error:
            # What nobody foresaw says nothing about delivery.
            log.exception("a fault of ours while sending", extra=told(row))
            failure = errors.Uncertain(f"{type(error).__name__}: {error}")
        self._watch.attempted(publisher.platform, ended(failure), time.monotonic() - begun)
        if failure is not None:
            return await self._failed(row, subscription, publisher, failure)
        after = await self._settle(row, lambda current: current.received(receipt, self._clock()))
        if receipt.note:
            log.warning("sent otherwise than asked", extra=told(row, error=receipt.note))
        if after.state == "sent":
            log.info("sent", extra=told(after))
        await self._waits.clear(row.channel, self._clock())
        return after, "worked"

    async def _settle(self, row: Delivery, change: Callable[[Delivery], Delivery]) -> Delivery:
        """Record what became of a row in flight, also where its channel got a new id meanwhile; return it as it is then."""
        while True:
            current = await self._store.delivery(row.key)
            if current is None or current.state != "sending":
                return current or row
            after = change(current)
            if await self._store.advance(current, after):
                return after

    async def _failed(
        self, row: Delivery, subscription: Subscription, publisher: Publisher, error: errors.DeliveryError
    ) -> tuple[Delivery, Outcome]:
        """Record what a failure means; return the row as it is then, and how the platform behaved."""
        now, grace = self._clock(), self._policy.grace
        shorter: Sequence[Part] = ()
        followed = False
        match error:
            case errors.ChannelMoved(chat=chat):
                followed = await self._follow(row, Channel(row.channel.platform, chat, row.channel.thread))
                if not followed:  # to try this one again would only be told the same
                    await self._pause(subscription, Pause(str(error), now, "moved"))
            case errors.ChannelLost(cause=cause):
                await self._pause(subscription, Pause(str(error), now, cause))
            case errors.TooLong():
                shorter = publisher.split(row.parts[row.next_part])
            case errors.NotSent(retry_after=float() | int() as seconds, scope="chat" | "platform" as scope):
                until = now + retry.pause(seconds)
                await self._waits.set(row.channel, until, now, whole_platform=scope == "platform")
        after = await self._settle(row, consequence.change(row, error, now, grace, shorter=shorter, followed=followed))
        log.warning("not sent", extra=told(after, error=str(error)))
        return after, consequence.outcome(error)

    async def _pause(self, subscription: Subscription, pause: Pause) -> None:
        """Pause a channel, unless it is paused already: of that its admins may have been told."""
        current = await self._store.subscription(subscription.id)
        if current is not None and current.paused is None:
            await self._store.pause(subscription.id, pause)

    async def _follow(self, row: Delivery, moved: Channel) -> bool:
        """Follow a channel to its new id; True also where the platform's own news of the move came first."""
        if await self._store.move(row.channel, moved):
            log.warning("a channel has a new id; its subscription goes with it", extra=told(row, now=moved.key))
            return True
        # Looked at after the move was tried, for until then the news may come.
        current = await self._store.delivery(row.key)
        return current is not None and current.channel == moved != row.channel


def told(row: Delivery, **more: object) -> dict[str, object]:
    """Return what a log line says of a row: never its text."""
    said: dict[str, object] = {
        "delivery": row.key,
        "channel": row.channel.key,
        "state": row.state,
        "attempts": row.attempts,
    }
    return {**said, **more}
