"""Numbered steps from one version of the journal's format to the next, each over the whole state.

A step changes documents as they stand in the journal of its version, and knows nothing of the classes of today. It may raise
ValueError, TypeError, KeyError or AttributeError where the state is none of its version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

_State = dict[str, dict[Any, Any]]


def step_1_to_2(state: _State) -> None:
    """Rename the states of deliveries, and make a pause a document.

    `queued` was what is planned, and what was put back after an attempt; `unknown` was final, for it was not sent again, and
    nobody shall be asked about it now. Of a pause nobody had written down when it began: it is dated by the last thing that is
    known of its subscription.
    """
    latest: dict[str, str] = {}
    for row in state.get("deliveries", {}).values():
        row["state"] = _state(row)
        if at := row.get("at"):
            known = latest.setdefault(row["subscription"], at)
            latest[row["subscription"]] = max(known, at, key=datetime.fromisoformat)
    for row in state.get("subscriptions", {}).values():
        if (reason := row.get("paused")) is not None:
            at = latest.get(row["id"], row["created"])
            row["paused"] = {"reason": reason, "at": at, "cause": "other", "told": True}


def _state(row: Mapping[str, Any]) -> Any:
    """Return what a state of version 1 is called now."""
    if row["state"] == "queued":
        return "retrying" if row.get("attempts") else "planned"
    return {"failed": "refused", "empty": "skipped", "unknown": "skipped"}.get(row["state"], row["state"])


STEPS: Mapping[int, Callable[[_State], None]] = {1: step_1_to_2}
"""The step that leads on from each version but the last."""


def upgrade(state: _State, version: int) -> None:
    """Bring a state from a version to ours, in place."""
    while step := STEPS.get(version):
        step(state)
        version += 1
