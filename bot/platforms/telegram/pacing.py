"""Telegram's limits, kept and not hit: 30 messages a second, one a second in a chat, 20 a minute in a group.

They are limits of messages, edits, forwards and deletions among them: what is none, as the acknowledgement of a button, waits
for no turn. Answers go ahead of editions, each kind in its order; but neither takes all that there is while the other
waits. What Telegram itself asks to wait is obeyed: an answer waits and is sent once more, for it was certainly not delivered;
an edition is given back to the outbox, which keeps the wait over a restart.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from ... import errors
from . import failures
from .queue import LONGEST_WAIT, PATIENCE, Queue, Turn, Urgency

__all__ = ["LONGEST_WAIT", "PATIENCE", "Pacing", "Urgency"]

Result = bool | dict[str, Any] | list[dict[str, Any]]

# A request that broke off may still be on its way, in some proxy: so long.
LOST = 5.0
_WRITES = ("send", "edit", "delete", "forward", "copy")
_inside: ContextVar[Turn | None] = ContextVar("turn", default=None)


class Pacing(BaseRateLimiter[Urgency]):
    """Lets each request through when its turn has come. `clock` gives seconds that never go back.

    The one exception is the end of the program (`hurry`): answers of one chat that are under way then follow each other at once.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._queue = Queue()
        self._timer: asyncio.Task[None] | None = None
        self._rings: float | None = None

    def hurry(self) -> None:
        """Let the answers of a chat follow each other at once, as Telegram allows for a while: the end is near."""
        self._queue.hurried = True
        self._pump()

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is closed but the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = self._rings = None

    @asynccontextmanager
    async def turn(self, chat: int | str) -> AsyncIterator[None]:
        """Wait for an edition's turn in a chat; the first request that is made inside, to this chat, is made at once.

        Raises NotSent where the chat would have to wait longer than PATIENCE: nobody is held up by it then.
        """
        try:
            turn = await self._wait(Turn(str(chat), "edition", self._clock() + PATIENCE))
        except RetryAfter as error:
            wait = failures.retry_after(error)
            raise errors.NotSent(f"its chat has to wait for {wait:.0f} s", wait, scope="chat") from None
        token = _inside.set(turn)
        try:
            yield
        finally:
            _inside.reset(token)
            if not turn.used:
                self._give(turn, None)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Result:
        """Wait for the turn, then make the request. Raises RetryAfter where that would take too long."""
        urgency: Urgency = rate_limit_args or "answer"
        writes = endpoint.startswith(_WRITES) and ("chat_id" in data or "inline_message_id" in data)
        chat = str(data.get("chat_id", "")) if writes else None

        async def once() -> Result:
            return await (
                callback(*args, **kwargs) if chat is None else self._made(chat, urgency, callback, args, kwargs)
            )

        try:
            return await once()
        except RetryAfter as error:
            wait = failures.retry_after(error)
            # An acknowledgement is good for seconds alone.
            if urgency == "edition" or wait > LONGEST_WAIT or endpoint.startswith("answer"):
                raise
        if chat is None:
            await self._sleep(wait)
        return await once()

    async def _made(
        self, chat: str, urgency: Urgency, callback: Callable[..., Coroutine[Any, Any, Result]], args: Any, kwargs: Any
    ) -> Result:
        """Make a request in its turn; its slots rest from its answer on."""
        turn = await self._turn(chat, urgency)
        turn.used = True
        longer: float | None = LOST
        try:
            result = await callback(*args, **kwargs)
            longer = 0.0
        except RetryAfter as error:
            longer = 0.0
            self._queue.hold(chat, self._clock() + failures.retry_after(error))
            raise
        except Exception as error:
            longer = None if failures.stayed_here(error) else 0.0 if failures.is_answered(error) else LOST
            raise
        finally:
            self._give(turn, longer)
        return result

    async def _turn(self, chat: str, urgency: Urgency) -> Turn:
        """Return the turn that is held already, or wait for one; a second request in an edition's turn is the next in its chat."""
        held = _inside.get()
        if urgency == "answer":
            return await self._wait(Turn(chat, urgency))
        if held is None or held.chat != chat:
            return await self._wait(Turn(chat, urgency, tires=self._clock() + PATIENCE))
        return held if not held.used else await self._wait(Turn(chat, urgency, owed=True))

    async def _wait(self, turn: Turn) -> Turn:
        turn.coming = asyncio.get_running_loop().create_future()
        self._queue.join(turn)
        self._pump()
        try:
            await turn.coming
        except BaseException:
            if turn.granted:  # and cancelled before it could be used
                self._give(turn, None)
            else:
                self._queue.leave(turn)
                self._pump()
            raise
        return turn

    def _give(self, turn: Turn, longer: float | None) -> None:
        self._queue.give(turn, self._clock(), longer)
        self._pump()

    def _pump(self) -> None:
        """Let through whoever may go now, turn away whose wait is too long, and see to it that this happens again in time."""
        now = self._clock()
        for turn in self._queue.granted(now):
            turn.answer(None)
        for turn, wait in self._queue.turned_away(now):
            turn.answer(RetryAfter(timedelta(seconds=wait)))
        rings = self._queue.next_change(now)
        if rings == self._rings:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._rings = rings
        self._timer = asyncio.ensure_future(self._ring(rings - now)) if rings is not None else None

    async def _ring(self, wait: float) -> None:
        await self._sleep(wait)
        self._timer = self._rings = None
        self._pump()
