"""A tick at every full minute, and between them when something asks for one.

Cron fields, zones and daylight saving are not the scheduler's business here, so neither are its mistakes with them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import TracebackType

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

# A tick that comes late is as good as one in time; several that were held up are one.
_ALWAYS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Ticker:
    """Calls `tick` in the running event loop; `async with` starts and stops it.

    The tick of a minute and one that was asked for may overlap: `tick` must take that.
    """

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        self._tick = tick
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=_ALWAYS)

    async def __aenter__(self) -> Ticker:
        self._scheduler.add_job(self._tick, CronTrigger(second=0, timezone=UTC), id="minute")
        self._scheduler.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)

    def wake(self, moment: datetime) -> None:
        """Tick once more at `moment` (aware, of the machine's clock)."""
        self._scheduler.add_job(self._tick, DateTrigger(moment), id="wake", replace_existing=True)
