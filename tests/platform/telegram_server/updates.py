"""What getUpdates gives out: kept until acknowledged, by offset, with real long polling."""

from __future__ import annotations

import asyncio
from typing import Any

from .errors import ApiError, bad_request

KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
    "chat_member", "inline_query", "chosen_inline_result", "message_reaction", "message_reaction_count", "poll",
    "poll_answer", "chat_join_request", "chat_boost", "removed_chat_boost", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "business_connection", "business_message", "edited_business_message",
    "deleted_business_messages", "guest_message", "managed_bot",
}  # fmt: skip
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_FIRST_ID = 700_000_001
_WOKEN, _CONFLICT = True, False


class Updates:
    """`allowed_updates` concerns what happens after the request that carries it, and lasts until another does."""

    def __init__(self) -> None:
        self._next_id = _FIRST_ID
        self._pending: list[dict[str, Any]] = []
        self._again: list[dict[str, Any]] = []
        self._last: dict[str, Any] = {}
        self._allowed = KINDS - _NOT_BY_DEFAULT
        self._waiting: asyncio.Future[bool] | None = None
        self._closed = False

    @property
    def pending(self) -> int:
        """How many are not acknowledged yet."""
        return len(self._pending)

    def add(self, kind: str, content: dict[str, Any]) -> None:
        if kind not in self._allowed:
            return
        self._last = {"update_id": self._next_id, kind: content}
        self._pending.append(self._last)
        self._next_id += 1
        self._wake(_WOKEN)

    def repeat(self, *, anew: bool) -> None:
        """Give out the last update once more, though it was acknowledged: `anew` under a number of its own."""
        if anew:
            self._pending.append({**self._last, "update_id": self._next_id})
            self._next_id += 1
        else:
            self._again.append(self._last)
        self._wake(_WOKEN)

    def drop(self) -> None:
        self._pending.clear()

    async def poll(
        self, offset: int = 0, limit: int = 100, patience: int = 0, allowed_updates: list[str] | None = None
    ) -> list[dict[str, Any]]:
        """What is pending from `offset` on, all before it being acknowledged; waits `patience` seconds for some."""
        if not 1 <= limit <= 100:
            raise bad_request(f"limit must be 1-100, not {limit}")
        if unknown := set(allowed_updates or []) - KINDS:
            raise bad_request(f"unknown kinds of updates: {sorted(unknown)}")
        if allowed_updates is not None:
            self._allowed = set(allowed_updates) or KINDS - _NOT_BY_DEFAULT
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [update for update in self._pending if update["update_id"] >= offset]
        self._wake(_CONFLICT)
        if not (self._pending or self._again) and patience > 0 and not self._closed:
            await self._wait(patience)
        again, self._again = self._again, []
        return [*again, *self._pending][:limit]

    def close(self) -> None:
        """From now on nobody waits."""
        self._closed = True
        self._wake(_WOKEN)

    def _wake(self, why: bool) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(why)

    async def _wait(self, patience: int) -> None:
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                why = await waiting
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if why is _CONFLICT:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                violation=False,
            )
