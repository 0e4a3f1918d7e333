"""What a test scripts to go wrong: first in, first out, for each method."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from .errors import ApiError

_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
}


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """An error instead of the method's doing, or after it; `html` replaces Telegram's JSON by a proxy's page."""

    error: ApiError
    html: str | None = None
    delivered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Drop:
    """The connection is closed without an answer, after the method was done or before."""

    delivered: bool


@dataclass(frozen=True, slots=True, eq=False)
class Hang:
    """The request is held, after the method was done or before, until a test releases it or the client leaves."""

    delivered: bool
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self) -> None:
        """Wait until a request is held here."""
        await self._reached.wait()

    def release(self) -> None:
        self._released.set()

    async def hold(self) -> None:
        self._reached.set()
        await self._released.wait()


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The answer breaks off half-way, after the method was done or before; `clean`: as if that were the whole of it."""

    delivered: bool
    clean: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Delay:
    """The request is done and answered, each as many seconds late."""

    before: float = 0.0
    after: float = 0.0


Fault = Answer | Drop | Hang | Cut | Delay


@dataclass(slots=True)
class _Scripted:
    method: str
    chat: int | None
    fault: Fault


class Faults:
    def __init__(self) -> None:
        self._scripted: list[_Scripted] = []
        self._held: list[Hang] = []

    def add(self, method: str, chat: int | None, fault: Fault) -> None:
        self._scripted.append(_Scripted(method, chat, fault))

    def hold(self, hang: Hang) -> None:
        """Release it at the end at the latest."""
        self._held.append(hang)

    def take(self, method: str, chat: object) -> Fault | None:
        """The first one scripted for this method, and for this chat or any."""
        for item in self._scripted:
            if item.method == method and item.chat in {None, chat}:
                self._scripted.remove(item)
                return item.fault
        return None

    def close(self) -> None:
        for fault in self._held:
            fault.release()


def answer(
    status: int | None = None,
    description: str | None = None,
    retry_after: int | None = None,
    migrate_to_chat_id: int | None = None,
    *,
    delivered: bool = False,
) -> Answer:
    """The error that Telegram would send; from 500 on it is a page of the proxy before it."""
    parameters = {}
    if retry_after is not None:
        status = status or 429
        description = description or f"Too Many Requests: retry after {retry_after}"
        parameters["retry_after"] = retry_after
    if migrate_to_chat_id is not None:
        status = status or 400
        description = description or "Bad Request: group chat was upgraded to a supergroup chat"
        parameters["migrate_to_chat_id"] = migrate_to_chat_id
    if status is None:
        raise ValueError("a status is needed, or retry_after, or migrate_to_chat_id")
    words = description or _WORDS.get(status, "Internal Server Error")
    page = f"<html><head><title>{status} {words}</title></head><body>nginx</body></html>" if status >= 500 else None
    return Answer(ApiError(status, words, parameters=parameters, violation=False), page, delivered)
