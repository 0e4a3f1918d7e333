"""The victim as the driver holds it: started, listened to, killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class Heard:
    """What the bot told of a row last."""

    state: str
    until: float | None
    asked: bool

    def pending(self, now: float) -> bool:
        """Whether the bot has something to do for it now."""
        waits = self.until is not None and self.until > now
        return self.state == "sending" or (
            self.state in ("planned", "retrying", "unknown") and not self.asked and not waits
        )


@dataclass
class Victim:
    """One start after the other; `rows` is what the bot has told, over all of them."""

    _process: asyncio.subprocess.Process
    rows: dict[str, Heard] = field(default_factory=dict)
    up: set[str] = field(default_factory=set)
    died_at: str | None = None
    heard: int = 0
    _pid: int = 0
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, ahead: float, step: str | None = None, count: int = 0) -> None:
        """Start the bot; it dies by itself when it comes to `step` for the `count`-th time."""
        assert self._process.stdin is not None
        self.up, self.died_at, self._pid = set(), None, 0
        self._ended.clear()
        self._process.stdin.write(json.dumps({"ahead": ahead, "step": step, "count": count}).encode() + b"\n")
        await self._process.stdin.drain()
        while not self._pid:
            await self.news(10)

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    async def kill(self) -> None:
        """Kill it at once, unless it has died already, and return when it is gone."""
        if self._pid and self.alive:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            await self._ended.wait()

    async def end(self) -> None:
        """Ask it to end in good order."""
        os.kill(self._pid, signal.SIGTERM)
        async with asyncio.timeout(20):
            await self._ended.wait()

    async def news(self, patience: float) -> bool:
        """Return True when it has told something, or has ended; False after `patience` seconds without a word."""
        self._news.clear()
        try:
            async with asyncio.timeout(patience):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def stir(self) -> None:
        """Wake whoever waits for news."""
        self.heard += 1
        self._news.set()

    async def listen(self) -> None:
        """Take what it tells, until it ends for good."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self._take(json.loads(line))
            self.stir()
        self._ended.set()

    def _take(self, said: Mapping[str, Any]) -> None:
        match said:
            case {"row": key, "state": state, "until": until, "asked": asked}:
                self.rows[key] = Heard(state, until, asked)
            case {"up": platform}:
                self.up.add(platform)
            case {"died": step}:
                self.died_at = step
            case {"pid": pid}:
                self._pid = pid
            case {"ended": _}:
                self._ended.set()


@asynccontextmanager
async def victim(config: Path, environment: Mapping[str, str]) -> AsyncIterator[Victim]:
    """Load the bot, ready to be started; whatever is alive of it in the end is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.victim", str(config),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT, env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip
    found = Victim(process)
    listening = asyncio.ensure_future(found.listen())
    try:
        yield found
    finally:
        if found._pid and found.alive:
            await found.kill()
        process.kill()
        await process.wait()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
