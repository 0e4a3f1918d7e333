"""Rate limits: a bucket for each route, told in the headers; and, where a test asks for it, enforced as Discord does."""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
import time
from collections import deque
from dataclasses import dataclass, field

from .errors import Json
from .faults import matches

GLOBAL, SECOND = 50, 1.0

_EXEMPT = re.compile(r"/(?:interactions|webhooks)/")
_MAJOR = re.compile(r"/(?:channels|guilds|webhooks)/[^/]+")


@dataclass
class Bucket:
    """`limit` requests in `window` seconds of the event loop's clock, for each channel, guild or webhook by itself."""

    limit: int = 50
    window: float = 1.0
    enforced: bool = False


# As they are said to be; the headers tell.
STRICT = (("POST", "/channels/{id}/messages", Bucket(5, 5.0, enforced=True)),)


@dataclass
class _Window:
    started: float
    used: int = 0


@dataclass(frozen=True)
class Spent:
    """The headers of an answer; the seconds to wait if the request was one too many, else 0; `broken` names the limit
    that a program which paces itself would not have hit."""

    headers: dict[str, str]
    wait: float = 0.0
    is_global: bool = False
    broken: str | None = None


@dataclass
class Buckets:
    """A generous bucket for every route, told in the headers but not enforced, until a test sets another.

    `strict`: the limits are enforced, that over all requests as well, and each breach is one violation.
    """

    strict: bool = False
    _set: list[tuple[str, str, Bucket]] = field(default_factory=list)
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)
    _latest: deque[float] = field(default_factory=lambda: deque(maxlen=GLOBAL))

    def set(self, method: str, pattern: str, bucket: Bucket) -> None:
        self._set.insert(0, (method, pattern, bucket))

    def spend(self, method: str, template: str, path: str) -> Spent:
        now = asyncio.get_running_loop().time()
        if self.strict and not _EXEMPT.match(path):
            if len(self._latest) == GLOBAL and now - self._latest[0] < SECOND:
                wait = self._latest[0] + SECOND - now
                return Spent({}, wait, is_global=True, broken=f"{GLOBAL} requests a second")
            self._latest.append(now)
        known = [*self._set, *(STRICT if self.strict else ())]
        bucket = next((b for m, p, b in known if m == method and matches(p, path)), Bucket())
        major = _MAJOR.match(path)
        key = (f"{method} {template}", major[0] if major else "")
        window = self._windows.get(key)
        if window is None or now >= window.started + bucket.window or not bucket.enforced:
            window = self._windows[key] = _Window(now)
        window.used += 1
        left = max(0.0, window.started + bucket.window - now)
        wait = left if window.used > bucket.limit else 0.0
        broken = f"{bucket.limit} requests in {bucket.window:g} s" if wait and self.strict else None
        return Spent(_headers(bucket, window, left, key[0]), wait, broken=broken)


def _headers(bucket: Bucket, window: _Window, left: float, name: str) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.limit),
        "X-RateLimit-Remaining": str(max(0, bucket.limit - window.used)),
        "X-RateLimit-Reset": f"{time.time() + left:.3f}",
        "X-RateLimit-Reset-After": f"{left:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(name.encode()).hexdigest()[:32],
    }


def rate_limited(retry_after: float, *, is_global: bool) -> tuple[dict[str, str], Json]:
    headers = {"Retry-After": str(max(1, math.ceil(retry_after))), "Via": "1.1 loopback"}
    headers["X-RateLimit-Scope"] = "global" if is_global else "user"
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    return headers, {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
