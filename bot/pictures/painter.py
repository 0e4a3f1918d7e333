"""The painter: draws off the event loop, each chart once, and keeps what it drew lately."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from ..domain.chart.shape import Chart

AT_ONCE = 2
MOST_BYTES = 16_000_000


class PillowPainter:
    """Implements `Painter`. `drawn` counts the drawings; what is asked while it is being drawn waits for that drawing."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.drawn = 0
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Chart, bytes] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[Chart, asyncio.Task[bytes]] = {}
        self._free = asyncio.Semaphore(AT_ONCE)

    async def paint(self, chart: Chart) -> bytes:
        """See Painter."""
        if chart in self._kept:
            self._kept.move_to_end(chart)
            return self._kept[chart]
        task = self._under_way.get(chart)
        if task is None:
            task = self._under_way[chart] = asyncio.create_task(self._draw(chart))
        # One who waits no longer does not take the picture from the others.
        return await asyncio.shield(task)

    async def _draw(self, chart: Chart) -> bytes:
        try:
            async with self._free:
                self.drawn += 1
                png = await asyncio.to_thread(_drawn, chart)
        finally:
            del self._under_way[chart]
        self._keep(chart, png)
        return png

    def _keep(self, chart: Chart, png: bytes) -> None:
        self._kept[chart] = png
        self._bytes += len(png)
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest)


def _drawn(chart: Chart) -> bytes:
    from . import drawing  # noqa: PLC0415  # Pillow is loaded with the first picture, and in its thread

    return drawing.draw(chart)
