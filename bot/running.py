"""What runs for as long as the bot does: the platforms, the tick, and sending; and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from .delivery.dispatcher import Dispatcher
from .delivery.outbox import Outbox
from .delivery.recovery import Recovery
from .delivery.standing import Life, PlatformLife
from .domain.ports import Clock, Platform, Publisher, Store
from .errors import PlatformError, StoreError, Unauthorised
from .scheduling.tick import Ticker

log = logging.getLogger(__name__)

STOP_SECONDS = 4.0
ARCHIVE_EVERY = timedelta(hours=1)


class Bot:
    """Platforms, the tick and the dispatcher over one store; made inside a running event loop."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        outbox: Outbox,
        dispatcher: Dispatcher,
        recovery: Recovery,
        ticker: Callable[[Callable[[], Awaitable[None]]], Ticker] = Ticker,
    ) -> None:
        self._store = store
        self._clock = clock
        self._outbox = outbox
        self._dispatcher = dispatcher
        self._recovery = recovery
        self._archived: datetime | None = None
        self._started = clock()
        self._ticked: datetime | None = None
        self._platforms: dict[str, PlatformLife] = {}
        self._ticker = ticker(self._minute)
        self._begun: set[asyncio.Task[None]] = set()
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def tick(self) -> None:
        """Write down what is due and begin to send it. A platform that hangs holds up neither the tick nor the others."""
        await self._outbox.fill(self._clock())
        self._ticked = self._clock()
        for platform in self._dispatcher.platforms:
            self._soon(self._send(platform))
            self._soon(self._recover(platform))
        self._soon(self._archive())

    async def _minute(self) -> None:
        """Tick by the clock: begun as all else is, so that a store that takes no more ends the bot and not this tick alone."""
        self.wake()

    async def deliver(self) -> None:
        """Write down what is due and send it; return when that is done, and all that was begun before."""
        await self.tick()
        while self._begun:
            await asyncio.wait(self._begun)

    async def _send(self, platform: str) -> None:
        await self._dispatcher.run(platform)
        if again := await self._dispatcher.next_wake():
            wait = max(again - self._clock(), timedelta(seconds=1))
            self._ticker.wake(datetime.now(UTC) + wait)

    async def _recover(self, platform: str) -> None:
        """Look after the channels of a platform that were lost."""
        publisher = self._dispatcher.publisher(platform)
        # Where nothing works, what was lost may be nothing about the channels: nobody is told of them, nor are they asked about.
        if publisher is None or self._closed(platform):
            return
        if await self._recovery.look_after(publisher):
            self.wake()

    async def _archive(self) -> None:
        """Move what closed months have left out of memory: looked for at the start and once an hour, some rows at a time."""
        now = self._clock()
        if self._archived is not None and timedelta() <= now - self._archived < ARCHIVE_EVERY:
            return
        self._archived = now
        this_month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        while await self._store.archive(this_month):
            pass

    def wake(self) -> None:
        """Look at once for what is due, without waiting for the next minute."""
        self._soon(self.tick())

    def up(self, publisher: Publisher) -> None:
        """Send on a platform from now on, and at once what waits for it."""
        self._dispatcher.connect(publisher)
        self._is(publisher.platform, up=True)
        log.info("%s: connected", publisher.platform)
        self.wake()

    def down(self, platform: str) -> None:
        """Leave what waits for a platform until it is up again."""
        self._dispatcher.disconnect(platform)
        self._is(platform, up=False)

    def _is(self, platform: str, *, up: bool) -> None:
        known = self._platforms.get(platform)
        if known is None or known.up != up:
            self._platforms[platform] = PlatformLife(platform, up, self._clock())

    def life(self) -> Life:
        """Tell how the bot that runs here is."""
        platforms = [replace(p, closed_until=self._closed(p.platform)) for p in self._platforms.values()]
        return Life(os.getpid(), self._started, self._ticked, platforms)

    def _closed(self, platform: str) -> datetime | None:
        until = self._dispatcher.closed_until(platform)
        return until if until and until > self._clock() else None

    def _soon(self, work: Coroutine[None, None, None]) -> None:
        """Begin something that nobody waits for, and keep it from being forgotten half-way."""
        task = asyncio.ensure_future(work)
        self._begun.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._begun.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreError) and not self._broken.done():
            self._broken.set_exception(error)
        elif error:
            log.error("a delivery ended", exc_info=error)

    async def run(self, platforms: Sequence[Platform]) -> int:
        """Run until a signal comes, or all platforms have ended. Return the exit status.

        Raises StoreError when the store takes no more: to go on would be to send what cannot be recorded.
        """
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        for platform in platforms:
            self._is(platform.name, up=False)
        async with self._ticker:
            running = {asyncio.ensure_future(self._guard(platform)): platform for platform in platforms}
            stopping = asyncio.ensure_future(stop.wait())
            ended = asyncio.gather(*running, return_exceptions=True)
            await asyncio.wait((ended, stopping, self._broken), return_when=asyncio.FIRST_COMPLETED)
            await self._end(running)
            stopping.cancel()
        if self._broken.done():
            self._broken.result()
        return _status([task.result() for task in running if task.done() and not task.cancelled()], len(running))

    async def _guard(self, platform: Platform) -> PlatformError | None:
        """Run one platform; what ends it must not end the others. Return why it could not go on, if so."""
        try:
            await platform.run(self.up, self.down)
        except PlatformError as error:
            log.error("%s", error)  # noqa: TRY400  # one line: what is wrong is not the program
            return error
        except StoreError as error:
            if not self._broken.done():
                self._broken.set_exception(error)
        except Exception as error:
            log.exception("%s: ended; the other platforms go on", platform.name)
            return PlatformError(platform.name, "the log", f"it ended: {type(error).__name__}")
        return None

    async def _end(self, running: dict[asyncio.Task[PlatformError | None], Platform]) -> None:
        """Finish what is in flight, deliveries first: they need their platform."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._dispatcher.stop()
        for platform in running.values():
            await platform.stop()
        _, late = await asyncio.wait(running, timeout=STOP_SECONDS)
        rest = (*late, *self._begun)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)  # what one of them ends with is in the log


def _status(ended: Sequence[PlatformError | None], platforms: int) -> int:
    """Return the exit status: 2 if every token was refused, 1 if nothing could go on for another reason, else 0."""
    errors = [error for error in ended if error is not None]
    if len(errors) < platforms:
        return 0
    return 2 if all(isinstance(error, Unauthorised) for error in errors) else 1
