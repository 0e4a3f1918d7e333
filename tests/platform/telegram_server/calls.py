"""The requests that came, in order, and waiting for the next one without sleeping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

POLLING = "getUpdates"

Wanted = Callable[["Call"], bool]


@dataclass(slots=True, eq=False)
class Call:
    """A request with what was answered; while it hangs, or was dropped, `status` is none.

    `parameters` are decoded; a file that came along is an `Upload`. `at` is the event loop's clock in seconds.
    """

    method: str
    parameters: dict[str, Any]
    at: float
    status: int | None = None
    description: str | None = None
    result: Any = None

    @property
    def ok(self) -> bool:
        return self.status == 200

    @property
    def text(self) -> str:
        """What was sent, with its markup."""
        return str(self.parameters.get("text", self.parameters.get("caption", "")))


@dataclass(slots=True)
class Calls:
    """`made` has every one; those of polling are passed over by `next` and `wait_for` unless asked for by name."""

    made: list[Call] = field(default_factory=list)
    _taken: set[int] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, call: Call) -> None:
        self.made.append(call)
        self.notify()

    def notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def next(self, method: str | None, patience: float, where: Wanted | None = None) -> Call:
        """The first one not taken yet; it is taken then."""

        def untaken(call: Call) -> bool:
            return id(call) not in self._taken and (where is None or where(call))

        call = await self.wait_for(method, patience, untaken)
        self._taken.add(id(call))
        return call

    async def wait_for(self, method: str | None, patience: float, where: Wanted | None = None) -> Call:
        """The first one there is, taken or not, else the first to come; AssertionError if none comes in `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                while True:
                    for call in self.made:
                        named = call.method == method if method else call.method != POLLING
                        if named and (where is None or where(call)):
                            return call
                    await self._changed.wait()
        except TimeoutError:
            came = [f"{c.method} {c.status}" for c in self.made if c.method != POLLING]
            raise AssertionError(f"no {method or 'request'} came in {patience} s; there were {came}") from None
