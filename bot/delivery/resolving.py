"""Deliveries of which nobody knows the end: found out, not guessed.

A part that may be sent again under the same nonce is; else the channel is looked at; and where nothing can be known, the
operator's policy decides, or the channel's admins do.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from .. import errors
from ..domain.ledger import Delivery, Subscription
from ..domain.ports import Clock, Publisher, Store, Wordbook
from . import consequence, notices, retry
from .attempt import Attempt, first, nonce, told
from .circuit import Outcome
from .consequence import Change
from .watch import Nobody, Watch

log = logging.getLogger(__name__)

# When somebody is looked for again who can be asked, and when a channel is looked at again that the bot may not look at.
UNHEARD = timedelta(minutes=30)
# How many of the latest rows of a channel are looked through for the last message that is known in it.
_BACK = 20


async def settle_orphans(store: Store, now: datetime) -> list[Delivery]:
    """Mark as `unknown` what was in flight when the last process ended; return those rows."""
    settled: list[Delivery] = []
    for row in await store.deliveries(states=("sending",)):
        after = row.unknown(None, now, "the program ended while this was being sent")
        if await store.advance(row, after):
            settled.append(after)
    return settled


def _age(row: Delivery, now: datetime) -> timedelta:
    return max(now - row.doubted_since(now), timedelta())


class Resolver:
    """Finds out what became of unknown rows."""

    def __init__(
        self,
        store: Store,
        wordbook: Wordbook,
        clock: Clock,
        policy: retry.Policy,
        attempt: Attempt,
        watch: Watch | None = None,
    ) -> None:
        self._store = store
        self._wordbook = wordbook
        self._clock = clock
        self._policy = policy
        self._attempt = attempt
        self._watch = watch or Nobody()

    async def resolve(self, row: Delivery, subscription: Subscription, publisher: Publisher) -> Outcome | None:
        """Resolve a row as far as it can be now; return how the platform behaved, or None where it was not asked."""
        now = self._clock()
        since = row.doubted_since(now)
        age = _age(row, now)
        if publisher.repeatable(row.channel, age):
            # Its turn may come when the platform knows it no more.
            still = lambda: publisher.repeatable(row.channel, _age(row, self._clock()))  # noqa: E731
            return await self._attempt.make(row, subscription, publisher, still)
        if age < retry.SETTLE:
            await self._store.advance(row, row.put_off(since + retry.SETTLE))
            return None
        part = row.parts[row.next_part]
        try:
            found = await publisher.look(
                row.channel,
                part,
                nonce=nonce(row),
                since=since,
                after=await self._last_message(row, since),
                first=first(row, row.next_part),
            )
        except errors.NotSent as error:
            wait = max(retry.backoff(row.attempts), retry.pause(error.retry_after))
            await self._store.advance(row, row.unknown(now + wait, now, str(error)))
            return consequence.outcome(error)
        except errors.DeliveryError as error:
            if isinstance(error, errors.ChannelLost) and age < retry.COMPLETE:
                # When the bot may look there again it need not be guessed.
                await self._store.advance(row, row.unknown(now + UNHEARD, now, str(error)))
            else:
                await self._by_policy(row, subscription, publisher, str(error))
            return None
        after = row.received(found, now) if found else row.retrying(None, now, "it was looked for, and is not there")
        if await self._store.advance(row, after):
            self._watch.resolved(row.channel.platform, "found" if found else "absent")
            log.info("resolved by looking", extra=told(after, found=found is not None))
        return "worked"

    async def _last_message(self, row: Delivery, since: datetime) -> str | None:
        """Return the newest message of ours that was known in the row's chat at `since`: before it nothing has to be looked for.

        A later edition may have gone out meanwhile: its messages say nothing of where this one would be.
        """
        ids: list[str] = []
        for other in await self._store.deliveries(row.channel, newest=_BACK):
            ids += [part.message_id for part in other.parts if part.message_id and part.at and part.at <= since]
        return max(ids, key=lambda id_: (len(id_), id_), default=None)

    async def _by_policy(self, row: Delivery, subscription: Subscription, publisher: Publisher, why: str) -> None:
        now = self._clock()
        match self._policy.on_unknown:
            case "resend":
                after = row.retrying(None, now, f"sent again, perhaps twice: {why}")
            case "skip":
                after = row.ended("skipped", now, f"not sent again, perhaps lost: {why}")
            case "ask":
                if await self._store.delivery(row.key) != row:
                    return  # it was settled, or has moved, while it was looked for
                change = await self._ask(row, subscription, publisher, now)
                current = await self._store.delivery(row.key)
                if current is None or not current.doubted_as(row):
                    return  # whoever was told first has answered
                row, after = current, change(current)
        met = after.state != "unknown" or after.asked is not None
        if await self._store.advance(row, after) and met:
            self._watch.resolved(row.channel.platform, self._policy.on_unknown)
            log.warning("nobody can know whether it is there", extra=told(after, error=why))

    async def _ask(self, row: Delivery, subscription: Subscription, publisher: Publisher, now: datetime) -> Change:
        """Show the admins the edition and ask them; try again later where they cannot be asked at present.

        Return what becomes of the row, which may have moved meanwhile.
        """
        try:
            reached = await publisher.tell(subscription, notices.asked(row, self._wordbook(subscription.language)))
        except errors.NotSent as error:
            wait = max(retry.backoff(row.attempts), retry.pause(error.retry_after))
            return lambda current: current.unknown(now + wait, now, row.error)
        if not reached:
            # As where the bot was thrown out, or nobody has written to it yet: that may change.
            log.warning("nobody could be asked: settle it with `kawaraban resolve`", extra=told(row))
            return lambda current: current.unknown(now + UNHEARD, now, row.error)
        return lambda current: current.asking(now)
