"""Channels that were lost: their admins are told once, and they come back by themselves when the bot may write again."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from .. import errors
from ..domain.ledger import Pause, Subscription
from ..domain.ports import Clock, Publisher, Store, Wordbook
from . import notices

log = logging.getLogger(__name__)

# How often a platform is asked whether a lost channel is back, and of how many in one look.
EVERY = timedelta(minutes=30)
AT_ONCE = 20
# Within it nobody is told again of the same cause: a platform may say that the bot can write, and then not let it.
AGAIN = timedelta(days=1)
# One that the platform could not be asked about is passed over for so long; after so many in one look, the platform is not there.
LATER = timedelta(minutes=5)
UNANSWERED = 3
# What befalls a topic with its chat.
_OF_THE_CHAT = ("removed", "no-right")


class Recovery:
    """Looks after paused subscriptions of a platform that is up."""

    def __init__(self, store: Store, wordbook: Wordbook, clock: Clock) -> None:
        self._store = store
        self._wordbook = wordbook
        self._clock = clock
        self._looked: dict[str, datetime] = {}
        self._unanswered: dict[str, datetime] = {}
        self._under_way: set[str] = set()

    async def look_after(self, publisher: Publisher) -> bool:
        """Tell admins what they were not told yet, and resume channels that may be written to again.

        Return whether a channel was resumed. Ends early where the platform cannot be asked at present; returns at once where
        it is looked after already, so that nobody is told by both.
        """
        if publisher.platform in self._under_way:
            return False
        self._under_way.add(publisher.platform)
        try:
            return await self._look_after(publisher)
        finally:
            self._under_way.discard(publisher.platform)

    async def _look_after(self, publisher: Publisher) -> bool:
        resumed = False
        asked = unanswered = 0
        for subscription in await self._store.subscriptions():
            pause = subscription.paused
            if pause is None or subscription.channel.platform != publisher.platform or self._is_later(subscription):
                continue
            if not await self._still(subscription, pause):
                continue  # it ended, or is another one, while others were told
            try:
                if not pause.told:
                    await self._tell(subscription, pause, publisher)
                elif asked < AT_ONCE and self._is_time(subscription, pause):
                    asked += 1
                    resumed |= await self._resumes(subscription, pause, publisher)
            except errors.NotSent:
                self._unanswered[subscription.id] = self._clock()
                unanswered += 1
                if unanswered == UNANSWERED:
                    break
            except errors.DeliveryError as error:
                log.info("a lost channel cannot be asked about", extra=_told(subscription, error=str(error)))
            except errors.StoreError:
                raise
            except Exception:
                # It keeps nobody else from being told, or from going on.
                self._unanswered[subscription.id] = self._clock()
                log.exception("a fault of ours while a lost channel was looked after", extra=_told(subscription))
        return resumed

    def _is_later(self, subscription: Subscription) -> bool:
        since = self._unanswered.get(subscription.id)
        return since is not None and timedelta() <= self._clock() - since < LATER

    async def _tell(self, subscription: Subscription, pause: Pause, publisher: Publisher) -> None:
        reached: int | None = None
        if not await self._was_told(subscription, pause):
            words = self._wordbook(subscription.language)
            reached = await publisher.tell(subscription, notices.paused(subscription, words))
            if reached:
                await self._store.set_note(_note(subscription), f"{pause.cause} {self._clock().isoformat()}")
        if await self._still(subscription, pause):
            await self._store.pause(subscription.id, replace(pause, told=True))
        self._looked[subscription.id] = self._clock()
        log.warning("paused", extra=_told(subscription, cause=pause.cause, reached=reached, error=pause.reason))

    async def _was_told(self, subscription: Subscription, pause: Pause) -> bool:
        """Tell whether its admins know of the same cause since a short while ago."""
        cause, _, at = (await self._store.note(_note(subscription)) or "").partition(" ")
        return cause == pause.cause and abs(self._clock() - datetime.fromisoformat(at)) < AGAIN

    async def _still(self, subscription: Subscription, pause: Pause) -> bool:
        now = await self._store.subscription(subscription.id)
        return now is not None and now.paused == pause

    def _is_time(self, subscription: Subscription, pause: Pause) -> bool:
        last = self._looked.get(subscription.id, pause.at)
        now = self._clock()
        return pause.cause != "moved" and (now - last >= EVERY or now < last)

    async def _resumes(self, subscription: Subscription, pause: Pause, publisher: Publisher) -> bool:
        self._looked[subscription.id] = self._clock()
        may = await publisher.permitted(subscription.channel)
        if may is None and subscription.channel.thread and pause.cause in _OF_THE_CHAT:
            may = True  # what does not show of a topic is whether it is open
        if not may or not await self._still(subscription, pause):
            return False
        await self._store.pause(subscription.id, None)
        self._looked.pop(subscription.id, None)
        log.info("resumed", extra=_told(subscription))
        return True


def _note(subscription: Subscription) -> str:
    return f"told/{subscription.id}"


def _told(subscription: Subscription, **more: object) -> dict[str, object]:
    return {"subscription": subscription.id, "channel": subscription.channel.key, **more}
