"""Faults that a test plans: each meets the next request to its route and is gone; and rate limit buckets."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
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
    """An error status; `code` and `message` as Discord words them. `Refused(403, 50013, "Missing Permissions")`."""

    status: int
    code: int = 0
    message: str = "Internal Server Error"


@dataclass(frozen=True)
class Dropped:
    """The connection is cut; `delivered` says whether the request had taken effect before."""

    delivered: bool


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


Fault = RateLimited | Refused | Dropped | Hung


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


@dataclass
class Bucket:
    """`limit` requests in `window` seconds of the event loop's clock, for each channel, guild or webhook by itself."""

    limit: int = 50
    window: float = 1.0
    enforced: bool = False


@dataclass
class _Window:
    started: float
    used: int = 0


class Buckets:
    """A generous bucket for every route, told in the headers but not enforced, until a test sets another."""

    def __init__(self) -> None:
        self._set: list[tuple[str, str, Bucket]] = []
        self._windows: dict[tuple[str, str], _Window] = {}

    def set(self, method: str, pattern: str, bucket: Bucket) -> None:
        self._set.insert(0, (method, pattern, bucket))

    def spend(self, method: str, template: str, path: str) -> tuple[dict[str, str], float]:
        """The headers of the answer, and the seconds to wait if this request was one too many, else 0."""
        bucket = next((b for m, p, b in self._set if m == method and matches(p, path)), Bucket())
        now = asyncio.get_running_loop().time()
        major = re.match(r"/(?:channels|guilds|webhooks)/[^/]+", path)
        key = (f"{method} {template}", major[0] if major else "")
        window = self._windows.get(key)
        if window is None or now >= window.started + bucket.window or not bucket.enforced:
            window = self._windows[key] = _Window(now)
        window.used += 1
        left = max(0.0, window.started + bucket.window - now)
        headers = {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - window.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(key[0].encode()).hexdigest()[:32],
        }
        return headers, left if window.used > bucket.limit else 0.0


def rate_limited(retry_after: float, *, is_global: bool) -> tuple[dict[str, str], Json]:
    headers = {"Retry-After": str(max(1, round(retry_after))), "Via": "1.1 loopback"}
    headers["X-RateLimit-Scope"] = "global" if is_global else "user"
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    return headers, {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
