"""Telegram's limits, kept and not hit: 30 messages a second, one a second in a chat, 20 a minute in a group.

They are limits of messages: what writes none, as the acknowledgement of a button, waits for no turn. Answers go ahead of
editions. What Telegram itself asks to wait is obeyed: an answer waits and is sent once more, for it was certainly not
delivered; an edition is given back to the outbox, which keeps the wait over a restart.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any, Literal

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from . import failures

Urgency = Literal["answer", "edition"]
Result = bool | dict[str, Any] | list[dict[str, Any]]

A_SECOND = 30
EDITIONS_A_SECOND = 20  # leaves room for answers
A_MINUTE_IN_A_GROUP = 20
ANSWERS_A_MINUTE = 18  # leaves room for an edition where members ask without pause
PATIENCE = 1.5  # seconds that an edition waits for its chat: enough for the next of its own parts
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
        self._hurried = False

    def hurry(self) -> None:
        """Let the answers of a chat follow each other at once, as Telegram allows for a while: the end is near."""
        self._hurried = True

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
        writes = endpoint.startswith(_WRITES)
        chat = str(data["chat_id"]) if writes and "chat_id" in data else ""
        urgency: Urgency = rate_limit_args or "answer"
        if writes:
            await self._turn(chat, urgency)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            wait = failures.retry_after(error)
            self._held[chat] = self._clock() + wait
            # An acknowledgement is good for seconds alone.
            if urgency == "edition" or wait > LONGEST_WAIT or endpoint.startswith("answer"):
                raise
        await self._turn(chat, urgency)
        return await callback(*args, **kwargs)

    async def _turn(self, chat: str, urgency: Urgency) -> None:
        """Return when a request may go out, and count it.

        Raises RetryAfter for an edition whose chat must wait longer than PATIENCE: it goes back to the outbox, and holds up
        no other channel.
        """
        patience = self._clock() + PATIENCE
        if urgency == "answer":
            self._waiting[chat] = self._waiting.get(chat, 0) + 1
        try:
            while (wait := max(self._chat_wait(chat, urgency), self._share_wait(urgency))) > 0:
                if urgency == "edition" and self._clock() + self._chat_wait(chat, urgency) > patience:
                    raise RetryAfter(timedelta(seconds=math.ceil(wait)))
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

    def _share_wait(self, urgency: Urgency) -> float:
        """Return the seconds until the limit over all chats allows one more."""
        share = EDITIONS_A_SECOND if urgency == "edition" else A_SECOND
        return self._all[-share] + 1 - self._clock() if len(self._all) >= share else 0

    def _chat_wait(self, chat: str, urgency: Urgency) -> float:
        """Return the seconds until the limits of a chat allow one more; answers go first, but never take all of its minute."""
        now = self._clock()
        free = [self._held.get(chat, now), now]
        sent = self._chats.get(chat) or ()
        if sent and not (self._hurried and urgency == "answer"):
            free.append(sent[-1] + 1)
        share = A_MINUTE_IN_A_GROUP if urgency == "edition" else ANSWERS_A_MINUTE
        if chat.startswith(("-", "@")) and len(sent) >= share:
            free.append(sent[-share] + 60)
        if urgency == "edition" and chat in self._waiting and self._chat_wait(chat, "answer") <= 0:
            free.append(now + 1)  # the answer takes this turn
        return max(free) - now

    def _forget(self, now: float) -> None:
        """Drop what no limit looks at any more."""
        if len(self._chats) >= _KEPT_CHATS:
            self._chats = {chat: sent for chat, sent in self._chats.items() if now - sent[-1] < 60}
            self._held = {chat: until for chat, until in self._held.items() if until > now}
