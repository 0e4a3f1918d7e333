"""The HTTP address at which monitors ask: /health for whoever restarts or alarms, /metrics for Prometheus."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from ..errors import SettingsError
from .counters import CONTENT_TYPE, Counters
from .looking import Look

# A tick comes every minute: this many without one are a bot that hangs.
TICKS = timedelta(minutes=3)


def health(look: Look) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and what is said: 503 where somebody should look. A hold is no illness."""
    ticking = look.now - (look.ticked or look.started) <= TICKS
    well = ticking and look.writable and all(platform.up for platform in look.platforms)
    oldest = look.backlog.oldest
    return 200 if well else 503, {
        "ok": well,
        "ticking": ticking,
        "store_writable": look.writable,
        "platforms": {p.platform: {"up": p.up, "circuit_open_until": _iso(p.closed_until)} for p in look.platforms},
        "backlog": dict(look.backlog.states),
        "backlog_age_seconds": round(max((look.now - oldest).total_seconds(), 0)) if oldest else 0,
        "hold": look.hold,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@asynccontextmanager
async def serving(
    address: str, port: int, look: Callable[[], Awaitable[Look]], counters: Counters
) -> AsyncIterator[int]:
    """Answer monitors while the block runs; yields the port. Raises SettingsError where the address cannot be had."""

    async def answer_health(_: web.Request) -> web.Response:
        status, said = health(await look())
        return web.Response(text=json.dumps(said, ensure_ascii=False), status=status, content_type="application/json")

    async def answer_metrics(_: web.Request) -> web.Response:
        return web.Response(body=counters.text(await look()), headers={"Content-Type": CONTENT_TYPE})

    application = web.Application()
    application.add_routes([web.get("/health", answer_health), web.get("/metrics", answer_metrics)])
    # A monitor that keeps its connection does not keep the bot from ending.
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, address, port)
        try:
            await site.start()
        except OSError as error:
            said = f"watch: {address} port {port} cannot be had ({error.strerror}); name another in watch.port"
            raise SettingsError(said) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
