"""`status` as text: what is well in a line, what is not with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]


def text(found: Json, now: datetime) -> str:
    """Write the answer of `status` for a person, at `now`."""
    return "\n".join(_lines(found, now))


def _lines(found: Json, now: datetime) -> Iterator[str]:
    if found["running"]:
        yield f"kawaraban {found['version']} runs as process {found['pid']}, for {_span(found['uptime'])}"
    else:
        yield f"kawaraban {found['version']}: not running"
    for platform in found["platforms"]:
        yield _field("platform", _platform(platform, now))
    if found["hold"]:
        yield _field("hold", f"all posting is held ({found['hold']}); `kawaraban release` ends that")
    yield _field("channels", f"{found['subscriptions']} subscribed, {len(found['paused'])} paused")
    for number, each in enumerate(found["next"]):
        yield _field("" if number else "next", f"{_minute(each['at'])}  {each['channel']}")
    states = {state: count for state, count in found["backlog"].items() if state != "oldest" and count}
    waits = ", ".join(f"{count} {state}" for state, count in states.items()) or "nothing waits"
    oldest = found["backlog"]["oldest"]
    yield _field("backlog", waits + (f"; the oldest was due {_minute(oldest)}" if states and oldest else ""))
    for each in found["unknown"]:
        asked = "its admins were asked" if each["asked"] else "it will be looked for"
        yield _field("unknown", f"{each['key']} to {each['channel']}: {asked}; `kawaraban resolve` settles it")
    for each in found["paused"]:
        yield _field("paused", f"{each['channel']} since {_minute(each['since'])}: {each['reason']}")
    if error := found["last_error"]:
        yield _field("last error", f"{_minute(error['at'])}  {error['channel']}: {error['error']}")


def _field(name: str, value: str) -> str:
    return f"  {name:11} {' '.join(value.split())}"


def _platform(platform: Json, now: datetime) -> str:
    since = datetime.fromisoformat(platform["since"])
    said = f"{platform['platform']}: {'up' if platform['up'] else 'DOWN'} for {_span((now - since).total_seconds())}"
    if platform["closed_until"]:
        said += f"; nothing is tried until {_minute(platform['closed_until'])}, for nothing works there"
    return said


def _minute(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _span(seconds: float) -> str:
    whole = timedelta(seconds=max(0, round(seconds)))
    hours, rest = divmod(whole.seconds, 3600)
    minutes, secs = divmod(rest, 60)
    parts = [(whole.days, "d"), (hours, "h"), (minutes, "min"), (secs, "s")]
    told = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(told[:2]) or "0 s"
