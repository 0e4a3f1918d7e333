"""The dispatcher: takes what waits in the ledger, and lets each chat's rows be attempted or resolved in their order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import datetime

from ..domain.ledger import OPEN, WAITING, Delivery, Ending
from ..domain.ports import Clock, Library, Publisher, Store, Wordbook
from ..errors import StoreError
from . import waits
from .attempt import Attempt, told
from .circuit import Circuit, Outcome
from .resolving import Resolver
from .retry import LONGEST, Policy, too_late
from .waits import Waits
from .watch import Watch

log = logging.getLogger(__name__)

# Chats of one platform that are written to side by side: enough to keep up with its limits, few enough to be in doubt about at a
# crash.
LANES = 8


class Dispatcher:
    """Sends what the ledger holds. Of one chat one delivery is under way at a time, so that editions stay in their order."""

    def __init__(
        self,
        store: Store,
        library: Library,
        wordbook: Wordbook,
        clock: Clock,
        policy: Policy,
        watch: Watch | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._waits = Waits(store)
        self._attempt = Attempt(store, library, wordbook, clock, policy, self._waits, watch)
        self._resolver = Resolver(store, wordbook, clock, policy, self._attempt, watch)
        self._publishers: dict[str, Publisher] = {}
        self._circuits: dict[str, Circuit] = {}
        self._busy: dict[str, asyncio.Lock] = {}
        self._asked: set[str] = set()
        self._stopping = False

    def connect(self, publisher: Publisher) -> None:
        """Send through this publisher from now on: its platform is up."""
        self._publishers[publisher.platform] = publisher
        self._busy.setdefault(publisher.platform, asyncio.Lock())
        self._circuits.setdefault(publisher.platform, Circuit()).reconnected()

    def disconnect(self, platform: str) -> None:
        """Leave what waits for a platform until it is up again."""
        self._publishers.pop(platform, None)

    def publisher(self, platform: str) -> Publisher | None:
        """Return the publisher of a platform that is up."""
        return self._publishers.get(platform)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that are up."""
        return tuple(self._publishers)

    def closed_until(self, platform: str) -> datetime | None:
        """Return until when nothing is tried on a platform, because nothing works there; None if all is well."""
        circuit = self._circuits.get(platform)
        return circuit.reopens if circuit else None

    async def run(self, platform: str) -> None:
        """Send everything that is due now on one platform.

        Returns when nothing due is left; at once, where a run is under way already: that one will look once more.
        """
        self._asked.add(platform)
        if platform not in self._busy or self._busy[platform].locked():
            return
        async with self._busy[platform]:
            while platform in self._asked:
                self._asked.discard(platform)
                while await self._drain(platform):
                    pass

    async def next_wake(self) -> datetime | None:
        """Return the earliest moment at which something that was put back, on a platform that is up, may be tried again.

        None while all is on hold: its release wakes. What waits with a paused channel does not wake for its own moment.
        """
        if await self._waits.held():
            return None
        found: list[datetime] = []
        for row in await self._store.deliveries(states=WAITING):
            moment = self._wakes(row) if row.channel.platform in self._publishers else None
            if moment is not None and (moment > self._clock() or not await self._is_paused(row)):
                found.append(moment)
        return min(found, default=None)

    async def _is_paused(self, row: Delivery) -> bool:
        subscription = await self._store.subscription(row.subscription)
        return subscription is not None and subscription.paused is not None and row.state != "unknown"

    def _wakes(self, row: Delivery) -> datetime | None:
        if row.asked is not None:
            return None
        closed = self.closed_until(row.channel.platform)
        return max((moment for moment in (row.not_before, closed) if moment is not None), default=None)

    async def stop(self) -> None:
        """Take nothing new; return when what is in flight has ended."""
        self._stopping = True
        for busy in self._busy.values():
            async with busy:
                pass

    async def _drain(self, platform: str) -> bool:
        """Go through what is due on a platform once; return whether that has changed anything, so that more may be due."""
        now = self._clock()
        chats: dict[str, deque[Delivery]] = {}
        for row in await self._store.deliveries(states=WAITING):
            if row.channel.platform == platform and (_is_due(row, now) or await self._is_idle(row)):
                chats.setdefault(row.channel.chat, deque()).append(row)
        lanes = deque(chats.values())
        work = (self._lane(platform, lanes) for _ in range(min(LANES, len(lanes))))
        changed = await asyncio.gather(*work, return_exceptions=True)
        for outcome in changed:  # each lane has ended: none goes on behind the back of whoever hears of it
            if isinstance(outcome, BaseException):
                raise outcome
        return any(changed)

    async def _is_idle(self, row: Delivery) -> bool:
        """Tell whether people were asked about a row whose channel has unsubscribed since: nobody need answer any more."""
        return row.asked is not None and await self._store.subscription(row.subscription) is None

    async def _lane(self, platform: str, chats: deque[deque[Delivery]]) -> bool:
        """Take one chat after the other, until none is left."""
        changed = False
        while chats:
            for row in chats.popleft():
                publisher = self._publishers.get(platform)
                if publisher is None or self._stopping or await self._waits.held():
                    return False
                changed |= await self._one(row, publisher)
        return changed

    async def _one(self, row: Delivery, publisher: Publisher) -> bool:
        """Do what can be done with a row now; return whether it has changed."""
        subscription = await self._store.subscription(row.subscription)
        now = self._clock()
        if subscription is None:
            return await self._end(
                row, "skipped" if row.state == "unknown" else "cancelled", "the channel unsubscribed"
            )
        if row.state == "unknown" and _was_ahead(row, now):
            # Dated by the clock as it is now: else it would be due again at once, however often it is put off.
            return await self._store.advance(row, row.unknown(None, now, row.error))
        if row.state != "unknown" and too_late(row, now, self._policy.grace):
            return await self._end(row, "refused" if row.begun else "missed", row.error or "it was too late")
        if subscription.paused and row.state != "unknown":
            return False  # it waits with its channel
        if until := await self._waits.until(row.channel, now):
            return await self._store.advance(row, row.put_off(until))
        circuit = self._circuits[publisher.platform]
        if not circuit.allows(now):
            return False
        work = self._resolver.resolve if row.state == "unknown" else self._attempt.make
        outcome: Outcome | None = None
        try:
            outcome = await work(row, subscription, publisher)
        except StoreError:
            raise
        except Exception as error:
            log.exception("a fault of ours", extra=told(row))
            await self._set_aside(row.key, f"{type(error).__name__}: {error}")
        self._note(circuit, outcome, row)
        return await self._store.delivery(row.key) != row

    async def _set_aside(self, key: str, reason: str) -> None:
        """Leave for a while what nobody foresaw: it holds up no other row, and is not `sending` with nobody who sends it."""
        row = await self._store.delivery(key)
        now = self._clock()
        if row is None or row.state not in OPEN:
            return
        in_doubt = row.state in ("sending", "unknown")
        after = row.unknown(now + LONGEST, now, reason) if in_doubt else row.put_off(now + LONGEST)
        await self._store.advance(row, after)

    async def _end(self, row: Delivery, ending: Ending, reason: str) -> bool:
        return await self._store.advance(row, row.ended(ending, self._clock(), reason))

    def _note(self, circuit: Circuit, outcome: Outcome | None, row: Delivery) -> None:
        if circuit.took(outcome, self._clock()):
            log.error("nothing is tried for a while", extra=told(row, outcome=outcome, until=circuit.reopens))


def _is_due(row: Delivery, now: datetime) -> bool:
    return row.asked is None and (row.not_before is None or row.not_before <= now or _was_ahead(row, now))


def _was_ahead(row: Delivery, now: datetime) -> bool:
    """Tell whether a row waits for a moment that says nothing, or is far off, because the clock was ahead when it was put off.

    A doubt does not wait for its moment to come again: by then it would be taken for a fresh one.
    """
    if row.at is None or row.at - now <= waits.SLACK:
        return False
    return row.state == "unknown" or (row.not_before is not None and row.not_before - now > waits.LONGEST)
