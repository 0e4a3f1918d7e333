"""Channels that were lost: their admins are told once, and they come back by themselves when the bot may write again."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from .. import errors
from ..domain.ledger import Pause, Subscription
from ..domain.ports import Clock, Publisher, Store, Wordbook
from . import notices

log = logging.getLogger(__name__)

# How often a platform is asked whether a lost channel is back, and of how many in one look.
EVERY = timedelta(minutes=30)
AT_ONCE = 20


class Recovery:
    """Looks after paused subscriptions of a platform that is up."""

    def __init__(self, store: Store, wordbook: Wordbook, clock: Clock) -> None:
        self._store = store
        self._wordbook = wordbook
        self._clock = clock
        self._looked: dict[str, datetime] = {}

    async def look_after(self, publisher: Publisher) -> bool:
        """Tell admins what they were not told yet, and resume channels that may be written to again.

        Return whether a channel was resumed. Ends early where the platform cannot be asked at present.
        """
        resumed = False
        asked = 0
        for subscription in await self._store.subscriptions():
            pause = subscription.paused
            if pause is None or subscription.channel.platform != publisher.platform:
                continue
            try:
                if not pause.told:
                    await self._tell(subscription, pause, publisher)
                elif asked < AT_ONCE and self._is_time(subscription, pause):
                    asked += 1
                    resumed |= await self._resumes(subscription, publisher)
            except errors.NotSent:
                break
            except errors.DeliveryError as error:
                log.info("a lost channel cannot be asked about", extra=_told(subscription, error=str(error)))
        return resumed

    async def _tell(self, subscription: Subscription, pause: Pause, publisher: Publisher) -> None:
        words = self._wordbook(subscription.language)
        reached = await publisher.tell(subscription, notices.paused(subscription, words))
        now = await self._store.subscription(subscription.id)
        if now is not None and now.paused == pause:
            await self._store.pause(subscription.id, Pause(pause.reason, pause.at, pause.cause, told=True))
        self._looked[subscription.id] = self._clock()
        log.warning("paused", extra=_told(subscription, cause=pause.cause, reached=reached, error=pause.reason))

    def _is_time(self, subscription: Subscription, pause: Pause) -> bool:
        last = self._looked.get(subscription.id, pause.at)
        now = self._clock()
        return pause.cause != "moved" and (now - last >= EVERY or now < last)

    async def _resumes(self, subscription: Subscription, publisher: Publisher) -> bool:
        self._looked[subscription.id] = self._clock()
        if not await publisher.permitted(subscription.channel):
            return False
        await self._store.pause(subscription.id, None)
        self._looked.pop(subscription.id, None)
        log.info("resumed", extra=_told(subscription))
        return True


def _told(subscription: Subscription, **more: object) -> dict[str, object]:
    return {"subscription": subscription.id, "channel": subscription.channel.key, **more}
