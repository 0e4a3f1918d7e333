"""Ledger rows and the state of things as JSON: the same on the socket and on the command line. Names here are fixed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..delivery.standing import Life, Standing
from ..domain.ledger import Delivery

Json = dict[str, Any]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def row(found: Delivery) -> Json:
    """A row of `ledger`."""
    return {
        "slot": found.slot,
        "channel": found.channel.key,
        "platform": found.channel.platform,
        "state": found.state,
        "message_ids": [part.message_id for part in found.parts if part.message_id],
        "at": _iso(found.at),
        "attempts": found.attempts,
        "error": found.error,
        "key": found.key,
        "parts": [
            {
                "message_id": part.message_id,
                "at": _iso(part.at),
                "attempts": part.attempts,
                "note": part.note,
                "gone": part.gone,
            }
            for part in found.parts
        ],
        "steps": [{"state": step.state, "at": _iso(step.at), "error": step.error} for step in found.steps],
    }


def status(found: Standing, life: Life | None, now: datetime, version: str) -> Json:
    """The answer of `status`; without a `life` nobody runs the bot."""
    running: Mapping[str, Any] = (
        {"running": False, "pid": None, "started": None, "uptime": None, "last_tick": None}
        if life is None
        else {
            "running": True,
            "pid": life.pid,
            "started": _iso(life.started),
            "uptime": round((now - life.started).total_seconds()),
            "last_tick": _iso(life.ticked),
        }
    )
    return {
        **running,
        "version": version,
        "platforms": [
            {"platform": p.platform, "up": p.up, "since": _iso(p.since), "closed_until": _iso(p.closed_until)}
            for p in (life.platforms if life else ())
        ],
        "hold": found.hold,
        "subscriptions": found.subscriptions,
        "next": [{"at": _iso(each.at), "channel": each.channel.key} for each in found.coming],
        "backlog": {**found.backlog.states, "oldest": _iso(found.backlog.oldest)},
        "unknown": [
            {"key": r.key, "channel": r.channel.key, "slot": r.slot, "asked": _iso(r.asked), "error": r.error}
            for r in found.unknown
        ],
        "paused": [
            {"channel": s.channel.key, "cause": s.paused.cause, "reason": s.paused.reason, "since": _iso(s.paused.at)}
            for s in found.paused
            if s.paused
        ],
        "last_error": _last_error(found.last_error),
    }


def _last_error(found: Delivery | None) -> Json | None:
    if found is None:
        return None
    return {"at": _iso(found.at), "channel": found.channel.key, "key": found.key, "error": found.error}
