"""Telegram's limits, kept and not hit: 30 messages a second, one a second in a chat, 20 a minute in a group.

Answers go ahead of editions. What Telegram itself asks to wait is obeyed: an answer waits and is sent once more, for it
was certainly not delivered; an edition is given back to the outbox, which keeps the wait over a restart.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from . import failures

Urgency = Literal["answer", "edition"]
Result = bool | dict[str, Any] | list[dict[str, Any]]

A_SECOND = 30
EDITIONS_A_SECOND = 20  # leaves room for answers
A_MINUTE_IN_A_GROUP = 20
LONGEST_WAIT = 60.0  # nobody waits longer for an answer
_KEPT_CHATS = 1000
_WRITES = ("send", "edit", "delete")


class Pacing(BaseRateLimiter[Urgency]):
    """Lets each request through when its turn has come. `clock` gives seconds that never go back."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._all: deque[float] = deque(maxlen=A_SECOND)
        self._chats: dict[str, deque[float]] = {}
        self._held: dict[str, float] = {}
        self._waiting: dict[str, int] = {}

    async def initialize(self) -> None:
        """Nothing is opened."""

    async def shutdown(self) -> None:
        """Nothing is closed."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Urgency | None,
    ) -> Result:
        """Wait for the turn, then make the request."""
        chat = str(data["chat_id"]) if endpoint.startswith(_WRITES) and "chat_id" in data else ""
        urgency: Urgency = rate_limit_args or "answer"
        await self._turn(chat, urgency)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            wait = failures.retry_after(error)
            self._held[chat] = self._clock() + wait
            if urgency == "edition" or wait > LONGEST_WAIT:
                raise
        await self._turn(chat, urgency)
        return await callback(*args, **kwargs)

    async def _turn(self, chat: str, urgency: Urgency) -> None:
        """Return when a request may go out, and count it."""
        if urgency == "answer":
            self._waiting[chat] = self._waiting.get(chat, 0) + 1
        try:
            while (wait := self._wait(chat, urgency)) > 0:
                await self._sleep(wait)
        finally:
            if urgency == "answer":
                self._waiting[chat] -= 1
                if not self._waiting[chat]:
                    del self._waiting[chat]
        now = self._clock()
        self._all.append(now)
        if chat:
            self._forget(now)
            self._chats.setdefault(chat, deque(maxlen=A_MINUTE_IN_A_GROUP)).append(now)

    def _wait(self, chat: str, urgency: Urgency) -> float:
        """Return the seconds until the limits allow one more; 0 if they do now."""
        now = self._clock()
        share = EDITIONS_A_SECOND if urgency == "edition" else A_SECOND
        free = [self._held.get(chat, now)]
        if len(self._all) >= share:
            free.append(self._all[-share] + 1)
        if sent := self._chats.get(chat):
            free.append(sent[-1] + 1)
            if chat.startswith(("-", "@")) and len(sent) == A_MINUTE_IN_A_GROUP:
                free.append(sent[0] + 60)
        if urgency == "edition" and chat in self._waiting:
            free.append(max(*free, now) + 1)  # the answer takes the turn that comes first
        return max(free) - now

    def _forget(self, now: float) -> None:
        """Drop what no limit looks at any more."""
        if len(self._chats) >= _KEPT_CHATS:
            self._chats = {chat: sent for chat, sent in self._chats.items() if now - sent[-1] < 60}
            self._held = {chat: until for chat, until in self._held.items() if until > now}
