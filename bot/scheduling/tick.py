"""A tick at every full minute, and between them when something asks for one.

Cron fields, zones and daylight saving are not the scheduler's business here, so neither are its mistakes with them. It waits
until an instant by the machine's clock, and would wait for years when that was ahead and is set right: so the ticks are
watched by a clock that nobody sets.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

# A tick that comes late is as good as one in time; several that were held up are one.
_ALWAYS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
_OVERDUE = 75.0  # seconds after the last tick


class Ticker:
    """Calls `tick` in the running event loop; `async with` starts and stops it.

    The tick of a minute and one that was asked for may overlap: `tick` must take that. When none has come for `overdue` seconds,
    the clock was set back: there is one at once, and the minutes are counted anew.
    """

    def __init__(self, tick: Callable[[], Awaitable[None]], overdue: float = _OVERDUE) -> None:
        self._tick = tick
        self._overdue = overdue
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_ALWAYS)
        self._watch: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Ticker:
        self._scheduler.add_job(self._run, _minute(), id="minute")
        self._scheduler.start()
        self._look_again()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._scheduler.shutdown(wait=False)

    def wake(self, moment: datetime) -> None:
        """Tick once more at `moment` (aware, of the machine's clock)."""
        self._scheduler.add_job(self._run, DateTrigger(moment), id="wake", replace_existing=True)

    async def _run(self) -> None:
        self._look_again()
        await self._tick()

    def _look_again(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watch = asyncio.get_running_loop().call_later(self._overdue, self._late)

    def _late(self) -> None:
        log.warning("no tick for %.0f seconds: the clock was set, or the machine is too busy", self._overdue)
        self._look_again()
        self._scheduler.reschedule_job("minute", trigger=_minute())
        self.wake(datetime.now(UTC))


def _minute() -> CronTrigger:
    return CronTrigger(second=0, timezone=UTC)
