"""Faults that a test plans: each meets the next request to its route and is gone."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from dataclasses import dataclass

from .errors import Json
from .waiting import Bell


@dataclass(frozen=True)
class RateLimited:
    """429 with `retry_after` seconds; `is_global` halts every route of the client."""

    retry_after: float
    is_global: bool = False


@dataclass(frozen=True)
class Refused:
    """An error status; `code` and `message` as Discord words them. `Refused(403, 50013, "Missing Permissions")`.

    `delivered` says whether the request had taken effect before, as with a 5xx whose answer was lost on its way; `errors`
    is the tree of what is wrong with a form.
    """

    status: int
    code: int = 0
    message: str = "Internal Server Error"
    delivered: bool = False
    errors: Json | None = None

    def body(self) -> Json:
        """The answer's JSON."""
        told: Json = {"message": self.message, "code": self.code}
        return told | {"errors": self.errors} if self.errors else told


@dataclass(frozen=True)
class Dropped:
    """The connection is cut; `delivered` says whether the request had taken effect before."""

    delivered: bool


@dataclass(frozen=True)
class Truncated:
    """The request takes effect; of its answer the second half never comes."""


@dataclass(frozen=True)
class Delayed:
    """The request takes effect; its answer comes so many seconds later."""

    seconds: float


class Hung:
    """The request waits for `release`; `delivered` says whether it takes effect before the wait or after it."""

    def __init__(self, bell: Bell, *, delivered: bool) -> None:
        self.delivered = delivered
        self._bell = bell
        self._reached = False
        self._open = asyncio.Event()

    async def hold(self) -> None:
        self._reached = True
        self._bell.ring()
        await self._open.wait()

    async def reached(self, timeout: float = 10) -> None:  # noqa: ASYNC109 -- passed on to the wait that words its failure
        await self._bell.until(lambda: self._reached or None, timeout, lambda: "the request that is to hang")

    def release(self) -> None:
        self._open.set()


Fault = RateLimited | Refused | Dropped | Truncated | Delayed | Hung


def matches(pattern: str, path: str) -> bool:
    """Whether `path` has the form of `pattern`, in which {anything} stands for one segment."""
    form = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", pattern))
    return re.fullmatch(form, path) is not None


class Faults:
    def __init__(self) -> None:
        self._planned: deque[tuple[str, str, Fault]] = deque()

    def plan(self, method: str, pattern: str, fault: Fault) -> None:
        self._planned.append((method, pattern, fault))

    def take(self, method: str, path: str) -> Fault | None:
        for planned in self._planned:
            if planned[0] == method and matches(planned[1], path):
                self._planned.remove(planned)
                return planned[2]
        return None

    def left(self) -> list[str]:
        return [f"{method} {pattern}: {fault}" for method, pattern, fault in self._planned]

    def release(self) -> None:
        for _, _, fault in self._planned:
            if isinstance(fault, Hung):
                fault.release()
