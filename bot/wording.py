"""The answers of the operator's verbs as text. Keys and states are names, and stand in it as they are typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from .columns import aligned
from .commands.reasons import detailed
from .domain.ports import Words

Json = dict[str, Any]


def text(verb: str, found: Any, words: Words, now: datetime) -> str:
    """Write what one of the operator's verbs has answered, at `now`."""
    match verb:
        case "ledger":
            return aligned(_row(row, words) for row in found)
        case "status":
            return _status(found, now, words)
        case "resolve":
            return words("resolve-done", key=found["key"], state=found["state"])
        case "hold":
            return words("hold-done", by=found["hold"])
        case "release":
            ended = found["released"]
            return words("released" if ended else "release-nothing")
        case "resume" if found["was"] is None:
            return words("resume-unpaused", channel=found["channel"])
        case "resume":
            message = "resume-held" if found["hold"] else "resume-done"
            return words(message, channel=found["channel"], was=found["was"])
        case "takeback":
            return words("takeback-told", key=found["key"], why=detailed(found["error"], words))
        case "restore":
            return _backup(found, found["dir"], words) + "\n" + words("restore-again")
        case _:
            return _backup(found, found["file"], words)


def _backup(found: Json, place: str, words: Words) -> str:
    counts = {name: found[name] for name in ("subscriptions", "deliveries", "archived", "bytes")}
    return words("backup-holds", place=place, **counts)


def _row(row: Json, words: Words) -> tuple[str, ...]:
    parts = row["parts"]
    there = sum(part["message_id"] is not None for part in parts)
    ids = ",".join(row["message_ids"])
    gone = sum(part["gone"] for part in parts)
    notes = [part["note"] for part in parts if part["note"] and part["note"] != row["error"]]
    told = [
        detailed(row["error"], words),
        words("ledger-gone", count=gone) if gone else "",
        *(detailed(note, words) for note in notes),
    ]
    return (
        row["slot"].replace("T", " "),
        row["channel"],
        row["state"],
        f"x{row['attempts']}" if row["attempts"] else "-",
        (ids if there == len(parts) else f"{there}/{len(parts)} {ids}".rstrip()) or "-",
        "; ".join(filter(None, told)),
    )


def _status(found: Json, now: datetime, words: Words) -> str:
    """Write how things stand: what is well in a line, what is not with what to do about it."""
    if found["running"]:
        uptime = _span(found["uptime"], words)
        head = words("status-runs", version=found["version"], pid=str(found["pid"]), span=uptime)
    else:
        head = words("status-stopped", version=found["version"])
    rows = aligned((words(f"status-{name}") if name else "", value) for name, value in _fields(found, now, words))
    return "\n".join([head, *(f"  {line}" for line in rows.splitlines())])


def _fields(found: Json, now: datetime, words: Words) -> Iterator[tuple[str, str]]:
    for platform in found["platforms"]:
        yield "platform", _platform(platform, now, words)
    if found["hold"]:
        yield "hold", words("hold-done", by=found["hold"])
    yield "channels", words("status-subscribed", count=found["subscriptions"], paused=len(found["paused"]))
    for number, each in enumerate(found["next"]):
        yield "" if number else "next", f"{_minute(each['at'])} {each['channel']}"
    yield "backlog", _backlog(found["backlog"], words)
    for each in found["unknown"]:
        message = "status-doubt-asked" if each["asked"] else "status-doubt"
        yield "unknown", words(message, key=each["key"], channel=each["channel"])
    for each in found["paused"]:
        since, why = _minute(each["since"]), _why(each, words)
        yield (
            "paused",
            words("status-pause", channel=each["channel"], since=since, why=why, reason=each["reason"]),
        )
    if error := found["last_error"]:
        yield "error", f"{_minute(error['at'])} {error['channel']}: {detailed(error['error'], words)}"


def _why(paused: Json, words: Words) -> str:
    return words(f"pause-{paused['cause']}", platform=paused["channel"].partition(":")[0])


def _backlog(found: Json, words: Words) -> str:
    waits = [f"{state} {count}" for state, count in found.items() if state != "oldest" and count]
    if not waits:
        return words("status-idle")
    if found["oldest"] is None:
        return ", ".join(waits)
    return words("status-waits", states=", ".join(waits), oldest=_minute(found["oldest"]))


def _platform(platform: Json, now: datetime, words: Words) -> str:
    since, up = datetime.fromisoformat(platform["since"]), platform["up"]
    span = _span((now - since).total_seconds(), words)
    said = words("status-up" if up else "status-down", platform=platform["platform"], span=span)
    if platform["closed_until"] is None:
        return said
    return words("status-closed", said=said, until=_minute(platform["closed_until"]))


def _minute(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")


def _span(seconds: float, words: Words) -> str:
    """Write a length of time by its two largest units."""
    whole = timedelta(seconds=max(0, round(seconds)))
    hours, rest = divmod(whole.seconds, 3600)
    minutes, secs = divmod(rest, 60)
    units = [(whole.days, "days"), (hours, "hours"), (minutes, "minutes"), (secs, "seconds")]
    told = [words(f"span-{unit}", count=count) for count, unit in units if count][:2]
    return (
        words("span-two", first=told[0], second=told[1])
        if len(told) == 2
        else (told or [words("span-seconds", count=0)])[0]
    )
